"""From what is written to figures: codes, periods and numbers understood, repeats found, the rest refused.

Texts repeat: each is understood once, and the columns are put together by their places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from serai.engine.checks import meanings
from serai.engine.checks.meanings import Codes
from serai.engine.checks.saying import MISSING, labels, say, statuses
from serai.engine.model.checking import ERROR, NOTE, WARNING
from serai.engine.model.dataflow import Dataflow
from serai.engine.model.describing import Labels, in_language
from serai.engine.model.observations import (
    COLUMN,
    MOST_KEPT,
    ROW,
    SHEET,
    STATUS,
    TIME,
    VALUE,
    Finding,
    Written,
    component_ids,
)  # fmt: skip

Marks = NDArray[np.bool_]
Rows = NDArray[np.int64]
NEAREST = 100
"""For so many texts of one column the codes that are spelt alike are looked for: it takes long in long lists."""
OTHERS = 3
"""So many of the other places of a figure are named."""


@dataclass
class Observing:
    """The rows of a submission on their way: what they mean, which are out, what was found.

    ``refused`` rows have an error of their own, ``repeated`` ones are out because another row claims their cell.
    """

    dataflow: Dataflow
    written: Written
    language: str
    columns: dict[str, pa.Array] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    beyond: dict[str, dict[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rows = self.written.cells.num_rows
        self.refused: Marks = np.zeros(rows, dtype=bool)
        self.repeated: Marks = np.zeros(rows, dtype=bool)
        self.keys: pa.Array = pa.nulls(rows, pa.string())
        self._kept: dict[tuple[str, str], int] = {}
        self._rows: list[int] = self.written.cells[ROW].to_pylist()
        self._sheets: list[str] = self.written.cells[SHEET].to_pylist()
        self._places: list[str] = self.written.cells[COLUMN].to_pylist()

    @property
    def accepted(self) -> Marks:
        """The rows that are in."""
        return ~(self.refused | self.repeated)

    def texts(self, component: str) -> pa.Array:
        """What is written for a component."""
        return self.written.cells[component].combine_chunks()

    def place(self, row: int) -> str:
        """Where the figure of a row stands, as people name it."""
        sheet, column = self._sheets[row], self._places[row]
        cell = f"{column}{self._rows[row]}" if column.isalpha() and column.isupper() else f"{self._rows[row]}"
        return f"{sheet}!{cell}" if sheet else cell

    def room(self, check: str, severity: str, wanted: int) -> int:
        """How many of so many findings more are kept; the others are counted."""
        here = self._kept.get((check, severity), 0)
        kept = min(wanted, MOST_KEPT - here)
        self._kept[check, severity] = here + kept
        if wanted > kept:
            beyond = self.beyond.setdefault(severity, {})
            beyond[check] = beyond.get(check, 0) + wanted - kept
        return kept

    def refuse(self, rows: Rows, check: str) -> list[int]:
        """Refuse rows; gives the first of them, of which it will be said why."""
        self.refused[rows] = True
        return [int(row) for row in rows[: self.room(check, ERROR, len(rows))]]

    def find(
        self, row: int, check: str, severity: str, said: str, advice: str, component: str = VALUE
    ) -> None:
        """Write a finding down for which there is room."""
        written = self.written.cells[component][row].as_py() if component in self.columns_written else ""
        self.findings.append(
            Finding(
                check, severity, said, self._sheets[row], self._rows[row],
                self.written.columns.get((self._sheets[row], component), self._places[row]),
                self.keys[row].as_py() or "", written or "", advice,
            )
        )  # fmt: skip

    @property
    def columns_written(self) -> set[str]:
        """The components for which the file has texts."""
        return set(self.written.cells.column_names)

    def say(self, name: str, **values: object) -> str:
        """A sentence in the language of the submission."""
        return say(name, self.language, **values)

    def table(self) -> pa.Table:
        """The accepted rows."""
        names = [*component_ids(self.dataflow), SHEET, ROW, COLUMN]
        table = pa.table({name: self.columns[name] for name in names})
        return table.filter(pa.array(self.accepted))


def observe(dataflow: Dataflow, written: Written, language: str, asked: tuple[str, ...]) -> Observing:
    """Understand every row: codes, periods, figures, statuses, attributes; then find the repeats."""
    seen = Observing(dataflow, written, language)
    for name in (SHEET, ROW, COLUMN):
        seen.columns[name] = seen.texts(name)
    wrong: list[tuple[int, Callable[[], None]]] = []
    for dimension in dataflow.dimensions:
        wrong += _coded(seen, dimension.id, dimension.title, dimension.codes, required=True)
    wrong += _periods(seen, asked or written.asked)
    keys = [*(seen.columns[name] for name in dataflow.dimension_ids), seen.columns[TIME]]
    seen.keys = pc.binary_join_element_wise(*keys, ".")
    wrong += _coded(seen, STATUS, labels(STATUS), statuses(), required=False)
    wrong += _values(seen)
    _status(seen)
    for attribute in dataflow.attributes:
        if attribute.codes:
            wrong += _coded(seen, attribute.id, attribute.title, attribute.codes, required=attribute.required)
        else:
            wrong += _free(seen, attribute.id, attribute.title, required=attribute.required)
    for _, tell in sorted(wrong, key=lambda one: one[0]):
        tell()
    _repeats(seen)
    return seen


Wrong = Iterator[tuple[int, Callable[[], None]]]


def _by_text(column: pa.Array, meaning: Callable[[str], str | float | None], kind: pa.DataType) -> pa.Array:
    """What each text of a column means, each text asked once."""
    coded = column.dictionary_encode()
    found = pa.array([meaning(text) for text in coded.dictionary.to_pylist()], kind)
    return found.take(coded.indices)


def _empty(column: pa.Array) -> Marks:
    """The rows in which nothing is written."""
    marks: Marks = np.asarray(pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(pc.fill_null(column, ""))), 0))
    return marks


def _among(*marks: pa.Array | Marks) -> Rows:
    """The places at which all marks hold."""
    return np.flatnonzero(np.logical_and.reduce([np.asarray(mark) for mark in marks]))


def _coded(seen: Observing, name: str, title: Labels, codes: dict[str, Labels], *, required: bool) -> Wrong:
    known, label = Codes(codes), in_language(title, seen.language)
    column = seen.texts(name)
    found = _by_text(column, lambda text: _single(known.meant(text)), pa.string())
    seen.columns[name] = found
    empty = _empty(column)
    shown = known.shown()
    if required:
        said, advice = (
            seen.say("required", title=label),
            seen.say("required_advice", title=label, codes=shown),
        )
        for row in seen.refuse(_among(empty), "required"):
            yield row, _telling(seen, row, "required", said, advice, name)
    words: dict[str, tuple[str, str]] = {}
    for row in seen.refuse(_among(~empty, pc.is_null(found)), "code"):
        text = column[row].as_py()
        if text not in words:
            near = known.near(text, seen.language) if len(words) < NEAREST else []
            words[text] = _strange(seen, text, label, known.meant(text), near, shown)
        yield row, _telling(seen, row, "code", *words[text], name)


def _strange(
    seen: Observing, text: str, title: str, several: tuple[str, ...], near: list[str], shown: str
) -> tuple[str, str]:
    """What is said of a text that is no code, or more than one, and the way out."""
    if several:
        said = seen.say("two_codes", value=text, title=title, codes=", ".join(several))
        return said, seen.say("two_codes_advice")
    said = seen.say("unknown_code", value=text, title=title)
    if near:
        return said, seen.say("unknown_code_near", near=", ".join(near))
    return said, seen.say("unknown_code_advice", codes=shown)


def _single(codes: tuple[str, ...]) -> str | None:
    return codes[0] if len(codes) == 1 else None


def _free(seen: Observing, name: str, title: Labels, *, required: bool) -> Wrong:
    column = seen.texts(name)
    empty = _empty(column)
    trimmed = pc.utf8_trim_whitespace(column)
    seen.columns[name] = pc.if_else(pa.array(empty), pa.scalar(None, pa.string()), trimmed)
    label = in_language(title, seen.language)
    for row in seen.refuse(_among(empty), "required") if required else []:
        said = seen.say("required", title=label)
        yield row, _telling(seen, row, "required", said, seen.say("required_advice", codes=label), name)


def _periods(seen: Observing, asked: tuple[str, ...]) -> Wrong:
    frequency = seen.dataflow.frequency
    column = seen.texts(TIME)
    found = _by_text(column, lambda text: meanings.period_of(text, frequency), pa.string())
    seen.columns[TIME] = found
    empty = _empty(column)
    like = meanings.LIKE[frequency]
    for row in seen.refuse(_among(empty), "required"):
        said = seen.say("required", title=seen.say(TIME))
        yield row, _telling(seen, row, "required", said, seen.say("required_advice", codes=like), TIME)
    for row in seen.refuse(_among(~empty, pc.is_null(found)), "period"):
        text = column[row].as_py()
        year = meanings.strange_year(text)
        said = seen.say("other_calendar" if year else "no_period", value=text)
        advice = seen.say("no_period_advice", like=like)
        if year in meanings.SOLAR_YEARS:
            advice += " " + seen.say("solar_year", year=year, first=year + 621, second=year + 622)
        yield row, _telling(seen, row, "period", said, advice, TIME)
    if asked:
        outside = pc.and_(pc.is_valid(found), pc.invert(pc.is_in(found, pa.array(asked, pa.string()))))
        for row in seen.refuse(_among(outside), "period"):
            said = seen.say("not_asked", value=found[row].as_py(), asked=", ".join(asked))
            yield row, _telling(seen, row, "period", said, seen.say("not_asked_advice"), TIME)


def _values(seen: Observing) -> Wrong:
    """Figures; marks of what is not known are null. Persons are whole and not below zero, but in balances."""
    column = seen.texts(VALUE)
    found = _by_text(column, meanings.number_of, pa.float64())
    seen.columns[VALUE] = found
    empty = _empty(column)
    unknown = pc.fill_null(
        _by_text(column, lambda t: 1.0 if meanings.is_unknown(t) else None, pa.float64()), 0
    )
    dashes = pc.fill_null(_by_text(column, lambda t: 1.0 if meanings.is_dash(t) else None, pa.float64()), 0)
    marked = np.asarray(unknown, dtype=bool)
    dashed = np.asarray(dashes, dtype=bool)
    if dashed.any():
        first = int(np.flatnonzero(dashed)[0])
        said = seen.say("dashes", count=int(dashed.sum()), first=seen.place(first))
        seen.findings.append(Finding("number", NOTE, said, advice=seen.say("dashes_advice")))
    nothing = _among(empty, pc.invert(pc.is_in(seen.columns[STATUS], pa.array(MISSING))))
    for row in seen.refuse(nothing, "required"):
        yield row, _telling(seen, row, "required", seen.say("no_value"), seen.say("no_value_advice"))
    null = np.asarray(pc.is_null(found))
    for row in seen.refuse(_among(null, ~empty, ~marked, ~dashed), "number"):
        said = seen.say("not_a_number", value=column[row].as_py())
        yield row, _telling(seen, row, "number", said, seen.say("not_a_number_advice"))
    if seen.dataflow.unit != "persons" and not seen.dataflow.protection.threshold:
        return
    values = np.asarray(found)
    for row in seen.refuse(_among(~null, np.where(null, 0, values) % 1 != 0), "number"):
        said = seen.say("not_whole", value=column[row].as_py())
        yield row, _telling(seen, row, "number", said, seen.say("not_whole_advice"))
    balances = np.zeros(len(values), dtype=bool)
    for dimension in seen.dataflow.dimensions:
        if dimension.balances:
            balances |= np.asarray(pc.is_in(seen.columns[dimension.id], pa.array(dimension.balances)))
    for row in seen.refuse(_among(np.where(null, 0, values) < 0, ~balances), "number"):
        said = seen.say("negative", value=column[row].as_py())
        yield row, _telling(seen, row, "number", said, seen.say("negative_advice"))


def _status(seen: Observing) -> None:
    """A figure without a status is normal; without a figure it is missing, whatever else is said."""
    given = seen.columns[STATUS]
    there = pc.is_valid(seen.columns[VALUE])
    missing = pc.if_else(pc.is_in(given, pa.array(MISSING)), given, "O")
    normal = pc.fill_null(pc.if_else(pc.is_in(given, pa.array(MISSING)), "A", given), "A")
    seen.columns[STATUS] = pc.if_else(there, normal, missing)


def _telling(
    seen: Observing, row: int, check: str, said: str, advice: str, component: str = VALUE
) -> Callable[[], None]:
    return lambda: seen.find(row, check, ERROR, said, advice, component)


def _repeats(seen: Observing) -> None:
    """Rows that claim one cell: of equal ones the first is in, of different ones none."""
    keys = seen.keys.dictionary_encode()
    cell: Rows = np.where(seen.refused, -1, np.asarray(pc.fill_null(keys.indices, -1)))
    claims = np.bincount(cell[cell >= 0], minlength=len(keys.dictionary))
    rows = np.flatnonzero((cell >= 0) & (claims[cell] > 1)) if len(claims) else cell[:0]
    if not len(rows):
        return
    rows = rows[np.argsort(cell[rows], kind="stable")]
    names = [VALUE, STATUS, *(a.id for a in seen.dataflow.attributes)]
    chosen = pa.array(rows)
    told = np.stack(
        [
            np.asarray(seen.columns[name].take(chosen).dictionary_encode(null_encoding="encode").indices)
            for name in names
        ]
    )
    at = 0
    for several in np.split(rows, np.flatnonzero(np.diff(cell[rows])) + 1):
        end = at + len(several)
        same = bool((told[:, at:end] == told[:, at : at + 1]).all())
        seen.repeated[several[1:] if same else several] = True
        for row in several[: seen.room("twice", WARNING if same else ERROR, len(several))]:
            _claimed(seen, int(row), several, same=same)
        at = end


def _claimed(seen: Observing, row: int, several: Rows, *, same: bool) -> None:
    """Say of one row where else its cell is claimed."""
    others = [int(other) for other in several[: OTHERS + 2] if other != row]
    more = ", …" if len(several) > OTHERS + 1 else ""
    if same:
        where = ", ".join(seen.place(other) for other in others[:OTHERS]) + more
        said, advice = seen.say("same_twice", others=where), seen.say("same_twice_advice")
        seen.find(row, "twice", WARNING, said, advice)
        return
    value = seen.texts(VALUE)
    where = ", ".join(f"{value[other].as_py()} ({seen.place(other)})" for other in others[:OTHERS]) + more
    said = seen.say("conflict", value=value[row].as_py(), others=where)
    seen.find(row, "twice", ERROR, said, seen.say("conflict_advice"))
