"""Each kind of check on figures worked out by hand, and the counts that must always add up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serai.engine import api
from serai.engine.model.checking import checks_from
from serai.engine.model.dataflow import BadDataflow
from serai.engine.model.observations import Checked
from serai.engine.model.receipt import ReceiptDoesNotAddUp

from .tables import rows, table


def check(kind: str, **more: Any) -> dict[str, Any]:
    return {"id": "it", "kind": kind, "severity": "warning", "says": "So it should be."} | more


BALANCE = check("balance", dimension="MOVE", opening="OPEN", closing="CLOSE", adds=["IN", "-OUT"])
CARRIES = BALANCE | {"carries": True}
SUM = check("sum", dimension="REGION")
CHANGE = check("change", percent=50, least=10)
OUTLIER = check("outlier", factor=3, periods=4, least=1)
RATIO = check("ratio", dimension="MOVE", numerator="OUT", denominator="IN", max=2)

CASES = [
    pytest.param(
        check("range", min=5, max=9),
        ["N IN 2024-05 5", "S IN 2024-05 9"],
        {},
        id="the ends of a range are in it",
    ),
    pytest.param(
        check("range", min=5, max=9),
        ["N IN 2024-05 4", "S IN 2024-05 10"],
        {"N.IN.2024-05": "4 is written; expected is 5–9", "S.IN.2024-05": "10 is written; expected is 5–9"},
        id="what lies below or above a range is told with the range",
    ),
    pytest.param(
        check("range", max=9, where={"MOVE": ["OUT"]}),
        ["N IN 2024-05 10", "N OUT 2024-05 10"],
        {"N.OUT.2024-05": "expected is ≤ 9"},
        id="a check looks only where it is told to",
    ),
    pytest.param(
        SUM, ["N IN 2024-05 7", "S IN 2024-05 5", "_T IN 2024-05 12"], {}, id="12 is the sum of 7 and 5"
    ),
    pytest.param(
        SUM,
        ["N IN 2024-05 7", "S IN 2024-05 5", "_T IN 2024-05 13"],
        {"_T.IN.2024-05": "13 is written, the parts make 12: N 7, S 5"},
        id="13 is not the sum of 7 and 5, and the parts are told",
    ),
    pytest.param(
        SUM | {"tolerance": 1},
        ["N IN 2024-05 7", "S IN 2024-05 5", "_T IN 2024-05 13"],
        {},
        id="a tolerance of 1 lets 13 pass for 7 and 5",
    ),
    pytest.param(
        SUM,
        ["N IN 2024-05 7", "_T IN 2024-05 6"],
        {"_T.IN.2024-05": "6 is written, and the parts that are there make 7 already: N 7"},
        id="a total below one of its parts is wrong even where another is missing",
    ),
    pytest.param(
        SUM,
        ["N IN 2024-05 7", "S IN 2024-05 ..", "_T IN 2024-05 9"],
        {"": "Not everything could be checked, because figures are missing: 1"},
        id="a total whose part is not known is not judged, and that is said",
    ),
    pytest.param(
        SUM,
        ["N IN 2024-05 7", "S IN 2024-05 5", "_T IN 2024-06 12", "_T OUT 2024-05 1"],
        {},
        id="parts of another month or movement are no parts",
    ),
    pytest.param(
        BALANCE,
        ["N OPEN 2024-05 100", "N IN 2024-05 30", "N OUT 2024-05 20", "N CLOSE 2024-05 110"],
        {},
        id="100 and 30 who came less 20 who left are 110",
    ),
    pytest.param(
        BALANCE,
        ["N OPEN 2024-05 100", "N IN 2024-05 30", "N OUT 2024-05 20", "N CLOSE 2024-05 111"],
        {"N.CLOSE.2024-05": "follows 110: OPEN 100, IN 30, -OUT 20"},
        id="111 at the end does not follow from 100, 30 and 20",
    ),
    pytest.param(
        CARRIES,
        ["N CLOSE 2024-05 110", "N OPEN 2024-06 110", "S CLOSE 2024-05 9", "N OPEN 2024-08 5"],
        {},
        id="a month begins with what the month before ended with, and a gap is no month before",
    ),
    pytest.param(
        CARRIES,
        ["N CLOSE 2024-12 110", "N OPEN 2025-01 108"],
        {"N.OPEN.2025-01": "108 is written at the beginning; 110 stood at the end of 2024-12"},
        id="January must begin with the end of December",
    ),
    pytest.param(
        RATIO,
        ["N IN 2024-05 10", "N OUT 2024-05 20", "S IN 2024-05 0", "S OUT 2024-05 0"],
        {},
        id="20 to 10 is 2",
    ),
    pytest.param(
        RATIO,
        ["N IN 2024-05 10", "N OUT 2024-05 25", "S IN 2024-05 0", "S OUT 2024-05 1"],
        {"N.OUT.2024-05": "OUT 25 to IN 10 is 2.5; expected is ≤ 2", "S.OUT.2024-05": "is ∞"},
        id="25 to 10 is 2.5, and one to none is too much of anything",
    ),
    pytest.param(
        CHANGE,
        ["N IN 2024-05 100", "N IN 2024-06 150", "S IN 2024-05 2", "S IN 2024-06 11"],
        {},
        id="half as much again is let pass, and nine more are too few to tell",
    ),
    pytest.param(
        CHANGE,
        ["N IN 2024-05 100", "N IN 2024-06 151", "S IN 2024-05 100", "S IN 2024-07 900"],
        {"N.IN.2024-06": "151 after 100 in 2024-05: a change of +51 (+51%)"},
        id="51 more than 100 is told, but not over a month without a figure",
    ),
    pytest.param(
        OUTLIER,
        # the median of 10, 12, 11, 13 is 11.5, the deviations are 1.5, .5, .5, 1.5, their median is 1: up to 3 * 1.4826
        ["N IN 2024-01 10", "N IN 2024-02 12", "N IN 2024-03 11", "N IN 2024-04 13", "N IN 2024-05 15"],
        {},
        id="15 is within three deviations of 11.5",
    ),
    pytest.param(
        OUTLIER,
        ["N IN 2024-01 10", "N IN 2024-02 12", "N IN 2024-03 11", "N IN 2024-04 13", "N IN 2024-05 16"],
        {"N.IN.2024-05": "16 is far from 11.5, the middle of 4 earlier periods"},
        id="16 is more than three deviations away from 11.5",
    ),
    pytest.param(
        OUTLIER,
        ["N IN 2024-02 12", "N IN 2024-03 11", "N IN 2024-04 13", "N IN 2024-05 160"],
        {},
        id="three earlier months are too few to call 160 an outlier",
    ),
]


@pytest.mark.parametrize(("spec", "lines", "expected"), CASES)
def test_a_check_says_this_of_these_figures(
    spec: dict[str, Any], lines: list[str], expected: dict[str, str]
) -> None:
    checked = api.check_values(table(spec), rows(*lines))
    found = {one.key: one.said for one in checked.findings if one.check == "it"}
    if spec is CARRIES:  # the balance itself cannot be decided here
        found.pop("", None)
    assert set(found) == set(expected)
    assert all(text in found[key] for key, text in expected.items())
    assert checked.accepted == len(lines) and checked.may_go_on


@pytest.mark.parametrize(
    ("lines", "before", "said"),
    [
        pytest.param(
            ["N OPEN 2024-06 90"], ["N CLOSE 2024-05 110"], "110 stood at the end", id="the end of May"
        ),
        pytest.param(["N IN 2024-06 90"], ["N IN 2024-05 30"], "90 after 30", id="the figure of May"),
        pytest.param(["N IN 2024-06 90"], ["N IN 2024-05 Q"], "", id="a withheld figure says nothing"),
    ],
)
def test_figures_are_compared_with_the_release_before(
    lines: list[str], before: list[str], said: str, tmp_path: Path
) -> None:
    cells = [
        one | {"OBS_VALUE": None if one["OBS_VALUE"] == "Q" else float(one["OBS_VALUE"])}
        for one in rows(*before)
    ]
    pq.write_table(pa.Table.from_pylist(cells), tmp_path / "cells.parquet")
    flow = table(CARRIES, CHANGE | {"id": "jump"})
    found = [one.said for one in api.check_values(flow, rows(*lines), before=tmp_path).findings]
    assert any(said in one for one in found) if said else found == []


def test_an_error_refuses_the_row_a_warning_does_not() -> None:
    spec = check("range", max=9, severity="error")
    lines = rows("N IN 2024-05 10", "S IN 2024-05 3")
    refused = api.check_values(table(spec), lines)
    assert (refused.rows_in, refused.accepted, refused.refused, refused.may_go_on) == (2, 1, 1, False)
    warned = api.check_values(table(spec | {"severity": "warning"}), lines)
    assert (warned.rows_in, warned.accepted, warned.refused, warned.may_go_on) == (2, 2, 0, True)


IMPLIED = [
    pytest.param("Nord IN 2024-05 1", "code", "REGION", "Did you mean N (North)?", id="a misspelt code"),
    pytest.param("X1 IN 2024-05 1", "code", "REGION", "N, S, _T", id="a strange code, with the list"),
    pytest.param("N IN 1403-05 1", "period", "TIME_PERIOD", "Gregorian", id="a month of another calendar"),
    pytest.param("N IN 2024-13 1", "period", "TIME_PERIOD", "like 2024-05", id="a thirteenth month"),
    pytest.param("N IN 2024 1", "period", "TIME_PERIOD", "like 2024-05", id="a year where months are asked for"),
    pytest.param("N IN 2024-05 -3", "number", "OBS_VALUE", "Correct", id="fewer than nobody"),
    pytest.param("N IN 2024-05 12people", "number", "OBS_VALUE", "digits alone", id="words in a number"),
    pytest.param("N IN 2024-05 12,5", "number", "OBS_VALUE", "digits alone", id="a comma that may be either mark"),
    pytest.param("N IN 2024-05 1.234", "number", "OBS_VALUE", "whole numbers", id="a point that marks thousands"),
    pytest.param("N IN 2024-05", "required", "OBS_VALUE", "0 where there was nobody", id="no figure"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "kind", "column", "advice"), IMPLIED)
def test_what_cannot_be_understood_is_refused_with_the_way_out(
    line: str, kind: str, column: str, advice: str
) -> None:
    checked = api.check_values(table(), rows(line))
    (finding,) = [one for one in checked.findings if one.severity == "error"]
    assert (finding.check, finding.column, finding.row) == (kind, column, 1)
    assert advice in finding.advice
    assert (checked.accepted, checked.refused) == (0, 1)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("۱٬۲۳۴", 1234.0), ("১,২৩,৪৫৬", 123456.0), ("١٢٣", 123.0), ("1 234 567", 1234567.0), ("12.0", 12.0),
        ("1e3", 1000.0), ("..", None), ("-", None), ("n/a", None), ("0", 0.0),
    ],
)  # fmt: skip
def test_numbers_are_understood_as_people_write_them(written: str, value: float | None) -> None:
    row = {"REGION": "شمال", "MOVE": "came", "TIME_PERIOD": "۲۰۲۴-۰۵", "OBS_VALUE": written}
    checked = api.check_values(table(), [row])
    (found,) = checked.observations.to_pylist()
    assert (found["REGION"], found["MOVE"], found["TIME_PERIOD"]) == ("N", "IN", "2024-05")
    assert found["OBS_VALUE"] == value
    assert found["OBS_STATUS"] == ("O" if value is None else "A")


def test_two_rows_of_one_cell_are_both_named() -> None:
    lines = rows("N IN 2024-05 1", "S IN 2024-05 2", "N IN 2024-05 1", "S IN 2024-05 3")
    checked = api.check_values(table(), lines)
    assert (checked.rows_in, checked.accepted, checked.refused, checked.duplicates) == (4, 1, 0, 3)
    said = {one.row: (one.severity, one.said) for one in checked.findings}
    assert said[1] == ("warning", "The same figure stands twice: here and at 3.")
    assert said[2] == ("error", "Two figures claim this cell: 2 here, 3 (4).")
    assert said[4] == ("error", "Two figures claim this cell: 3 here, 2 (2).")


def test_a_period_that_is_not_asked_for_is_refused() -> None:
    checked = api.check_values(table(), rows("N IN 2024-06 1"), periods=["2024-05"])
    assert [one.said for one in checked.findings] == ["2024-06 is not asked for; asked for: 2024-05."]


def test_findings_speak_the_language_that_is_asked_for() -> None:
    (finding,) = api.check_values(table(), rows("N IN 2024-05 -3"), language="fa-af").findings
    assert finding.said == "-3 کمتر از صفر است."
    (english,) = api.check_values(table(), rows("N IN 2024-05 -3"), language="tr").findings
    assert english.said == "-3 is below zero."


def test_a_protected_table_must_add_up_and_be_whole() -> None:
    flow = table(protection={"threshold": 5, "width": 4})
    lines = rows(
        "N IN 2024-05 7", "S IN 2024-05 5", "_T IN 2024-05 13", "N OUT 2024-05 7", "_T OUT 2024-05 9"
    )
    checked = api.check_values(flow, lines)
    errors = {one.key: one.said for one in checked.findings if one.severity == "error"}
    assert set(errors) == {"_T.IN.2024-05", "_T.OUT.2024-05"}
    assert "not all of its parts: S" in errors["_T.OUT.2024-05"]


def test_counts_that_are_not_the_whole_are_never_told() -> None:
    with pytest.raises(ReceiptDoesNotAddUp):
        Checked(3, 1, 1, 0, (), (), pa.table({"OBS_VALUE": [1.0]}))


CELLS = st.tuples(
    st.sampled_from(["N", "S", "_T", "north", "East", ""]),
    st.sampled_from(["OPEN", "IN", "OUT", "CLOSE", "gone"]),
    st.sampled_from(["2024-05", "2024-06", "1403-02", ""]),
    st.sampled_from(["0", "7", "12", "13", "..", "-", "-4", "x", "1.5", ""]),
)


@given(st.lists(CELLS, max_size=25))
@settings(max_examples=60, deadline=None)
def test_every_row_is_accepted_refused_or_a_duplicate(cells: list[tuple[str, ...]]) -> None:
    names = ("REGION", "MOVE", "TIME_PERIOD", "OBS_VALUE")
    flow = table(
        SUM | {"severity": "error"}, CARRIES | {"id": "b"}, CHANGE | {"id": "c"}, OUTLIER | {"id": "d"}
    )
    checked = api.check_values(flow, [dict(zip(names, cell, strict=True)) for cell in cells])
    assert checked.rows_in == len(cells) == checked.accepted + checked.refused + checked.duplicates
    keys = [(row["REGION"], row["MOVE"], row["TIME_PERIOD"]) for row in checked.observations.to_pylist()]
    assert len(keys) == len(set(keys))
    assert all(None not in key for key in keys)


BAD = [
    pytest.param({"kind": "mean"}, "kind", id="a kind that is not known"),
    pytest.param({"severity": "bad"}, "severity", id="a severity that is not known"),
    pytest.param({"says": ""}, "says", id="no sentence"),
    pytest.param({"says": {"fa": "x"}}, "says", id="no English sentence"),
    pytest.param({"max": "many"}, "max", id="a limit that is no number"),
    pytest.param({"min": 3, "max": 2}, "min", id="a least above the most"),
    pytest.param({"percent": 5}, "percent", id="a field of another kind"),
    pytest.param({"where": {"AGE": ["Y"]}}, "where", id="a dimension that is not there"),
    pytest.param({"where": {"REGION": ["E"]}}, "where", id="a code that is not there"),
    pytest.param({"kind": "balance", "dimension": "MOVE"}, "opening", id="a balance without its beginning"),
    pytest.param({"kind": "sum", "dimension": "MOVE"}, "dimension", id="a sum of what adds nothing up"),
]


@pytest.mark.parametrize(("spec", "name"), BAD)
def test_a_bad_check_is_told_with_file_check_and_field(spec: dict[str, Any], name: str) -> None:
    base: dict[str, Any] = {"id": "it", "severity": "error", "says": "So."} | (
        {} if "kind" in spec else {"kind": "range"}
    )
    if base.get("kind") == "range" and not {"min", "max"} & set(spec):
        base["max"] = 5
    with pytest.raises(BadDataflow) as refused:
        checks_from([base | spec], table().dimensions, where="camp.yaml")
    assert refused.value.where == "camp.yaml, check it"
    assert refused.value.what.startswith(f"The field {name} ")
