"""Data sets as SDMX-JSON 2, in pieces. Codes are numbers in lists that come first; other attributes stand in place."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from serai.engine.model.exchange.errors import BadQuery
from serai.engine.model.exchange.periods import span
from serai.engine.model.exchange.queries import ALL_DIMENSIONS, TIME
from serai.engine.model.exchange.structures import MEASURE, Component, Structure
from serai.engine.publish.exchange.pieces import at_once, figure, joined, number, pieces, quoted
from serai.engine.publish.exchange.selecting import DELETE, MERGE, REPLACE, DataSet

ACTIONS = {REPLACE: "Replace", MERGE: "Merge", DELETE: "Delete"}
_ID = re.compile(r"[A-Za-z0-9_@$-]+")


def as_json(
    connection: duckdb.DuckDBPyConnection,
    answers: Sequence[tuple[Sequence[DataSet], str]],
    *,
    version: str,
    language: str,
    message: str,
    prepared: dt.datetime,
) -> Iterator[bytes]:
    """The data sets of one or more dataflows as a message, each dataflow with its dimension at the observations.

    Unknown: a value that is missing or withheld is null; OBS_STATUS says why.
    Source:  SDMX-JSON data message 2.0 and 2.1, field guide and schema.
    """
    layouts = [
        _Layout(connection, sets[0].structure, sets, apart, at) for at, (sets, apart) in enumerate(answers)
    ]
    meta = {
        "id": message,
        "prepared": prepared.isoformat(),
        "test": False,
        "contentLanguages": [language],
        "sender": {"id": "SERAI"},
    }
    first = 0
    structures = []
    for layout in layouts:
        structures.append(layout.structure(language, list(range(first, first + len(layout.sets)))))
        first += len(layout.sets)
    schema = f"https://json.sdmx.org/{version[:3]}/sdmx-json-data-schema.json"
    head = json.dumps(
        {"$schema": schema, "meta": meta, "data": {"structures": structures}}, ensure_ascii=False
    )
    yield (head[:-2] + ', "dataSets": [').encode()
    comma = b""
    for at, layout in enumerate(layouts):
        for one in layout.sets:
            yield comma
            # the first version does not know that an answer may be in part
            in_part = "Information" if version.startswith("2.0") else "Merge"
            yield from layout.written(one, at, (ACTIONS | {MERGE: in_part})[one.action])
            comma = b","
    yield b"]}}"


class _Layout:
    """How the observations of one dataflow are written: which dimension is where, and the numbers of codes."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        structure: Structure,
        sets: Sequence[DataSet],
        apart: str,
        number_of_flow: int,
    ) -> None:
        self.sets = sets
        self._connection, self._structure, self._apart = connection, structure, apart
        self._places = [one.id for one in structure.dimensions]
        self._series = [] if apart == ALL_DIMENSIONS else [one for one in self._places if one != apart]
        self._within = [one for one in self._places if one not in self._series]
        columns = {name for one in sets for name in one.columns}
        self._attributes = [one for one in structure.attributes if one.id in columns]
        self._measured = MEASURE in columns
        self._codes: dict[str, list[str]] = {}
        self._kinds: dict[str, str] = {}
        listed = [
            one
            for one in (*structure.dimensions, *self._attributes)
            if one.codes or one in structure.dimensions
        ]
        there = self._there([one.id for one in listed])
        for at, one in enumerate(listed):
            self._list(one, there[one.id], f"codes_{number_of_flow}_{at}")

    def _there(self, names: list[str]) -> dict[str, set[str]]:
        """The values that stand in this answer, by component."""
        found: dict[str, set[str]] = {name: set() for name in names}
        for one in self.sets:
            inside = [name for name in names if name in one.columns]
            if one.few is not None:
                for name in inside:
                    there = one.few.column(name).unique().to_pylist()
                    found[name] |= {str(value) for value in there if value is not None}
                continue
            for name in inside:
                sql = f'select distinct "{name}" from ({one.rows})'
                found[name] |= {
                    str(row[0]) for row in self._connection.execute(sql, list(one.values)).fetchall()
                }
        return found

    def _list(self, component: Component, found: set[str], kind: str) -> None:
        """The values of a component in this answer, in the order of its code list, as a type of DuckDB."""
        order = {code: at for at, code in enumerate(component.codes)}
        values = sorted(found, key=lambda code: (order.get(code, len(order)), code))
        if any(one.few is None for one in self.sets):
            listed = ", ".join(quoted(value) for value in values) or "''"
            self._connection.execute(f"create or replace temporary type {kind} as enum ({listed})")
        self._codes[component.id], self._kinds[component.id] = values, kind

    def structure(self, language: str, sets: list[int]) -> dict[str, Any]:
        """What the message says of the structure, in one language."""
        series = [self._component(name, language) for name in self._series]
        within = [self._component(name, language) for name in self._within]
        attributes = []
        for one in self._attributes:
            told: dict[str, Any] = {
                "id": one.id,
                "name": _said(one.title, language),
                "relationship": {"observation": {}},
            }
            if one.id in self._codes:
                told["values"] = self._values(one, language)
            attributes.append(told)
        return {
            "name": _said(self._structure.title, language),
            "dataSets": sets,
            "links": self._links(),
            "dimensions": {"series": series, "observation": within} if series else {"observation": within},
            "measures": {"observation": [{"id": MEASURE, "name": MEASURE}] if self._measured else []},
            "attributes": {"observation": attributes},
        }

    def written(self, one: DataSet, place_of: int, action: str) -> Iterator[bytes]:
        """One data set."""
        head: dict[str, Any] = {"structure": place_of, "links": self._links(), "action": action}
        head["validFrom"] = one.valid_from.isoformat()
        if one.valid_to:
            head["validTo"] = one.valid_to.isoformat()
        what = "series" if self._series else "observations"
        yield (json.dumps(head)[:-1] + f', "{what}": {{').encode()
        some = False
        for piece in self._pieces(one):
            some = True
            yield piece
        yield (b"}}" if some and self._series else b"") + b"}}"

    def _links(self) -> list[dict[str, str]]:
        urn = f"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow={self._structure.short}"
        return [{"rel": "dataflow", "urn": urn}]

    def _pieces(self, one: DataSet) -> Iterator[bytes]:
        """The observations, and before the first of a series its key."""
        if one.few is not None:
            return self._few(one, one.few)
        within = _key([self._index(name) for name in self._within])
        cells = [f"coalesce({number()}, 'null')"] if MEASURE in one.columns else []
        for attribute in self._attributes:
            if attribute.id in one.columns:
                cells.append(self._cell(attribute))
        inside = " || ',' || ".join(cells) if cells else "''"
        observation = joined([within, "':['", inside, "']'"])
        if not self._series:
            return pieces(self._connection, one, observation, between=",")
        series = _key([self._index(name) for name in self._series])
        begins = joined([series, """':{"observations":{'"""])
        return pieces(self._connection, one, observation, between=",", series=begins, turn="}},")

    def _few(self, one: DataSet, rows: pa.Table) -> Iterator[bytes]:
        """The same of rows that were read already, for which DuckDB would have to plan longer than it writes."""
        told: dict[str, list[str]] = {}
        for name in one.columns:
            values = rows.column(name).to_pylist()
            if name in self._codes:
                texts = {code: f"{at}" for at, code in enumerate(self._codes[name])}
                told[name] = [texts.get(str(value), "null") for value in values]
            elif name == MEASURE:
                told[name] = ["null" if value is None else figure(value) for value in values]
            else:
                texts = {value: json.dumps(value, ensure_ascii=False) for value in set(values)}
                told[name] = [texts[value] for value in values]
        order = [MEASURE, *(attribute.id for attribute in self._attributes)]
        places = [":".join(parts) for parts in zip(*(told[name] for name in self._within), strict=True)]
        cells = [told[name] for name in order if name in told]
        inside = map(",".join, zip(*cells, strict=True)) if cells else [""] * len(places)
        observations = [f'"{place}":[{texts}]' for place, texts in zip(places, inside, strict=True)]
        if not self._series:
            return at_once(observations, between=",")
        keys = map(":".join, zip(*(told[name] for name in self._series), strict=True))
        series = [f'"{key}":{{"observations":{{' for key in keys]
        return at_once(observations, series, between=",", turn="}},")

    def _index(self, name: str) -> str:
        return f'cast(enum_code(cast("{name}" as {self._kinds[name]})) as varchar)'

    def _cell(self, attribute: Component) -> str:
        if attribute.id in self._codes:
            return f"coalesce({self._index(attribute.id)}, 'null')"
        return f"coalesce(cast(to_json(\"{attribute.id}\") as varchar), 'null')"

    def _component(self, name: str, language: str) -> dict[str, Any]:
        at = self._places.index(name)
        one = self._structure.dimensions[at]
        told: dict[str, Any] = {"id": name, "name": _said(one.title, language), "keyPosition": at}
        if name == TIME:
            told["roles"] = [TIME]
        if self._codes[name]:
            told["values"] = self._values(one, language)
        return told

    def _values(self, one: Component, language: str) -> list[dict[str, Any]]:
        if one.id == TIME:
            return [_period(period) for period in self._codes[TIME]]
        return [
            {"id": code, "name": _said(one.codes.get(code, {}), language) or code}
            if _ID.fullmatch(code)
            else {"value": code}
            for code in self._codes[one.id]
        ]


def _period(period: str) -> dict[str, Any]:
    told: dict[str, Any] = {"id": period, "name": period} if _ID.fullmatch(period) else {"value": period}
    try:
        first, last = span(period)
    except BadQuery:
        return told
    return told | {"start": f"{first}T00:00:00Z", "end": f"{last}T23:59:59Z"}


def _said(labels: Any, language: str) -> str:
    return str(labels.get(language) or labels.get("en") or "")


def _key(numbers: list[str]) -> str:
    return joined(["'\"'", " || ':' || ".join(numbers), "'\"'"])
