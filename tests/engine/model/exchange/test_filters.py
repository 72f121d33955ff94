"""Filters by component: the examples of SDMX REST 2.2, each with its meaning written as the standard does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from serai.engine.model.exchange.errors import BadQuery
from serai.engine.model.exchange.filters import Filter, Term, filter_of, key_filters

SIGNS = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


def in_words(found: Filter) -> str:
    options = []
    for option in found.options:
        terms = [f"{found.component} {SIGNS[term.operator]} {term.value}" for term in option]
        many = len(terms) > 1 and len(found.options) > 1
        options.append(f"({' AND '.join(terms)})" if many else " AND ".join(terms))
    return " OR ".join(options)


def test_the_examples_of_the_standard_mean_what_it_says(shared: Path) -> None:
    page = (shared / "data/sdmx/specs/sdmx-rest/doc/data.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\|c\[X\]=(\S+) \|(.+?) ?\|$", page, re.MULTILINE)
    assert len(rows) == 10
    assert [in_words(filter_of("X", text)) for text, _ in rows] == [meaning for _, meaning in rows]


def test_text_operators_and_values_with_colons() -> None:
    assert filter_of("T", "sw:10:30,co:ge").options == ((Term("sw", "10:30"),), (Term("co", "ge"),))
    assert filter_of("T", "10:30").options == ((Term("eq", "10:30"),),)


@pytest.mark.parametrize("text", ["", "A,", "ge:", "A++B"])
def test_a_value_that_is_missing_is_named(text: str) -> None:
    with pytest.raises(BadQuery, match=r"c\[SEX\]"):
        filter_of("SEX", text)


def test_a_component_has_a_name() -> None:
    with pytest.raises(BadQuery):
        filter_of("1; drop", "A")


def test_a_key_says_places_in_order_and_may_stop_early() -> None:
    found = key_filters("A.*.F", ("FREQ", "REF_AREA", "SEX", "AGE"))
    assert found == (Filter("FREQ", ((Term("eq", "A"),),)), Filter("SEX", ((Term("eq", "F"),),)))
    assert key_filters("*", ("FREQ",)) == ()


@pytest.mark.parametrize("key", ["A.B.C", "A.", ".B"])
def test_a_key_of_the_wrong_length_or_with_a_gap_is_refused(key: str) -> None:
    with pytest.raises(BadQuery):
        key_filters(key, ("FREQ", "SEX"))
