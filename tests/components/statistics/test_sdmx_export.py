"""A dataflow as one file: the one of today, or of a day that is past."""

from __future__ import annotations

import csv
import json
from datetime import date

import pytest
from lxml import etree

from serai.components.statistics import services
from serai.components.statistics.api import export_sdmx
from serai.components.statistics.errors import NothingPublished


@pytest.fixture
def revised(published, builders, home):
    """A second revision, a day later: 1,500 became 1,512."""
    cells = [(*one[:3], 1512.0 if one[3] == 1500.0 else one[3], *one[4:]) for one in builders["cells"]]
    second = builders["flows"](home / "releases", revision=2, cells=cells)
    services.register(builders["shelf"]([], [*published.releases(), second]))


def test_the_file_is_what_was_published_on_that_day(revised, tmp_path, builders):
    for as_of, number in ((None, "1512"), (date(2026, 11, 22), "1512"), (date(2026, 11, 21), "1500")):
        out = tmp_path / "files" / "flows.csv"
        assert export_sdmx("DF_TEST_FLOWS", "csv", out, as_of=as_of) == out.stat().st_size
        words = out.read_text(encoding="utf-8")
        rows = list(csv.DictReader(words.splitlines()))
        assert len(rows) == len(builders["cells"])
        [found] = [one for one in rows if one["OBS_VALUE"] in ("1500", "1512")]
        assert found["OBS_VALUE"] == number
        assert not any(hidden in words for hidden in builders["hidden"])
    assert [one.name for one in (tmp_path / "files").iterdir()] == ["flows.csv"]


def test_json_and_xml_are_whole(revised, tmp_path):
    export_sdmx("DF_TEST_FLOWS", "json", tmp_path / "flows.json")
    message = json.loads((tmp_path / "flows.json").read_text(encoding="utf-8"))
    assert message["meta"]["id"] == "DF_TEST_FLOWS-2"
    export_sdmx("DF_TEST_FLOWS", "xml", tmp_path / "flows.xml")
    assert len(list(etree.parse(str(tmp_path / "flows.xml")).iter("Obs"))) == 12


@pytest.mark.parametrize(
    ("dataflow", "as_of", "said"),
    [
        ("DF_NOTHING", None, "There is no such dataflow .*DF_TEST_FLOWS, DF_TEST_REPORTED"),
        ("DF_TEST_FLOWS", date(2020, 1, 1), "Nothing was published by 2020-01-01"),
    ],
)
def test_what_is_not_there_is_said(published, tmp_path, dataflow, as_of, said):
    with pytest.raises(NothingPublished, match=said):
        export_sdmx(dataflow, "csv", tmp_path / "x.csv", as_of=as_of)
    assert list(tmp_path.glob("x*")) == []
