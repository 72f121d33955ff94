"""A look at files with one record in each row: which field each column may be, and which of its texts are not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from serai.engine.checks.staging import header_key
from serai.engine.ingest.grids.columns import field_of, header_row, headers, listed, said, single_days
from serai.engine.ingest.grids.records import ALL
from serai.engine.ingest.grids.tables import Sheet
from serai.engine.ingest.grids.words import BREAKDOWNS, IGNORED, Vocabulary, tokens
from serai.engine.ingest.mappings import tables as code_tables
from serai.engine.model.looks import Look, SeenLabel, SeenSheet, code_label
from serai.engine.model.mapping import Grid
from serai.kernel.texts import ascii_digits, fold

MOST_CODES = 60
"""A column with more texts than these is one of names or numbers, not of codes."""
FEW_CODES = 6
JUDGED = 1000
"""So many rows say how a file is laid out."""
# fields of registers that are axes of sheets under another name
_AXES = {"crossed_on": "month", "destination": "citizenship"}


@dataclass(frozen=True)
class _Column:
    header: str
    texts: Counter[str]
    figures: bool

    @property
    def filled(self) -> int:
        return sum(self.texts.values())


def is_listed(sheet: Sheet, vocabulary: Vocabulary) -> bool:
    """Whether a sheet has one record in each row: no header is a code, and a month and a direction stand in columns."""
    at = header_row(sheet, {})
    if at is None:
        return False
    grid = Grid("", ("year", "month", "direction", "sex", "citizenship"))
    first = replace(sheet, rows=sheet.rows[: at + 1 + JUDGED])
    columns = _columns(first, at)
    for column in columns:
        label = vocabulary.read(column.header)
        if vocabulary.heading(column.header) is None and label is not None and (label.codes or label.total):
            return False
    found = [_suggested(column, grid, vocabulary) for column in columns]
    if not {"month", "year"} & set(found):
        return False
    rows = sum(1 for row in first.rows[at + 1 :] if any(row))
    coded = [c for c, axis in zip(columns, found, strict=True) if not axis and _is_coded(c, rows)]
    return "direction" in found or bool(coded)


def look_at_columns(sheets: list[Sheet], grid: Grid, vocabulary: Vocabulary) -> Look:
    """What is seen in the columns of a workbook or a text.

    Unknown: headers that ``grid.fields`` do not name are not known, however sure a guess is.
    """
    fields, codes = dict(grid.fields), Counter[tuple[str, str, str]]()
    seen, labels, shape = [], dict[str, SeenLabel](), set[str]()
    places, months, figures = set[str](), set[str](), 0
    of_places = {place.name for place in grid.places}
    for sheet in sheets:
        at = header_row(sheet, fields)
        seen.append(
            SeenSheet(sheet.name, (), () if at is None else (at + 1,), int(at is not None), len(sheet.rows))
        )
        if at is None:
            continue
        columns = _columns(sheet, at)
        for column, known, axis in _matched(columns, fields, grid, vocabulary):
            shape.add(f"column {' '.join(tokens(ascii_digits(fold(column.header))))}")
            guess = (("field", axis),) if axis else ()
            labels[column.header] = SeenLabel(
                column.header, "field", known=bool(known), heading=known, figures=column.filled, guess=guess
            )
            if axis == grid.value:
                figures += column.filled
            elif axis in {*grid.axes, *of_places}:
                places |= set(column.texts) if axis in of_places else set()
                for text, count in column.texts.items():
                    codes[column.header, axis, text] += count
    told = Counter(header for header, _, _ in codes)
    days = single_days({text for _, axis, text in codes if axis == "month"})
    for (header, axis, text), count in codes.items():
        label = None if axis == "month" and text in days else said(axis, text, grid, vocabulary)
        if label is not None and (label.skipped or label.codes):
            if axis == "month" and "year" in label.codes:
                months |= {
                    f"{y}-{int(m):02}" for y in label.codes["year"] for m in label.codes.get("month", ALL)
                }
            parts = tuple((one, tuple(sorted(many))) for one, many in sorted(label.codes.items()) if many)
            whole = ALL in label.codes.values()
            made = SeenLabel(code_label(header, text), "code", True, parts, whole, label.skipped, axis, count)
        elif told[header] <= MOST_CODES or axis in BREAKDOWNS:
            near = {one: code for one, code in vocabulary.guess(text).items() if one == axis}
            made = SeenLabel(code_label(header, text), "code", known=False, heading=axis, figures=count,
                             guess=tuple(near.items()))  # fmt: skip
        else:
            continue
        labels[made.text] = made
    return Look(
        sheets=tuple(seen),
        labels=tuple(labels.values()),
        places=tuple(sorted(places)),
        months=tuple(sorted(months)),
        figures=figures
        or sum(len(table.cells) for sheet in sheets for table in listed(sheet, grid, vocabulary)[0]),
        shape=tuple(sorted(shape)),
        listed=True,
    )


def _columns(sheet: Sheet, at: int) -> list[_Column]:
    made = []
    for place, header in headers(sheet, at).items():
        texts = Counter(
            cell.strip()
            for row in sheet.rows[at + 1 :]
            if place < len(row) and (cell := row[place]) and cell.strip()
        )
        figures = bool(texts) and all(text in sheet.numbers or text in sheet.marks for text in texts)
        made.append(_Column(header, texts, figures))
    return made


def _matched(
    columns: list[_Column], fields: dict[str, str], grid: Grid, vocabulary: Vocabulary
) -> Iterator[tuple[_Column, str, str]]:
    """Each column with the field that is known of it and the one that it may be, every field once."""
    known = [field_of(column.header, fields) for column in columns]
    taken = set(known) - {IGNORED, ""}
    found = []
    for column, field in zip(columns, known, strict=True):
        found.append(field or _suggested(column, grid, vocabulary, taken))
        taken |= {found[-1]} - {IGNORED, ""}
    # what is left: the most various figures are the counts, the most various texts the places
    left = [at for at, field in enumerate(found) if not field]
    places = [place.name for place in grid.places if place.name not in taken][:1]
    for figures, wanted in ((True, [grid.value] if grid.value not in taken else []), (False, places)):
        # texts that hardly ever come again are names of people or numbers of records, not of places
        of_kind = [
            at
            for at in left
            if columns[at].figures == figures
            and (figures or 2 * len(columns[at].texts) <= columns[at].filled)
        ]
        if wanted and of_kind:
            found[max(of_kind, key=lambda at: len(columns[at].texts))] = wanted[0]
    yield from zip(columns, known, found, strict=True)


def _is_coded(column: _Column, rows: int) -> bool:
    return 1 < len(column.texts) <= FEW_CODES and rows >= 2 * len(column.texts)


def _suggested(
    column: _Column, grid: Grid, vocabulary: Vocabulary, taken: set[str] | frozenset[str] = frozenset()
) -> str:
    """The field that a column may be, by its header, by the names of registers' columns, by its texts; else empty."""
    every = {*grid.axes, *(place.name for place in grid.places)} - taken
    named = vocabulary.heading(column.header)
    if named in every or named == IGNORED:
        return named or ""
    named_so = {header_key(text): one for text, one in code_tables()["headings"].items()}
    field = named_so.get(header_key(column.header), "")
    if (field := _AXES.get(field, field)) in every:
        return field
    label = vocabulary.read(column.header)
    if column.figures and grid.value not in taken and label is not None and not label.codes:
        return grid.value  # "number of persons": words that say nothing but that people are counted
    for axis in grid.axes:
        read = [said(axis, text, grid, vocabulary) for text in list(column.texts)[:MOST_CODES]]
        sure = sum(one is not None and axis in one.codes for one in read)
        if axis in every and read and sure > len(read) / 2 and not (column.figures and axis == "month"):
            return axis
    return ""
