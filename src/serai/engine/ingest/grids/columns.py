"""Files with a row of headers and one record in each row: their columns read by what a mapping says of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as Dict

from serai.engine.checks.staging import header_key
from serai.engine.ingest.grids.records import ALL
from serai.engine.ingest.grids.tables import Cell, Path, Sheet, Table
from serai.engine.ingest.grids.words import BREAKDOWNS, IGNORED, MONTHS, YEARS, Label, Vocabulary
from serai.engine.model.mapping import Grid
from serai.kernel.texts import ascii_digits, fold

SEARCHED = 60
# 202401, 2024-1, 2024/01/31 and what a spreadsheet keeps of such a day
_MONTH = re.compile(r"(\d{4})(?:(\d{2})|[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:[ T]00:00:00)?)?)")


def header_row(sheet: Sheet, fields: Dict[str, str]) -> int | None:
    """The row of headers: that with most of ``fields``; without these the first of three names and more.

    Unknown: None where no row is one, also where two headers are the same.
    """
    wanted = {header_key(header) for header in fields}
    best, most = None, 1 if wanted else 0
    for at, row in enumerate(sheet.rows[:SEARCHED]):
        named = [cell.strip() for cell in row if cell and cell.strip()]
        if len({header_key(cell) for cell in named}) < len(named):
            continue
        hits = len(wanted & {header_key(cell) for cell in named})
        if wanted:
            if hits > most:
                best, most = at, hits
        elif len(named) > 2 and not any(cell in sheet.numbers for cell in named):
            below = sheet.rows[at + 1] if at + 1 < len(sheet.rows) else []
            return at if sum(bool(cell and cell.strip()) for cell in below) > 2 else None
    return best


def headers(sheet: Sheet, at: int) -> dict[int, str]:
    """The headers of a row by column, as written, without ends of space."""
    return {column: cell.strip() for column, cell in enumerate(sheet.rows[at]) if cell and cell.strip()}


def field_of(header: str, fields: Dict[str, str]) -> str:
    """What stands under a header; empty where the mapping does not say."""
    return next((field for name, field in fields.items() if header_key(name) == header_key(header)), "")


def said(axis: str, text: str, grid: Grid, vocabulary: Vocabulary) -> Label | None:
    """What a cell of a column says of the column's axis; None where that is not known."""
    given = {header_key(key): code for key, code in dict(grid.codes).get(axis, ())}
    code = given.get(header_key(text))
    if code is not None:
        codes = {"total": {axis: ALL}, "not_data": {}}.get(code, {axis: frozenset({code})})
        return Label(codes, skipped=code == "not_data")
    if not text:
        return Label()
    if axis in {place.name for place in grid.places}:
        return Label({axis: frozenset({" ".join(text.split())})})
    plain = ascii_digits(fold(text))
    if axis == "month":
        if plain in MONTHS or plain.lstrip("0") in MONTHS:
            return Label({"month": frozenset({plain.lstrip("0")})})
        if found := _MONTH.fullmatch(plain):
            month, year = str(int(found[2] or found[3])), found[1]
            known = month in MONTHS and any(int(year) in span for span in YEARS.values())
            return Label({"year": frozenset({year}), "month": frozenset({month})}) if known else None
    label = vocabulary.read(text)
    if label is None or label.skipped:
        return label
    if label.total and not label.codes:
        return Label({axis: ALL})
    within = {axis, "year"} if axis == "month" else {axis}
    return label if axis in label.codes and set(label.codes) <= within else None


def single_days(texts: Iterable[str]) -> set[str]:
    """Texts of a column of months that are days: of their month other days stand there too.

    Their figures are of a day, and none of them is that of the month.
    """
    of_month: dict[tuple[str, int], set[str]] = {}
    for text in texts:
        if (found := _MONTH.fullmatch(ascii_digits(fold(text)))) and found[4]:
            of_month.setdefault((found[1], int(found[3])), set()).add(text)
    return {text for many in of_month.values() if len(many) > 1 for text in many}


def listed(sheet: Sheet, grid: Grid, vocabulary: Vocabulary) -> tuple[list[Table], list[str]]:
    """The rows of a sheet as one table of figures, and the texts above it; no table where the figures are missing."""
    fields = dict(grid.fields)
    at = header_row(sheet, fields)
    if at is None:
        return [], []
    named = {column: (field_of(name, fields), name) for column, name in headers(sheet, at).items()}
    value = next((column for column, (field, _) in named.items() if field == grid.value), None)
    if value is None:
        return [], []
    axes = [(c, field) for c, (field, _) in named.items() if field not in ("", IGNORED, grid.value)]
    above = [[cell.strip() for cell in row if cell and cell.strip()] for row in sheet.rows[:at]]
    above = [line for line in above if line]
    table = Table(sheet.name, above, columns={value: Path(((named[value][1], Label()),))}, band=[at])
    table.axes_of_rows = [frozenset({axis}) for _, axis in axes]
    table.heads = {named[column][1]: axis for column, axis in axes}
    read: dict[tuple[str, str], Label | None] = {
        ("month", day): None
        for column, axis in axes
        if axis == "month"
        for day in single_days({_cell(cells, column) for cells in sheet.rows[at + 1 :]})
    }
    for row, cells in enumerate(sheet.rows[at + 1 :], at + 1):
        if not any(cell and cell.strip() for cell in cells):
            continue
        texts = [(axis, _cell(cells, column)) for column, axis in axes]
        for axis, text in texts:
            if (axis, text) not in read:
                read[axis, text] = said(axis, text, grid, vocabulary)
        labels = [(axis, text, read[axis, text]) for axis, text in texts]
        if any(label is not None and ALL in label.codes.values() for _, _, label in labels):
            # beside a total an empty cell is all of them; elsewhere it is what nobody told apart
            blank = {axis for axis, text, _ in labels if not text and axis in BREAKDOWNS}
            labels = [(a, t, Label({a: ALL}) if a in blank else label) for a, t, label in labels]
        table.rows[row] = Path(tuple((text, label) for _, text, label in labels))
        table.cells.append((row, value, _cell(cells, value)))
    return [table], [" | ".join(line) for line in above]


def _cell(cells: list[Cell], column: int) -> str:
    return (cells[column] or "").strip() if column < len(cells) else ""
