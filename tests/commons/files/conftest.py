"""Small files of every kind, written by hand, and a storage that lives for one test."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from serai.commons.access.readers import Reader

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
DOCX_TYPES = (
    b'<?xml version="1.0"?><Types><Override PartName="/word/document.xml" ContentType='
    b'"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def packed(entries: dict[str, bytes], *, deflate: bool = True) -> bytes:
    """A zip archive with these entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(**more: bytes) -> bytes:
    """The smallest thing that is a Word document, with further entries."""
    named = {name.replace("__", "/").replace("_DOT_", "."): content for name, content in more.items()}
    return packed({"[Content_Types].xml": DOCX_TYPES, "word/document.xml": b"<w:document/>", **named})


def jpeg(*, place: bool = False, orientation: int = 0, size: tuple[int, int] = (40, 20)) -> bytes:
    """A red picture; with ``place`` it says where it was taken, and by which camera."""
    picture, buffer = Image.new("RGB", size, (200, 30, 30)), io.BytesIO()
    exif = Image.Exif()
    if place:
        exif[0x010F] = "Camera of somebody"
        exif.get_ifd(0x8825)[2] = (34.0, 31.0, 0.0)  # latitude of GPS
    if orientation:
        exif[0x0112] = orientation
    picture.save(buffer, "JPEG", exif=exif, comment=b"a comment of somebody")
    return buffer.getvalue()


def png(size: tuple[int, int] = (30, 10)) -> bytes:
    """A blue picture."""
    buffer = io.BytesIO()
    Image.new("RGB", size, (30, 30, 200)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def shelf(tmp_path: Path, settings: object) -> Path:
    """The folder in which contents lie during one test."""
    folder = tmp_path / "files"
    settings.STORAGES = {  # type: ignore[attr-defined]
        **settings.STORAGES,  # type: ignore[attr-defined]
        "contents": {
            "BACKEND": "serai.commons.files.storage.DurableStorage",
            "OPTIONS": {"location": folder},
        },
    }
    return folder


def lying(folder: Path) -> list[str]:
    """Names of the files below ``folder``, whatever they are."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


NOBODY = Reader()
