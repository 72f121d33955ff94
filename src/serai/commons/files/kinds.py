"""The kinds of files that are taken in, and how their first bytes tell them. Pure: bytes in, a kind out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext_noop

HEAD = 8192  # so many bytes from the start are enough to tell every kind below


class Family(Enum):
    """What is done with a file after its kind is known."""

    PICTURE = "picture"
    DOCUMENT = "document"
    OFFICE = "office"
    TEXT = "text"


@dataclass(frozen=True)
class Kind:
    """``endings`` are the endings of names that fit, the first one is given to a name without."""

    name: str
    media_type: str
    endings: tuple[str, ...]
    family: Family


PNG = Kind(gettext_noop("PNG picture"), "image/png", ("png",), Family.PICTURE)
JPEG = Kind(gettext_noop("JPEG picture"), "image/jpeg", ("jpg", "jpeg"), Family.PICTURE)
WEBP = Kind(gettext_noop("WebP picture"), "image/webp", ("webp",), Family.PICTURE)
PDF = Kind(gettext_noop("PDF document"), "application/pdf", ("pdf",), Family.DOCUMENT)
_OOXML = "application/vnd.openxmlformats-officedocument."
DOCX = Kind(gettext_noop("Word document"), _OOXML + "wordprocessingml.document", ("docx",), Family.OFFICE)
XLSX = Kind(gettext_noop("Excel workbook"), _OOXML + "spreadsheetml.sheet", ("xlsx",), Family.OFFICE)
PPTX = Kind(
    gettext_noop("PowerPoint presentation"), _OOXML + "presentationml.presentation", ("pptx",), Family.OFFICE
)
_ODF = "application/vnd.oasis.opendocument."
ODT = Kind(gettext_noop("OpenDocument text"), _ODF + "text", ("odt",), Family.OFFICE)
ODS = Kind(gettext_noop("OpenDocument spreadsheet"), _ODF + "spreadsheet", ("ods",), Family.OFFICE)
ODP = Kind(gettext_noop("OpenDocument presentation"), _ODF + "presentation", ("odp",), Family.OFFICE)
TEXT = Kind(gettext_noop("plain text"), "text/plain", ("txt", "md"), Family.TEXT)
CSV = Kind(gettext_noop("table in text form"), "text/csv", ("csv", "tsv"), Family.TEXT)
JSON = Kind(gettext_noop("JSON"), "application/json", ("json", "geojson"), Family.TEXT)
CALENDAR = Kind(gettext_noop("calendar"), "text/calendar", ("ics",), Family.TEXT)
KINDS = (PNG, JPEG, WEBP, PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, TEXT, CSV, JSON, CALENDAR)
OFFICE = tuple(kind for kind in KINDS if kind.family is Family.OFFICE)
ENDINGS = tuple(ending for kind in KINDS for ending in kind.endings)

# what people send by mistake or in disguise, by name, so that the refusal can say what was found
_STRANGERS: tuple[tuple[bytes, str], ...] = (
    (b"MZ", gettext_noop("a Windows program")),
    (b"\x7fELF", gettext_noop("a Linux program")),
    (b"\xfe\xed\xfa\xce", gettext_noop("a macOS program")),
    (b"\xfe\xed\xfa\xcf", gettext_noop("a macOS program")),
    (b"\xcf\xfa\xed\xfe", gettext_noop("a macOS program")),
    (b"\xca\xfe\xba\xbe", gettext_noop("a Java or macOS program")),
    (b"#!", gettext_noop("a script")),
    (b"Rar!\x1a\x07", gettext_noop("a RAR archive")),
    (b"7z\xbc\xaf\x27\x1c", gettext_noop("a 7z archive")),
    (b"\x1f\x8b", gettext_noop("a gzip archive")),
    (b"BZh", gettext_noop("a bzip2 archive")),
    (b"\xfd7zXZ\x00", gettext_noop("an xz archive")),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        gettext_noop("an old Office file (.doc, .xls, .ppt), which can hide macros"),
    ),
    (b"GIF8", gettext_noop("a GIF picture")),
    (b"BM", gettext_noop("a BMP picture")),
    (b"II*\x00", gettext_noop("a TIFF picture")),
    (b"MM\x00*", gettext_noop("a TIFF picture")),
    (b"%!PS", gettext_noop("a PostScript program")),
    (b"{\\rtf", gettext_noop("a rich text file, which can hide programs")),
    (b"SQLite format 3\x00", gettext_noop("a database")),
    (b"L\x00\x00\x00\x01\x14\x02\x00", gettext_noop("a Windows shortcut")),
)
_READABLE = (b"#!", b"%!PS", b"{\\rtf")
_MARKUP = re.compile(
    rb"<\s*(!doctype\s+html|html|head|body|script|iframe|img|object|embed|form|meta|base|link|style|a\s|svg"
    rb"|\?xml|!entity|!\[cdata|x:|math)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Told:
    """What the bytes say: a ``kind``, or with ``archive`` one of ``OFFICE`` to be told by its content.

    With neither, ``stranger`` names what was found in English ("" when it is not known at all).
    """

    kind: Kind | None = None
    archive: bool = False
    text: bool = False
    stranger: str = ""


def tell(head: bytes) -> Told:
    """The kind of a file from its first ``HEAD`` bytes; its name is not asked."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Told(PNG)
    if head.startswith(b"\xff\xd8\xff"):
        return Told(JPEG)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Told(WEBP)
    if head.startswith(b"%PDF-"):
        return Told(PDF)
    if head.startswith(b"PK\x03\x04"):
        return Told(archive=True)
    read = _tell_text(head)
    for start, name in _STRANGERS:
        # a table whose first word is "BM" is no picture: programs and archives are never plain text throughout
        if head.startswith(start) and (start in _READABLE or not read.text):
            return Told(stranger=name)
    if b"%PDF-" in head[:1024]:
        return Told(stranger=gettext_noop("a PDF document with something else before it"))
    return read


def _tell_text(head: bytes) -> Told:
    """Text is UTF-8 without control characters; markup that a browser would run is not text."""
    plain = head.removeprefix(b"\xef\xbb\xbf")
    opening = plain.lstrip()[:1]
    found = _MARKUP.search(plain)
    if found and (opening == b"<" or found.group(1).lower() in (b"script", b"svg", b"html", b"iframe")):
        svg = b"<svg" in plain.lower()
        drawn, page = (
            gettext_noop("an SVG picture, which can hold programs"),
            gettext_noop("a web page or XML"),
        )
        return Told(stranger=drawn if svg else page)
    if any(byte < 32 and byte not in (9, 10, 12, 13) for byte in plain) or not plain:
        return Told()
    try:
        plain.decode()
    except UnicodeDecodeError as error:
        # the last letter may have been cut in two
        if error.start < len(plain) - 4 or len(head) < HEAD:
            return Told()
    return Told(text=True)


def of_ending(ending: str) -> Kind | None:
    """The kind that files with this ending (without the dot, any case) should be."""
    wanted = ending.lower()
    return next((kind for kind in KINDS if wanted in kind.endings), None)
