"""Decisions about rows, without database, clock or Django. Tested as a table of cases.

A row is what a file says, converted: text, numbers, booleans, and keys of other rows as text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from serai.commons.places.languages import CODES
from serai.kernel.clock import PartialDate, Precision

Values = Mapping[str, object]
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|(?:\+|\b00)\d{1,3}[\s()/.-]*\d(?:[\s()/.-]*\d){6,}")


@dataclass(frozen=True)
class Problem:
    """Why a row is refused, in which field, and the way out."""

    field: str
    reason: str
    advice: str


@dataclass(frozen=True)
class DatedName:
    """A name of a state as the choice of a name needs it. ``since`` and ``until`` are partial ISO dates."""

    kind: str
    language: str
    text: str
    since: str = ""
    until: str = ""
    footnote: str = ""


def check_row(table: str, values: Values) -> list[Problem]:
    """Everything that is wrong with one row by itself. Empty means that it is in order."""
    problems = [*_contacts(values), *_dates_ordered(values)]
    for check in _CHECKS.get(table, ()):
        problems.extend(check(values))
    return problems


def check_audience(given: Mapping[str, str]) -> list[Problem]:
    """What is wrong with the owner and audience of a row, each as its cell says it; empty cells say nothing."""
    audience, needed = given["audience"], {"body": "audience_body", "organisations": "audience_organisations"}
    problems = []
    for word, name in needed.items():
        if audience == word and not given[name]:
            problems.append(Problem(name, f"the audience is {word}, and none is named", "Name it."))
        if audience != word and given[name]:
            problems.append(
                Problem(name, f"it is given, but the audience is not {word}", f"Write {word} as audience.")
            )
    if audience == "owner" and not given["owner"]:
        problems.append(Problem("owner", "the audience is the owner, and none is named", "Name it."))
    return problems


def _contacts(values: Values) -> Iterable[Problem]:
    for name, value in values.items():
        if name != "url" and isinstance(value, str) and CONTACT.search(value):
            yield Problem(
                name,
                "it looks like a mail address or a telephone number",
                "Leave out the contact details of people; name the office instead.",
            )


def _dates_ordered(values: Values) -> Iterable[Problem]:
    since, until = str(values.get("since") or ""), str(values.get("until") or "")
    shared = min(len(since), len(until))
    if shared and since[:shared] > until[:shared]:
        yield Problem(
            "until", f"it ends ({until}) before it begins ({since})", "Exchange the two or correct one."
        )


def _exactly_one(*fields: str) -> Callable[[Values], Iterable[Problem]]:
    def check(values: Values) -> Iterable[Problem]:
        given = [name for name in fields if values.get(name)]
        if len(given) == 1:
            return
        words = f"{', '.join(fields[:-1])} or {fields[-1]}"
        reason = f"it names {' and '.join(given)}" if given else "it names nothing"
        yield Problem(given[-1] if given else fields[0], reason, f"Fill in exactly one of {words}.")

    return check


def _not_itself(*fields: str, own: str = "key") -> Callable[[Values], Iterable[Problem]]:
    def check(values: Values) -> Iterable[Problem]:
        for name in fields:
            if values.get(name) and values.get(name) == values.get(own):
                yield Problem(name, "it points to itself", "Point to another row, or leave it empty.")

    return check


def _only_reported(values: Values) -> Iterable[Problem]:
    if values.get("kind") == "observed":
        yield Problem(
            "kind", "a file cannot say what the house itself has seen", "Write reported, with the source."
        )


def _has_source(values: Values) -> Iterable[Problem]:
    if not values.get("source"):
        yield Problem("source", "a reported number needs its source", "Name a row of the sources.")


def _party_or_words(values: Values) -> Iterable[Problem]:
    if values.get("state") and values.get("organisation"):
        yield Problem("organisation", "it names a state and an organisation", "Write two rows, one for each.")
    if not (values.get("state") or values.get("organisation") or values.get("words")):
        yield Problem("state", "it names nobody", "Name a state or an organisation, or describe it in words.")


def _rows_named(values: Values) -> Iterable[Problem]:
    for name in row_names(str(values.get("rows") or "")):
        if name.count(":") != 1:
            yield Problem("rows", f"{name!r} is not written as file:key", "Write for example activities:A1.")


# the nouns whose texts are told in other languages, and which of their texts; pages ask for no other
TOLD: dict[str, tuple[str, ...]] = {
    "partnership": ("name", "short_name", "about", "nature", "names_note"),
    "activity_kind": ("title",),
    "body": ("name", "short_name", "description", "frequency"),
    "component": ("title", "content", "aims"),
    "framework": ("title", "short_title", "description"),
    "objective": ("text",),
    "topic": ("title", "text"),
}


def _tells(values: Values) -> Iterable[Problem]:
    """A text that pages show, in a language of the house; a review has a day and somebody."""
    noun = next((name for name in TOLD if values.get(name)), "")
    if noun and values.get("column") not in TOLD[noun]:
        words = ", ".join(TOLD[noun])
        yield Problem("column", f"this is no text of a {noun} that is told", f"Write one of {words}.")
    others = [code for code in CODES if code != "en"]
    if values.get("language") not in others:
        yield Problem(
            "language", "this is no language to translate into", f"Write one of {', '.join(others)}."
        )
    if bool(values.get("reviewed_by")) != bool(values.get("reviewed_on")):
        missing = "reviewed_on" if values.get("reviewed_by") else "reviewed_by"
        yield Problem(missing, "a review has a day and an office", "Fill in both, or neither.")


_CHECKS: dict[str, tuple[Callable[[Values], Iterable[Problem]], ...]] = {
    "participations": (_exactly_one("state", "organisation"),),
    "body_members": (_exactly_one("state", "organisation"),),
    "body_roles": (_exactly_one("state", "organisation"),),
    "project_partners": (_exactly_one("state", "organisation"),),
    "phases": (_exactly_one("programme", "project"),),
    "organisations": (_not_itself("parent"),),
    "bodies": (_not_itself("parent"),),
    "projects": (_not_itself("follows"),),
    "topic_links": (_not_itself("other", own="topic"),),
    "activities": (_not_itself("same_as", "plan_of"),),
    "activity_roles": (_party_or_words,),
    "activity_counts": (_only_reported, _has_source),
    "dated_statements": (_exactly_one("project", "organisation", "activity", "framework"),),
    "disagreement_links": (
        _exactly_one("activity", "project", "organisation", "body", "framework", "topic"),
    ),
    "statements": (_rows_named,),
    "tellings": (_exactly_one(*TOLD), _tells),
}


def row_names(text: str) -> list[str]:
    """The names in a list of rows: ``"activities:A1; topics:T2"`` gives two."""
    return [name.strip() for name in text.split(";") if name.strip()]


def covers(since: str, until: str, day: date) -> bool:
    """Whether partial dates leave room for ``day``; an open end covers everything on its side."""
    first, last = PartialDate.parse(since).first, PartialDate.parse(until).last
    return (first is None or first <= day) and (last is None or day <= last)


_ORDER = ("partnership", "short", "official")


def name_on(names: Iterable[DatedName], day: date, language: str = "en") -> DatedName | None:
    """The name to show for a day: as the partnership writes it, else the short name, else the official.

    Among names of one kind the one that holds on the day wins; a dated name before an undated one.
    When none holds on that day, the latest is shown. ``None`` when there is no name at all.
    """
    known = [name for name in names if name.language == language] or list(names)
    if not known:
        return None

    def rank(name: DatedName) -> tuple[bool, int, bool, str]:
        kind = _ORDER.index(name.kind) if name.kind in _ORDER else len(_ORDER)
        return (not covers(name.since, name.until, day), kind, not name.since, name.text)

    best = min(known, key=rank)
    if covers(best.since, best.until, day):
        return best
    return max(known, key=lambda name: name.since)


def calendar_month(when: PartialDate, year: int) -> int:
    """The month of ``year`` under which a calendar shows a date; 0 when it is known to the year only."""
    if when.first is None or when.precision is Precision.YEAR:
        return 0
    return when.first.month if when.first.year == year else 1


def sorting_key(text: str) -> str:
    """Where a name stands in an alphabetical list: "the Netherlands" stands under N."""
    return text.casefold().removeprefix("the ")
