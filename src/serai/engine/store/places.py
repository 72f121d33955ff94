"""Where files lie: names in the tables hold no folder of this machine, so that a home can move.

A file is named ``serai:///warehouse/...`` in catalogue, metadata and manifests; only here is that name
joined with the home folder. A backup restored elsewhere, or a data folder moved, reads as it did.
"""

from __future__ import annotations

from pathlib import Path

from pyiceberg.io.pyarrow import PyArrowFileIO
from pyiceberg.typedef import EMPTY_DICT, Properties

SCHEME = "serai://"
HOME = "serai.home"
IO_CLASS = f"{__name__}.HomeIO"


def named(home: Path, path: Path) -> str:
    """The name of a file or folder under ``home``."""
    return f"{SCHEME}/{path.relative_to(home)}"


def found(home: Path, name: str) -> Path:
    """The path of what the tables name so."""
    return home / name.removeprefix(f"{SCHEME}/")


class HomeIO(PyArrowFileIO):
    """Reads and writes files by such names, in the home that the catalogue's properties give."""

    @staticmethod
    def parse_location(location: str, properties: Properties = EMPTY_DICT) -> tuple[str, str, str]:
        return "file", "", str(found(Path(str(properties[HOME])), location))
