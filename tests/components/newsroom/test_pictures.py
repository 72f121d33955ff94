"""Pictures: kept with consent and without what a camera wrote, gone when consent ends."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import ValidationError

from serai.components.newsroom.errors import PictureRefused
from serai.components.newsroom.models import PictureRendition
from serai.components.newsroom.services import pictures

WORDS = {"title": "A hall", "credit": "Serai", "alt": {"en": "A hall", "ar": "قاعة"}}


@pytest.fixture
def kept(photograph, settings, tmp_path: Path, db):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }
    with time_machine.travel("2026-11-01 12:00 +0000", tick=False):
        return pictures.keep_picture(
            actor=None, file=photograph(), consent="agreed", expires_on=date(2026, 11, 20), **WORDS
        )


def test_what_the_phone_wrote_is_gone_and_so_is_the_name_of_the_file(kept):
    content = kept.file.open("rb").read()
    assert b"SecretPhoneMaker" not in content
    assert b"2017:05:24" not in content
    assert b"Exif" not in content
    assert "Person" not in kept.file.name


def test_without_a_statement_on_the_people_a_picture_is_refused(photograph, db):
    with pytest.raises(PictureRefused, match="people in the picture"):
        pictures.keep_picture(actor=None, file=photograph(), consent="", **WORDS)


def test_a_page_of_html_with_the_name_of_a_picture_is_refused(db):
    from io import BytesIO

    from django.core.files.uploadedfile import InMemoryUploadedFile

    disguised = InMemoryUploadedFile(BytesIO(b"<html><script>"), "file", "x.jpg", "image/jpeg", 14, None)
    with pytest.raises(ValidationError):
        pictures.keep_picture(actor=None, file=disguised, consent="nobody", **WORDS)


def test_the_form_of_the_editor_refuses_the_same(photograph, db):
    from wagtail.images.forms import get_image_form

    from serai.components.newsroom.models import Picture

    form = get_image_form(Picture)(
        {"title": "A hall", "credit": "Serai", "consent": "agreed", "alt_en": "A hall"},
        {"file": photograph()},
    )
    assert set(form.errors) >= {"expires_on"}
    assert "consent" in get_image_form(Picture)({"title": "x"}, {"file": photograph()}).errors


def test_after_consent_has_ended_nobody_gets_the_picture_and_its_copies_are_deleted(kept, client):
    with time_machine.travel("2026-11-20 12:00 +0000", tick=False):
        rendition = kept.get_rendition("width-32")
        assert client.get(rendition.url).status_code == 200, "the last day still counts"
        path = Path(rendition.file.path)
        pictures.end_consent(datetime.fromisoformat("2026-11-20T12:00:00+00:00"))
        assert path.exists()
    with time_machine.travel("2026-11-21 12:00 +0000", tick=False):
        assert client.get(rendition.url).status_code == 404
        said = pictures.end_consent(datetime.fromisoformat("2026-11-21T12:00:00+00:00"))
    assert said == "1 copies of pictures removed, whose consent has ended"
    assert not path.exists()
    assert not PictureRendition.objects.exists()


def test_editors_are_told_once_a_month_before(kept, person):
    from serai.commons.notices.models import Notice

    person("editor")
    now = datetime.fromisoformat("2026-11-01T12:00:00+00:00")
    assert pictures.tell_editors(now) == "editors told of 1 pictures whose consent ends"
    assert pictures.tell_editors(now) == ""
    assert Notice.objects.filter(kind="newsroom_picture_ends").count() == 1


def test_a_picture_tells_its_words_in_the_readers_language(kept):
    from django.utils.translation import override

    with override("ar"):
        assert kept.default_alt_text == "قاعة"
    with override("ur"):
        assert kept.default_alt_text == "A hall"
