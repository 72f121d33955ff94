"""What a file is: its format by its first bytes, its encoding, its separator."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from serai.engine.errors import FileUnreadable

PARQUET, XLSX, XLS, SPSS, STATA, TEXT = "parquet", "xlsx", "xls", "spss", "stata", "text"
_MAGIC = (
    (b"PAR1", PARQUET),
    (b"PK\x03\x04", XLSX),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", XLS),
    (b"$FL2", SPSS),
    (b"$FL3", SPSS),
    (b"<stata_d", STATA),
)
# Stata before version 13: the version, the order of bytes, and a one
_OLD_STATA = re.compile(rb"[\x68-\x73][\x01\x02]\x01")
_CHUNK = 1 << 22
_LOOK = 1 << 16
SEPARATORS = (",", ";", "\t", "|")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")


@dataclass(frozen=True)
class Encoding:
    """The encoding of a text file; ``guessed`` when neither its bytes nor its mapping name it."""

    name: str
    guessed: bool = False

    @property
    def is_utf8(self) -> bool:
        return self.name in ("utf-8", "utf-8-sig")


def file_format(path: Path) -> str:
    """The format by content, whatever the file is called."""
    with path.open("rb") as stream:
        start = stream.read(8)
    if not start:
        raise FileUnreadable(
            "The file is empty", where=path.name, advice="Ask for the file again.", kind="empty"
        )
    if _OLD_STATA.match(start):
        return STATA
    return next((kind for magic, kind in _MAGIC if start.startswith(magic)), TEXT)


def _invalid_utf8(path: Path) -> tuple[int, int] | None:
    """Line and byte of the first place that is not UTF-8; None when the whole file is."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    with path.open("rb") as stream:
        while True:
            chunk = stream.read(_CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                held = error.object[: error.start]
                return line + held.count(b"\n"), error.object[error.start]
            if not chunk:
                return None
            line += chunk.count(b"\n")


def _has_high_bytes(path: Path) -> bool:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            if not chunk.isascii():
                return True
    return False


def _eight_bit(sample: bytes) -> str:
    """Windows' Arabic or Western page: Arabic words are runs of high bytes, Western ones single letters."""
    runs = _HIGH_RUN.findall(sample)
    long = sum(len(r) for r in runs if len(r) > 1)
    return "cp1256" if runs and long > sum(map(len, runs)) / 2 else "cp1252"


def _wide(start: bytes) -> str | None:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if len(start) >= 4 and start[1:8:2].count(0) == len(start[1:8:2]):
        return "utf-16-le"
    if len(start) >= 4 and start[0:8:2].count(0) == len(start[0:8:2]):
        return "utf-16-be"
    return None


def encoding(path: Path, declared: str, *, trust_utf8: bool = False) -> Encoding:
    """The encoding of a text file: declared, told by its first bytes, or guessed.

    ``trust_utf8`` leaves the check of plain UTF-8 to the reader that follows.
    Raises:  FileUnreadable when the declared encoding is not what the bytes are.
    """
    with path.open("rb") as stream:
        start = stream.read(8)
    bom = codecs.BOM_UTF8 if start.startswith(codecs.BOM_UTF8) else b""
    if declared:
        try:
            name = codecs.lookup(declared).name
        except LookupError:
            raise FileUnreadable(
                f"There is no encoding {declared!r}",
                where=path.name,
                advice="Use utf-8, utf-16, cp1252 or cp1256.",
            ) from None
        _refute(path, name, declared, start, bom)
        return Encoding("utf-8-sig" if name == "utf-8" and bom else name)
    if (wide := _wide(start)) is not None:
        return Encoding(wide)
    if bom:
        return Encoding("utf-8-sig")
    if trust_utf8 or _invalid_utf8(path) is None:
        return Encoding("utf-8")
    with path.open("rb") as stream:
        return Encoding(_eight_bit(stream.read(_CHUNK)), guessed=True)


def _refute(path: Path, name: str, declared: str, start: bytes, bom: bytes) -> None:
    """Refuse a declared encoding that the bytes speak against."""

    def wrong(because: str, advice: str) -> FileUnreadable:
        return FileUnreadable(f"The mapping says {declared}, but {because}", where=path.name, advice=advice)

    if name in ("utf-8", "utf-8-sig"):
        if _wide(start):
            raise wrong("the file is UTF-16", "Write encoding: utf-16, or leave it out.")
        if (place := _invalid_utf8(path)) is not None:
            raise wrong(
                f"line {place[0]} holds the byte 0x{place[1]:02x}, which UTF-8 does not have there",
                "Leave encoding out to have it detected, or name the right one.",
            )
    elif name.startswith("utf-16"):
        if _wide(start) is None:
            raise wrong("the file does not look like it", "Leave encoding out to have it detected.")
    elif bom or (_has_high_bytes(path) and _invalid_utf8(path) is None):
        raise wrong("the file is UTF-8", "Write encoding: utf-8, or leave it out.")


def to_utf8(path: Path, name: str, target: Path) -> Path:
    """A copy of the file in UTF-8.

    Raises:  FileUnreadable naming the line that cannot be decoded.
    """
    decoder = codecs.getincrementaldecoder(name)()
    line = 1
    with path.open("rb") as source, target.open("wb") as out:
        while True:
            chunk = source.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                raise FileUnreadable(
                    f"The file is not {name}: what follows line {line} cannot be decoded",
                    where=path.name,
                    advice="Name the right encoding in the mapping under reader.",
                ) from None
            out.write(text.encode())
            line += text.count("\n")
            if not chunk:
                return target


def separators(path: Path, declared: str) -> list[str]:
    """The separators to try, most likely first."""
    if declared:
        return ["\t" if declared in ("tab", "\\t") else declared]
    with path.open("rb") as stream:
        sample = stream.read(_LOOK).decode("utf-8", "ignore")
    if path.suffix.lower() == ".tsv":
        return ["\t"]
    return sorted(SEPARATORS, key=lambda s: -sample.count(s))
