"""Uploaded partnership files: what an upload may hold, and a clean archive of it. Knows no database."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from serai.commons.partnership.errors import UnsafeArchive
from serai.commons.partnership.files import KNOWN_NAMES, MAX_FILE_BYTES, OF_OTHER_ROOMS

MAX_UPLOAD_BYTES = 5 * 1024 * 1024
MAX_TOTAL_BYTES = 30 * 1024 * 1024
MAX_ENTRIES = 100
_PASSED_OVER = OF_OTHER_ROOMS | {"README.md"}


@dataclass(frozen=True)
class Sent:
    """A file as it was sent, with its name and its bytes."""

    name: str
    content: bytes


def clean_archive(sent: Iterable[Sent]) -> bytes:
    """One archive with the partnership files of an upload, and nothing else.

    An upload is one zip file or several single files. Refused, naming the file: what is too large,
    damaged or encrypted, leads out of its folder, or has a name that is no table's.
    """
    files = list(sent)
    if sum(len(file.content) for file in files) > MAX_UPLOAD_BYTES:
        raise UnsafeArchive(
            f"The upload is larger than {MAX_UPLOAD_BYTES // 1024 // 1024} MB",
            advice="Load a folder of this size with the command line on the server.",
        )
    if len(files) == 1 and files[0].name.lower().endswith(".zip"):
        files = _unzip(files[0])
    kept: dict[str, bytes] = {}
    for file in files:
        name = _known(file.name)
        if name in kept:
            raise UnsafeArchive("A file is there twice", where=name, advice="Send it once.")
        if name not in _PASSED_OVER:
            kept[name] = file.content
    if not kept:
        raise UnsafeArchive(
            "The upload holds no partnership file",
            advice="Send the folder as one zip file, or its CSV and YAML files.",
        )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(kept):
            archive.writestr(name, kept[name])
    return buffer.getvalue()


def unpack(archive: bytes, folder: Path) -> None:
    """Lay the files of a clean archive into ``folder``."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        for name in opened.namelist():
            (folder / _known(name)).write_bytes(opened.read(name))


def _known(name: str) -> str:
    path = PurePosixPath(name)
    if path.name != name or name not in KNOWN_NAMES | _PASSED_OVER:
        raise UnsafeArchive(
            "This is no file of a partnership",
            where=name[:120],
            advice="Take it out; the names of the files are in the guide to partnership files.",
        )
    return name


def _unzip(file: Sent) -> list[Sent]:
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check_entries(entries)
            return [Sent(_inner_name(entry, entries), _read(archive, entry)) for entry in entries]
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
        raise UnsafeArchive(
            "The zip file cannot be read", where=file.name[:120], advice="Pack the folder again."
        ) from error


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise UnsafeArchive(
            f"The zip file holds more than {MAX_ENTRIES} files", advice="Pack the partnership's folder only."
        )
    if sum(entry.file_size for entry in entries) > MAX_TOTAL_BYTES:
        raise UnsafeArchive("The files are too large when unpacked", advice="Check what is in the zip file.")
    for entry in entries:
        parts = PurePosixPath(entry.filename).parts
        leads_out = ".." in parts or entry.filename.startswith("/") or "\\" in entry.filename
        if leads_out or ":" in entry.filename or len(parts) > 2:
            raise UnsafeArchive(
                "The zip file holds a file outside of one folder",
                where=entry.filename[:120],
                advice="Pack the folder itself, without other folders.",
            )
        if entry.flag_bits & 0x1:
            raise UnsafeArchive("The zip file is encrypted", advice="Pack it without a password.")


def _inner_name(entry: zipfile.ZipInfo, entries: list[zipfile.ZipInfo]) -> str:
    folders = {PurePosixPath(other.filename).parent for other in entries}
    path = PurePosixPath(entry.filename)
    return path.name if len(folders) == 1 else entry.filename


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of one entry; the size it claims is not believed."""
    with archive.open(entry) as stream:
        content = stream.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        raise UnsafeArchive(
            "A file is too large when unpacked", where=entry.filename[:120], advice="Check what is in it."
        )
    return content
