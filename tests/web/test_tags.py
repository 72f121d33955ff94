"""What templates call: citations, links, marks of language, tables."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import translation


def shown(source: str, language: str = "en", **context: object) -> str:
    with translation.override(language):
        return Template("{% load serai %}" + source).render(Context(context)).strip()


def test_citation_leads_to_the_source_and_says_its_title() -> None:
    source = SimpleNamespace(key="S1", title="A <b>page</b>")
    assert shown("{% source it %}", it=source) == (
        '<a class="cite" href="/partnership/sources/S1/" title="A &lt;b&gt;page&lt;/b&gt;">S1'
        '<span class="visually-hidden">: A &lt;b&gt;page&lt;/b&gt;</span></a>'
    )
    assert shown("{% source it %}", it=None) == ""


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (
            SimpleNamespace(noun="project", key="P", title="Bridge"),
            '<a href="/partnership/projects/P/">Bridge</a>',
        ),
        (
            SimpleNamespace(kind="state", key="QAA", name="Bank"),
            '<a href="/partnership/states/QAA/">Bank</a>',
        ),
        (SimpleNamespace(noun="register", key="R", title="Boats & oars"), "Boats &amp; oars"),
    ],
    ids=["a noun with a page", "a party", "a noun without a page is plain text"],
)
def test_rows_are_linked_where_they_have_a_page(link: object, expected: str) -> None:
    assert shown("{% row_link it %}", it=link) == expected


def test_texts_of_the_files_say_their_language_where_the_page_has_another() -> None:
    assert shown("{{ it|told }}", it="River & bank") == "River &amp; bank"
    assert (
        shown("{{ it|told }}", "ar", it="River & bank") == '<span lang="en" dir="ltr">River &amp; bank</span>'
    )
    assert shown("{{ ''|told }}", "ar") == ""


def test_dates_are_taken_as_text_too() -> None:
    assert shown("{{ '2014-02'|partial_date }}") == "February 2014"
    assert shown("{{ ''|partial_date }}") == "no date stated"


def test_years_are_not_grouped() -> None:
    assert shown("{{ 2017|plain_number }}") == "2017"
    assert shown("{{ 2017|plain_number }}", "ar") == "٢٠١٧"


def test_table_knows_numbers_from_words_and_the_unknown_from_zero() -> None:
    table = shown(
        '{% include "web/parts/table.html" %}',
        caption="Boats",
        columns=[{"title": "Bank", "numeric": False}, {"title": "Boats", "numeric": True}],
        rows=[
            ["North", 1200],
            ["South", 0],
            [{"text": "East", "url": "/east/"}, None],
            ["West", {"text": 3, "note": "at dusk"}],
        ],
    )
    assert "<caption>Boats</caption>" in table
    assert '<th scope="col" class="num">Boats</th>' in table
    assert '<th scope="row"><bdi>North</bdi></th><td class="num" data-label="Boats">1,200</td>' in table
    assert '<th scope="row"><bdi>South</bdi></th><td class="num" data-label="Boats">0</td>' in table
    east = (
        '<th scope="row"><a href="/east/"><bdi>East</bdi></a></th><td class="num" data-label="Boats">–</td>'
    )
    assert east in table
    assert '<td class="num" data-label="Boats">3 <small class="soft">at dusk</small></td>' in table


def test_table_without_rows_says_so() -> None:
    table = shown(
        '{% include "web/parts/table.html" %}', caption="Boats", columns=[{"title": "Bank"}], rows=[]
    )
    assert "No rows." in table


def test_banner_names_what_is_invented() -> None:
    banner = shown('{% include "web/parts/synthetic.html" %}')
    assert "Synthetic data" in banner
    assert "Invented people of an invented state" in banner


@pytest.mark.parametrize(
    ("language", "short", "minute"),
    [
        ("en", "22 Nov 2026", "22 Nov 2026, 13:05"),
        ("fa-af", "۲۲ نومبر ۲۰۲۶", "۲۲ نومبر ۲۰۲۶،\u200f ۱۳:۰۵"),
        ("bn", "২২ নভে, ২০২৬", "২২ নভে, ২০২৬ ১৩:০৫"),
        ("ar", "٢٢ تشرين الثاني ٢٠٢٦", "٢٢ تشرين الثاني ٢٠٢٦، ١٣:٠٥"),
    ],
)
def test_days_of_the_workplace_are_words_in_the_readers_digits(
    language: str, short: str, minute: str
) -> None:
    at = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
    assert shown("{{ at|short_day }}", language, at=at) == f'<time datetime="2026-11-22">{short}</time>'
    told = shown("{{ at|short_moment }}", language, at=at)
    assert told == f'<time datetime="2026-11-22T13:05:00+00:00">{minute}</time>'
    assert shown("{{ at|short_day }}{{ at|short_moment }}{{ at|moment }}", language, at=None) == ""


def test_a_day_keeps_together_and_what_is_less_than_a_day_may_break() -> None:
    assert shown("{{ '2017-05-24'|partial_date }}") == '<time datetime="2017-05-24">24 May 2017</time>'
    assert shown("{{ '2017-05'|partial_date }}") == "May 2017"
    assert shown("{{ '2017-05-24/2017-05-26'|partial_date }}") == "24–26 May 2017"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "a, b"), ("bn", "a, b"), ("ur", "a، b"), ("ps", "a، b"), ("ckb", "a، b"), ("fa-af", "a، b")],
)
def test_lists_have_the_comma_of_their_script(language: str, expected: str) -> None:
    assert shown("a{% comma %}b", language) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-22", "22 November 2026"),
        ("2026-11-22 13:05 UTC", "22 November 2026, 13:05 UTC"),
        ("S-2026-11-22", "S-2026-11-22"),
        ("staff", "staff"),
    ],
)
def test_a_text_that_is_a_day_is_told_as_one(text: str, expected: str) -> None:
    assert shown("{{ text|days_in_words }}", text=text) == expected


def test_a_size_is_in_the_readers_digits() -> None:
    assert shown("{{ 153|size }}", "bn") == "১৫৩\u00a0বাইট"
