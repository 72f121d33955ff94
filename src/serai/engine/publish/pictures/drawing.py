"""From a spec to a picture, offline."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from serai.engine.publish.pictures.frame import Spec


def svg(spec: Spec, fonts: Path) -> str:
    """The picture as SVG text. ``fonts`` is a folder of TrueType files."""
    return str(_converter(fonts).vegalite_to_svg(spec, allowed_base_urls=[]))


def png(spec: Spec, fonts: Path, scale: float = 2.0) -> bytes:
    """The picture as PNG, at ``scale`` pixels for each unit of the spec."""
    return bytes(_converter(fonts).vegalite_to_png(spec, scale=scale, allowed_base_urls=[]))


@cache
def _converter(fonts: Path) -> Any:
    # 80 MB and most of a second: only a process that draws pays for it
    import vl_convert

    vl_convert.register_font_directory(str(fonts))
    return vl_convert
