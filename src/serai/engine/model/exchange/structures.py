"""What a dataflow looks like to machines: its components, in order. From the passport of a release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from serai.engine.model.dataflow import Dataflow, Labels
from serai.engine.model.exchange.queries import TIME

MEASURE = "OBS_VALUE"
KEY = "CELL_KEY"
"""A column of cells that is no component: the dimensions and the period, written in one."""


@dataclass(frozen=True)
class Component:
    """A dimension or an attribute; ``codes`` are empty where any text may stand."""

    id: str
    title: Labels
    codes: Mapping[str, Labels]


@dataclass(frozen=True)
class Structure:
    """A dataflow and its components; TIME_PERIOD is the last dimension, OBS_VALUE the only measure."""

    agency: str
    id: str
    version: str
    title: Labels
    dimensions: tuple[Component, ...]
    attributes: tuple[Component, ...]

    @property
    def short(self) -> str:
        """The identity as ``SERAI:DF_MIGRATION_FLOWS(1.0.0)``."""
        return f"{self.agency}:{self.id}({self.version})"

    @property
    def series(self) -> tuple[str, ...]:
        """The dimensions without the period."""
        return tuple(one.id for one in self.dimensions if one.id != TIME)

    @property
    def components(self) -> tuple[str, ...]:
        """Every component: dimensions, measure, attributes."""
        return (
            *(one.id for one in self.dimensions),
            MEASURE,
            *(one.id for one in self.attributes),
        )


def structure_of_table(dataflow: Dataflow) -> Structure:
    """The structure that a table will have once something of it is published."""
    return Structure(
        dataflow.agency,
        dataflow.id,
        dataflow.version,
        dataflow.title,
        (
            *(Component(one.id, one.title, one.codes) for one in dataflow.dimensions),
            Component(TIME, {"en": "Period"}, {}),
        ),
        (
            *(Component(name, {"en": name}, {}) for name in ("OBS_STATUS", "CONF_STATUS")),
            *(Component(one.id, one.title, {}) for one in dataflow.attributes),
        ),
    )


def structure_of(passport: Mapping[str, Any], columns: Sequence[str]) -> Structure:
    """The structure of a release, from its passport and the columns of its cells."""
    named = {one["id"]: one for one in passport["dimensions"]}
    dimensions = [
        Component(one["id"], one["title"], one["codes"]) for one in named.values() if one["id"] != TIME
    ]
    time = Component(TIME, {"en": "Period"}, {})
    attributes = [name for name in columns if name not in (*named, TIME, MEASURE, KEY)]
    return Structure(
        agency=str(passport["agency"]),
        id=str(passport["dataflow"]),
        version=str(passport["version"]),
        title=passport["title"],
        dimensions=(*dimensions, time),
        attributes=tuple(Component(name, {"en": name}, {}) for name in attributes),
    )
