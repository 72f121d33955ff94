"""Compiling on one machine: bad input, corners of time, little memory, a full disk, and the flows."""

from __future__ import annotations

import datetime as dt
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from serai.engine import api
from serai.engine.compute.residence import MissingColumn
from serai.engine.model.definition import Definition
from serai.engine.model.limits import BadLimit, Limits
from serai.engine.publish.crossings import BadCrossings, NothingToCompile, UnknownState

from .registers import register, row

D = dt.date


def compiled(folder: Path, rows: list[dict[str, Any]], **more: Any) -> api.Compiled:
    file = register(folder, rows)
    more = {"country": "QRV", "limits": Limits("256MB", 2), **more}
    return api.compile_crossings([file], folder / "out", **more)


def read(made: api.Compiled, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(made.files[name]).to_pylist()
    return found


BAD = [
    row("p", D(2020, 1, 1), "IN"),
    row(None, D(2020, 1, 2), "IN"),
    row("", D(2020, 1, 2), "IN"),
    row("p", None, "OUT"),
    row("p", D(2020, 1, 3), "out"),
    row("p", D(2020, 1, 4), None),
]


def test_rows_that_cannot_be_used_are_named_by_column_and_row(tmp_path: Path) -> None:
    with pytest.raises(BadCrossings) as refused:
        compiled(tmp_path, BAD)
    said = str(refused.value)
    assert "person_id: nobody is named in 2 rows, first in row 2" in said
    assert "crossed_on: there is no day in 1 rows, first in row 4" in said
    assert "direction: the direction is not known in 2 rows, first in row 5" in said
    assert "--skip-bad" in said
    assert list((tmp_path / "out").iterdir()) == []


def test_rows_that_are_left_out_are_listed_and_the_counts_add_up(tmp_path: Path) -> None:
    made = compiled(tmp_path, BAD, skip_bad=True)
    assert made.refused == {"person_id": 2, "crossed_on": 1, "direction": 2}
    assert [(one["input_row"], one["reason"]) for one in read(made, "refused")] == [
        (2, "person_id: nobody is named"),
        (3, "person_id: nobody is named"),
        (4, "crossed_on: there is no day"),
        (5, "direction: the direction is not known"),
        (6, "direction: the direction is not known"),
    ]
    assert made.counts["crossings"] + made.counts["outside"] + sum(made.refused.values()) == len(BAD)
    assert sum(one["crossings"] for one in read(made, "orphans")) == made.counts["crossings"]


def test_the_list_of_rows_that_were_left_out_can_be_mended_and_compiled(tmp_path: Path) -> None:
    listed = pq.read_table(compiled(tmp_path, BAD, skip_bad=True).files["refused"])
    mended = listed.set_column(
        listed.column_names.index("person_id"), "person_id", [["a", "b", "c", "d", "e"]]
    )
    pq.write_table(mended, tmp_path / "mended.parquet")
    made = api.compile_crossings(
        [tmp_path / "mended.parquet"], tmp_path / "out", country="QRV", skip_bad=True
    )
    assert [(one["input_row"], one["reason"], one["person_id"]) for one in read(made, "refused")] == [
        (3, "crossed_on: there is no day", "c"),
        (4, "direction: the direction is not known", "d"),
        (5, "direction: the direction is not known", "e"),
    ]
    assert made.counts["persons"] == 2


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        pytest.param({"by": "13/17"}, api.EngineError, "Known definitions", id="an unknown definition"),
        pytest.param({"orphans": "guess"}, api.EngineError, "Known policies", id="an unknown policy"),
        pytest.param({"country": "Qrv"}, UnknownState, "three capital letters", id="no code of a state"),
        pytest.param({"limits": Limits("much")}, BadLimit, "4GB", id="no amount of memory"),
        pytest.param({"limits": Limits("1MB")}, BadLimit, "64MB", id="too little memory"),
        pytest.param(
            {"observed_until": D(2019, 12, 31)},
            NothingToCompile,
            "run from 2020-01-01",
            id="nothing until then",
        ),
        pytest.param(
            {"by": Definition("said", 365, 487, clock="intention")},
            MissingColumn,
            "intended_days",
            id="intentions that nobody wrote down",
        ),
    ],
)
def test_a_question_that_cannot_be_asked(
    change: dict[str, Any], error: type[Exception], words: str, tmp_path: Path
) -> None:
    with pytest.raises(error, match=words):
        compiled(tmp_path, [row("p", D(2020, 1, 1), "IN")], **change)


def test_missing_columns_are_named_all_at_once(tmp_path: Path) -> None:
    file = tmp_path / "short.parquet"
    pq.write_table(pa.table({"person_id": ["p"], "crossed_on": [D(2020, 1, 1)], "sex": ["F"]}), file)
    with pytest.raises(MissingColumn, match="direction, post, citizenship, birth_year"):
        api.compile_crossings([file], tmp_path / "out", country="QRV")
    with pytest.raises(api.FileUnreadable, match="no such file"):
        api.compile_crossings([tmp_path / "none.parquet"], tmp_path / "out", country="QRV")
    (tmp_path / "text.parquet").write_text("person_id\np\n")
    with pytest.raises(api.FileUnreadable, match="cannot be read as Parquet"):
        api.compile_crossings([tmp_path / "text.parquet"], tmp_path / "out", country="QRV")


def test_years_far_apart(tmp_path: Path) -> None:
    made = compiled(
        tmp_path,
        [
            row("p", D(1300, 1, 1), "IN"),
            row("p", D(1302, 1, 1), "OUT"),
            row("q", D(9998, 1, 1), "OUT", citizenship="QRV"),
            row("r", D(9999, 12, 31), "IN"),
        ],
        by="12/16-cal",
    )
    assert [(one["date"], one["kind"], one["status"]) for one in read(made, "migrations")] == [
        (D(1300, 1, 1), "immigration", "final"),
        (D(1302, 1, 1), "emigration", "final"),
        (D(9998, 1, 1), "emigration", "final"),
        (D(9999, 12, 31), "immigration", "provisional"),
    ]


def test_a_person_with_very_many_crossings_out_of_order(tmp_path: Path) -> None:
    # to and fro every day for 5,000 days, the last crossing an arrival that lasts; filed backwards
    ways = [row("p", D(2000, 1, 1) + dt.timedelta(day), "OUT" if day % 2 else "IN") for day in range(5001)]
    made = compiled(tmp_path, ways[::-1], observed_until=D(2020, 1, 1))
    # day 4,999 is an OUT of one day: from day 4,515 on a window of 487 days holds 364 days of the lasting stay
    # and more; the first arrival whose window holds 365 days inside is to be found by counting
    inside = [day % 2 == 0 or day > 5000 for day in range(6000)]
    first = next(day for day in range(0, 5001, 2) if sum(inside[day : day + 487]) >= 365)
    assert [(one["date"], one["kind"]) for one in read(made, "migrations")] == [
        (D(2000, 1, 1) + dt.timedelta(first), "immigration")
    ]


def test_more_than_memory_goes_to_the_disk_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        row(
            f"p{n % 4000}",
            D(2015, 1, 1) + dt.timedelta((n * 7919) % 3000),
            "OUT" if (n // 4000) % 2 else "IN",
        )
        for n in range(40_000)
    ]
    (tmp_path / "much").mkdir()
    (tmp_path / "little").mkdir()
    here = compiled(tmp_path / "much", rows)
    from serai.engine.publish import work

    written: list[int] = []
    add = work.Blocks.add

    def none_in_memory(self: work.Blocks, records: Any) -> None:
        self._left = 0
        add(self, records)
        written.append(len(self._written))

    monkeypatch.setattr(work.Blocks, "add", none_in_memory)
    monkeypatch.setattr(work, "BATCH", 3000)
    monkeypatch.setattr(work, "PARTITION", 1000)
    there = compiled(tmp_path / "little", rows)
    assert max(written) > 5
    assert here.counts == there.counts
    for name in here.files:
        assert pq.read_table(here.files[name]).equals(pq.read_table(there.files[name])), name


def test_a_full_disk_is_said_and_what_was_there_stays(tmp_path: Path) -> None:
    rows = [
        row(f"person {n}", D(2015, 1, 1) + dt.timedelta((n * 7919) % 3000), "IN", birth_year=1950 + n % 60)
        for n in range(60_000)
    ]
    before = compiled(tmp_path, rows[:10])
    kept = {name: file.read_bytes() for name, file in before.files.items()}
    register(tmp_path, rows)

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    command = [
        "stats",
        "compile",
        tmp_path / "crossings.parquet",
        "--country",
        "QRV",
        "--out",
        tmp_path / "out",
    ]
    run = subprocess.run(
        [sys.executable, "-m", "serai", *map(str, command)],
        capture_output=True, text=True, preexec_fn=little, check=False,
    )  # fmt: skip
    assert run.returncode == 6, run.stderr
    assert "The disk is full" in run.stderr
    assert {name: file.read_bytes() for name, file in before.files.items()} == kept
    assert [one.name for one in (tmp_path / "out").iterdir() if one.name.startswith(".")] == []


def test_excluded_crossings_do_not_tell_what_becomes_of_others(tmp_path: Path) -> None:
    rows = [
        row("old", D(2018, 1, 1), "IN", purpose="work"),
        # of those that count, one came in 2020, and stayed
        row("a", D(2020, 5, 3), "IN", purpose="work"),
        # pilgrims, who left after two hundred days and prove nothing
        *(row(f"p{n}", D(2020, 5, 3), "IN", purpose="pilgrimage") for n in range(3)),
        *(row(f"p{n}", D(2020, 11, 19), "OUT", purpose="pilgrimage") for n in range(3)),
        # came a hundred days before the end: as a did, and will stay
        row("d", D(2021, 12, 31) - dt.timedelta(99), "IN", purpose="work"),
    ]
    rule = Definition("work", 365, 365, exclusions=("pilgrimage",))
    file = register(tmp_path, rows, purpose=pa.string())
    made = api.compile_crossings(
        [file], tmp_path / "out", country="QRV", by=rule, observed_until=D(2021, 12, 31)
    )
    awaited = read(made, "provisional")[-1]
    assert (awaited["undecided"], awaited["expected"]) == (1, 1.0)


def test_a_sex_that_is_not_known_is_one_group_however_it_is_written(tmp_path: Path) -> None:
    rows = [
        row("old", D(2018, 1, 1), "IN"),
        *(row(f"{sex}", D(2020, 5, 3), "IN", sex=sex) for sex in (None, "U")),
    ]
    made = compiled(tmp_path, rows, observed_until=D(2021, 12, 31))
    flows = [(one["sex"], one["low"]) for one in read(made, "flows") if one["month"] == D(2020, 5, 1)]
    assert flows == [("_U", 2)]


def test_flows_hold_what_is_certain_and_what_is_possible(tmp_path: Path) -> None:
    rows = [
        # 2019: a year and more before anybody else, so that the others are no warm-up
        row("old", D(2018, 1, 1), "IN", birth_year=None),
        # came in May 2020 and stayed, aged 20: decided
        row("a", D(2020, 5, 3), "IN", birth_year=2000),
        row("b", D(2020, 5, 9), "IN", birth_year=2000),
        # a citizen of 90 left in May 2020 for good
        row("c", D(2020, 5, 9), "OUT", birth_year=1930, citizenship="QRV", sex="M"),
        # came a hundred days before the end: undecided
        row("d", D(2021, 12, 31) - dt.timedelta(99), "IN", sex=None),
    ]
    made = compiled(tmp_path, rows, observed_until=D(2021, 12, 31))
    flows = [tuple(one.values()) for one in read(made, "flows")]
    assert flows == [
        # month, kind, citizenship, sex, age group, low, high, published; "old" may have come home: only in high
        (D(2018, 1, 1), "immigration", "QRX", "F", "_U", 0, 1, 0),
        (D(2020, 5, 1), "emigration", "QRV", "M", "Y_GE85", 1, 1, 1),
        (D(2020, 5, 1), "immigration", "QRX", "F", "Y20T24", 2, 2, 2),
        # a and b waited as d does now, and both stayed: one person is expected
        (D(2021, 9, 1), "immigration", "QRX", "_U", "Y30T34", 0, 1, 1),
    ]
    assert pq.read_schema(made.files["flows"]).field("month").type == pa.date32()
    assert read(made, "provisional")[-1] == {
        "month": D(2021, 9, 1), "kind": "immigration", "decided": 0, "undecided": 1, "expected": 1.0,
        "low95": 1.0, "high95": 1.0,
    }  # fmt: skip


def test_what_was_once_undecided_tells_what_will_become_of_it(tmp_path: Path) -> None:
    """Of those who had been in for some weeks, three in four stayed: so will three in four of those who wait."""
    rows = [row("first", D(2015, 1, 1), "IN")]
    for n in range(400):  # settled: arrivals of 2020, each undecided for the first 60 days
        day = D(2020, 1, 1) + dt.timedelta(n % 300)
        rows.append(row(f"s{n}", day, "IN"))
        if n % 4 == 0:
            rows.append(row(f"s{n}", day + dt.timedelta(60), "OUT"))
    end = D(2021, 12, 31)
    waiting = [row(f"w{n}", end - dt.timedelta(39), "IN") for n in range(1000)]
    made = compiled(tmp_path, rows + waiting, observed_until=end)
    last = read(made, "provisional")[-1]
    assert (last["month"], last["decided"], last["undecided"]) == (D(2021, 11, 1), 0, 1000)
    # the cohort is those whose window ended in the last year: arrivals of 2 September 2019 to 31 August 2020
    cohort = [n for n in range(400) if D(2020, 1, 1) + dt.timedelta(n % 300) < D(2020, 9, 1)]
    share = sum(1 for n in cohort if n % 4) / len(cohort)
    assert last["expected"] == pytest.approx(1000 * share, rel=0.01)
    assert last["low95"] < 1000 * share < last["high95"]
    assert last["high95"] - last["low95"] < 200
