"""Is a file what its name says, and is it harmless? Reads and writes files of a folder; knows no database."""

from __future__ import annotations

import re
import shlex
import subprocess
import zipfile
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from serai.commons.files import archives, kinds, pictures
from serai.commons.files.errors import FileRefused
from serai.commons.files.kinds import Family, Kind
from serai.commons.files.names import ending_of

SCAN_SECONDS = 120
_LAUNCHES = re.compile(rb"/(JavaScript|JS|Launch|RichMedia|XFA)\b")
_PIECE = 1 << 20


def check(path: Path, name: str, clean: Path) -> tuple[Kind, Path]:
    """The kind of the file at ``path`` and the file to keep: itself, or ``clean`` where it was drawn anew.

    The content decides what it is, and the ending of ``name`` must fit.
    Raises: FileRefused, saying what was found and what to do.
    """
    with path.open("rb") as stream:
        head = stream.read(kinds.HEAD)
    if not head:
        raise FileRefused(_("The file is empty"), advice=_("Send it again."))
    told = kinds.tell(head)
    if told.stranger:
        raise _not_taken(name, _strange(told.stranger))
    kind = archives.tell_office(path) if told.archive else _text_kind(name) if told.text else told.kind
    if kind is None:
        raise _not_taken(name, _("something that is not known"))
    _fit(kind, name)
    if kind.family is Family.PICTURE:
        pictures.redraw(path, clean, kind)
        scan(clean)
        return kind, clean
    if kind.family is Family.DOCUMENT:
        _check_document(path)
    if kind.family is Family.TEXT:
        _check_text(path)
    scan(path)
    return kind, path


def scan(path: Path) -> None:
    """Let the virus scanner of SERAI_VIRUS_SCANNER look at the file; without one nothing happens.

    The scanner is a command that gets the file's path last and ends with 0 when the file is clean and with 1
    when it is not (as clamdscan does). A scanner that cannot answer refuses the file: an attacker must not
    gain by breaking it. Raises: FileRefused.
    """
    command = shlex.split(str(settings.VIRUS_SCANNER))
    if not command:
        return
    try:
        ended = subprocess.run([*command, str(path)], capture_output=True, timeout=SCAN_SECONDS, check=False)
        code = ended.returncode
    except (OSError, subprocess.TimeoutExpired):
        code = -1
    if code == 1:
        raise FileRefused(_("The virus scanner found something in the file"), advice=_("Do not send it on."))
    if code != 0:
        raise FileRefused(
            _("The file could not be checked for viruses"),
            advice=_("Try again later, or tell an administrator."),
        )


def _text_kind(name: str) -> Kind:
    told = kinds.of_ending(ending_of(name))
    return told if told is not None and told.family is Family.TEXT else kinds.TEXT


def _fit(kind: Kind, name: str) -> None:
    ending = ending_of(name)
    if ending not in kind.endings:
        raise FileRefused(
            _("The file calls itself .%(ending)s, but its content is: %(kind)s")
            % {"ending": ending or "?", "kind": _(kind.name)},
            where=name,
            advice=_("Give it the ending .%(ending)s if that is what you meant to send.")
            % {"ending": kind.endings[0]},
        )


def _check_document(path: Path) -> None:
    """A PDF that acts when it is opened, or that is an archive at the same time, is no document."""
    overlap = b""
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            if _LAUNCHES.search(overlap + piece):
                raise FileRefused(
                    _("The PDF document holds programs or forms that run"),
                    advice=_("Print it to a new PDF and send that."),
                )
            overlap = piece[-16:]
    if zipfile.is_zipfile(path):
        raise FileRefused(
            _("The file is two kinds at once: a PDF document and an archive"),
            advice=_("Print it to a new PDF and send that."),
        )


def _check_text(path: Path) -> None:
    """Text to its end: UTF-8, no control characters, no markup that a browser would run."""
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        overlap = b""
        while piece := stream.read(_PIECE):
            told = kinds.tell(overlap + piece)
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                told = kinds.Told()
            if not told.text:
                raise _not_taken(path.name, _("no plain text"))
            overlap = piece[-64:].decode("utf-8", "ignore").encode()


def _not_taken(name: str, found: str) -> FileRefused:
    return FileRefused(
        _("This file is not taken in; its content is: %(found)s") % {"found": found},
        where=name,
        advice=_("These kinds are: %(endings)s.") % {"endings": ", ".join(kinds.ENDINGS)},
    )


def _strange(found: str) -> str:
    return _(found)
