"""Office files are zip archives: what they may hold, and that they do not swell beyond measure."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from django.utils.translation import gettext as _

from serai.commons.files.errors import FileRefused
from serai.commons.files.kinds import DOCX, OFFICE, PPTX, XLSX, Kind

MAX_ENTRIES = 5_000
MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 200  # text of a large sheet shrinks to a fiftieth at most; a bomb to a thousandth
SMALL = 5 * 1024 * 1024  # below this, no ratio is dangerous
_TYPES = "[Content_Types].xml"
_MAIN = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
_PROGRAMS = re.compile(
    r"(vbaproject|vbadata|activex|(^|/)(basic|scripts)/|macrosheets/"
    r"|\.(exe|dll|js|vbs|bat|cmd|ps1|jar|scr|com)$)",
    re.IGNORECASE,
)
_MACROS = re.compile(rb"macroenabled|ms-office\.vbaproject", re.IGNORECASE)
_OUTSIDE = re.compile(
    rb"<relationship\b(?=[^>]*targetmode\s*=\s*[\"']external)"
    rb"(?=[^>]*/(attachedtemplate|oleobject|frame|subdocument)[\"'])",
    re.IGNORECASE,
)


def tell_office(path: Path) -> Kind:
    """Which office file the archive is. Raises: FileRefused for any other archive, and for a dangerous one."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_sizes(entries, path.stat().st_size)
            kind = _kind(archive, {entry.filename for entry in entries})
            _check_content(archive, entries)
            return kind
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError) as error:
        raise FileRefused(_("The file is damaged"), advice=_("Save it again and send that.")) from error


def _check_sizes(entries: list[zipfile.ZipInfo], packed: int) -> None:
    """What the archive says of itself; what it really holds is measured while it is read."""
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked > max(SMALL, packed * MAX_RATIO):
        raise _bomb()
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise FileRefused(_("The file is damaged"), advice=_("Save it again and send that."))
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise FileRefused(
                _("The file is locked with a password"), advice=_("Save it without one and send that.")
            )
        if _PROGRAMS.search(entry.filename):
            raise _program()


def _kind(archive: zipfile.ZipFile, names: set[str]) -> Kind:
    if _TYPES in names:
        for main, kind in _MAIN.items():
            if main in names:
                return kind
    if "mimetype" in names:
        told = archive.read("mimetype")[:200].decode("ascii", "replace").strip()
        for kind in OFFICE:
            if kind.media_type == told:
                return kind
    raise FileRefused(
        _("The content is a zip archive, which is not taken in"), advice=_("Send the files one by one.")
    )


def _check_content(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Read every entry to its end, at most ``MAX_UNPACKED`` together, and look for programs in it."""
    left = MAX_UNPACKED
    for entry in entries:
        with archive.open(entry) as stream:
            head = stream.read(256 * 1024)
            left -= len(head)
            while chunk := stream.read(256 * 1024):
                left -= len(chunk)
                if left < 0:
                    raise _bomb()
        if entry.filename == _TYPES and _MACROS.search(head):
            raise _program()
        if entry.filename.endswith(".rels") and _OUTSIDE.search(head):
            raise FileRefused(
                _("The document loads parts from another place"),
                advice=_("Save it as PDF, or with everything inside, and send that."),
            )
        if head.startswith((b"MZ", b"\x7fELF")):
            raise _program()


def _bomb() -> FileRefused:
    return FileRefused(_("The file is too large when unpacked"), advice=_("Save it again and send that."))


def _program() -> FileRefused:
    return FileRefused(
        _("The document holds macros or programs"), advice=_("Save it without macros and send that.")
    )
