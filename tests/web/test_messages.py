"""Catalogues: nothing that a reader can meet is left without a translation, and everything compiles."""

from __future__ import annotations

import gettext
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog

from serai.commons.places.languages import BY_CODE
from serai.web import messages
from serai.web.messages.catalogues import done, forms_of, language_of, singular, texts
from serai.web.messages.checks import faults

CATALOGUES = sorted((messages.PACKAGE / "locale").rglob("*.po"))


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
def test_no_visitor_meets_a_text_in_another_language(po: Path, used: Catalog) -> None:
    waiting = messages.waiting(language_of(po), used)
    assert [singular(text) for text in waiting if messages.is_public(text)] == []


def test_people_with_an_account_find_everything_in_arabic_too(used: Catalog) -> None:
    assert [singular(text) for text in messages.waiting(BY_CODE["ar"], used)] == []


@pytest.mark.parametrize("po", CATALOGUES, ids=lambda po: po.parent.parent.name)
def test_no_text_is_left_over(po: Path, used: Catalog) -> None:
    assert {message.id for message in messages.read(po)} <= {message.id for message in used}


@pytest.mark.parametrize("po", CATALOGUES, ids=lambda po: po.parent.parent.name)
def test_every_translation_keeps_placeholders_markup_and_plural_forms(po: Path) -> None:
    wrong = {
        singular(text): faults(text, forms_of(text), language_of(po))
        for text in texts(messages.read(po))
        if done(text)
    }
    assert {text: told for text, told in wrong.items() if told} == {}


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


def test_an_untranslated_plural_is_left_to_the_next_catalogue(tmp_path: Path, hook: ModuleType) -> None:
    target = tmp_path / "src" / "serai" / "locale" / "fa_AF" / "LC_MESSAGES"
    target.mkdir(parents=True)
    (target / "django.po").write_text(
        'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'
        'msgid "%(n)s row"\nmsgid_plural "%(n)s rows"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    )
    hook.compile_catalogues(tmp_path)
    with (target / "django.mo").open("rb") as stream:
        dari = gettext.GNUTranslations(stream)
    persian = gettext.NullTranslations()
    persian.ngettext = lambda one, many, n: "%(n)s سطر"  # type: ignore[method-assign]
    dari.add_fallback(persian)
    assert dari.ngettext("%(n)s row", "%(n)s rows", 3) == "%(n)s سطر"
