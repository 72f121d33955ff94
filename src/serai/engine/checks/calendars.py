"""Days as registers write them, in the calendars of the region, as SQL text. Nothing is read or run here.

Each calendar is one registered object: what years it has and the SQL of a day from year, month and day.
The calendar of a date is told by its year, or by the name of its month.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from serai.engine.model.solar import from_solar
from serai.kernel import texts


@dataclass(frozen=True)
class Calendar:
    """A calendar by name: its years, and the SQL of a date (null where the day does not exist)."""

    name: str
    years: range
    day: Callable[[str, str, str], str]


def _gregorian(year: str, month: str, day: str) -> str:
    return f"TRY_CAST(format('{{:04d}}-{{:02d}}-{{:02d}}', {year}, {month}, {day}) AS DATE)"


_SOLAR = range(1250, 1481)


@cache
def _new_years() -> tuple[int, ...]:
    """The days since 1970 on which the Solar Hijri years begin, one more than there are years."""
    return tuple(from_solar(y, 1, 1).toordinal() - 719163 for y in [*_SOLAR, _SOLAR.stop])


def _solar(year: str, month: str, day: str) -> str:
    """Six months of 31 days, five of 30, and a last one of 29, or 30 before a later new year."""
    begins = f"list_extract({list(_new_years())}, {year} - {_SOLAR.start - 1})"
    ends = f"list_extract({list(_new_years())}, {year} - {_SOLAR.start - 2})"
    before = f"CASE WHEN {month} <= 7 THEN ({month} - 1) * 31 ELSE 186 + ({month} - 7) * 30 END"
    longest = f"CASE WHEN {month} <= 6 THEN 31 WHEN {month} <= 11 THEN 30 ELSE {ends} - {begins} - 336 END"
    return (
        f"CASE WHEN {month} BETWEEN 1 AND 12 AND {day} BETWEEN 1 AND {longest} "
        f"THEN DATE '1970-01-01' + CAST({begins} + {before} + {day} - 1 AS INTEGER) END"
    )


CALENDARS = {
    one.name: one
    for one in (Calendar("solar", _SOLAR, _solar), Calendar("gregorian", range(1800, 2200), _gregorian))
}


@cache
def _months() -> dict[str, tuple[str, int]]:
    """The names of months in the form in which SQL compares them, each with its calendar and number."""
    text = (files("serai.engine.compute") / "months.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {
        texts.fold(spelling).casefold(): (row["calendar"], int(row["month"]))
        for row in rows
        for spelling in row["spellings"].split("|")
    }


_CLOCK = "[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.][0-9]{1,6})?)?"


def moment_in(x: str, calendars: tuple[str, ...], folded: Callable[[str], str]) -> str:
    """A day as ``date_in`` reads it and the time of day behind it; null where there is no time."""
    clock = f"TRY_CAST(nullif(regexp_extract(lower({folded(x)}), '[t ]({_CLOCK})$', 1), '') AS TIME)"
    return f"{date_in(x, calendars, folded, times=True)} + {clock}"


def date_in(x: str, calendars: tuple[str, ...], folded: Callable[[str], str], *, times: bool = False) -> str:
    """A day that exists in one of ``calendars``, the year first or last, the month a number or a name.

    In figures the month stands beside the year: 1402/01/15 and 15/01/1402. A time of midnight is let pass,
    and with ``times`` any. ``folded`` is the SQL by which spellings are brought to one form.
    """
    passed = _CLOCK if times else "00:00(:00([.]0+)?)?"
    clean = f"regexp_replace(lower({folded(x)}), '[t ]{passed}$', '')"
    apart = "[-/., \u060c]+"
    first = f"^([0-9]{{4}}){apart}([^-/.,0-9]+|[0-9]{{1,2}}){apart}([0-9]{{1,2}})$"
    last = f"^([0-9]{{1,2}}){apart}([^-/.,0-9]+|[0-9]{{1,2}}){apart}([0-9]{{4}})$"
    parts = (
        f"CASE WHEN regexp_matches({clean}, '{first}') "
        f"THEN regexp_extract({clean}, '{first}', ['year', 'month', 'day']) "
        f"ELSE regexp_extract({clean}, '{last}', ['day', 'month', 'year']) END"
    )
    names, found = list(_months()), list(_months().values())
    listed = ", ".join("'" + n.replace("'", "''") + "'" for n in names)
    at = f"list_position([{listed}], trim(p.month))"
    month = f"coalesce(TRY_CAST(p.month AS INTEGER), list_extract({[m for _, m in found]}, {at}))"
    named = f"list_extract({[c for c, _ in found]}, {at})"
    cases = " ".join(
        f"WHEN {calendar.name!r} = coalesce(f.named, {calendar.name!r}) "
        f"AND f.year BETWEEN {calendar.years.start} AND {calendar.years.stop - 1} "
        f"THEN {calendar.day('f.year', 'f.month', 'f.day')}"
        for calendar in (CALENDARS[name] for name in calendars)
    )
    fields = (
        f"list_transform([{parts}], lambda p: {{'year': TRY_CAST(p.year AS INTEGER), "
        f"'day': TRY_CAST(p.day AS INTEGER), 'month': {month}, 'named': {named}}})"
    )
    return f"list_transform({fields}, lambda f: CASE {cases} END)[1]"
