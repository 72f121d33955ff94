"""What a query selects of the revisions of one dataflow: data sets, each as a question to DuckDB.

A revision is everything that was published at a moment, so "as of" is the latest revision by then, "updated
after" the difference of two, and "history" the chain of differences.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import duckdb
import pyarrow as pa

from serai.engine.model.exchange.errors import Meaningless
from serai.engine.model.exchange.filters import Filter, Term, key_filters
from serai.engine.model.exchange.periods import chosen
from serai.engine.model.exchange.queries import ALL_DIMENSIONS, TIME, DataQuery
from serai.engine.model.exchange.structures import KEY, MEASURE, Structure

REPLACE, MERGE, DELETE = "R", "M", "D"
# a run of days as SDMX writes it: the first day and how long, instead of the first and the last
_PERIOD = (
    f"case when contains({TIME}, '/') and not contains({TIME}, '/P') then split_part({TIME}, '/', 1) || '/P' ||"
    f" (date_diff('day', try_cast(split_part({TIME}, '/', 1) as date), try_cast(split_part({TIME}, '/', 2) as date))"
    f" + 1) || 'D' else {TIME} end as {TIME}"
)
_known_periods: OrderedDict[tuple[Path, int], tuple[str, ...]] = OrderedDict()
_lock = Lock()
RELEASES_KNOWN = 64
"""Of how many releases a process remembers the periods, which are looked at by almost every query."""
_COMPARED = {"eq": "=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_TEXT = {"co": "contains({0}, ?)", "sw": "starts_with({0}, ?)", "ew": "suffix({0}, ?)"}


@dataclass(frozen=True)
class Revision:
    """A published revision: its cells and the moment it was published."""

    cells: Path
    published_at: dt.datetime
    structure: Structure


@dataclass(frozen=True)
class DataSet:
    """Rows that are to be replaced, merged or deleted, as SQL with its parameters, and the order they come in.

    ``valid_from`` and ``valid_to`` are the moments between which the rows were what was published. ``few`` are the
    same rows in their order, when they are so few that they were read at once. ``by`` are the columns of the
    order, where it is the one of the dimensions: nothing else has to be known to put rows into it.
    """

    action: str
    structure: Structure
    columns: tuple[str, ...]
    rows: str
    order: str
    values: tuple[object, ...]
    valid_from: dt.datetime
    valid_to: dt.datetime | None = None
    by: tuple[str, ...] = ()
    few: pa.Table | None = None

    @property
    def sql(self) -> str:
        """The rows in their order."""
        return self.rows + self.order


def data_sets(
    connection: duckdb.DuckDBPyConnection,
    revisions: Sequence[Revision],
    query: DataQuery,
    *,
    grouped: bool = False,
) -> list[DataSet]:
    """The data sets that answer a query, oldest first; ``revisions`` are of one dataflow, oldest first.

    ``grouped`` keeps what differs in the dimension at the observations alone together, in whatever order.

    Raises:  Meaningless for a component that the dataflow does not have, BadQuery for a key that is too long.
    """
    known = [one for one in revisions if not query.as_of or one.published_at <= query.as_of]
    if not known:
        return []
    if query.history:
        since = query.updated_after
        pairs = [
            (before, now)
            for before, now in zip([None, *known[:-1]], known, strict=True)
            if not since or now.published_at > since
        ]
    elif query.updated_after:
        then = [one for one in known if one.published_at <= query.updated_after]
        if then and then[-1] is known[-1]:
            return []
        pairs = [(then[-1] if then else None, known[-1])]
    else:
        return [_Selection(connection, query, known[-1], grouped=grouped).all_of_it()]
    found: list[DataSet] = []
    for before, now in pairs:
        selection = _Selection(connection, query, now, grouped=grouped)
        until = next((one.published_at for one in known if one.published_at > now.published_at), None)
        if before is None:
            found.append(selection.all_of_it(until))
        else:
            found += [selection.deleted(before, until), selection.changed(before, until)]
    return found


class _Selection:
    """One query about one revision."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, query: DataQuery, now: Revision, *, grouped: bool
    ) -> None:
        self._connection, self._query, self._now = connection, query, now
        self._apart = at_observation(query, now.structure)
        self._grouped = grouped and self._apart != ALL_DIMENSIONS
        self._structure = now.structure
        self._columns = _columns(query, self._structure)

    def all_of_it(self, until: dt.datetime | None = None) -> DataSet:
        """What the revision holds."""
        where, values = self._where(self._now)
        whole = self._query.attributes == ("dsd",) and self._query.measures == ("all",)
        return self._as_asked(
            REPLACE if whole else MERGE, f"select * from {_source(self._now)} as cells{where}", values, until
        )

    def changed(self, before: Revision, until: dt.datetime | None) -> DataSet:
        """What the revision holds that was not there before, or was different."""
        where, values = self._where(self._now)
        every = ", ".join(_name(one) for one in self._structure.components)
        then = ", ".join(
            _name(one) if one in before.structure.components else f"null as {_name(one)}"
            for one in self._structure.components
        )
        sql = f"select {every} from {_source(self._now)}{where} except select {then} from {_source(before)}"
        return self._as_asked(REPLACE, sql, values, until, shuffled=True)

    def deleted(self, before: Revision, until: dt.datetime | None) -> DataSet:
        """What was there before and is no more: places alone, without what stood there."""
        where, values = self._where(before)
        gone = f"select {KEY} from {_source(self._now)}"
        places = [one.id for one in self._structure.dimensions]
        named = ", ".join(
            (self._shown(one, before)) if one in before.structure.components else f"null as {_name(one)}"
            for one in places
        )
        sql = f"select {named} from (from {_source(before)}{where}) where {KEY} not in ({gone})"
        return DataSet(
            DELETE,
            self._structure,
            tuple(places),
            sql,
            f" order by {', '.join(_name(one) for one in places)}",
            values,
            self._now.published_at,
            until,
            by=tuple(places),
        )

    def _shown(self, name: str, revision: Revision) -> str:
        """A column as it is answered: runs of days are written anew, where there are any."""
        if name == TIME and any("/" in one for one in _periods(self._connection, revision) if one):
            return _PERIOD
        return _name(name)

    def _as_asked(
        self,
        action: str,
        sql: str,
        values: tuple[object, ...],
        until: dt.datetime | None,
        *,
        shuffled: bool = False,
    ) -> DataSet:
        query = self._query
        if query.first or query.last:
            sql, shuffled = self._ends(sql), True
        order = f" order by {self._order()}" if query.sort or shuffled or self._grouped else ""
        if query.limit or query.offset:
            sql = f"select * from ({sql}){order} limit {query.limit or 'all'} offset {query.offset}"
        if self._grouped and query.sort:
            rest = ", ".join(_name(one.id) for one in self._structure.dimensions if one.id != self._apart)
            sql = f"select *, row_number() over ({order}) as serai_place from ({sql})"
            # a series stands where the first of its observations would
            order = f" order by min(serai_place) over (partition by {rest}), serai_place"
        columns = ", ".join(self._shown(one, self._now) for one in self._columns)
        return DataSet(
            action,
            self._structure,
            self._columns,
            f"select {columns} from ({sql})",
            order,
            values,
            self._now.published_at,
            until,
            by=() if query.sort or not order else self._usual,
        )

    def _ends(self, sql: str) -> str:
        series = ", ".join(_name(one) for one in self._structure.series) or "1"
        place = f"row_number() over (partition by {series} order by {TIME}"
        ends = []
        if self._query.first:
            ends.append(f"{place}) <= {self._query.first}")
        if self._query.last:
            ends.append(f"{place} desc) <= {self._query.last}")
        return f"select * from ({sql}) qualify {' or '.join(ends)}"

    def _order(self) -> str:
        """The order asked for, else that of the dimensions."""
        dimensions = [one.id for one in self._structure.dimensions]
        terms: list[str] = []
        for name, descending in self._query.sort:
            if name == "*":
                names = dimensions
            elif name == "series_key":
                names = [one for one in dimensions if one != self._apart]
            else:
                names = [_component(name, self._structure)]
            terms += [_name(one) + (" desc" if descending else "") for one in names]
        # so that the same question has the same answer, and a series stands together
        terms += [_name(one) for one in self._usual]
        return ", ".join(terms)

    @property
    def _usual(self) -> tuple[str, ...]:
        """The dimensions, that of the observations last."""
        dimensions = [one.id for one in self._structure.dimensions]
        return tuple(sorted(dimensions, key=lambda one: one == self._apart))

    def _where(self, revision: Revision) -> tuple[str, tuple[object, ...]]:
        """The condition of all filters and keys, with its parameters."""
        structure = revision.structure
        said: list[str] = []
        values: list[object] = []
        for one in self._query.filters:
            if one.component not in structure.components and one.component in self._structure.components:
                return " where false", ()
            _component(one.component, structure)
            self._condition(one, revision, said, values)
        places = tuple(one.id for one in structure.dimensions)
        keys: list[str] = []
        key_values: list[object] = []
        for key in self._query.keys:
            parts: list[str] = []
            for one in key_filters(key, places):
                self._condition(one, revision, parts, key_values)
            keys.append(f"({' and '.join(parts) or 'true'})")
        said.append(f"({' or '.join(keys)})")
        return f" where {' and '.join(said)}", (*values, *key_values)

    def _condition(self, asked: Filter, revision: Revision, said: list[str], values: list[object]) -> None:
        if asked.component == TIME:
            # there are few periods, and what a period covers is no matter of text
            there = _periods(self._connection, revision)
            periods = chosen(list(there), asked, begins=self._query.year_begins)
            said.append(f"{TIME} in ({', '.join('?' * len(periods))})" if periods else "false")
            values += periods
            return
        options = []
        for option in asked.options:
            terms = [_compared(asked.component, term, values) for term in option]
            options.append(" and ".join(terms))
        said.append(f"({' or '.join(options)})")


def _periods(connection: duckdb.DuckDBPyConnection, revision: Revision) -> tuple[str, ...]:
    """The periods of a revision, looked for once: a release never changes."""
    key = revision.cells, revision.cells.stat().st_mtime_ns
    with _lock:
        if key in _known_periods:
            _known_periods.move_to_end(key)
            return _known_periods[key]
    rows = connection.execute(f"select distinct {TIME} from {_source(revision)}").fetchall()
    with _lock:
        _known_periods[key] = tuple(row[0] for row in rows)
        while len(_known_periods) > RELEASES_KNOWN:
            _known_periods.popitem(last=False)
    return tuple(row[0] for row in rows)


def at_observation(query: DataQuery, structure: Structure) -> str:
    """The dimension at the observations, or ``AllDimensions``.

    Raises:  Meaningless for what is no dimension.
    """
    asked = query.at_observation or TIME
    if asked != ALL_DIMENSIONS and asked not in [one.id for one in structure.dimensions]:
        raise Meaningless(
            f"{asked} is no dimension of {structure.short}",
            advice=f"There are {', '.join(one.id for one in structure.dimensions)}, or AllDimensions.",
        )
    return asked


def _compared(component: str, term: Term, values: list[object]) -> str:
    name = _name(component)
    value: object = term.value
    if component == MEASURE and term.operator not in ("co", "nc", "sw", "ew"):
        try:
            value = float(term.value)
        except ValueError:
            raise Meaningless(
                f"{term.value!r} is no number", where=component, advice="Compare OBS_VALUE with a number."
            ) from None
    elif component == MEASURE:
        name = f"cast({name} as varchar)"
    values.append(value)
    if term.operator in _COMPARED:
        return f"{name} {_COMPARED[term.operator]} ?"
    if term.operator in _TEXT:
        return _TEXT[term.operator].format(name)
    # what has no value is not equal to any, and contains nothing
    return (
        f"{name} is distinct from ?" if term.operator == "ne" else f"not coalesce(contains({name}, ?), false)"
    )


def _columns(query: DataQuery, structure: Structure) -> tuple[str, ...]:
    attributes = [one.id for one in structure.attributes]
    wanted: list[str] = []
    for word in query.attributes:
        if word in ("dsd", "all", "obs"):
            wanted += attributes
        elif word not in ("msd", "dataset", "series", "none"):
            wanted.append(_component(word, structure))
    measures = [] if query.measures == ("none",) else [MEASURE]
    for word in query.measures:
        if word not in ("all", "none", MEASURE):
            raise Meaningless(
                f"{word} is no measure of {structure.short}", advice=f"There is {MEASURE} alone."
            )
    places = [one.id for one in structure.dimensions]
    return (*places, *measures, *(one for one in attributes if one in wanted))


def _component(name: str, structure: Structure) -> str:
    if name not in structure.components:
        raise Meaningless(
            f"{structure.short} has no component {name}", advice=f"It has {', '.join(structure.components)}."
        )
    return name


def _source(revision: Revision) -> str:
    """The cells of a revision. A withheld one has no value and no number of records, whatever its file says."""
    path = str(revision.cells).replace("'", "''")
    signs = (("OBS_STATUS", "Q"), ("CONF_STATUS", "C"))
    there = revision.structure.components
    hidden = " or ".join(f"{name} = '{sign}'" for name, sign in signs if name in there)
    told = ", ".join(
        f"case when {hidden} then null else {name} end as {name}"
        for name in (MEASURE, "RECORDS")
        if hidden and name in there
    )
    return f"(select *{f' replace ({told})' if told else ''} from read_parquet('{path}'))"


def _name(component: str) -> str:
    return '"' + component.replace('"', '""') + '"'
