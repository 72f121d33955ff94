"""Translations on their way out and back: what is wrong is refused with its reason, and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from serai.commons.places.languages import BY_CODE
from serai.web import messages
from serai.web.messages import exchange
from serai.web.messages.catalogues import forms_of, po_path, reviewed, texts
from serai.web.messages.checks import faults

PS, AR, RU = BY_CODE["ps"], BY_CODE["ar"], BY_CODE["ru"]
ROW = ("%(n)s row of %(all)s", "%(n)s rows of %(all)s")

# English, translation, what is said about it; the translations are letters, not words
CHECKED = [
    ("a plain text", "Home", ["کور"], []),
    ("an empty one", "Home", [" "], ["a form is empty"]),
    ("a placeholder that stays", "of %(n)s", ["له %(n)s"], []),
    ("a placeholder that is lost", "of %(n)s", ["له"], ["%(n)s is missing"]),
    (
        "a placeholder that was translated",
        "of %(n)s",
        ["له %(ن)s"],
        ["%(ن)s is not in the English text", "%(n)s is missing"],
    ),
    ("braces", "of {n}", ["له {n}"], []),
    ("braces that are lost", "of {n}", ["له n"], ["{n} is missing"]),
    ("markup that stays", "<strong>Home</strong> ", ["<strong>کور</strong>"], []),
    (
        "markup that changed",
        "<strong>Home</strong>",
        ["<em>کور</em>"],
        ["its HTML differs from the English text's"],
    ),
    (
        "a script that was smuggled in",
        "Home",
        ["<script>x</script>"],
        ["its HTML differs from the English text's"],
    ),
    (
        "a lone percent beside a placeholder",
        "%(n)s%% of it",
        ["%(n)s% د"],
        ["a percent sign beside placeholders is written twice: %%"],
    ),
    ("a percent without placeholders", "100 per cent", ["100% د"], []),
    (
        "a new line that is lost",
        "\nHome",
        ["کور"],
        ["the English text and it differ in whether it starts with a new line"],
    ),
    ("two forms for a text that has one", "Home", ["کور", "کورونه"], ["it has 2 forms, and Pashto needs 1"]),
    ("the number left out of the first form", ROW, ["یو له %(all)s", "%(n)s له %(all)s"], []),
    ("the number left out of the last form", ROW, ["%(n)s له %(all)s", "له %(all)s"], ["%(n)s is missing"]),
    ("one form where there are two", ROW, ["%(n)s %(all)s"], ["it has 1 forms, and Pashto needs 2"]),
]


@pytest.mark.parametrize(
    ("english", "forms", "told"), [row[1:] for row in CHECKED], ids=[row[0] for row in CHECKED]
)
def test_a_translation_keeps_what_is_no_language(
    english: str | tuple[str, str], forms: list[str], told: list[str]
) -> None:
    assert faults(Message(english), forms, PS) == told


@pytest.mark.parametrize(("language", "forms"), [(AR, 6), (RU, 3), (PS, 2), (BY_CODE["fa"], 2)])
def test_plural_forms_are_counted_by_language(language: object, forms: int) -> None:
    assert faults(Message(ROW), ["%(n)s %(all)s"] * forms, language) == []  # type: ignore[arg-type]
    assert faults(Message(ROW), ["%(n)s %(all)s"] * (forms + 1), language) != []  # type: ignore[arg-type]


@pytest.fixture
def template() -> Catalog:
    catalogue = Catalog()
    catalogue.add("Home", locations=[("web/page.html", 0)])
    catalogue.add("May", context="month", locations=[("web/page.html", 0)])
    catalogue.add("May", locations=[("web/page.html", 0)])
    catalogue.add(ROW, locations=[("commons/jobs/page.html", 0)])
    return catalogue


@pytest.fixture
def held(tmp_path: Path) -> Callable[[], dict[tuple[str | None, object], tuple[str, ...]]]:
    def read() -> dict[tuple[str | None, object], tuple[str, ...]]:
        catalogue = messages.read(po_path(PS, tmp_path))
        return {(one.context, one.id): forms_of(one) for one in texts(catalogue)}

    return read


def test_what_waits_goes_out_as_json_and_comes_back_filled(
    tmp_path: Path, template: Catalog, held: Callable[[], object]
) -> None:
    messages.create("ps", tmp_path)
    out = json.loads(exchange.to_json(PS, messages.waiting(PS, template, tmp_path)))
    assert out.pop("") == {
        "language": "ps",
        "plural forms": "nplurals=2; plural=(n > 1);",
        "English plurals": {ROW[0]: ROW[1]},
    }
    assert out == {"Home": "", "month\x04May": "", "May": "", ROW[0]: ["", ""]}
    filled = {
        "": {"ignored": True},
        "Home": "کور",
        "month\x04May": "مې",
        "May": "",
        ROW[0]: ["یو %(all)s", "%(n)s %(all)s"],
    }
    answer = exchange.fill(PS, exchange.from_json(json.dumps(filled)), template, tmp_path)
    assert (answer.taken, answer.empty, answer.refused) == (3, 1, [])
    assert held() == {
        (None, "Home"): ("کور",),
        ("month", "May"): ("مې",),
        (None, "May"): ("",),
        (None, ROW): ("یو %(all)s", "%(n)s %(all)s"),
    }
    left = messages.waiting(PS, template, tmp_path)
    assert [(one.context, one.id) for one in left] == [(None, "May")]


def test_a_wrong_row_is_named_and_the_others_are_taken(
    tmp_path: Path, template: Catalog, held: Callable[[], dict[object, object]]
) -> None:
    said = {"Home": "کور", ROW[0]: ["%(x)s", "%(n)s"], "Gone": "x"}
    answer = exchange.fill(PS, exchange.from_json(json.dumps(said)), template, tmp_path)
    assert answer.taken == 1
    assert [(one.english, one.reasons) for one in answer.refused] == [
        (ROW[0], ("%(x)s is not in the English text", "%(all)s is missing")),
        ("Gone", ("no page and no program has this text",)),
    ]
    assert held()[None, "Home"] == ("کور",)


@pytest.mark.parametrize("form", ["xlsx", "po"])
def test_a_sheet_and_a_po_file_come_back_as_they_went(tmp_path: Path, template: Catalog, form: str) -> None:
    said = {"Home": "کور", "month\x04May": "=1+1", ROW[0]: ["یو %(all)s", "%(n)s %(all)s"]}
    exchange.fill(PS, exchange.from_json(json.dumps(said)), template, tmp_path / "a")
    catalogue = messages.read(po_path(PS, tmp_path / "a"))
    if form == "xlsx":
        entries = list(exchange.from_xlsx(exchange.to_xlsx(PS, catalogue), PS))
    else:
        entries = list(exchange.from_po(exchange.to_po(catalogue), PS))
    answer = exchange.fill(PS, entries, template, tmp_path / "b")
    assert (answer.taken, answer.empty, answer.refused) == (3, 1, [])
    back = messages.read(po_path(PS, tmp_path / "b"))
    assert {(one.context, one.id, forms_of(one)) for one in texts(back)} == {
        (one.context, one.id, forms_of(one)) for one in texts(catalogue)
    }
    again = exchange.fill(PS, entries, template, tmp_path / "b")
    assert (again.taken, again.same) == (0, 3)


def test_files_of_another_kind_are_refused_as_a_whole() -> None:
    with pytest.raises(ValueError, match="no XLSX file"):
        list(exchange.from_xlsx(b"PK but no more", PS))
    with pytest.raises(ValueError, match="JSON object"):
        list(exchange.from_json("[]"))


def test_a_mark_of_review_falls_when_the_words_change(tmp_path: Path, template: Catalog) -> None:
    def say(words: str, review: str = "") -> bool:
        entry = exchange.Entry("row 2", "Home", (words,), None, review)
        exchange.fill(PS, [entry], template, tmp_path)
        messages_now = texts(messages.read(po_path(PS, tmp_path)))
        return next(reviewed(one) for one in messages_now if one.id == "Home")

    assert say("کور") is False
    assert say("کور", "2026-11-22 reviewer of the secretariat") is True
    assert say("کور") is True  # the same words again leave the mark
    assert say("کورونه") is False


def test_texts_of_the_staff_are_told_from_those_of_visitors(template: Catalog) -> None:
    assert [one.id for one in messages.public_texts(template)] == ["Home", "May", "May"]


def test_coverage_counts_what_visitors_meet_and_who_reviewed_it(tmp_path: Path, template: Catalog) -> None:
    for code in ("ar", "ps"):
        messages.create(code, tmp_path)
    exchange.fill(BY_CODE["ar"], [], template, tmp_path)
    entry = exchange.Entry("1", "Home", ("کور",), None, "2026-11-22 reviewer")
    exchange.fill(PS, [entry, exchange.Entry("2", "May", ("مې",))], template, tmp_path)
    told = messages.coverage(PS, tmp_path)
    assert (told.public, told.public_done, told.public_reviewed) == (3, 2, 1)
    assert (told.staff, told.staff_done) == (1, 0)
    assert not told.complete
    assert messages.coverage(BY_CODE["en"], tmp_path).reviewed


def test_dari_counts_persian_words_but_not_their_review(tmp_path: Path, template: Catalog) -> None:
    for code in ("ar", "fa", "fa-af"):
        messages.create(code, tmp_path)
    exchange.fill(BY_CODE["ar"], [], template, tmp_path)
    entry = exchange.Entry("1", "Home", ("خانه",), None, "2026-11-22 reviewer")
    exchange.fill(BY_CODE["fa"], [entry], template, tmp_path)
    told = messages.coverage(BY_CODE["fa-af"], tmp_path)
    assert (told.public_done, told.public_reviewed) == (1, 0)
