"""From tables of labels to records: what each figure is about, and which figures are totals of others.

A total is never counted beside its parts. It is checked against their sum first; where it has no parts, it
is the figure itself. Pure.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from serai.engine.ingest.grids import words
from serai.engine.ingest.grids.tables import Path, Table
from serai.engine.ingest.grids.words import Codes, Vocabulary
from serai.engine.model.mapping import Grid
from serai.engine.model.solar import from_solar
from serai.kernel.texts import fold

# every code of the axis
ALL: Codes = frozenset()
TOTAL, DIFFERS = "total", "total_differs"
UNKNOWN, CONTRADICTING = "unknown_label", "contradicting_labels"
NOT_DATA = "out_of_scope"
DERIVED = ("calendar", "starts_on", "ends_on")
# a difference this small is a fraction that binary numbers cannot hold
TOLERANCE = 1e-6
_UNNAMED = re.compile(r"(sheet|feuil\w*|ورقه|شیت|برگه|صفحه|tab)\s*\(?\d*\)?", re.IGNORECASE)


@dataclass(frozen=True)
class Record:
    """One figure as written, ``codes`` by axis (``ALL`` for a total), and what is wrong with it, if anything."""

    sheet: str
    row: int
    cell: str
    text: str
    table: int
    codes: dict[str, Codes] = field(default_factory=dict)
    calendar: str = ""
    problem: str | None = None
    told: str | None = None

    @property
    def is_total(self) -> bool:
        """Whether the figure stands for several others."""
        return any(len(codes) != 1 for codes in self.codes.values())

    def columns(self) -> dict[str, str | None]:
        """The codes as columns; a month becomes the period with its calendar and its days."""
        values: dict[str, str | None] = dict.fromkeys(words.BREAKDOWNS, "_T")
        values |= {axis: next(iter(codes)) for axis, codes in self.codes.items() if len(codes) == 1}
        year, month = values.get("year"), values.get("month")
        days = _days(self.calendar, year, month) if year and month else None
        if days is None:
            return values | {"month": None}
        return values | {
            "month": f"{year}-{int(month or 0):02}",
            "calendar": self.calendar,
            "starts_on": days[0].isoformat(),
            "ends_on": days[1].isoformat(),
        }


def _days(calendar: str, year: str, month: str) -> tuple[dt.date, dt.date]:
    """The first and the last day of a month, in the common calendar."""
    y, m = int(year), int(month)
    first, after = _first_day(calendar, y, m), _first_day(calendar, y + m // 12, m % 12 + 1)
    return first, after - dt.timedelta(days=1)


def _first_day(calendar: str, year: int, month: int) -> dt.date:
    return from_solar(year, month, 1) if calendar == words.SOLAR else dt.date(year, month, 1)


def records(
    tables: list[Table], grid: Grid, numbers: dict[str, float], vocabulary: Vocabulary
) -> list[Record]:
    """One record for each figure of the tables of a workbook, in their order, totals checked."""
    found = [one for number, table in enumerate(tables) for one in _read(table, number, grid, vocabulary)]
    return list(_judged(found, numbers))


def _read(table: Table, number: int, grid: Grid, vocabulary: Vocabulary) -> Iterator[Record]:
    around = _around(table, grid, vocabulary)
    of_sheet = vocabulary.added(table.sheet)
    left_out = table.sheet if of_sheet is not None and of_sheet.skipped else ""
    columns = {c: _codes(path, table.axes_of_columns) for c, path in table.columns.items()}
    rows = {r: _codes(path, table.axes_of_rows) for r, path in table.rows.items()}
    calendars = {c for path in [*table.columns.values(), *table.rows.values()] for c in _calendars(path)}
    calendars = calendars or set(around.pop("calendar", ()))
    around.pop("calendar", None)
    wanted = {*grid.axes, *(p.name for p in grid.places)}
    for row, column, text in table.cells:
        record = Record(table.sheet, row + 1, table.columns[column].text, text, number)
        skipped = left_out or table.columns[column].skipped or table.rows[row].skipped
        read: list[dict[str, Codes] | str] = [columns[column], rows[row]]
        unknown = [one for one in read if isinstance(one, str)]
        joined = _joined([around, *(one for one in read if isinstance(one, dict))])
        # whatever is wrong with a figure: if its place is known, the receipt counts it there
        placed = {p.name: joined[p.name] for p in grid.places if joined and len(joined.get(p.name, ALL)) == 1}
        if skipped:
            if text:
                yield replace(record, codes=placed, problem=NOT_DATA, told=text)
            continue
        if unknown:
            if not text:
                continue  # an empty cell under words that are not known: a column of remarks
            problem = UNKNOWN if unknown[0] else CONTRADICTING
            yield replace(record, codes=placed, problem=problem, told=unknown[0] or None)
            continue
        joined = _joined([one for one in read if isinstance(one, dict)])
        if joined is None:
            yield replace(record, problem=CONTRADICTING)
            continue
        codes = {axis: one for axis, one in (around | joined).items() if axis in wanted}
        calendar = next(iter(calendars)) if len(calendars) == 1 else _calendar(codes.get("year", ALL))
        if calendar and codes.get("year"):
            years = {y for y in codes["year"] if int(y) in words.YEARS[calendar]}
            codes["year"] = frozenset(years)
            if not years:
                del codes["year"]
        yield replace(record, codes=codes, calendar=calendar)


def _calendars(path: Path) -> set[str]:
    return {label.calendar for _, label in path.labels if label is not None and label.calendar}


def _calendar(years: Codes) -> str:
    """The calendar of the years, if they are all of one."""
    found = {name for name, span in words.YEARS.items() for year in years if int(year) in span}
    return next(iter(found)) if len(found) == 1 else ""


def _codes(path: Path, levels: list[frozenset[str]]) -> dict[str, Codes] | str:
    """What a path says; the first label that is not known, or an empty text where labels contradict."""
    if unknown := [text for text, label in path.labels if label is None]:
        return unknown[0]
    stated = _joined([label.codes for _, label in path.labels if label is not None])
    if stated is None:
        return ""
    for level, (_, label) in enumerate(path.labels):
        if label is not None and label.total:
            for axis in frozenset().union(*levels[level:]) - set(stated):
                stated[axis] = ALL
    return stated


def _joined(parts: list[dict[str, Codes]]) -> dict[str, Codes] | None:
    """What several labels say together, the narrower of two that agree; None where they contradict."""
    made: dict[str, Codes] = {}
    for part in parts:
        for axis, codes in part.items():
            before = made.get(axis)
            if before is None or before == ALL:
                made[axis] = codes
            elif codes != ALL:
                made[axis] = before & codes
                if not made[axis]:
                    return None
    return made


def _around(table: Table, grid: Grid, vocabulary: Vocabulary) -> dict[str, Codes]:
    """What the name of the sheet and the lines above the table say of all of its figures."""
    said: dict[str, Codes] = {}
    name = table.sheet.strip()
    label = vocabulary.read(name) if name and not _UNNAMED.fullmatch(fold(name)) else None
    of_sheet = [place for place in grid.places if place.sheet]
    if label is not None:
        said |= label.codes
        if label.total and of_sheet:
            said[of_sheet[0].name] = ALL
    elif name and not _UNNAMED.fullmatch(fold(name)):
        said |= {axis: codes for axis, codes in vocabulary.search(name).items() if axis == "year"}
        if of_sheet and (rest := vocabulary.without_years(name)):
            said |= _place(of_sheet[0].name, rest, vocabulary)
    years: set[str] = set()
    for line in table.above:
        for heading, value in _pairs(line):
            axis = vocabulary.heading(heading) or ""
            if axis in {p.name for p in grid.places}:
                said |= _place(axis, value, vocabulary)
            elif axis and (read := vocabulary.read(value)) is not None and axis in read.codes:
                said |= read.codes
        for text in line:
            found = vocabulary.search(text)
            years |= found.pop("year", ALL)
            said |= found
    if years and (len(years) == 1 or "year" not in said):
        said["year"] = frozenset(years)
    return said


def _pairs(line: list[str]) -> Iterator[tuple[str, str]]:
    for text in line:
        before, colon, after = text.partition(":")
        if colon and after.strip():
            yield before.strip(), after.strip()
    for first, second in pairwise(line):
        yield first.rstrip(": "), second


def _place(axis: str, text: str, vocabulary: Vocabulary) -> dict[str, Codes]:
    """The place that a text names, by the name that the mapping gives it if it does."""
    label = vocabulary.added(text)
    if label is not None and (label.codes or label.skipped):
        return {axis: label.codes[axis]} if axis in label.codes else {}
    return {axis: frozenset({" ".join(text.split())})}


def _judged(found: list[Record], numbers: dict[str, float]) -> Iterator[Record]:
    """The records with totals told apart from the figures that they repeat."""
    sums = _Sums([r for r in found if r.problem is None and not r.is_total], numbers)
    for record in found:
        if record.problem is not None or not record.is_total:
            yield record
            continue
        value = numbers.get(record.text)
        ways = [parts for parts in sums.parts(record) if any(p.text in numbers for p in parts)]
        if value is None:
            yield replace(record, problem=TOTAL)
        elif not ways:
            # nothing is broken down: the total is the figure, its own parts unknown
            kept = {axis: codes for axis, codes in record.codes.items() if len(codes) == 1}
            yield replace(record, codes=kept)
        else:
            wholes = [sums.fitting(parts, value) for parts in ways]
            differs = all(abs(whole - value) > TOLERANCE for whole in wholes)
            told = f"{_written(value)}, but its parts make {_written(wholes[0])}" if differs else record.text
            if differs and any(p.text and p.text not in numbers for p in ways[0]):
                told += ", and some of them have no figure"  # whom nobody would count, were it not said
            yield replace(record, problem=DIFFERS if differs else TOTAL, told=told)


def difference(told: str) -> float | None:
    """By how much a total differs from the sum of its parts, from what was told of it; None for other words.

    >>> difference("60, but its parts make 65")
    5.0
    """
    found = re.match(r"(-?[\d.]+), but its parts make (-?[\d.]+)", told)
    return abs(float(found[1]) - float(found[2])) if found else None


def _written(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


class _Sums:
    """The figures that are no totals, found by what they share with a total."""

    def __init__(self, single: list[Record], numbers: dict[str, float]) -> None:
        self._single, self._numbers = single, numbers
        self._found: dict[frozenset[str], dict[frozenset[tuple[str, Codes]], list[Record]]] = {}

    def parts(self, total: Record) -> Iterator[list[Record]]:
        """The figures that may make up a total: those of its table, of its sheet, of the workbook."""
        free = frozenset(axis for axis, codes in total.codes.items() if len(codes) != 1)
        fixed = frozenset((a, c) for a, c in total.codes.items() if a not in free)
        alike = self._index(free).get(fixed, [])
        within = [
            p
            for p in alike
            if all(not total.codes[a] or codes <= total.codes[a] for a, codes in p.codes.items() if a in free)
        ]
        for held in (
            [p for p in within if p.table == total.table],
            [p for p in within if p.sheet == total.sheet],
            within,
        ):
            # what stands twice counts once, and the first time
            yield list({frozenset(p.codes.items()): p for p in reversed(held)}.values())

    def _index(self, free: frozenset[str]) -> dict[frozenset[tuple[str, Codes]], list[Record]]:
        index = self._found.get(free)
        if index is None:
            index = self._found[free] = {}
            for one in self._single:
                if free & set(one.codes):
                    fixed = frozenset((a, c) for a, c in one.codes.items() if a not in free)
                    index.setdefault(fixed, []).append(one)
        return index

    def fitting(self, parts: list[Record], value: float) -> float:
        """The sum of the parts. Where people are broken down in two ways, that of the way that fits, if any."""
        groups: dict[frozenset[str], float] = {}
        for part in parts:
            key = frozenset(part.codes)
            groups[key] = groups.get(key, 0.0) + self._numbers.get(part.text, 0.0)
        whole = sum(groups.values())
        return next((s for s in [whole, *groups.values()] if abs(s - value) <= TOLERANCE), whole)
