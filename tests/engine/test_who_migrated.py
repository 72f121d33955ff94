"""The tutorial runs, prints what it shows, and says of its file what plain Python finds in it."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import tempfile
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from .compute.oracle import Found, judge
from .notebook import code_cells, run

NOTEBOOK = Path(__file__).parents[2] / "docs" / "guide" / "who-migrated.ipynb"
START, END = dt.date(2020, 7, 1), dt.date(2025, 6, 30)


@dataclass(frozen=True)
class Row:
    """A usable crossing of the raw file; ``day`` is counted from the first day observed."""

    day: int
    way: str
    post: str
    citizenship: str
    age_band: str


@dataclass(frozen=True)
class Raw:
    """The raw file as plain Python reads it."""

    rows: int
    refused: Counter[str]
    repeated: int
    people: dict[str, list[Row]]


def read(path: Path) -> Raw:
    """Every line looked at by itself; nothing of the engine is used."""
    with path.open(encoding="utf-8", newline="") as stream:
        assert "SYNTHETIC" in stream.readline()
        lines = list(csv.DictReader(stream))
    refused: Counter[str] = Counter()
    seen: set[str] = set()
    repeated = 0
    people: dict[str, list[Row]] = {}
    for line in lines:
        try:
            day = dt.date(*(int(part) for part in reversed(line["Date"].split("/"))))  # int reads all digits
        except ValueError:
            refused["not_a_date"] += 1
            continue
        if not line["Traveller"]:
            refused["missing_required"] += 1
        elif line["Movement"] not in ("Entry", "Exit"):
            refused["unknown_code"] += 1
        elif line["No"] in seen:
            repeated += 1
        else:
            seen.add(line["No"])
            age = day.year - int(line["Born"])
            band = "Y0T17" if age < 18 else "Y18T64" if age < 65 else "Y_GE65"
            way = "IN" if line["Movement"] == "Entry" else "OUT"
            row = Row((day - START).days, way, line["Border post"], line["Nationality"], band)
            people.setdefault(line["Traveller"], []).append(row)
    return Raw(len(lines), refused, repeated, people)


def judged(raw: Raw, threshold: int, window: int, last: dt.date = END) -> dict[str, Found]:
    """Every person, day by day."""
    return {
        person: judge(
            [(row.day, row.way) for row in rows], threshold=threshold, window=window, start=0,
            end=(last - START).days + 1, citizen=rows[0].citizenship == "QRV",
        )
        for person, rows in raw.people.items()
    }  # fmt: skip


def counted(found: dict[str, Found], kind: str) -> set[tuple[str, int]]:
    """Persons and days of the migrations that are decided and no warm-ups."""
    return {
        (person, day)
        for person, one in found.items()
        for day, what, status, warm_up in one.migrations
        if what == kind and status != "provisional" and not warm_up
    }


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The tutorial, run once: its text, what its cells print, what they leave behind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)  # it starts a database of its own
        patch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("tutorial")))
        outputs, names = run(NOTEBOOK)
        names["running"].close()
    return outputs, names


@pytest.fixture(scope="module")
def raw(notebook: Any) -> Raw:
    return read(notebook[1]["folder"] / "crossings.csv")


@pytest.fixture(scope="module")
def by_12_16(raw: Raw) -> dict[str, Found]:
    return judged(raw, 365, 487)


def prose() -> str:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    return " ".join(" ".join("".join(c["source"]).split()) for c in cells if c["cell_type"] == "markdown")


def test_the_outputs_kept_in_it_are_those_that_it_prints(notebook: Any) -> None:
    kept = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    for cell, outputs in zip(code_cells(kept), notebook[0], strict=True):
        assert cell["outputs"] == outputs, f"{cell['id']}: python {__package__}/notebook.py writes them anew"
    assert not re.search(r"/tmp|/home|/root", json.dumps(kept))


def test_the_receipt_accounts_for_every_line_of_the_file(notebook: Any, raw: Raw) -> None:
    receipt = notebook[1]["receipt"]
    accepted = sum(len(rows) for rows in raw.people.values())
    assert receipt.rows_in == raw.rows == accepted + raw.refused.total() + raw.repeated
    assert (receipt.accepted, receipt.rejected, receipt.duplicates) == (
        accepted,
        dict(raw.refused),
        raw.repeated,
    )
    assert receipt.synthetic
    assert f"Here {raw.refused.total()} rows were refused, for three reasons" in prose()
    assert len(raw.refused) == 3


def test_who_migrated_is_what_counting_every_day_gives(notebook: Any, by_12_16: dict[str, Found]) -> None:
    compiled = notebook[1]["compiled"]
    expected = Counter(
        (person, START + dt.timedelta(day), *rest)
        for person, one in by_12_16.items()
        for day, *rest in one.migrations
    )
    columns = ("person_id", "date", "kind", "status", "warm_up")
    found = pq.read_table(compiled.files["migrations"], columns=list(columns)).to_pylist()
    assert Counter(tuple(row[name] for name in columns) for row in found) == expected
    low: Counter[tuple[int, str]] = Counter()
    for row in pq.read_table(compiled.files["flows"]).to_pylist():
        assert row["low"] <= row["published"] <= row["high"]
        low[row["month"].year, row["kind"]] += row["low"]
    for kind in ("immigration", "emigration"):
        years = Counter((START + dt.timedelta(day)).year for _, day in counted(by_12_16, kind))
        assert {year: low[year, kind] for year in range(2020, 2026)} == {
            y: years[y] for y in range(2020, 2026)
        }
    assert f"So {low[2023, 'immigration']} people immigrated in 2023" in prose()
    apart = sum(one.unestablished for one in by_12_16.values())
    assert notebook[1]["quality"].shares["unestablished"] == (apart, len(by_12_16))


def test_the_bridge_leads_from_one_figure_to_the_other(
    notebook: Any, raw: Raw, by_12_16: dict[str, Found]
) -> None:
    by_half_year = judged(raw, 183, 365)
    ours, theirs = counted(by_12_16, "immigration"), counted(by_half_year, "immigration")
    spans = {
        (span.counted_here, span.counted_there, span.reason): span.migrations
        for span in notebook[1]["bridge"].spans
        if span.kind == "immigration"
    }
    assert sum(n for (here, _, _), n in spans.items() if here) == len(ours)
    assert sum(n for (_, there, _), n in spans.items() if there) == len(theirs)
    assert spans[True, True, "both"] == len(ours & theirs)
    elsewhere = Counter(person for person, _ in ours - theirs)
    reasons: Counter[str] = Counter()
    for person, day in sorted(theirs - ours):
        if elsewhere[person] > 0:
            elsewhere[person] -= 1
            reasons["dated elsewhere"] += 1
            continue
        said = {(d, w) for d, kind, _, w in by_12_16[person].migrations if kind == "immigration"}
        inside, days = nights(raw.people[person], day, 487)
        if (day, True) in said:
            reasons["warm-up"] += 1
        elif inside < 365 and days - inside <= 487 - 365:
            reasons["undecided"] += 1
        else:
            reasons["fails the test" if inside < 365 else "status before"] += 1
    assert {reason: n for (here, _, reason), n in spans.items() if not here} == dict(reasons)
    text = prose()
    assert f"{reasons['fails the test']} arrivals were followed by a stay that passes the shorter" in text
    assert f"{reasons['undecided']} more wait" in text
    assert f"And {reasons['warm-up']} are warm-ups under 12/16 alone" in text


def nights(rows: list[Row], day: int, window: int) -> tuple[int, int]:
    """Nights inside, and nights observed, of the window that begins on a day on which the person is inside."""
    last = min(day + window, (END - START).days + 1)
    by_day = {row.day: row.way == "IN" for row in rows}
    inside, here = 0, True
    for one in range(day, last):
        here = by_day.get(one, here)
        inside += here
    return inside, last - day


def test_missing_halves_are_counted_and_east_leads(notebook: Any, raw: Raw) -> None:
    missing = Counter(
        row.post for rows in raw.people.values() for before, row in pairwise(rows) if row.way == before.way
    )
    accepted = sum(len(rows) for rows in raw.people.values())
    shares = notebook[1]["quality"].shares
    assert shares["orphans"] == (missing.total(), accepted)
    blank = sum(row.post == "" for rows in raw.people.values() for row in rows)
    assert shares["missing_post"] == (blank, accepted)
    posts = pq.read_table(notebook[1]["quality"].files["posts"]).to_pylist()
    assert {row["post"] or "": row["orphans"] for row in posts} == dict(missing)
    assert posts[0]["post"].endswith("East") and posts[0]["moved"] > posts[1]["moved"]


def test_early_bounds_hold_what_is_known_in_the_end(
    notebook: Any, raw: Raw, by_12_16: dict[str, Found]
) -> None:
    month = dt.date(2023, 12, 1)
    told = {
        row["as_of"]: row
        for row in pq.read_table(notebook[1]["triangle"]["triangle"]).to_pylist()
        if row["month"] == month and row["kind"] == "immigration"
    }
    days = range((month - START).days, (dt.date(2024, 1, 1) - START).days)
    then = dt.date(2024, 12, 31)
    for as_of, found in ((then, judged(raw, 365, 487, then)), (END, by_12_16)):
        known = counted(found, "immigration")
        assert told[as_of]["low"] == sum(day in days for _, day in known), as_of
    final = told[END]
    assert final["low"] == final["high"] == final["published"]
    assert all(row["low"] <= final["low"] <= row["high"] for row in told.values())


def test_the_published_table_shows_true_counts_and_no_small_ones(
    notebook: Any, raw: Raw, by_12_16: dict[str, Found]
) -> None:
    true: Counter[tuple[str, str]] = Counter()
    for person, day in counted(by_12_16, "immigration"):
        if (START + dt.timedelta(day)).year == 2023:
            row = [one for one in raw.people[person] if one.day == day and one.way == "IN"][-1]
            for age in (row.age_band, "_T"):
                for state in (row.citizenship, "_T"):
                    true[age, state] += 1
    api, release = notebook[1]["api"], notebook[1]["release"]
    cells = api.read_cells(release, {"KIND": "I", "SEX": "_T", "TIME_PERIOD": "2023"})
    shown = {(c["AGE"], c["CITIZENSHIP"]): c["OBS_VALUE"] for c in cells if c["OBS_VALUE"] is not None}
    assert shown == {key: true[key] for key in shown}
    assert all(true[key] >= 5 or true[key] == 0 for key in shown)
    assert shown["_T", "_T"] == notebook[1]["passport"]["value"] == 179
    assert release.passport["synthetic"]
    assert all("SYNTHETIC" in path.name for path in release.folder.iterdir() if path.name.startswith("DF_"))
