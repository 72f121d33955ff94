"""Pictures are drawn anew: what is not picture (place, camera, comments, anything behind the end) is left out."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from serai.commons.files.errors import FileRefused
from serai.commons.files.kinds import JPEG, PNG, WEBP, Kind

MAX_PIXELS = 50_000_000  # a phone makes 12 to 50 million; each takes four bytes of memory while it is drawn
_FORMATS = {PNG.media_type: "PNG", JPEG.media_type: "JPEG", WEBP.media_type: "WEBP"}
_SAVED: dict[str, dict[str, Any]] = {"JPEG": {"quality": 92}, "PNG": {}, "WEBP": {"quality": 92}}
_MODES = {"PNG": ("1", "L", "LA", "P", "RGB", "RGBA"), "JPEG": ("L", "RGB"), "WEBP": ("RGB", "RGBA")}


def redraw(source: Path, target: Path, kind: Kind) -> None:
    """Draw the picture of ``source`` into ``target``: upright, in sRGB, without metadata; its first frame only.

    Raises: FileRefused when it has too many pixels or is no whole picture of this kind.
    """
    name = _FORMATS[kind.media_type]
    try:
        with Image.open(source, formats=[name]) as opened:
            width, height = opened.size
            if width * height > MAX_PIXELS:
                raise FileRefused(
                    _("The picture has too many pixels"), advice=_("Send it in a smaller size.")
                )
            opened.load()
            picture = _clean(ImageOps.exif_transpose(opened), name)
    except FileRefused:
        raise
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
    ) as error:
        raise FileRefused(_("The picture is damaged"), advice=_("Save it again and send that.")) from error
    picture.save(target, format=name, **_SAVED[name])


def _clean(picture: Image.Image, name: str) -> Image.Image:
    """The same pixels in a picture that knows nothing else."""
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "RGBA"):
        picture = _to_srgb(picture, profile)
    if "transparency" in picture.info and picture.mode in ("P", "L", "RGB"):
        picture = picture.convert("RGBA")
    if picture.mode not in _MODES[name]:
        picture = picture.convert("RGBA" if "A" in picture.mode and name != "JPEG" else "RGB")
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    if picture.mode == "P":
        bare.putpalette(picture.getpalette() or [])
    return bare


def _to_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Colours as every screen shows them; a profile that cannot be read is passed over."""
    try:
        converted = ImageCms.profileToProfile(
            picture, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return converted or picture
