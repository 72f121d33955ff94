"""Laying figures out: tables of hand-worked cases, without a database."""

from __future__ import annotations

import pytest

from serai.components.statistics.rules.figures import Dimension, State, figure, layout, table
from serai.components.statistics.rules.reported import sections

KIND = Dimension("KIND", "Direction", {"I": "Immigration", "E": "Emigration"})
SEX = Dimension("SEX", "Sex", {"F": "Female", "M": "Male", "_T": "Total"})
AREA = Dimension("REF_AREA", "Country", {"QRV": "Karvania"})


def row(kind: str, sex: str, period: str, value: float | None, status: str = "A", confidential: str = "F"):
    return {
        "REF_AREA": "QRV",
        "KIND": kind,
        "SEX": sex,
        "TIME_PERIOD": period,
        "OBS_VALUE": value,
        "OBS_STATUS": status,
        "CONF_STATUS": confidential,
        "CELL_KEY": f"QRV.{kind}.{sex}.{period}",
    }


CASES = [
    pytest.param(12.0, "A", "F", State.SHOWN, 12, id="a whole number is shown without a fraction"),
    pytest.param(0.0, "A", "F", State.SHOWN, 0, id="a zero is a figure"),
    pytest.param(33.78, "A", "F", State.SHOWN, 33.78, id="a fraction stays"),
    pytest.param(None, "Q", "C", State.WITHHELD, None, id="withheld"),
    pytest.param(None, "M", "F", State.UNKNOWN, None, id="not known is not withheld"),
    pytest.param(None, None, None, State.UNKNOWN, None, id="a null without any status is not known"),
    pytest.param(9.0, "Q", "F", State.WITHHELD, None, id="status Q hides a value that came by mistake"),
    pytest.param(9.0, "A", "C", State.WITHHELD, None, id="confidentiality C hides it too"),
]


@pytest.mark.parametrize(("value", "status", "confidential", "state", "shown"), CASES)
def test_what_a_cell_says(value, status, confidential, state, shown):
    found = figure(row("I", "F", "2020", value, status, confidential), ["REF_AREA", "KIND", "SEX"])
    assert (found.state, found.value) == (state, shown)


def test_nothing_that_stands_beside_a_withheld_figure_is_kept():
    cell = {**row("I", "F", "2020", None, "Q", "C"), "RECORDS": "2"}
    assert figure(cell, ["REF_AREA", "KIND", "SEX"]).attributes == {}


def test_columns_are_the_dimension_without_a_total_and_the_rest_stand_at_theirs():
    chosen = layout([AREA, KIND, SEX], {})
    assert chosen.columns.id == "KIND"
    assert chosen.fixed() == {"REF_AREA": "QRV", "SEX": "_T"}


def test_the_reader_chooses_columns_and_codes():
    chosen = layout([AREA, KIND, SEX], {"columns": "SEX", "KIND": "E"})
    assert chosen.columns.id == "SEX"
    assert chosen.fixed() == {"REF_AREA": "QRV", "KIND": "E"}
    assert chosen.query() == {"columns": "SEX", "KIND": "E"}


def test_what_no_code_list_holds_is_passed_over():
    chosen = layout([AREA, KIND, SEX], {"columns": "NAME", "SEX": "' or 1=1"})
    assert chosen.columns.id == "KIND"
    assert chosen.fixed()["SEX"] == "_T"


def test_rows_are_periods_newest_first_and_an_absent_cell_is_a_gap():
    names = ["REF_AREA", "KIND", "SEX"]
    cells = [
        row("I", "_T", "2020", 5.0),
        row("I", "_T", "2021", 7.0),
        row("E", "_T", "2021", 2.0),
        row("E", "F", "2021", 1.0),
    ]
    laid = table([figure(cell, names) for cell in cells], layout([AREA, KIND, SEX], {}))
    assert laid.columns == (("I", "Immigration"), ("E", "Emigration"))
    numbers = [(period, [f.value if f else None for f in figures]) for period, figures in laid.rows]
    assert numbers == [("2021", [7, 2]), ("2020", [5, None])]


INDICATOR = Dimension("INDICATOR", "Indicator", {"STOCK": "Emigrants", "LABOUR": "Workers"})
COUNTRY = Dimension("REF_AREA", "Country", {"AFG": "Afghanistan", "PAK": "Pakistan"})
BY = Dimension("BREAKDOWN", "Breakdown", {"_Z": "None", "province": "Province"})
PART = Dimension("PART", "Part", {"_Z": "None", "Punjab": "Punjab"})
REPORTED = ["INDICATOR", "REF_AREA", "BREAKDOWN", "PART"]


def told(indicator, area, period, value, *, by="_Z", part="_Z", **attributes):
    codes = (indicator, area, by, part)
    return figure(
        {
            **dict(zip(REPORTED, codes, strict=True)),
            "TIME_PERIOD": period,
            "OBS_VALUE": value,
            "OBS_STATUS": "A",
            "CONF_STATUS": "F",
            "CELL_KEY": ".".join((*codes, period)),
            **attributes,
        },
        REPORTED,
    )


def test_reported_figures_are_grouped_by_indicator_and_parts_stand_apart():
    found = sections(
        [INDICATOR, COUNTRY, BY, PART],
        [
            told("LABOUR", "PAK", "2024", 404000.0, by="province", part="Punjab", QUALIFIER="more_than"),
            told("LABOUR", "PAK", "2024", 727381.0),
            told("STOCK", "AFG", "2020", 5853838.0, NOTE="Revision of 2020"),
            told("STOCK", "PAK", "2020", 6328400.0, NOTE="Revision of 2020"),
            told("STOCK", "AFG", "2019", 5100000.0, QUALIFIER="rounded", NOTE="Revision of 2019"),
        ],
    )
    stock, labour = found
    assert (stock.title, labour.title) == ("Emigrants", "Workers")
    assert [period for period, _ in stock.table.rows] == ["2020", "2019"]
    assert stock.notes == ("Revision of 2020", "Revision of 2019")
    assert stock.marks["STOCK.AFG._Z._Z.2019"] == 2
    assert [f.value for f in labour.table.figures()] == [727381]
    (part,) = labour.parts
    assert (part.area, part.period, part.by) == ("Pakistan", "2024", "Province")
    assert [(label, f.value) for label, f in part.figures] == [("Punjab", 404000)]


def test_a_rounded_figure_of_another_revision_is_not_drawn_into_a_line():
    (stock,) = sections(
        [INDICATOR, COUNTRY, BY, PART],
        [
            told("STOCK", "AFG", "2020", 5853838.0),
            told("STOCK", "AFG", "2019", 5100000.0, QUALIFIER="rounded"),
            told("STOCK", "AFG", "2023-01-01/2023-07-31", 450110.0),
            told("STOCK", "PAK", "2020", 6328400.0),
        ],
    )
    assert sorted(f.value for f in stock.drawable.figures()) == [5853838, 6328400]


def test_two_figures_for_one_place_are_both_kept():
    twice = [told("STOCK", "AFG", "2020", 1.0, SOURCE="A"), told("STOCK", "AFG", "2020", 2.0, SOURCE="B")]
    (stock,) = sections([INDICATOR, COUNTRY, BY, PART], twice)
    kept = [*stock.table.figures(), *(f for part in stock.parts for _, f in part.figures)]
    assert sorted(f.value for f in kept) == [1, 2]
