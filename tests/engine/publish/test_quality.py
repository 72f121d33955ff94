"""Indicators of quality and revisions, worked by hand."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from serai.engine import api
from serai.engine.compute.quality import IN_WORDS, myers_index
from serai.engine.compute.revisions import month_ends
from serai.engine.model.limits import Limits
from serai.engine.publish.quality import quality_in_words

from .registers import register, row

D = dt.date
LIMITS = Limits("256MB", 2)


@pytest.mark.parametrize(
    ("people", "index"),
    [
        pytest.param(dict.fromkeys(range(100), 7), 0.0, id="no digit is preferred"),
        pytest.param(dict.fromkeys(range(0, 90, 10), 5), 90.0, id="all ages end in nought"),
        # each of the two digits has half of the people, the other eight have none: (2 * 40 + 8 * 10) / 2
        pytest.param(dict.fromkeys(range(0, 100, 5), 5), 80.0, id="ages end in nought or five"),
        pytest.param({5: 100}, None, id="nobody is ten years old"),
    ],
)
def test_myers_index(people: dict[int, int], index: float | None) -> None:
    assert myers_index(people) == (None if index is None else pytest.approx(index))


def test_indicators_by_post_and_month(tmp_path: Path) -> None:
    rows = [
        row("a", D(2020, 1, 20), "IN", recorded_on=D(2020, 1, 21)),
        row("a", D(2020, 1, 20), "IN", recorded_on=D(2020, 1, 21)),  # sent twice
        row("a", D(2020, 1, 25), "OUT", recorded_on=D(2020, 2, 25), sex=None),  # a month late
        row("b", D(2020, 2, 3), "IN", post="South", birth_year=1985, citizenship=None),
        row("b", D(2020, 2, 10), "IN", post="South", birth_year=1985),
        row("c", D(2020, 2, 11), "OUT", post=None, birth_year=None),
    ]
    quality = api.assess_quality(
        [register(tmp_path, rows, recorded_on=pa.date32())], tmp_path / "out", country="QRV", limits=LIMITS,
        observed_from=D(2020, 1, 11), observed_until=D(2020, 2, 29),
    )  # fmt: skip
    found = {
        (one["indicator"], one["post"], one["month"]): (one["part"], one["whole"])
        for one in pq.read_table(quality.files["indicators"]).to_pylist()
    }
    january, february = D(2020, 1, 1), D(2020, 2, 1)
    # observed from 11 January: 21 days are left of it; crossings on two of them
    assert found["open_days", "North", january] == (2, 21)
    assert found["open_days", "South", february] == (2, 29)
    assert found["duplicates", "North", january] == (1, 3)
    assert found["late_records", "North", january] == (1, 3)
    assert found["missing_sex", "North", january] == (1, 3)
    assert found["missing_citizenship", "South", february] == (1, 2)
    assert found["missing_post", None, february] == (1, 1)
    assert found["orphans", "North", january] == (1, 3)
    assert found["orphans", "South", february] == (1, 2)
    assert quality.shares["orphans"] == (2, 6)
    # c left first and is no citizen
    assert quality.shares["unestablished"] == (1, 3)
    # b: from 3 to 10 February nobody knows; a: the same day twice. Followed: a 41 days from 20 January to
    # 29 February, b 27 from 3 February, c 19 from 11 February
    assert quality.shares["days_unknown"] == (7, 87)
    assert quality.shares["days_added"] == (7, 87)
    # two people have a year of birth, and both years end in 0 or 5
    assert quality.shares["heaped_births"] == (2, 2)
    kept = json.loads((tmp_path / "out" / "quality.json").read_text())
    assert kept["shares"]["orphans"] == [2, 6]
    assert set(quality.shares) <= set(IN_WORDS)
    assert quality_in_words(quality, IN_WORDS)[0].startswith("100.00%")
    assert not (tmp_path / "out" / ".policies").exists()


def test_posts_whose_missing_exits_move_the_figure(tmp_path: Path) -> None:
    rows = [row("first", D(2010, 1, 1), "IN")]
    for n in range(10):
        # came in 2015 and again in 2018 through the green border: gone in between, or never
        rows.append(row(f"g{n}", D(2015, 1, 1), "IN", post="Green"))
        rows.append(row(f"g{n}", D(2018, 1, 1), "IN", post="Green"))
    rows += [row("t", D(2016, 1, 1), "IN", post="Airport"), row("t", D(2016, 1, 10), "OUT", post="Airport")]
    quality = api.assess_quality(
        [register(tmp_path, rows)],
        tmp_path / "out",
        country="QRV",
        observed_until=D(2021, 12, 31),
        limits=LIMITS,
    )
    posts = pq.read_table(quality.files["posts"]).to_pylist()
    # half way is 2 July 2016: 548 days outside, so ten emigrations and ten more immigrations; permits there are none
    # under unknown days the arrivals of 2015 are undecided for ever, and those of 2018 are proven: ten that only
    # "drop" has and ten that only "unknown" has
    assert posts[0] == {"post": "Green", "moved": 20 + 20, "orphans": 10, "crossings": 20}
    assert [(one["post"], one["moved"]) for one in posts[1:]] == [("Airport", 0), ("North", 0)]
    assert quality.net[2016] == (-10, 0)
    assert quality.net[2018] == (0, 10)


def test_months_of_a_triangle() -> None:
    assert month_ends(D(2024, 3, 15), 2) == [D(2024, 1, 31), D(2024, 2, 29), D(2024, 3, 15)]
    assert month_ends(D(2024, 3, 31), 2) == [D(2024, 2, 29), D(2024, 3, 31)]


def test_the_triangle_and_what_it_says_of_early_figures(tmp_path: Path) -> None:
    rows = [row("first", D(2015, 1, 1), "IN")]
    for n in range(40):  # forty a month come; one in four leaves after 45 days
        for month in range(1, 13):
            rows.append(row(f"m{month}-{n}", D(2019, month, 1), "IN"))
            if n % 4 == 0:
                rows.append(row(f"m{month}-{n}", D(2019, month, 1) + dt.timedelta(45), "OUT"))
    files = api.compile_triangle(
        [register(tmp_path, rows)], tmp_path / "out", by="3m", country="QRV", months=3,
        observed_until=D(2019, 6, 30), limits=LIMITS,
    )  # fmt: skip
    triangle = {
        (one["as_of"], one["month"]): (one["low"], one["high"], one["published"])
        for one in pq.read_table(files["triangle"]).to_pylist()
        if one["kind"] == "immigration"
    }
    # arrivals of 1 March: on 30 April 61 days are over and ten have left; 30 wait for 90 days. On 30 June all is known.
    assert triangle[D(2019, 4, 30), D(2019, 3, 1)][:2] == (0, 30)
    assert triangle[D(2019, 6, 30), D(2019, 3, 1)] == (30, 30, 30)
    assert triangle[D(2019, 4, 30), D(2019, 4, 1)][:2] == (0, 40)
    assert sorted({as_of for as_of, _ in triangle}) == [D(2019, 4, 30), D(2019, 5, 31), D(2019, 6, 30)]
    told = {(one["kind"], one["months_since"]): one for one in pq.read_table(files["revisions"]).to_pylist()}
    settled = told["immigration", 3]
    # three months on nothing is left to revise: the figures of January to March, of which each is 30
    assert (settled["mean_absolute_revision"], settled["mean_final"]) == (0.0, 30.0)
