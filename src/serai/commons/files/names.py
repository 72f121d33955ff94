"""Names of files: kept in any script, without what could mislead a person, a header or a file system."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

LONGEST = 150
# letters that say the direction aloud can make "cod.exe" look like "exe.doc"; joiners are letters' own
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u2028\u2029]')


def safe_name(name: str) -> str:
    """The name of a file as it is kept: the last part of a path, at most ``LONGEST`` letters, never empty.

    Letters of every script, spaces and the joiners that Persian and Bangla need stay as they are.
    """
    last = PureWindowsPath(PurePosixPath(name).name).name
    text = unicodedata.normalize("NFC", last)
    text = _FORBIDDEN.sub("_", _DIRECTIONS.sub("", text))
    text = " ".join(text.split()).strip(". ")
    stem, dot, ending = text.rpartition(".")
    if dot and stem and len(ending) <= 10:
        return f"{stem[: LONGEST - len(ending) - 1].rstrip('. ')}.{ending}"
    return text[:LONGEST] or "file"


def ending_of(name: str) -> str:
    """What follows the last dot, in small letters; "" without one."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem else ""
