"""Periods of time as SDMX writes them, and which of them a filter is after."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Collection

from serai.engine.model.exchange.errors import BadQuery
from serai.engine.model.exchange.filters import Filter, Term

Span = tuple[dt.date, dt.date]
_PARTS = {"A": 1, "S": 2, "T": 3, "Q": 4, "M": 12}
_REPORTING = re.compile(r"(\d{4})-([ASTQMWD])(\d{1,3})")
_GREGORIAN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*)?")
_RANGE = re.compile(r"(\d{4}-\d\d-\d\d)(?:T[\d:.]+)?/(?:(\d{4}-\d\d-\d\d)|P(\d+)([YMD]))")
DAYS_OF_WEEK = 7


def span(period: str, *, begins: str = "--01-01") -> Span:
    """The first and the last day of a period; ``begins`` is the first day of reporting years.

    Raises:  BadQuery for what is no period.
    Source:  SDMX technical notes, time formats: Gregorian periods, reporting periods, time ranges.
    """
    try:
        return _span(period, begins)
    except (ValueError, OverflowError):
        raise BadQuery(
            f"{period!r} is no period", advice="Write 2024, 2024-Q1, 2024-03, 2024-W05 or 2024-03-31."
        ) from None


def chosen(periods: list[str], asked: Filter, *, begins: str = "--01-01") -> list[str]:
    """Those of ``periods`` that a filter is after.

    ``ge`` and ``gt`` look at where a period begins, ``le`` and ``lt`` at where it ends, so that
    ge:2020-01+le:2020-12 is all that lies within 2020. What is compared as text (co, nc, sw, ew) is the
    period as it is written. A period that cannot be read fits no comparison of days.
    """
    return [
        one for one in periods
        if any(all(_fits(one, term, begins) for term in option) for option in asked.options)
    ]  # fmt: skip


def normalized(periods: Collection[str], *, begins: str = "--01-01") -> dict[str, str]:
    """Each period as a year, a month or a day: whichever is fine enough for all of them, where the period ends.

    Unknown: what cannot be read stays as it is.
    Source:  SDMX-CSV field guide 2.1, timeFormat=normalized.
    """
    spans: dict[str, Span] = {}
    for one in periods:
        try:
            spans[one] = span(one, begins=begins)
        except BadQuery:
            continue
    if all(_is_year(*one) for one in spans.values()):
        letters = 4
    else:
        letters = 7 if all(_is_months(*one) for one in spans.values()) else 10
    return {one: spans[one][1].isoformat()[:letters] if one in spans else one for one in periods}


def _is_year(first: dt.date, last: dt.date) -> bool:
    return first.year == last.year and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)


def _is_months(first: dt.date, last: dt.date) -> bool:
    return first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]


def _fits(period: str, term: Term, begins: str) -> bool:
    if term.operator in ("co", "nc"):
        return (term.value in period) == (term.operator == "co")
    if term.operator == "sw":
        return period.startswith(term.value)
    if term.operator == "ew":
        return period.endswith(term.value)
    low, high = span(term.value, begins=begins)
    try:
        first, last = span(period, begins=begins)
    except BadQuery:
        return term.operator == "ne"
    if term.operator in ("eq", "ne"):
        return ((first, last) == (low, high)) == (term.operator == "eq")
    if term.operator in ("ge", "gt"):
        return first >= low if term.operator == "ge" else first > high
    return last <= high if term.operator == "le" else last < low


def _span(period: str, begins: str) -> Span:
    if found := _GREGORIAN.fullmatch(period):
        year, month, day = (int(part) if part else 0 for part in found.groups())
        if day:
            return dt.date(year, month, day), dt.date(year, month, day)
        if month:
            return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    if found := _REPORTING.fullmatch(period):
        return _reporting(int(found[1]), found[2], int(found[3]), begins)
    if found := _RANGE.fullmatch(period):
        first = dt.date.fromisoformat(found[1])
        if found[2]:
            last = dt.date.fromisoformat(found[2])
        elif found[4] == "D":
            last = first + dt.timedelta(int(found[3]) - 1)
        else:
            last = _months_on(first, int(found[3]) * (12 if found[4] == "Y" else 1)) - dt.timedelta(1)
        if last < first:
            raise ValueError(period)
        return first, last
    raise ValueError(period)


def _reporting(year: int, kind: str, number: int, begins: str) -> Span:
    month, day = (int(part) for part in begins.lstrip("-").split("-"))
    start = dt.date(year, month, day)
    if number < 1:
        raise ValueError(number)
    if kind in _PARTS:
        if number > _PARTS[kind]:
            raise ValueError(number)
        length = 12 // _PARTS[kind]
        first = _months_on(start, (number - 1) * length)
        return first, _months_on(first, length) - dt.timedelta(1)
    following = _months_on(start, 12)
    if kind == "D":
        first = start + dt.timedelta(number - 1)
        if first >= following:
            raise ValueError(number)
        return first, first
    monday = _first_week(start)
    first = monday + dt.timedelta(DAYS_OF_WEEK * (number - 1))
    if first >= _first_week(following):
        raise ValueError(number)
    return first, first + dt.timedelta(DAYS_OF_WEEK - 1)


def _first_week(start: dt.date) -> dt.date:
    """The Monday of the first week of a reporting year: as in ISO 8601, the one with four days in it."""
    monday = start - dt.timedelta(start.weekday())
    return monday if start.weekday() <= calendar.THURSDAY else monday + dt.timedelta(DAYS_OF_WEEK)


def _months_on(day: dt.date, months: int) -> dt.date:
    total = day.year * 12 + day.month - 1 + months
    year, month = total // 12, total % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
