"""A published figure as a reader meets it, and the table that is laid out of many. No database, no Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

TOTALS = ("_T", "TOTAL", "T")
NOT_APPLICABLE = ("", "_Z", "_X", *TOTALS)
MOST_ACROSS = 40
"""Columns that a table has unless the reader asks for more."""
CODED = ("CELL_KEY", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", "CONF_STATUS")


class State(StrEnum):
    """What stands in a place of a table."""

    SHOWN = "shown"
    WITHHELD = "withheld"  # counted, and kept back to protect people
    UNKNOWN = "unknown"  # published as having no value


@dataclass(frozen=True)
class Dimension:
    """One axis of a table with its codes in the order of the code list, labelled in the reader's language."""

    id: str
    title: str
    codes: dict[str, str]

    @property
    def total(self) -> str | None:
        """The code that stands for all others together, where there is one."""
        return next((code for code in self.codes if code in TOTALS), None)

    def label(self, code: str) -> str:
        """The words for a code; the code itself where the list has none."""
        return self.codes.get(code, code)


@dataclass(frozen=True)
class Figure:
    """One cell of a release. ``value`` is None unless ``state`` is SHOWN."""

    key: str
    codes: dict[str, str]
    period: str
    value: float | int | None
    state: State
    status: str = "A"
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def provisional(self) -> bool:
        """Whether the figure may still change (SDMX status P)."""
        return self.status == "P"

    @property
    def estimated(self) -> bool:
        """Whether the figure was estimated (SDMX status E)."""
        return self.status == "E"


@dataclass(frozen=True)
class Choice:
    """A question that the reader answers above the table: one dimension, its codes, the one chosen."""

    dimension: Dimension
    chosen: str


@dataclass(frozen=True)
class Layout:
    """Which dimension runs across the table, and at which code the others stand."""

    columns: Dimension
    choices: tuple[Choice, ...]

    def fixed(self) -> dict[str, str]:
        """The chosen codes by dimension."""
        return {choice.dimension.id: choice.chosen for choice in self.choices}

    def place(self) -> tuple[str, ...]:
        """The dimension that runs across and the chosen codes: what tells this table from others."""
        return (self.columns.id, *(choice.chosen for choice in self.choices))

    def query(self) -> dict[str, str]:
        """The address parameters that bring this table back."""
        asked = {
            choice.dimension.id: choice.chosen for choice in self.choices if len(choice.dimension.codes) > 1
        }
        return {"columns": self.columns.id, **asked}


@dataclass(frozen=True)
class Table:
    """Figures laid out: a row for each period, a column for each code of ``layout.columns``."""

    layout: Layout
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[Figure | None, ...]], ...]

    def figures(self) -> list[Figure]:
        """Every figure of the table, row by row."""
        return [figure for _, row in self.rows for figure in row if figure]


def figure(row: Mapping[str, Any], dimensions: Sequence[str]) -> Figure:
    """A cell as it stands in a release's file.

    Unknown: status Q, or confidentiality C, is a withheld figure whatever else the row says; any other
             row without a value is a figure that is not known.
    """
    value, status = row["OBS_VALUE"], row.get("OBS_STATUS") or "A"
    withheld = status == "Q" or row.get("CONF_STATUS") == "C"
    state = State.WITHHELD if withheld else State.UNKNOWN if value is None else State.SHOWN
    # what stands beside a withheld figure could give it away: the number of records behind it
    kept = {} if withheld else row
    known = {*CODED, *dimensions}
    return Figure(
        key=row["CELL_KEY"],
        codes={name: row[name] or "" for name in dimensions},
        period=row["TIME_PERIOD"],
        value=_plain(value) if state is State.SHOWN else None,
        state=state,
        status=status,
        attributes={
            name: str(text) for name, text in kept.items() if name not in known and text not in (None, "")
        },
    )


def layout(dimensions: Sequence[Dimension], asked: Mapping[str, str]) -> Layout:
    """The table that the reader asked for, or the most readable one.

    Across runs the dimension asked for, else the first of several codes without a total among them, not more
    than ``MOST_ACROSS`` where there is such a one, else the first of several codes. The others stand at the
    code asked for, else at their total, else at their first code. What is not in a code list is passed over.
    """
    open_ones = [dimension for dimension in dimensions if len(dimension.codes) > 1]
    rest = [dimension for dimension in open_ones if dimension.id not in ("FREQ", "REF_AREA")] or open_ones
    whole = [d for d in rest if d.total is None]
    default = next((d for d in whole if len(d.codes) <= MOST_ACROSS), (whole or rest or list(dimensions))[0])
    columns = next((d for d in open_ones if d.id == asked.get("columns")), default)
    choices = []
    for dimension in dimensions:
        if dimension.id == columns.id:
            continue
        wanted = asked.get(dimension.id, "")
        chosen = wanted if wanted in dimension.codes else dimension.total or next(iter(dimension.codes), "")
        choices.append(Choice(dimension, chosen))
    return Layout(columns, tuple(choices))


def table(figures: Sequence[Figure], chosen: Layout) -> Table:
    """Lay out the figures that stand at the chosen codes; a place without a cell is None."""
    fixed = chosen.fixed()
    cells: dict[str, dict[str, Figure]] = {}
    for item in figures:
        if all(item.codes.get(name) == code for name, code in fixed.items()):
            cells.setdefault(item.period, {})[item.codes[chosen.columns.id]] = item
    across = [code for code in chosen.columns.codes if any(code in row for row in cells.values())]
    rows = tuple(
        (period, tuple(cells[period].get(code) for code in across)) for period in sorted(cells, reverse=True)
    )
    return Table(chosen, tuple((code, chosen.columns.label(code)) for code in across), rows)


def _plain(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value
