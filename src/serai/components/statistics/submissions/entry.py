"""The form of the site for small tables: a place for each figure, made from the description of the table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

import pyarrow.parquet as pq

from serai.components.statistics import wording
from serai.components.statistics.models import Provision, Submission
from serai.components.statistics.submissions import flows, folders
from serai.components.statistics.submissions.facts import current_file
from serai.components.statistics.submissions.figures import PERIOD, VALUE, key_of
from serai.components.statistics.wording import said
from serai.engine.model.dataflow import Dataflow, Dimension
from serai.web.wording import comma

MOST = 400  # places on one page: more is work for a spreadsheet
PREFIX = "cell-"


@dataclass(frozen=True)
class Place:
    """Where one figure is typed; ``said`` is what the check found of it."""

    name: str
    label: str
    value: str
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """The places of one period: codes of one dimension across, all others down."""

    period: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Place, ...]], ...]


def axes(provision: Provision, flow: Dataflow) -> list[tuple[Dimension, tuple[str, ...]]]:
    """Each dimension with the codes that this provider fills in: of areas and frequencies its own."""
    state = provision.organisation.state
    own = {"REF_AREA": state.iso3 if state else "", "FREQ": provision.frequency}
    found = []
    for dimension in flow.dimensions:
        code = own.get(dimension.id, "")
        found.append((dimension, (code,) if code in dimension.codes else tuple(dimension.codes)))
    return found


def fits(provision: Provision, flow: Dataflow, periods: int) -> bool:
    """Whether the table is small enough to be typed, and says nothing beside its figures that must be said."""
    cells = prod(len(codes) for _dimension, codes in axes(provision, flow)) * max(periods, 1)
    return cells <= MOST and not any(attribute.required for attribute in flow.attributes)


def sheets(
    provision: Provision,
    periods: Iterable[str],
    values: Mapping[str, str],
    findings: Iterable[Any] = (),
) -> tuple[Sheet, ...]:
    """The form for some periods, with what was typed (by key of the cell) and what was found of it."""
    flow = flows.dataflow(provision.dataflow)
    chosen = axes(provision, flow)
    across = _across(flow, chosen)
    told: dict[str, list[str]] = {}
    for one in findings:
        told.setdefault(one.key, []).append(one.said)
    return tuple(_sheet(period, chosen, across, values, told) for period in periods)


def typed(provision: Provision, periods: Iterable[str], given: Mapping[str, str]) -> dict[str, str]:
    """What was typed, by key of the cell: only places that the form has."""
    flow = flows.dataflow(provision.dataflow)
    keys = (
        ".".join([*codes, period])
        for period in periods
        for codes in product(*(codes for _dimension, codes in axes(provision, flow)))
    )
    return {key: given[PREFIX + key].strip() for key in keys if given.get(PREFIX + key, "").strip()}


def rows(provision: Provision, values: Mapping[str, str]) -> list[dict[str, str]]:
    """What was typed as rows for the check: texts by component."""
    names = [*flows.dataflow(provision.dataflow).dimension_ids, PERIOD]
    # a code of SDMX holds no dot
    return [dict(zip(names, key.split("."), strict=True)) | {VALUE: value} for key, value in values.items()]


def kept(row: Submission) -> dict[str, str]:
    """The figures of the current version, by key of the cell."""
    file = current_file(row)
    if file is None or not folders.observations(file).is_file():
        return {}
    flow = flows.dataflow(row.provision.dataflow)
    found = pq.read_table(folders.observations(file)).to_pylist()
    return {key_of(flow, one): _number(one[VALUE]) for one in found if one[VALUE] is not None}


def _across(flow: Dataflow, chosen: list[tuple[Dimension, tuple[str, ...]]]) -> int:
    for at, (dimension, _codes) in enumerate(chosen):
        if dimension.id == flow.across:
            return at
    several = [at for at, (_dimension, codes) in enumerate(chosen) if len(codes) > 1]
    return several[-1] if several else len(chosen) - 1


def _sheet(
    period: str,
    chosen: list[tuple[Dimension, tuple[str, ...]]],
    across: int,
    values: Mapping[str, str],
    told: Mapping[str, list[str]],
) -> Sheet:
    heads, codes_across = chosen[across]
    down = [codes for at, (_dimension, codes) in enumerate(chosen) if at != across]
    lines = []
    for combined in product(*down):
        title = comma().join(
            _label(dimension, code)
            for (dimension, codes), code in zip(
                [one for at, one in enumerate(chosen) if at != across], combined, strict=True
            )
            if len(codes) > 1
        )
        places = []
        for code in codes_across:
            codes = [*combined[:across], code, *combined[across:]]
            key = ".".join([*codes, period])
            label = comma().join(filter(None, (title, _label(heads, code), wording.period(period))))
            places.append(Place(PREFIX + key, label, values.get(key, ""), tuple(told.get(key, ()))))
        lines.append((title or wording.period(period), tuple(places)))
    return Sheet(
        period, wording.period(period), tuple(_label(heads, code) for code in codes_across), tuple(lines)
    )


def _label(dimension: Dimension, code: str) -> str:
    return said(dimension.codes.get(code, {}), code)


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else str(value)
