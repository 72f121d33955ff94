"""Catalogues: nothing that a reader can meet is left without a translation, and everything compiles."""

from __future__ import annotations

import gettext
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from serai.web import messages

CATALOGUES = sorted((messages.PACKAGE / "locale").rglob("*.po"))


def read(po: Path) -> Catalog:
    with po.open("rb") as stream:
        return read_po(stream, locale=po.parent.parent.name)


@pytest.fixture(scope="module")
def used() -> Catalog:
    return messages.template_catalogue()


def test_texts_of_code_and_templates_are_found(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "rules.py").write_text('from x import gettext as _\nA = _("From code")\n')
    (tmp_path / "templates" / "page.html").write_text(
        "{% load i18n %}<p>{% translate 'From a template' %}</p>\n"
        "   {% blocktranslate count n=n %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}"
    )
    found = {message.id for message in messages.template_catalogue(tmp_path) if message.id}
    assert found == {"From code", "From a template", ("%(n)s row", "%(n)s rows")}


@pytest.mark.parametrize("po", CATALOGUES, ids=lambda po: po.parent.parent.name)
def test_no_text_is_missing_and_none_is_left_over(po: Path, used: Catalog) -> None:
    catalogue = read(po)
    assert messages.missing(catalogue) == []
    assert {message.id for message in catalogue} == {message.id for message in used}


@pytest.mark.parametrize("po", CATALOGUES, ids=lambda po: po.parent.parent.name)
def test_placeholders_survive_translation(po: Path) -> None:
    faults = [
        f"{message.id!r}: {error}"
        for message in read(po)
        if message.id and not message.pluralizable
        for error in message.check()
    ]
    assert faults == []


def test_a_text_without_translation_is_named() -> None:
    catalogue = Catalog(locale="ar")
    catalogue.add("done", "تم")
    catalogue.add("waiting", "")
    catalogue.add(("one", "many"), ("أ", "ب", "ج", "د", "ه", ""))
    assert sorted(messages.missing(catalogue)) == ["one", "waiting"]


def test_catalogues_compile_and_answer(tmp_path: Path, hook: ModuleType) -> None:
    target = tmp_path / "src" / "serai" / "locale" / "ar" / "LC_MESSAGES"
    target.mkdir(parents=True)
    source = messages.PACKAGE / "locale" / "ar" / "LC_MESSAGES" / "django.po"
    (target / "django.po").write_bytes(source.read_bytes())
    assert hook.compile_catalogues(tmp_path) == [target / "django.mo"]
    with (target / "django.mo").open("rb") as stream:
        assert gettext.GNUTranslations(stream).gettext("Activities") == "الأنشطة"
    assert hook.compile_catalogues(tmp_path) == []  # nothing changed, nothing is written
