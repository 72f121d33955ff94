"""Files are kept once, cleaned, refused when they are not what they say, and go with their last reference."""

from __future__ import annotations

import hashlib
import io
import stat
from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.db import transaction
from django.utils import timezone
from PIL import Image

from serai.commons.access.readers import Reader
from serai.commons.files import archives, pictures, selectors, services, storage
from serai.commons.files.errors import FileRefused, NotYours, UnknownFile
from serai.commons.files.models import Content, KeptFile
from serai.commons.partnership.models import Organisation

from .conftest import DOCX_TYPES, NOBODY, PDF, docx, jpeg, lying, packed, png

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]


@pytest.fixture
def ministry(db):
    return Organisation.objects.create(key="MIN", name="Ministry of the Interior", kind="ministry")


@pytest.fixture
def colleague(ministry):
    """Somebody who keeps files for the ministry."""
    return Reader(roles=frozenset({"focal_point"}), partnership=True, organisations=frozenset({"MIN"}))


def keep(content: bytes, name: str, **more):
    return services.keep(actor=None, stream=io.BytesIO(content), name=name, **{"audience": "public", **more})


def read(record) -> bytes:
    with storage.opened(record.sha256) as stream:
        return stream.read()


def test_a_document_is_kept_byte_for_byte_under_its_checksum(shelf):
    kept = keep(PDF, "صورت‌جلسه.pdf")
    digest = hashlib.sha256(PDF).hexdigest()
    assert (kept.name, kept.media_type, kept.sha256, kept.size) == (
        "صورت‌جلسه.pdf",
        "application/pdf",
        digest,
        len(PDF),
    )
    assert not kept.cleaned
    place = shelf / "sha256" / digest[:2] / digest[2:4] / digest
    assert place.read_bytes() == PDF
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_the_same_content_is_stored_once_and_goes_with_its_last_file(
    shelf, ministry, colleague, django_capture_on_commit_callbacks
):
    first = keep(PDF, "a.pdf", owner="MIN", audience="owner")
    second = keep(PDF, "b.pdf", owner="MIN", audience="owner")
    assert lying(shelf) == [first.sha256]
    with django_capture_on_commit_callbacks(execute=True):
        services.remove(reader=colleague, key=first.key)
    assert lying(shelf) == [first.sha256]
    with django_capture_on_commit_callbacks(execute=True):
        services.remove(reader=colleague, key=second.key)
    assert lying(shelf) == []
    assert not Content.objects.exists()


REFUSED = {
    "a program named as a document": (b"MZ\x90\x00" + b"x" * 100, "report.pdf", "a Windows program"),
    "a web page named as a picture": (b"<html><script>x</script>", "photo.png", "a web page"),
    "an SVG picture": (b"<svg onload='x()'></svg>", "map.svg", "SVG"),
    "a picture named as a document": (png(), "paper.pdf", "calls itself .pdf"),
    "a document without an ending": (PDF, "paper", "calls itself"),
    "a PDF that is an archive too": (PDF + packed({"a.txt": b"x"}), "two.pdf", "two kinds at once"),
    "a PDF that runs a program": (PDF.replace(b"/Type", b"/AA << /S /JavaScript >> /Type"), "x.pdf", "programs"),
    "a plain archive": (packed({"a.txt": b"x"}), "folder.zip", "zip archive"),
    "an archive named as a document": (packed({"a.txt": b"x"}), "paper.docx", "zip archive"),
    "a document with macros": (docx(word__vbaProject_DOT_bin=b"x"), "paper.docx", "macros"),
    "a macro document under another name": (
        packed({"[Content_Types].xml": DOCX_TYPES.replace(b"document.main", b"document.macroEnabled.main"),
                "word/document.xml": b"<w:document/>"}),
        "paper.docx",
        "macros",
    ),
    "a document with a program inside": (docx(word__embeddings__tool_DOT_bin=b"MZ\x90\x00"), "p.docx", "programs"),
    "a document that loads its template from elsewhere": (
        docx(word___rels__settings_DOT_xml_DOT_rels=b'<Relationship Type="http://x/attachedTemplate" '
             b'Target="http://evil.example.org/t.dotm" TargetMode="External"/>'),
        "paper.docx",
        "another place",
    ),
    "text that turns into a web page further on": (b"a" * 2_000_000 + b"<script>x</script>", "t.txt", "plain text"),
    "a damaged picture": (png()[:60], "photo.png", "damaged"),
    "a damaged document": (docx()[:-30], "paper.docx", "damaged"),
    "nothing": (b"", "empty.txt", "empty"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "name", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_what_it_says_is_refused_and_leaves_nothing(shelf, content, name, words):
    with pytest.raises(FileRefused, match=words):
        keep(content, name)
    assert lying(shelf) == []
    assert not KeptFile.objects.exists()
    assert not Content.objects.exists()


TAKEN = {
    "a Word document": (docx(), "paper.docx", "wordprocessingml.document"),
    "an OpenDocument text": (
        packed({"mimetype": b"application/vnd.oasis.opendocument.text"}),
        "p.odt",
        "text",
    ),
    "a table": (b"year,people\n2024,1\n", "t.csv", "text/csv"),
    "text with an unknown ending fits .txt alone": (b"notes", "notes.txt", "text/plain"),
}


@pytest.mark.parametrize(("content", "name", "ends"), TAKEN.values(), ids=TAKEN.keys())
def test_harmless_files_are_taken(content, name, ends):
    assert keep(content, name).media_type.endswith(ends)


def test_a_bomb_is_refused_by_what_it_says_of_itself():
    with pytest.raises(FileRefused, match="too large when unpacked"):
        keep(docx(word__media__x_DOT_xml=b"\0" * (30 * 1024 * 1024)), "bomb.docx")


def test_a_bomb_that_lies_about_its_size_is_refused_while_it_is_read():
    with (
        patch.object(archives, "_check_sizes"),
        patch.object(archives, "MAX_UNPACKED", 1_000_000),
        pytest.raises(FileRefused, match="too large when unpacked"),
    ):
        keep(docx(word__media__x_DOT_xml=b"\0" * 3_000_000), "bomb.docx")


def test_a_picture_loses_place_camera_comment_and_what_hides_behind_its_end():
    sent = jpeg(place=True) + b"PK\x03\x04 hidden"
    kept = keep(sent, "photo.jpg")
    stored = read(kept)
    assert kept.cleaned
    for trace in (b"Camera", b"comment", b"hidden", b"Exif"):
        assert trace not in stored
    with Image.open(io.BytesIO(stored)) as picture:
        assert not picture.getexif()
        assert picture.getpixel((5, 5))[0] > 180  # it is still red


def test_a_picture_that_was_held_upright_stays_upright():
    kept = keep(jpeg(orientation=6, size=(40, 20)), "photo.jpg")
    with Image.open(io.BytesIO(read(kept))) as picture:
        assert picture.size == (20, 40)


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_drawn():
    with patch.object(pictures, "MAX_PIXELS", 299):
        with pytest.raises(FileRefused, match="too many pixels"):
            keep(png((30, 10)), "photo.png")
        keep(png((23, 13)), "photo.png")  # 299


class Endless(io.RawIOBase):
    """A stream that never ends, and counts how much was read of it."""

    def __init__(self):
        self.given = 0

    def read(self, size=-1):
        self.given += size
        return b"a" * size


def test_an_endless_upload_is_refused_at_the_limit_and_not_read_further(shelf, settings):
    settings.FILE_LIMIT = 3 * 1024 * 1024
    stream = Endless()
    with pytest.raises(FileRefused, match="larger than 3 MB"):
        services.keep(actor=None, stream=stream, name="long.txt", audience="public")
    assert stream.given <= 4 * 1024 * 1024
    assert lying(shelf) == []


@pytest.mark.parametrize(("code", "words"), [(1, "virus scanner found"), (2, "could not be checked")])
def test_a_scanner_that_finds_something_or_fails_refuses(settings, tmp_path, code, words):
    settings.VIRUS_SCANNER = f"sh -c 'exit {code}'"
    with pytest.raises(FileRefused, match=words):
        keep(PDF, "a.pdf")


def test_a_scanner_sees_the_bytes_that_are_kept(settings, tmp_path):
    settings.VIRUS_SCANNER = f"cp -t {tmp_path}"
    kept = keep(PDF, "a.pdf")
    assert any(path.read_bytes() == PDF for path in tmp_path.iterdir() if path.is_file())
    assert kept.sha256


def test_a_missing_scanner_refuses(settings):
    settings.VIRUS_SCANNER = "/no/such/scanner"
    with pytest.raises(FileRefused, match="could not be checked"):
        keep(PDF, "a.pdf")


def test_an_upload_that_is_rolled_back_leaves_bytes_that_the_sweep_removes(shelf):
    with transaction.atomic():
        keep(PDF, "a.pdf")
        transaction.set_rollback(True)
    assert len(lying(shelf)) == 1
    now = timezone.now()
    assert services.sweep(now) == ""
    assert "1 unused contents" in services.sweep(now + timedelta(days=2))
    assert lying(shelf) == []


def test_the_sweep_removes_files_past_their_day_and_keeps_the_others(shelf):
    today = timezone.localdate()
    keep(PDF, "gone.pdf", keep_until=today - timedelta(days=1))
    keep(b"stays", "stays.txt", keep_until=today)
    assert services.sweep(timezone.now()) == "1 files past their day and 0 unused contents removed"
    assert list(KeptFile.objects.values_list("name", flat=True)) == ["stays.txt"]
    assert len(lying(shelf)) == 1


def test_who_sees_a_file_and_who_may_remove_it(ministry, colleague):
    own = keep(PDF, "own.pdf", owner="MIN", audience="owner")
    shared = keep(b"for all", "shared.txt", owner="MIN", audience="partnership")
    other = Reader(account=999, roles=frozenset({"focal_point"}), partnership=True)
    assert [file.name for file in selectors.files(colleague).files] == ["shared.txt", "own.pdf"]
    assert [file.name for file in selectors.files(other).files] == ["shared.txt"]
    assert selectors.files(NOBODY).number == 0
    with pytest.raises(UnknownFile):
        selectors.open_file(other, own.key)
    with pytest.raises(UnknownFile):
        services.remove(reader=other, key=own.key)
    with pytest.raises(NotYours):
        services.remove(reader=other, key=shared.key)
    with pytest.raises(UnknownFile):
        selectors.file(colleague, "not-a-key")


def test_files_that_go_within_a_month_are_named_to_those_who_can_prolong_them(ministry, colleague):
    today = date(2026, 3, 1)
    soon = keep(PDF, "soon.pdf", owner="MIN", audience="partnership", keep_until=date(2026, 3, 31))
    keep(b"later", "later.txt", owner="MIN", audience="partnership", keep_until=date(2026, 4, 1))
    assert [file.name for file in selectors.expiring(colleague, today)] == ["soon.pdf"]
    stranger = Reader(account=999, roles=frozenset({"focal_point"}), partnership=True)
    assert selectors.expiring(stranger, today) == []
    services.prolong(reader=colleague, key=soon.key)
    assert selectors.file(colleague, soon.key).keep_until == timezone.localdate() + timedelta(days=365)
