"""What readers are told about the translation of the page that they read."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.test import Client
from django.test.signals import template_rendered

from serai.commons.places.languages import BY_CODE, LANGUAGES
from serai.web.messages.catalogues import Coverage
from serai.web.messages.extraction import PACKAGE, staff_file

TABLE = Path(__file__).resolve().parents[1] / "security" / "access_table.csv"


@pytest.mark.django_db
def test_the_page_names_every_language_with_its_numbers(client: Client) -> None:
    page = client.get("/languages/").text
    for language in LANGUAGES:
        assert f'lang="{language.code}"' in page
        assert language.name in page
    assert "written in this language" in page
    assert 'href="/fa-af/languages/"' in page


@pytest.mark.django_db
def test_a_page_in_an_unreviewed_language_says_so_and_english_does_not(client: Client) -> None:
    assert 'class="language-note"' not in client.get("/about/").text
    assert 'class="language-note"' in client.get("/ckb/about/").text


def test_shares_are_rounded_down() -> None:
    told = Coverage(BY_CODE["ps"], public=1000, public_done=999, public_reviewed=4, staff=0, staff_done=0)
    assert (told.public_share, told.reviewed_share) == (0.99, 0.0)
    assert not told.complete


@pytest.mark.django_db
def test_no_page_that_a_visitor_opens_counts_as_one_of_the_staff(client: Client) -> None:
    """Whatever templates a visitor's pages are made of, their texts are translated into every language."""
    used: set[str] = set()

    def note(template: object, **_more: object) -> None:
        origin = getattr(getattr(template, "origin", None), "name", "") or ""
        if origin.startswith(str(PACKAGE)):
            used.add(Path(origin).relative_to(PACKAGE).as_posix())

    with TABLE.open(encoding="utf-8", newline="") as opened:
        rows = [row for row in csv.DictReader(opened) if row["public"] == "200" and not row["sample"]]
    template_rendered.connect(note)
    try:
        from django.urls import NoReverseMatch, reverse

        for row in rows:
            try:
                client.get(reverse(row["url_name"]))
            except NoReverseMatch:
                continue
    finally:
        template_rendered.disconnect(note)
    assert used
    assert sorted(path for path in used if staff_file(path)) == []
