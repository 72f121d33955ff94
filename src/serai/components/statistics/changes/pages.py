"""The page of what changed, in words and signs, and its lines as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from serai.components.statistics import wording
from serai.components.statistics.changes import selectors
from serai.components.statistics.rules.figures import Choice, Dimension
from serai.components.statistics.wording import said
from serai.engine.publish.changes import ADDED, CHANGED, NONE, REMOVED, SHOWN, WITHHELD, Change, Side
from serai.web.wording import UNKNOWN

SIGNS = {CHANGED: "≠", ADDED: "+", REMOVED: "−"}


@dataclass(frozen=True)
class Line:
    """One cell that is not what it was; an address is empty where there is no such cell."""

    sign: str
    word: str
    place: str
    period: str
    before: str
    before_url: str
    now: str
    now_url: str
    difference: str


@dataclass(frozen=True)
class ChangesPage:
    """All that the page says."""

    title: str
    pair: selectors.Pair
    choices: tuple[Choice, ...]
    found: selectors.Changes
    lines: tuple[Line, ...]
    chosen: Mapping[str, str]


def page(pair: selectors.Pair, asked: Mapping[str, str]) -> ChangesPage:
    """What changed at the codes that the reader chose."""
    axes = selectors.dimensions(pair)
    where = chosen(axes, asked)
    number = asked.get("page", "1")
    found = selectors.changes(pair, where, int(number) if number.isdecimal() and len(number) < 9 else 1)
    return ChangesPage(
        title=said(pair.now.passport["title"], pair.now.dataflow),
        pair=pair,
        choices=tuple(Choice(axis, where.get(axis.id, "")) for axis in axes if len(axis.codes) > 1),
        found=found,
        lines=_lines(pair, axes, found.rows),
        chosen=where,
    )


def chosen(axes: list[Dimension], asked: Mapping[str, str]) -> dict[str, str]:
    """The codes that the reader chose, of those that there are."""
    return {axis.id: asked[axis.id] for axis in axes if asked.get(axis.id) in axis.codes}


def as_lines(pair: selectors.Pair, asked: Mapping[str, str]) -> Iterator[list[Any]]:
    """Heading and rows of the CSV file, in codes."""
    axes = selectors.dimensions(pair)
    names = [axis.id for axis in axes]
    sides = [f"{part}_{side}" for side in ("BEFORE", "NOW") for part in ("STATE", "OBS_VALUE", "OBS_STATUS")]
    yield ["CHANGE", *names, "TIME_PERIOD", *sides, "DIFFERENCE", "CELL_KEY"]
    for one in selectors.every_change(pair, chosen(axes, asked)):
        told = [
            part for side in (one.before, one.now) for part in (side.state, _exact(side.value), side.status)
        ]
        codes = [one.codes[name] for name in names]
        yield [one.kind, *codes, one.period, *told, _exact(one.difference), one.key]


def _exact(value: float | None) -> float | int | None:
    return int(value) if value is not None and value.is_integer() else value


def _lines(pair: selectors.Pair, axes: list[Dimension], rows: tuple[Change, ...]) -> tuple[Line, ...]:
    words = {CHANGED: pgettext("a figure", "changed"), ADDED: pgettext("a figure", "added"),
             REMOVED: pgettext("a figure", "removed")}  # fmt: skip
    told = [axis for axis in axes if len(axis.codes) > 1]
    before, now = (wording.cell_addresses(one.dataflow, one.revision) for one in (pair.before, pair.now))
    return tuple(
        Line(
            sign=SIGNS[one.kind],
            word=words[one.kind],
            place=wording.joined(*(axis.label(one.codes[axis.id]) for axis in told)),
            period=wording.period(one.period),
            before=_side(one.before),
            before_url="" if one.before.state == NONE else before(one.key),
            now=_side(one.now),
            now_url="" if one.now.state == NONE else now(one.key),
            difference=_difference(one),
        )
        for one in rows
    )


def _side(side: Side) -> str:
    if side.state == SHOWN and side.value is not None:
        flag = {"P": _("provisional"), "E": _("estimated")}.get(side.status, "")
        return wording.joined(wording.number(side.value), flag)
    if side.state == NONE:
        return UNKNOWN
    return _("withheld") if side.state == WITHHELD else _("not known")


def _difference(one: Change) -> str:
    """How much more or less; a dash where one of the two is not shown, so that nothing hidden can be worked out."""
    if one.difference is None:
        return UNKNOWN
    return ("+" if one.difference > 0 else "") + wording.number(one.difference)
