"""Structure queries: what an address says, and which artefacts answer it, worked out by hand."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from serai.engine.model.exchange.artefacts import artefacts
from serai.engine.model.exchange.errors import BadQuery
from serai.engine.model.exchange.referring import answering
from serai.engine.model.exchange.structure_queries import structure_query
from serai.engine.model.exchange.structures import Component, Structure

AREA = Component("AREA", {"en": "Area", "ar": "المنطقة"}, {"QRV": {"en": "Karvania"}, "_T": {"en": "Total"}})
SEX = Component("SEX", {"en": "Sex"}, {"F": {"en": "Female"}, "M": {"en": "Male"}})
PART = Component("PART", {"en": "Part"}, {"": {"en": "None"}, "north": {"en": "North"}})
TIME = Component("TIME_PERIOD", {"en": "Period"}, {})
STATUS = Component("OBS_STATUS", {"en": "OBS_STATUS"}, {})


def flow(name: str, version: str, *dimensions: Component) -> Structure:
    return Structure("SERAI", name, version, {"en": name.title()}, (*dimensions, TIME), (STATUS,))


EVERY = artefacts(
    [
        flow("DF_FLOWS", "1.0.0", AREA, SEX),
        flow("DF_FLOWS", "1.1.0", AREA, SEX),
        flow("DF_STOCKS", "1.0.0", AREA, PART),
    ]
)


def names(path: str, **parameters: str) -> list[str]:
    found = answering(EVERY, structure_query(path.split("/"), list(parameters.items())))
    return [f"{one.id}({one.version}){'*' if one.stub else ''}" for one in found]


def test_a_dataflow_makes_its_structure_its_lists_and_the_schemes_it_shares() -> None:
    assert names("*/*/*/*") == [
        "DF_FLOWS(1.0.0)", "DF_FLOWS(1.1.0)", "DF_STOCKS(1.0.0)",
        "DSD_FLOWS(1.0.0)", "DSD_FLOWS(1.1.0)", "DSD_STOCKS(1.0.0)",
        "CL_FLOWS_AREA(1.0.0)", "CL_FLOWS_SEX(1.0.0)", "CL_FLOWS_AREA(1.1.0)", "CL_FLOWS_SEX(1.1.0)",
        "CL_STOCKS_AREA(1.0.0)",  # PART has a code that SDMX takes for none, and so is free text
        "CS_SERAI(1.0.0)", "CS_SERAI(1.1.0)", "AGENCIES(1.0)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "parameters", "found"),
    [
        ("dataflow", {}, ["DF_FLOWS(1.1.0)", "DF_STOCKS(1.0.0)"]),
        ("dataflow/", {}, ["DF_FLOWS(1.1.0)", "DF_STOCKS(1.0.0)"]),
        ("dataflow/SERAI/DF_FLOWS/*", {}, ["DF_FLOWS(1.0.0)", "DF_FLOWS(1.1.0)"]),
        ("dataflow/SERAI/DF_FLOWS/1.0.0", {}, ["DF_FLOWS(1.0.0)"]),
        ("dataflow/OTHER", {}, []),
        ("categoryscheme", {}, []),
        ("*/SERAI/DSD_FLOWS,DF_STOCKS", {}, ["DF_STOCKS(1.0.0)", "DSD_FLOWS(1.1.0)"]),
        ("dataflow/*/DF_STOCKS", {"references": "children"},
         ["DF_STOCKS(1.0.0)", "DSD_STOCKS(1.0.0)", "AGENCIES(1.0)"]),
        ("dataflow/*/DF_STOCKS", {"references": "descendants"},
         ["DF_STOCKS(1.0.0)", "DSD_STOCKS(1.0.0)", "CL_STOCKS_AREA(1.0.0)", "CS_SERAI(1.0.0)", "AGENCIES(1.0)"]),
        ("dataflow/*/DF_STOCKS", {"references": "all", "detail": "referencestubs"},
         ["DF_STOCKS(1.0.0)", "DSD_STOCKS(1.0.0)*", "CL_STOCKS_AREA(1.0.0)*", "CS_SERAI(1.0.0)*",
          "AGENCIES(1.0)*"]),
        ("dataflow/*/DF_STOCKS", {"references": "children", "detail": "allcompletestubs"},
         ["DF_STOCKS(1.0.0)*", "DSD_STOCKS(1.0.0)*", "AGENCIES(1.0)*"]),
        ("codelist/*/CL_FLOWS_SEX", {"references": "parents"}, ["DSD_FLOWS(1.1.0)", "CL_FLOWS_SEX(1.1.0)"]),
        ("codelist/*/CL_FLOWS_SEX", {"references": "ancestors"},
         ["DF_FLOWS(1.1.0)", "DSD_FLOWS(1.1.0)", "CL_FLOWS_SEX(1.1.0)"]),
        ("codelist/*/CL_FLOWS_SEX", {"references": "parentsandsiblings"},
         ["DSD_FLOWS(1.1.0)", "CL_FLOWS_AREA(1.1.0)", "CL_FLOWS_SEX(1.1.0)", "CS_SERAI(1.1.0)", "AGENCIES(1.0)"]),
        ("dataflow/*/DF_FLOWS", {"references": "codelist,conceptscheme"},
         ["DF_FLOWS(1.1.0)", "CL_FLOWS_AREA(1.1.0)", "CL_FLOWS_SEX(1.1.0)", "CS_SERAI(1.1.0)"]),
        ("agencyscheme/SDMX/AGENCIES/1.0", {}, ["AGENCIES(1.0)"]),
    ],
)  # fmt: skip
def test_worked_by_hand(path: str, parameters: dict[str, str], found: list[str]) -> None:
    assert names(path, **parameters) == found


def test_an_item_alone_is_a_scheme_in_part() -> None:
    [one] = answering(EVERY, structure_query(["codelist", "SERAI", "CL_FLOWS_SEX", "~", "F,X"], []))
    assert ([item.id for item in one.items], one.partial) == (["F"], True)
    assert answering(EVERY, structure_query(["codelist", "SERAI", "CL_FLOWS_SEX", "~", "X"], [])) == []


def test_partial_references_have_the_concepts_that_are_used() -> None:
    words = [("references", "all"), ("detail", "referencepartial")]
    found = answering(EVERY, structure_query(["datastructure", "SERAI", "DSD_STOCKS"], words))
    [concepts] = [one for one in found if one.kind == "conceptscheme"]
    assert {item.id for item in concepts.items} == {"AREA", "PART", "TIME_PERIOD", "OBS_STATUS", "OBS_VALUE"}
    assert concepts.partial
    [everything] = answering(EVERY, structure_query(["conceptscheme", "*", "*", "1.0.0"], []))
    assert ("SEX" in {item.id for item in everything.items}, everything.partial) == (True, False)


def test_what_was_not_said_is_the_latest_of_everything_in_full() -> None:
    query = structure_query(["dataflow", "SERAI"], [("asOf", "2024-03-31T12:00:00")])
    assert query.artefacts.ids == ("*",)
    assert [one.mark for one in query.artefacts.versions] == ["~"]
    assert (query.detail, query.references, query.items) == ("full", ("none",), ("*",))
    assert query.as_of == dt.datetime(2024, 3, 31, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("path", "parameters", "said"),
    [
        ("flow", {}, "no type"),
        ("dataflow/SERAI/DF_FLOWS/~/A", {}, "no items"),
        ("codelist/SERAI/CL/~/A/B", {}, "too many parts"),
        ("codelist/SERAI/CL/~/A,", {}, "missing"),
        ("codelist//CL", {}, "empty"),
        ("codelist/SERAI/CL/one", {}, "version"),
        ("dataflow", {"detail": "some"}, "no detail"),
        ("dataflow", {"references": "cousins"}, "referenced"),
        ("dataflow", {"limit": "3"}, "no parameter"),
        ("dataflow", {"c[SEX]": "F"}, "no filters"),
        ("dataflow", {"asOf": "soon"}, "no moment"),
    ],
)
def test_what_does_not_follow_the_grammar(path: str, parameters: dict[str, str], said: str) -> None:
    with pytest.raises(BadQuery, match=said):
        structure_query(path.split("/"), list(parameters.items()))


def test_items_may_be_asked_of_whatever_has_them() -> None:
    """The OpenAPI document lets ``*`` stand before an item: those that have no items are left out."""
    assert structure_query(["*", "SERAI", "CL_SEX", "~", "A"], []).items == ("A",)


def test_every_example_of_the_standard_is_understood(shared: Path) -> None:
    page = (shared / "data/sdmx/specs/sdmx-rest/doc/structures.md").read_text(encoding="utf-8")
    examples = re.findall(r"^\s+https://ws-entry-point/structure/(\S+)$", page, re.MULTILINE)
    assert len(examples) == 7
    examples.remove("all/ECB?detail=allstubs")  # a word of the first version, which the OpenAPI has no more
    for example in examples:
        path, _, words = example.partition("?")
        pairs = [part.partition("=")[::2] for part in words.split("&") if part]
        structure_query(unquote(path).split("/"), [(name, unquote(value)) for name, value in pairs])
