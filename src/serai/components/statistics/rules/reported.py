"""Figures that others published, laid out indicator by indicator. No database, no Django."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from serai.components.statistics.rules.figures import (
    NOT_APPLICABLE,
    Choice,
    Dimension,
    Figure,
    Layout,
    State,
    Table,
    table,
)

INDICATOR, AREA, PERIOD_KIND = "INDICATOR", "REF_AREA", "PERIOD_KIND"
DESCRIPTIVE = ("FREQ", PERIOD_KIND, "UNIT_MEASURE", "SOURCE", "VINTAGE")


@dataclass(frozen=True)
class Part:
    """Figures that say a part of a whole: by destination, occupation, border point and so on."""

    area: str
    period: str
    by: str
    figures: tuple[tuple[str, Figure], ...]


@dataclass(frozen=True)
class Section:
    """One indicator: its whole figures by period and country, its parts, and what sources remarked.

    ``notes`` are the remarks in order of first appearance; ``marks`` gives the number of the remark for
    the key of each figure that carries one. ``drawable`` are the figures fit for one line in a chart.
    ``unit`` is the unit of most figures, ``kind`` the kind of period of all whole ones; empty when they
    name none, or several.
    """

    code: str
    title: str
    unit: str
    kind: str
    table: Table
    parts: tuple[Part, ...]
    notes: tuple[str, ...]
    marks: dict[str, int]
    drawable: Table


def sections(dimensions: Sequence[Dimension], figures: Sequence[Figure]) -> list[Section]:
    """The indicators that have figures, in the order of the code list."""
    by_id = {dimension.id: dimension for dimension in dimensions}
    grouped: dict[str, list[Figure]] = {}
    for figure in figures:
        grouped.setdefault(figure.codes[INDICATOR], []).append(figure)
    order = [*by_id[INDICATOR].codes, *grouped]
    return [_section(by_id, code, grouped[code]) for code in dict.fromkeys(order) if code in grouped]


def _kind(dimensions: dict[str, Dimension], figures: Sequence[Figure]) -> str:
    kinds = {figure.codes.get(PERIOD_KIND, "") for figure in figures}
    if PERIOD_KIND not in dimensions or len(kinds) != 1:
        return ""
    return dimensions[PERIOD_KIND].label(kinds.pop())


def unit(figure: Figure) -> str:
    """The unit that a figure names for itself; empty when it names none."""
    return (
        figure.attributes.get("UNIT_MEASURE")
        or figure.attributes.get("UNIT")
        or figure.codes.get("UNIT_MEASURE", "")
    )


def _section(dimensions: dict[str, Dimension], code: str, figures: Sequence[Figure]) -> Section:
    broken_down = [name for name in dimensions if name not in (INDICATOR, AREA, *DESCRIPTIVE)]
    whole = [f for f in figures if all(f.codes[name] in NOT_APPLICABLE for name in broken_down)]
    rest = [f for f in figures if f not in whole]
    seen: set[tuple[str, str]] = set()
    first: list[Figure] = []
    again: list[Figure] = []
    for figure in whole:
        place = (figure.codes[AREA], figure.period)
        (again if place in seen else first).append(figure)
        seen.add(place)
    notes = list(dict.fromkeys(note for f in figures if (note := f.attributes.get("NOTE"))))
    marks = {f.key: notes.index(f.attributes["NOTE"]) + 1 for f in figures if f.attributes.get("NOTE")}
    across = Layout(dimensions[AREA], (Choice(dimensions[INDICATOR], code),))
    return Section(
        code=code,
        title=dimensions[INDICATOR].label(code),
        unit=Counter(unit(figure) for figure in figures).most_common(1)[0][0],
        kind=_kind(dimensions, first),
        table=table(first, across),
        parts=_parts(dimensions, broken_down, [*again, *rest]),
        notes=tuple(notes),
        marks=marks,
        drawable=table(_comparable(first), across),
    )


def _parts(
    dimensions: dict[str, Dimension], broken_down: Sequence[str], figures: Sequence[Figure]
) -> tuple[Part, ...]:
    groups: dict[tuple[str, str, str], list[tuple[str, Figure]]] = {}
    for figure in figures:
        used = [name for name in broken_down if figure.codes[name] not in NOT_APPLICABLE]
        by = _title(dimensions, used, figure)
        # the same place told once more is told apart by who told it, and for which kind of period
        telling = used[-1:] or [name for name in DESCRIPTIVE if name in dimensions]
        label = ", ".join(dimensions[name].label(figure.codes[name]) for name in telling)
        place = (dimensions[AREA].label(figure.codes[AREA]), figure.period, by)
        groups.setdefault(place, []).append((label, figure))
    ordered = sorted(groups.items(), key=lambda item: (item[0][0], item[0][1], item[0][2]), reverse=False)
    return tuple(Part(*place, tuple(found)) for place, found in ordered)


def _title(dimensions: dict[str, Dimension], used: Sequence[str], figure: Figure) -> str:
    # a breakdown told by a pair (what by, which part): the first of the pair is the title of the group
    if len(used) > 1:
        return ", ".join(dimensions[name].label(figure.codes[name]) for name in used[:-1])
    return dimensions[used[0]].title if used else ""


def _comparable(figures: Sequence[Figure]) -> list[Figure]:
    """Exact figures whose periods are of the kind that most of them have: fit for one line."""
    exact = [
        f
        for f in figures
        if f.state is State.SHOWN and f.attributes.get("QUALIFIER", "exact").lower() == "exact"
    ]
    forms = Counter(re.sub(r"\d", "0", figure.period) for figure in exact)
    if not forms:
        return []
    usual = forms.most_common(1)[0][0]
    return [figure for figure in exact if re.sub(r"\d", "0", figure.period) == usual]
