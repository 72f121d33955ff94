"""The ten working languages: each has an address, a direction, a catalogue, and words that stand in."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import translate_url
from django.utils import translation
from django.utils.translation import get_language_info
from wagtail.models import Locale

from serai.commons.places import languages
from serai.web import messages
from serai.web.messages.catalogues import po_path

# code, folder, right to left (Unicode CLDR)
WORKING = [
    ("en", "en", False),
    ("ar", "ar", True),
    ("fa", "fa", True),
    ("fa-af", "fa_AF", True),
    ("ps", "ps", True),
    ("ur", "ur", True),
    ("ckb", "ckb", True),
    ("bn", "bn", False),
    ("tr", "tr", False),
    ("ru", "ru", False),
]


def test_the_languages_are_these_ten() -> None:
    assert [code for code, _name in settings.LANGUAGES] == [code for code, _folder, _rtl in WORKING]


@pytest.mark.parametrize(("code", "folder", "rtl"), WORKING)
def test_each_knows_its_direction_and_its_folder(code: str, folder: str, rtl: bool) -> None:
    with translation.override(code):
        assert translation.get_language_bidi() is rtl
    assert get_language_info(code)["bidi"] is rtl
    assert Locale(language_code=code).is_bidi is rtl, "what editors write is asked of Wagtail"
    assert translation.to_locale(code) == folder


def test_dari_is_not_called_persian() -> None:
    assert get_language_info("fa-af")["name"] == "Dari"
    assert get_language_info("fa-af")["name_local"] == "دری / Dari"


@pytest.mark.parametrize("code", [code for code, _folder, _rtl in WORKING if code != "en"])
def test_each_has_a_catalogue_with_its_plural_rule(code: str) -> None:
    language = languages.language(code)
    catalogue = messages.read(po_path(language))
    assert catalogue.num_plurals == language.forms


@pytest.mark.parametrize("code", [code for code, _folder, _rtl in WORKING])
@pytest.mark.django_db
def test_each_answers_at_its_own_address(client: Client, code: str) -> None:
    path = "/about/" if code == "en" else f"/{code}/about/"
    answer = client.get(path)
    assert answer.status_code == 200
    assert f'<html lang="{code}"' in answer.text


@pytest.mark.parametrize("code", [code for code, _folder, _rtl in WORKING])
def test_a_page_leads_to_itself_in_every_other_language(code: str) -> None:
    prefix = {"en": ""}
    with translation.override(code):
        start = f"{prefix.get(code, '/' + code)}/partnership/states/"
        for other, _folder, _rtl in WORKING:
            assert translate_url(start, other) == f"{prefix.get(other, '/' + other)}/partnership/states/"


def test_dari_borrows_persian_words() -> None:
    with translation.override("fa-af"):
        assert translation.gettext("Monday") == "دوشنبه"  # Django's own Persian catalogue


@pytest.mark.parametrize(
    ("code", "chain"),
    [("fa-af", ("fa-af", "fa", "en")), ("ps", ("ps", "en")), ("en", ("en",)), ("en-gb", ("en",))],
)
def test_stand_ins_end_in_english(code: str, chain: tuple[str, ...]) -> None:
    assert languages.stand_ins(code) == chain
