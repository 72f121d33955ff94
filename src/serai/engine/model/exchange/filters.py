"""Filters by component as SDMX REST writes them: values, operators, "," for or, "+" for and."""

from __future__ import annotations

import re
from dataclasses import dataclass

from serai.engine.model.exchange.errors import BadQuery

OPERATORS = ("eq", "ne", "lt", "le", "gt", "ge", "co", "nc", "sw", "ew")
_COMPONENT = re.compile(r"[A-Za-z][A-Za-z\d_-]*")
MOST_TERMS = 1000
"""Terms of all filters together: more are no question of a person, and would cost as much as they like."""


@dataclass(frozen=True)
class Term:
    """One comparison: an operator of ``OPERATORS`` and a value."""

    operator: str
    value: str


@dataclass(frozen=True)
class Filter:
    """What a component has to be: one of ``options``, every term of it."""

    component: str
    options: tuple[tuple[Term, ...], ...]


def filter_of(component: str, text: str) -> Filter:
    """The filter that ``c[component]=text`` says.

    Raises:  BadQuery.
    Source:  SDMX REST 2.2, data queries, the table of examples.
    """
    if not _COMPONENT.fullmatch(component):
        raise BadQuery(f"{component!r} cannot be a component", advice="Write c[SEX]=F.")
    options = tuple(tuple(_term(part, component) for part in option.split("+")) for option in text.split(","))
    return Filter(component, options)


def key_filters(key: str, dimensions: tuple[str, ...]) -> tuple[Filter, ...]:
    """The filters of one key, such as ``A.F.*``; what it leaves out at its end may be anything.

    Raises:  BadQuery when there are more places than dimensions, or a value is empty.
    """
    if key == "*":
        return ()
    places = key.split(".")
    if len(places) > len(dimensions):
        raise BadQuery(
            f"The key {key} has {len(places)} places, and there are {len(dimensions)} dimensions",
            advice=f"They are {'.'.join(dimensions)}; * stands for any value.",
        )
    if "" in places:
        raise BadQuery(f"A place of the key {key} is empty", advice="Write * for any value.")
    return tuple(
        Filter(dimension, ((Term("eq", value),),))
        for dimension, value in zip(dimensions, places, strict=False)
        if value != "*"
    )


def _term(text: str, component: str) -> Term:
    operator, colon, value = text.partition(":")
    # a value may hold a colon of its own, as moments do
    found = Term(operator, value) if colon and operator in OPERATORS else Term("eq", text)
    if not found.value:
        raise BadQuery(f"A value is missing in c[{component}]", advice="Write c[SEX]=F,M.")
    return found
