"""One SQL projection that converts every row of a file and says what is wrong with it.

Pure: a mapping and the SQL names of the columns that a file has go in, SQL text comes out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from serai.engine.checks import convert
from serai.engine.checks.convert import name, quote
from serai.engine.checks.reasons import TYPE_REASON
from serai.engine.model.mapping import Column, Filter, Mapping
from serai.kernel.texts import fold

CELL = "_cell"
TOLD = "_told"
ROW = "_row"
SHEET_COLUMN = "_sheet"
PROBLEM = "_problem"


def header_key(text: str) -> str:
    """The form in which headers are compared: spelling variants, spaces, underscores and case do not matter."""
    return " ".join(fold(text).casefold().replace("_", " ").split())


def mark_column(mapping: Mapping, measure: str) -> str:
    """Where the mark of a measure is kept."""
    return "_mark" if len(mapping.measures) == 1 else f"_mark_{measure}"


def status_column(mapping: Mapping, measure: str) -> str:
    """Where the SDMX observation status of a measure is kept."""
    return "obs_status" if len(mapping.measures) == 1 else f"obs_status_{measure}"


@dataclass(frozen=True)
class RawTable:
    """What a reader offers: a relation in SQL, the headers it holds, and where the row number is.

    ``columns`` maps a header as the file writes it to the SQL of its VARCHAR column. ``row`` is the SQL
    of the row number in the staged table (a rowid where the reader keeps the order of the file).
    ``has_cells``: each row is one figure, with its labels in the column ``CELL`` and, where the reader itself
    found something wrong with it, what is told of that in ``TOLD``.
    """

    relation: str
    columns: dict[str, str]
    row: str = ROW
    has_rows: bool = True
    has_sheets: bool = False
    has_cells: bool = False

    def find(self, sources: tuple[str, ...]) -> tuple[str, str] | None:
        """The first of ``sources`` that the file has: its header and its SQL."""
        keyed = {header_key(header): (header, sql) for header, sql in self.columns.items()}
        for source in sources:
            if (hit := keyed.get(header_key(source))) is not None:
                return hit
        return None


@dataclass(frozen=True)
class Check:
    """A way to fail: the condition, the reason, the field and the value, all as SQL."""

    condition: str
    reason: str
    field: str
    value: str


@dataclass(frozen=True)
class Plan:
    """The query that makes the staged table, and the columns of the dataset that it yields."""

    query: str
    columns: tuple[str, ...]
    marks: dict[str, str]  # measure -> column that keeps its mark


def _blank(x: str) -> str:
    return f"coalesce(trim({x}), '') = ''"


def _unpivoted(mapping: Mapping, raw: RawTable) -> tuple[str, dict[str, str]]:
    """The relation with one row per cell, and its columns."""
    unpivot = mapping.unpivot
    assert unpivot is not None
    pattern = re.compile(unpivot.headers)
    cells, kept = [], {}
    for header, sql in raw.columns.items():
        match = None if header.startswith("@") else pattern.fullmatch(header)
        if match is None:
            kept[header] = sql
            continue
        groups = ", ".join(
            f"'g{i}': {'NULL::VARCHAR' if match[group] is None else quote(match[group])}"
            for i, group in enumerate(unpivot.groups)
        )
        cells.append(f"{{{groups}{', ' if groups else ''}'v': {sql}, '{CELL}': {quote(header)}}}")
    inner = ", ".join(c for c in kept.values() if c != SHEET_COLUMN)
    fixed = f"{ROW}, {SHEET_COLUMN}, {PROBLEM}"
    relation = (
        f"(SELECT {fixed}{', ' + inner if inner else ''}, "
        f"unnest([{', '.join(cells)}], recursive := true) FROM {raw.relation})"
    )
    # null: the table that the row comes from has no such column, so there is no cell
    relation = f"(SELECT * FROM {relation} WHERE v IS NOT NULL)"
    columns = {**kept, **{group: f"g{i}" for i, group in enumerate(unpivot.groups)}, unpivot.value: "v"}
    return relation, columns


def _filter_check(item: Filter, raw: RawTable) -> Check | None:
    hit = raw.find((item.column,))
    if hit is None:
        return None
    header, x = hit
    value = convert.fold(f"coalesce({x}, '')")
    parts = []
    if item.drop:
        parts.append(convert.among(value, map(fold, item.drop)))
    if item.keep:
        parts.append(f"NOT {convert.among(value, map(fold, item.keep))}")
    if item.drop_blank:
        parts.append(f"{value} = ''")
    if item.drop_match:
        parts.append(f"regexp_full_match({value}, {quote(item.drop_match)})")
    return Check(" OR ".join(parts), quote("out_of_scope"), quote(header), x)


def _column_check(column: Column, x: str, header: str, mapping: Mapping, mark: str | None) -> Check | None:
    v = name(column.name)
    measure = column.name in mapping.measures
    ranged = convert.out_of_range(column, v)
    absent = f"{v} IS NULL"
    if measure:
        absent += f" AND {mark} IS NULL" if mark else ""
    elif not column.required:
        free = column.type == "text" or (column.type == "code" and not column.codes)
        absent = "" if free else f"{v} IS NULL AND NOT ({_blank(x)})"
    condition = " OR ".join(part for part in (absent, ranged) if part)
    if not condition:
        return None
    wrong = quote(TYPE_REASON[column.type] if column.type != "code" or column.codes else "missing_required")
    if column.type == "integer":
        number = convert.decimal(x, mapping.reader.decimal, mapping.reader.thousands)
        wrong = f"CASE WHEN {number} IS NOT NULL THEN 'not_an_integer' ELSE 'not_a_number' END"
    if measure:
        wrong = f"CASE WHEN regexp_matches({x}, '\\d') THEN {wrong} ELSE 'undeclared_mark' END"
    empty = "undeclared_mark" if measure else "missing_required"
    reason = f"CASE WHEN {v} IS NOT NULL THEN 'out_of_range' WHEN {_blank(x)} THEN '{empty}' ELSE {wrong} END"
    of_cells = mapping.unpivot or mapping.grid
    field = CELL if of_cells and header == of_cells.value else quote(header)
    return Check(condition, reason, field, x)


def _absent_headers(mapping: Mapping, raw: RawTable) -> list[str]:
    """Headers that the mapping cannot do without and the file does not have."""
    must = set(mapping.key) | set(mapping.measures)
    wanted = [c for c in mapping.columns if c.required or c.name in must]
    return [c.sources[0] for c in wanted if raw.find(c.sources) is None]


def plan(mapping: Mapping, raw: RawTable, *, synthetic: bool) -> Plan:
    """The projection that turns ``raw`` into typed columns plus, for bad rows, what is wrong.

    Shape:   n rows (times cells when unpivoted) -> as many rows: the columns of the dataset, ``_row`` and
             ``_sheet`` where the reader has them, and ``_fault``, null when the row is good.
    Unknown: a declared mark gives a null value with the mark and its status beside it.
    """
    relation = raw.relation
    if mapping.unpivot is not None:
        relation, columns = _unpivoted(mapping, raw)
        raw = RawTable(relation, columns, raw.row, raw.has_rows, raw.has_sheets)
    marks = {m: mark_column(mapping, m) for m in mapping.measures} if mapping.marks else {}
    statuses = (
        {m: status_column(mapping, m) for m in mapping.measures}
        if mapping.marks or mapping.status_source
        else {}
    )
    typed, marked, status, checks = [], [], [], []
    if raw.has_rows:
        field, told = (CELL, TOLD) if raw.has_cells else ("''", "NULL")
        checks.append(Check(f"{PROBLEM} IS NOT NULL", PROBLEM, field, told))
    checks += [c for item in mapping.filters if (c := _filter_check(item, raw)) is not None]
    flag = raw.find((mapping.status_source,)) if mapping.status_source else None
    for column in mapping.columns:
        hit = raw.find(column.sources)
        header, x = hit if hit is not None else (column.name, "NULL::VARCHAR")
        if given := column.constant or (column.absent if hit is None else ""):
            header, x = column.name, quote(given)
        value = convert.converted(column, x, mapping.reader.decimal, mapping.reader.thousands)
        typed.append(f"{value} AS {name(column.name)}")
        if mark := marks.get(column.name):
            written = f"coalesce(trim({x}), '')"
            known = convert.among(written, [m for m, _ in mapping.marks])
            marked.append(f"CASE WHEN {name(column.name)} IS NULL AND {known} THEN {written} END AS {mark}")
        if target := statuses.get(column.name):
            flags = f"coalesce({convert.code(flag[1], mapping.status_codes)}, 'A')" if flag else "'A'"
            if mark:
                cases = " ".join(f"WHEN {quote(m)} THEN {quote(s)}" for m, s in mapping.marks)
                flags = f"CASE {mark} {cases} ELSE {flags} END"
            status.append(f"{flags} AS {target}")
        if (check := _column_check(column, x, header, mapping, mark)) is not None:
            checks.append(check)
    if flag and mapping.status_codes:
        known_flag = convert.code(flag[1], mapping.status_codes)
        condition = f"{known_flag} IS NULL AND NOT ({_blank(flag[1])})"
        checks.append(Check(condition, quote("unknown_code"), quote(flag[0]), flag[1]))
    names = [c.name for c in mapping.columns] + [*marks.values()] + [*statuses.values()]
    extra = []
    if synthetic and "synthetic" not in names:
        extra = ["true AS synthetic"]
        names.append("synthetic")
    rows = ([ROW] if raw.has_rows else []) + ([SHEET_COLUMN] if raw.has_sheets else [])
    first = f"SELECT *, {', '.join(typed)} FROM {relation}"
    second = f"SELECT *{''.join(', ' + m for m in marked)} FROM ({first})"
    third = f"SELECT *{''.join(', ' + s for s in [*status, *extra])}, {_case(checks)} AS _at FROM ({second})"
    query = f"SELECT {', '.join([*rows, *map(name, names)])}, {_fault(checks)} AS _fault FROM ({third})"
    return Plan(query, tuple(names), marks)


def _case(checks: list[Check]) -> str:
    if not checks:
        return "NULL::SMALLINT"
    return f"CASE {' '.join(f'WHEN {c.condition} THEN {i}::SMALLINT' for i, c in enumerate(checks))} END"


def _fault(checks: list[Check]) -> str:
    """What is wrong with a row in one text: most rows have nothing wrong, and one empty column costs least."""
    if not checks:
        return "NULL::VARCHAR"
    parts = []
    for part in ("reason", "field", "value"):
        cases = " ".join(f"WHEN {i} THEN {getattr(c, part)}" for i, c in enumerate(checks))
        parts.append(f"coalesce(CASE _at {cases} END, '')")
    return f"CASE WHEN _at IS NOT NULL THEN {f' || {_BETWEEN} || '.join(parts)} END"


_BETWEEN = "chr(31)"  # the unit separator, which no reason and no header holds
REASON = f"split_part(_fault, {_BETWEEN}, 1)"
FIELD = f"split_part(_fault, {_BETWEEN}, 2)"
VALUE = f"nullif(split_part(_fault, {_BETWEEN}, 3), '')"


__all__ = [
    "CELL",
    "FIELD",
    "PROBLEM",
    "REASON",
    "ROW",
    "SHEET_COLUMN",
    "TOLD",
    "VALUE",
    "Plan",
    "RawTable",
    "plan",
]
