"""From what agencies submitted to revisions: whose figures stand, what protects them, and the row of each."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from serai.engine import api
from serai.engine.api.submitting import NotAccepted
from serai.engine.model.dataflow import BadDataflow, Dataflow
from serai.engine.model.observations import Checked
from serai.engine.protect.audit import Unsafe
from serai.engine.protect.linked import DoesNotAddUp
from serai.engine.publish.submitted import TwoProviders
from serai.engine.store.store import Store
from serai.kernel.ids import file_sha256

from .tables import SPEC, rows, table

FLOW = table({"id": "jump", "kind": "change", "severity": "warning", "percent": 50, "says": "Slowly."})


@pytest.fixture
def store(tmp_path: Path, catalogue_url: str) -> Store:
    return Store.open(tmp_path / "home", catalogue_url)


def handed(*lines: str, flow: Dataflow = FLOW) -> Checked:
    checked = api.check_values(flow, rows(*lines))
    assert checked.may_go_on, checked.findings
    return checked


def cells(release: api.ReleaseInfo) -> dict[str, tuple[float | None, str | None]]:
    return {row["CELL_KEY"]: (row["OBS_VALUE"], row["PROVIDER"]) for row in api.read_cells(release)}


def test_a_submission_takes_the_place_of_its_agencys_periods_and_no_others(store: Store) -> None:
    first = handed("N IN 2024-05 12", "N OUT 2024-05 3", "N IN 2024-04 9")
    api.publish_submitted(store, FLOW, first, provider="north")
    api.publish_submitted(store, FLOW, handed("S IN 2024-05 7"), provider="south")
    last = api.publish_submitted(
        store, FLOW, handed("N IN 2024-05 11"), provider="north", reason="A late list"
    )
    assert last.revision == 3 and last.passport["reason"] == "A late list"
    assert cells(last) == {
        "N.IN.2024-04": (9.0, "north"),
        "N.IN.2024-05": (11.0, "north"),
        "S.IN.2024-05": (7.0, "south"),
    }
    assert [one["value"] for one in api.cell_passport(last, "N.IN.2024-05")["history"]] == [12.0, 12.0, 11.0]
    (told,) = last.passport["inputs"]
    assert [(one["provider"], one["periods"]) for one in told["imports"]] == [
        ("north", ["2024-04"]),
        ("south", ["2024-05"]),
        ("north", ["2024-05"]),
    ]
    # everything that was ever submitted is kept, each row once
    assert next(info.rows for info in store.datasets() if info.name == FLOW.dataset) == 5


def test_the_same_figures_give_the_release_that_exists_and_earlier_ones_a_new_one(store: Store) -> None:
    one, other = handed("N IN 2024-05 12"), handed("N IN 2024-05 13")
    first = api.publish_submitted(store, FLOW, one, provider="north")
    assert api.publish_submitted(store, FLOW, one, provider="north") == first
    assert api.publish_submitted(store, FLOW, other, provider="north").revision == 2
    back = api.publish_submitted(store, FLOW, one, provider="north")
    assert back.revision == 3 and cells(back) == {"N.IN.2024-05": (12.0, "north")}


def test_every_number_can_be_followed_to_its_row_in_its_file(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "may.xlsx"
    api.write_template(FLOW, path, periods=["2024-05"])
    book = openpyxl.load_workbook(path)
    book["Data"]["D7"] = 12
    book.save(path)
    api.keep_checked(api.check_submission(FLOW, path), tmp_path / "kept.parquet")
    release = api.publish_submitted(store, FLOW, tmp_path / "kept.parquet", provider="north")
    told = api.cell_passport(release, "N.IN.2024-05")
    assert told["behind"] == {
        "file": "may.xlsx", "sheet": "Data", "row": 7, "column": "D", "provider": "north",
    }  # fmt: skip
    assert openpyxl.load_workbook(path)["Data"]["D7"].value == told["value"]
    (source,) = told["inputs"][0]["imports"]
    receipt = store.receipt(source["import_id"])
    assert receipt is not None
    assert receipt.file_sha256 == file_sha256(path)
    assert (receipt.rows_in, receipt.accepted, receipt.duplicates, receipt.sums) == (
        1,
        1,
        0,
        {"OBS_VALUE": 12.0},
    )


def test_nothing_that_is_published_is_a_number_made_of_the_figures(
    tmp_path: Path, catalogue_url: str
) -> None:
    """Whoever knows all figures but a withheld one would try 1, 2, 3 and 4 until such a number fits."""
    store = Store.open(tmp_path / "home", catalogue_url)
    path = tmp_path / "may.csv"
    path.write_text("REGION,MOVE,TIME_PERIOD,OBS_VALUE\nN,IN,2024-05,3\n")
    told = []
    for number in (1, 2):
        flow = table(id=f"DF_TEST_{number}")
        release = api.publish_submitted(store, flow, api.check_submission(flow, path), provider="north")
        assert file_sha256(path) not in (release.folder / "passport.json").read_text()
        told.append(release.passport["inputs"][0]["imports"][0]["import_id"])
    same = api.publish_submitted(store, FLOW, handed("N IN 2024-05 3"), provider="north")
    again = api.publish_submitted(store, FLOW, handed("N IN 2024-05 4"), provider="north")
    back = api.publish_submitted(store, FLOW, handed("N IN 2024-05 3"), provider="north")
    told += [one.passport["inputs"][0]["imports"][0]["import_id"] for one in (same, again, back)]
    assert len(set(told)) == 5


def test_a_passport_says_which_checks_held_and_why_warnings_were_accepted(store: Store) -> None:
    lines = ("N IN 2024-05 100", "N IN 2024-06 200", "S IN 2024-05 1")
    why = {"jump": "A second centre was opened."}
    release = api.publish_submitted(store, FLOW, handed(*lines), provider="north", explained=why)
    (told,) = release.passport["checks"]
    assert told["held"] == ["sum_region"]
    assert [(one["check"], one["findings"], one["explained"]) for one in told["accepted"]] == [
        ("jump", 1, "A second centre was opened.")
    ]
    after = api.publish_submitted(store, FLOW, handed("S OUT 2024-06 2"), provider="south")
    assert [one["provider"] for one in after.passport["checks"]] == ["north", "south"]


def test_small_counts_are_withheld_and_come_back_when_they_grow(store: Store) -> None:
    flow = table(protection={"threshold": 5, "width": 4})
    may = handed("N IN 2024-05 20", "S IN 2024-05 3", "_T IN 2024-05 23", "N OUT 2024-05 ..", flow=flow)
    first = api.publish_submitted(store, flow, may, provider="state")
    shown = {row["CELL_KEY"]: (row["OBS_VALUE"], row["OBS_STATUS"]) for row in api.read_cells(first)}
    assert shown["S.IN.2024-05"] == (None, "Q")
    # one of the two others guards it; what is missing stays missing
    assert [shown[key][1] for key in ("N.IN.2024-05", "_T.IN.2024-05")].count("Q") == 1
    assert shown["N.OUT.2024-05"] == (None, "O")
    assert api.cell_passport(first, "S.IN.2024-05")["behind"] == {}
    # 20 is what it was: with 26 and 6 shown, the first revision's 23 would tell that S had been 3
    more = handed("N IN 2024-05 20", "S IN 2024-05 6", "_T IN 2024-05 26", flow=flow)
    second = api.publish_submitted(store, flow, more, provider="state")
    assert second.passport["protection"]["certificate"]["revisions"] == 1
    shown = {row["CELL_KEY"]: row["OBS_VALUE"] for row in api.read_cells(second)}
    assert shown["N.IN.2024-05"] is None and list(shown.values()).count(None) == 2
    # all three are other figures now and say nothing of the first ones
    last = handed("N IN 2024-05 22", "S IN 2024-05 7", "_T IN 2024-05 29", flow=flow)
    third = api.publish_submitted(store, flow, last, provider="state")
    assert [row["OBS_VALUE"] for row in api.read_cells(third)] == [22.0, 7.0, 29.0]


def test_a_table_that_withheld_cells_is_not_published_without_protection(store: Store) -> None:
    flow = table(protection={"threshold": 5, "width": 4})
    may = handed("N IN 2024-05 20", "S IN 2024-05 3", "_T IN 2024-05 23", flow=flow)
    api.publish_submitted(store, flow, may, provider="state")
    bare = table()
    june = handed("N IN 2024-06 20", "S IN 2024-06 30", "_T IN 2024-06 50", flow=bare)
    with pytest.raises(Unsafe, match="Earlier revisions withhold 2 cells"):
        api.publish_submitted(store, bare, june, provider="state")
    assert len(store.releases(flow.id)) == 1


def test_two_agencies_with_one_cell_are_refused_and_nothing_is_kept(store: Store) -> None:
    api.publish_submitted(store, FLOW, handed("N IN 2024-05 12"), provider="north")
    with pytest.raises(TwoProviders, match=re.escape("N.IN.2024-05")):
        api.publish_submitted(store, FLOW, handed("N IN 2024-05 14"), provider="police")
    assert [release.revision for release in store.releases(FLOW.id)] == [1]
    assert next(info.rows for info in store.datasets() if info.name == FLOW.dataset) == 1


def test_totals_of_two_agencies_that_contradict_each_other_are_refused_before_anything_is_kept(
    store: Store,
) -> None:
    flow = table(protection={"threshold": 5, "width": 4})
    api.publish_submitted(store, flow, handed("N IN 2024-05 20", "S IN 2024-05 9", flow=flow), provider="one")
    with pytest.raises(DoesNotAddUp):
        api.publish_submitted(store, flow, handed("_T IN 2024-05 30", flow=flow), provider="two")
    assert next(info.rows for info in store.datasets() if info.name == flow.dataset) == 2


REFUSED: list[Any] = [
    pytest.param(lambda: api.check_values(FLOW, rows("N IN 2024-05 x")), "not a number", id="an error in it"),
    pytest.param(lambda: api.check_values(FLOW, []), "Nothing is filled in", id="nothing in it"),
    pytest.param(lambda: handed("N IN 2024-05 1", flow=table(version="2.0.0")), "checked for", id="another version"),
    pytest.param(
        lambda: handed("N IN 2024-05 1").observations.set_column(0, "REGION", [["E"]]), "not a code", id="unknown rows"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("observations", "what"), REFUSED)
def test_what_has_errors_is_not_published(observations: Any, what: str, store: Store) -> None:
    with pytest.raises(NotAccepted, match=what):
        api.publish_submitted(store, FLOW, observations(), provider="north")
    assert store.releases() == [] and store.datasets() == []


def test_an_agency_is_named(store: Store) -> None:
    with pytest.raises(NotAccepted, match="Nobody is named"):
        api.publish_submitted(store, FLOW, handed("N IN 2024-05 1"), provider=" ")


def test_codes_that_the_description_no_longer_lists_stop_the_next_revision(store: Store) -> None:
    api.publish_submitted(store, FLOW, handed("S IN 2024-05 12"), provider="south")
    region = SPEC["dimensions"][0]
    fewer = table(dimensions=[{**region, "codes": {"N": "North"}, "adds_up": {}}, SPEC["dimensions"][1]])
    with pytest.raises(BadDataflow, match="codes of REGION that are not listed: S"):
        api.publish_submitted(store, fewer, handed("N IN 2024-05 1", flow=fewer), provider="north")


def test_the_shipped_table_of_border_flows_goes_all_the_way(store: Store, tmp_path: Path) -> None:
    flow = api.read_dataflow("DF_BORDER_FLOWS")
    path = tmp_path / "flows.xlsx"
    api.write_template(flow, path, periods=["2024-05"], language="ar")
    book = openpyxl.load_workbook(path)
    data = book["Data"]
    heads = {cell.value: cell.column for cell in data[6]}
    for row in range(7, data.max_row + 1):
        # of each sex and each citizenship group as many as of any other: 10, 20, 30 at airports, land, sea
        border, sex, group = (data.cell(row, at).value.split(" – ")[0] for at in (2, 3, 4))
        people = {"AIR": 10, "LAND": 20, "SEA": 30, "_T": 60}[border]
        people *= (3 if sex == "_T" else 1) * (3 if group == "_T" else 1)
        for code, count in (("IN", people), ("OUT", people // 10), ("NET", people - people // 10)):
            data.cell(row, heads[code], count)
    book.save(path)
    checked = api.check_submission(flow, path)
    # 54 to 540 at all borders: arrivals are ten times the departures
    assert [(one.check, one.key) for one in checked.findings] == [("both_ways", "_T._T._T.IN.2024-05")]
    assert (checked.rows_in, checked.accepted) == (192, 192)
    release = api.publish_submitted(
        store, flow, checked, provider="border", explained={"both_ways": "A feast."}
    )
    assert release.passport["cells_published"] + release.passport["cells_suppressed"] == 192
    withheld = [row["CELL_KEY"] for row in api.read_cells(release) if row["OBS_STATUS"] == "Q"]
    # one, two and three departures of a sex and a group at a kind of border are few
    assert "AIR.F.NAT.OUT.2024-05" in withheld and "SEA.M.FOR.OUT.2024-05" in withheld
    table_ = pq.read_table(release.folder / "cells.parquet")
    assert table_.num_rows == 192
