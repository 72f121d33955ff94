"""The sentences and tables of the documents of SDMX REST, each asked of a running site."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from . import truths
from .contract import Answer, Question, ask
from .invented import register, release

CSV = "application/vnd.sdmx.data+csv;version=2.0.0"
JSON = "application/vnd.sdmx.structure+json;version=2.1.0"


def got(site: str, target: str, accept: str = CSV) -> Answer:
    return ask(site, Question("", "", accept, f"/sdmx/v2/{target}", {"Accept": accept}))


def rows(site: str, target: str) -> list[dict[str, str]]:
    """The rows of an answer; none where nothing fits, or of versions that are not there."""
    answer = got(site, target)
    assert answer.status in (200, 204) or (answer.status == 404 and "DF_VERSIONS/" in target), answer
    if answer.status != 200:
        return []
    return list(csv.DictReader(io.StringIO(answer.body.decode(), newline="")))


def available(site: str, target: str) -> dict[str, list[str]]:
    """The values of each dimension that an answer of availability has."""
    answer = got(site, f"availability/dataflow/SERAI/{target}", JSON)
    if answer.status == 204:
        return {}
    assert answer.status == 200, (target, answer.status, answer.body)
    [one] = json.loads(answer.body)["data"]["availabilityConstraints"]
    return {key["id"]: [each["value"] for each in key["values"]] for key in one["cubeRegion"]["keyValues"]}


# every operator, on a dimension, an attribute and the measure

WORDS = ("A", "B", "C", "D", "E", "AB", "BA", "CAB")
PLACE_OF = {word: at for at, word in enumerate(WORDS)}


@pytest.fixture
def letters(site: str, tmp_path: Path, builders: Any) -> str:
    """A dataflow in which each word stands once, as a code and as an attribute."""
    cells = [
        {
            "X": word,
            "TIME_PERIOD": "2020",
            "OBS_VALUE": at,
            "OBS_STATUS": "A",
            "CONF_STATUS": "F",
            "NOTE": word,
        }
        for word, at in PLACE_OF.items()
    ]
    register(builders, release(tmp_path / "releases", "DF_LETTERS", cells, ["X"]))
    return site


@pytest.mark.parametrize("component", ["X", "NOTE"])
def test_the_examples_of_filters_mean_what_the_document_says(
    letters: str, shared: Path, component: str
) -> None:
    table = truths.examples(truths.document(shared, "data.md"))
    assert len(table) == 10
    for asked, meaning in table:
        expected = [word for word in WORDS if truths.holds(meaning, word)]
        for plus in ("+", "%2B"):
            words = f"c%5B{component}%5D={asked.replace('+', plus)}"
            found = rows(letters, f"data/dataflow/SERAI/DF_LETTERS/*?{words}")
            assert [row["X"] for row in found] == expected, (words, meaning)
        assert available(letters, f"DF_LETTERS/*/*/X?{words}").get("X", []) == expected, (words, meaning)


@pytest.mark.parametrize("name", ["data.md", "availability.md"])
def test_every_operator_compares_as_its_name_says(letters: str, shared: Path, name: str) -> None:
    """Codes, texts of attributes and figures; a figure is compared as a number, or by how it is written."""
    listed = truths.operators(truths.document(shared, name))
    assert list(listed) == ["eq", "ne", "lt", "le", "gt", "ge", "co", "nc", "sw", "ew"]
    for operator, words in listed.items():
        meaning = truths.MEANINGS[words]
        for value in ("A", "AB", "B", "CABX"):
            expected = [word for word in WORDS if meaning(word, value)]
            if name == "availability.md":
                found = available(letters, f"DF_LETTERS/*/*/X?c[X]={operator}:{value}").get("X", [])
                assert found == expected, (operator, value)
                continue
            for component in ("X", "NOTE"):
                found = [row["X"] for row in rows(letters, f"data?c[{component}]={operator}:{value}")]
                assert found == expected, (component, operator, value)
    figures = {
        "eq:3": [3], "ne:3": [0, 1, 2, 4, 5, 6, 7], "lt:2": [0, 1], "le:2.0": [0, 1, 2], "gt:5.5": [6, 7],
        "ge:6": [6, 7], "ge:2+lt:4": [2, 3], "lt:1,gt:6": [0, 7], "eq:3.5": [],
    }  # fmt: skip
    for asked, expected in figures.items():
        there = rows(letters, f"data/dataflow/SERAI/DF_LETTERS?c[OBS_VALUE]={quote(asked, safe=':,+')}")
        assert [int(row["OBS_VALUE"]) for row in there] == expected, asked


# the example of availability

CODES = {"Reference Area": "REF_AREA", "Employment Status": "STATUS", "Sex": "SEX", "SEX": "SEX"}


def test_availability_answers_as_in_the_example(
    site: str, tmp_path: Path, builders: Any, shared: Path
) -> None:
    (heading, series), *answers = list(truths.tables(truths.document(shared, "availability.md")))[:5]
    cells = [
        {**{CODES[name]: value for name, value in zip(heading, row, strict=True)},
         "TIME_PERIOD": "2020", "OBS_VALUE": 1, "OBS_STATUS": "A", "CONF_STATUS": "F"}
        for row in series
    ]  # fmt: skip
    assert len(cells) == 3
    register(builders, release(tmp_path / "releases", "DF_WORK", cells, ["REF_AREA", "STATUS", "SEX"]))
    # what the sentences before each table ask
    asked = [
        "c[REF_AREA]=FR&c[SEX]=F&mode=exact", "c[REF_AREA]=FR&c[SEX]=F&mode=available",
        "c[REF_AREA]=FR&c[SEX]=M,F&mode=exact", "c[REF_AREA]=FR&c[SEX]=M,F&mode=available",
    ]  # fmt: skip
    for words, (head, lines) in zip(asked, answers, strict=True):
        assert head == ["Dimension", "Values"]
        expected = {CODES[name]: set(values.split(", ")) for name, values in lines}
        found = available(site, f"DF_WORK?{words}")
        assert found.pop("TIME_PERIOD") == ["2020"]
        assert {name: set(values) for name, values in found.items()} == expected, words
    # the same by the key, and of one dimension
    assert available(site, "DF_WORK/*/FR.*.F/STATUS") == {"STATUS": ["UEMP"]}
    assert set(available(site, "DF_WORK/*/FR.*.F/SEX?mode=available")["SEX"]) == {"M", "F"}


# versions

THERE = (
    "1", "2", "0.9", "1.0", "1.1", "2.3", "0.4.0", "1.0.0", "1.0.1", "1.1.0", "1.2.0", "1.2.3", "2.0.0", "2.1.0",
    "2.1.0-draft", "3.0.0-alpha", "3.0.0-alpha.2", "3.0.0-alpha.10",
)  # fmt: skip
NUMBERS = ((1, 0, 0), (1, 2, 1), (2, 1, 0), (0, 4, 0), (3, 0, 0))


@pytest.fixture
def versions(site: str, tmp_path: Path, builders: Any) -> str:
    """A dataflow in every one of those versions, published in no order."""
    cell = {"X": "A", "TIME_PERIOD": "2020", "OBS_VALUE": 1, "OBS_STATUS": "A", "CONF_STATUS": "F"}
    made = [
        release(tmp_path / "releases", "DF_VERSIONS", [cell], ["X"], version=version, revision=at)
        for at, version in enumerate(sorted(THERE, key=lambda one: one[::-1]), start=1)
    ]
    register(builders, *made)
    return site


def answered(site: str, asked: str) -> list[str]:
    """The versions that data come of, in the order they come in."""
    found = rows(site, f"data/dataflow/SERAI/DF_VERSIONS/{quote(asked, safe='+~*,')}")
    return [row["STRUCTURE_ID"].partition("(")[2].rstrip(")") for row in found]


def described(site: str, kind: str, asked: str) -> set[str]:
    """The versions of the structures of a kind that are described."""
    name = {"dataflow": "DF_VERSIONS", "datastructure": "DSD_VERSIONS"}[kind]
    answer = got(site, f"structure/{kind}/SERAI/{name}/{asked}?detail=allstubs", JSON)
    if answer.status == 404:
        return set()
    assert answer.status == 200, answer.body
    return {one["version"] for one in json.loads(answer.body)["data"][f"{kind.replace('s', 'S')}s"]}


def test_versions_answer_as_every_sentence_says(versions: str, shared: Path) -> None:
    told = truths.sentences(truths.document(shared, "querying_versions.md"))
    assert len(told) == 32
    tried: dict[str, list[str]] = {}
    for sentence in told:
        for letters in NUMBERS:
            numbers = dict(zip("XYZ", letters, strict=True))
            if sentence.positive and "X" in sentence.asked and not numbers["X"]:
                continue  # it is said of numbers above 0
            for way in (sentence.asked, *sentence.alike):
                asked = sentence.question(numbers, way)
                expected = sentence.versions(THERE, numbers)
                assert tried.setdefault(asked, expected) == expected, asked
    assert len(tried) > 100
    assert sum(1 for expected in tried.values() if expected) > 70
    assert {asked: answered(versions, asked) for asked in tried} == tried


def test_structures_know_the_same_versions(versions: str, shared: Path) -> None:
    for asked in ("+", "~", "*", "1.+.0", "2.1.~", "1.1*.0", "2.1.0-draft", "~.0", "+,1.2.1*", "4.0.0"):
        expected = set(answered(versions, asked)) if asked != "4.0.0" else set()
        for kind in ("dataflow", "datastructure"):
            assert described(versions, kind, asked) == expected, (kind, asked)


def test_either_version_may_be_asked_for(versions: str) -> None:
    """The two examples of the document, worked out by hand."""
    assert answered(versions, "1~.2.0,1.2.0+") == ["3.0.0-alpha.10", "1.2.3"]
    assert answered(versions, "+,1.2.1*") == ["2.1.0", "1.2.3"]


def test_what_the_document_does_not_support_is_refused(versions: str, shared: Path) -> None:
    refused = truths.unsupported(truths.document(shared, "querying_versions.md"))
    assert len(refused) == 13
    for asked in refused:
        for address in ("data/dataflow/SERAI/DF_VERSIONS", "availability/dataflow/SERAI/DF_VERSIONS",
                        "structure/dataflow/SERAI/DF_VERSIONS"):  # fmt: skip
            assert got(versions, f"{address}/{asked}", "*/*").status == 400, (address, asked)


# sentences about single parameters

PERIODS = ("2009-12", "2010-01", "2010-06", "2010-07", "2011-01")


def test_reporting_years_that_begin_in_july(site: str, tmp_path: Path, builders: Any) -> None:
    """By the technical notes of SDMX 3 (4.2, 2010-Q2 from 1 July on begins on 1 October 2010).

    The third quarter of 2009 then begins on 1 January 2010. The example in the documents of REST calls that day
    the beginning of 2010-Q3, which is a year off.
    """
    cells = [
        {"FREQ": "M", "TIME_PERIOD": period, "OBS_VALUE": 1, "OBS_STATUS": "A", "CONF_STATUS": "F"}
        for period in PERIODS
    ]
    register(builders, release(tmp_path / "releases", "DF_MONTHS", cells, ["FREQ"]))
    for quarter, begins, expected in (
        ("2010-Q3", "", ["2010-07", "2011-01"]),
        ("2009-Q3", "--07-01", ["2010-01", "2010-06", "2010-07", "2011-01"]),
        ("2010-Q3", "--07-01", ["2011-01"]),
    ):
        asked = f"DF_MONTHS?c[TIME_PERIOD]=ge:{quarter}"
        asked += f"&reportingYearStartDay={begins}" if begins else ""
        assert [row["TIME_PERIOD"] for row in rows(site, f"data/dataflow/SERAI/{asked}")] == expected
        assert available(site, asked)["TIME_PERIOD"] == expected


RATES = ("FREQ", "CUR1", "CUR2")


@pytest.fixture
def rates(site: str, tmp_path: Path, builders: Any, shared: Path) -> str:
    """The data set that the document shows for attributes."""
    text = truths.document(shared, "data.md").split("And let's assume the following dataset:")[1]
    shown = [line.strip() for line in text.split("```")[1].strip().splitlines()]
    cells = [
        {name: value or None for name, value in row.items()} | {"CONF_STATUS": "F"}
        for row in csv.DictReader(shown)
    ]
    assert len(cells) == 3
    register(builders, release(tmp_path / "releases", "DF_RATES", cells, RATES))
    return site


def columns(found: Sequence[dict[str, str]]) -> set[str]:
    return set(found[0]) - {"STRUCTURE", "STRUCTURE_ID", "ACTION", *RATES, "TIME_PERIOD"}


def test_attributes_and_measures_of_the_example(rates: str) -> None:
    """ "When querying for D.CHF.*, the first data row would be matched", with all its attributes."""
    flow = "data/dataflow/SERAI/DF_RATES/+"
    [found] = rows(rates, f"{flow}/D.CHF.*")
    assert {name: value for name, value in found.items() if name in columns([found]) and value} == {
        "OBS_VALUE": "1.0752", "UNIT_MULT": "0", "DECIMALS": "4", "UNIT_MEAS": "CHF", "COLL": "E",
        "OBS_STATUS": "A", "CONF_STATUS": "F",
    }  # fmt: skip
    every = {"UNIT_MULT", "DECIMALS", "UNIT_MEAS", "COLL", "OBS_COM", "OBS_STATUS", "CONF_STATUS"}
    shown = {
        "attributes=dsd": every | {"OBS_VALUE"}, "attributes=all&measures=none": every,
        "attributes=none&measures=none": set(), "attributes=none": {"OBS_VALUE"},
        "attributes=OBS_STATUS,UNIT_MEAS": {"OBS_STATUS", "UNIT_MEAS", "OBS_VALUE"},
        "measures=OBS_VALUE&attributes=COLL": {"COLL", "OBS_VALUE"},
    }  # fmt: skip
    for words, expected in shown.items():
        assert columns(rows(rates, f"{flow}/D.CHF.*?{words}")) == expected, words


def test_a_key_may_stop_early_and_have_alternatives(rates: str) -> None:
    """D.USD is D.USD.*, and a comma is an or."""
    flow = "data/dataflow/SERAI/DF_RATES/+"
    for short, full, many in (("M", "M.*.*", 2), ("M.CHF", "M.CHF.*", 1), ("*.CHF", "*.CHF.*", 2),
                              ("D.CHF,M.USD.EUR", "D.CHF.EUR,M.USD.EUR", 2), ("*", "*.*.*", 3)):  # fmt: skip
        assert rows(rates, f"{flow}/{short}") == rows(rates, f"{flow}/{full}")
        assert len(rows(rates, f"{flow}/{short}")) == many, short


def test_queries_that_the_document_calls_equivalent(rates: str) -> None:
    flow = "data/dataflow/SERAI/DF_RATES"
    for one, other in (
        ("offset=0&limit=100&sort=series_key:asc+TIME_PERIOD:desc", "limit=100&sort=series_key+TIME_PERIOD:desc"),
        ("sort=*:asc", "sort=*"), ("c[FREQ]=M", "c[FREQ]=eq:M"),
    ):  # fmt: skip
        assert rows(rates, f"{flow}?{one}") == rows(rates, f"{flow}?{other}") != []
    order = [row["FREQ"] + row["CUR1"] for row in rows(rates, f"{flow}?sort=CUR1:desc+FREQ")]
    assert order == ["MUSD", "DCHF", "MCHF"]
    assert [row["CUR1"] for row in rows(rates, f"{flow}?sort=*&offset=1&limit=1")] == ["CHF"]


# time travel: the first revision has A and B, the second revises A, the third has no B and a new C


@pytest.fixture
def revised(site: str, tmp_path: Path, builders: Any) -> str:
    """Three revisions, published on the first three days of November 2026 at eight."""
    made = []
    for revision, shown in enumerate(({"A": 1, "B": 2}, {"A": 5, "B": 2}, {"A": 5, "C": 7}), start=1):
        cells = [
            {"X": code, "TIME_PERIOD": "2020", "OBS_VALUE": value, "OBS_STATUS": "A", "CONF_STATUS": "F"}
            for code, value in shown.items()
        ]
        made.append(release(tmp_path / "releases", "DF_REVISED", cells, ["X"], revision=revision))
    register(builders, *made)
    return site


FIRST, SECOND = "2026-11-01T12:00:00Z", "2026-11-02T12:00:00Z"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", ["R A 5", "R C 7"]),
        (f"asOf={FIRST}", ["R A 1", "R B 2"]),
        (f"asOf={SECOND}", ["R A 5", "R B 2"]),
        (f"updatedAfter={FIRST}", ["D B ", "R A 5", "R C 7"]),
        (f"updatedAfter={SECOND}", ["D B ", "R C 7"]),
        (f"updatedAfter={FIRST}&asOf={SECOND}", ["R A 5"]),
        ("updatedAfter=2026-11-02T15:00:00%2B03:00", ["D B ", "R C 7"]),
        ("updatedAfter=2026-11-03T08:00:00Z", []),
        ("includeHistory=true", ["R A 1", "R B 2", "R A 5", "D B ", "R C 7"]),
        (f"includeHistory=true&updatedAfter={FIRST}", ["R A 5", "D B ", "R C 7"]),
        (f"includeHistory=true&asOf={SECOND}", ["R A 1", "R B 2", "R A 5"]),
        ("includeHistory=true&c[X]=B", ["R B 2", "D B "]),
    ],
)
def test_figures_as_they_were_and_what_has_changed(revised: str, asked: str, expected: list[str]) -> None:
    found = rows(revised, f"data/dataflow/SERAI/DF_REVISED?{asked}")
    assert [f"{row['ACTION']} {row['X']} {row.get('OBS_VALUE', '')}" for row in found] == expected


def test_each_publication_says_from_when_to_when_it_held(revised: str) -> None:
    answer = got(revised, "data/dataflow/SERAI/DF_REVISED?includeHistory=true", "application/json")
    sets = json.loads(answer.body)["data"]["dataSets"]
    days = [(one["action"], one["validFrom"][8:10], one.get("validTo", "")[8:10]) for one in sets]
    assert days == [
        ("Replace", "01", "02"), ("Replace", "02", "03"), ("Delete", "03", ""), ("Replace", "03", "")
    ]  # fmt: skip


def test_changes_are_asked_for_before_the_day_that_one_looks_from(revised: str) -> None:
    answer = got(revised, f"data/dataflow/SERAI/DF_REVISED?updatedAfter={SECOND}&asOf={FIRST}")
    assert answer.status == 400


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("firstNObservations=1", {"A": ["2018"], "B": ["2019"]}),
        ("lastNObservations=2", {"A": ["2019", "2020"], "B": ["2019", "2020"]}),
        ("firstNObservations=1&lastNObservations=1", {"A": ["2018", "2020"], "B": ["2019", "2020"]}),
        ("lastNObservations=1&c[TIME_PERIOD]=lt:2020", {"A": ["2019"], "B": ["2019"]}),
        ("limit=2", {"A": ["2018", "2019"]}),
        ("offset=2&limit=2", {"A": ["2020"], "B": ["2019"]}),
        ("offset=5", {}),
    ],
)
def test_the_first_and_the_last_of_each_series(
    site: str, tmp_path: Path, builders: Any, asked: str, expected: dict[str, list[str]]
) -> None:
    cells = [
        {"X": code, "TIME_PERIOD": year, "OBS_VALUE": 1, "OBS_STATUS": "A", "CONF_STATUS": "F"}
        for code, years in {"A": ("2018", "2019", "2020"), "B": ("2019", "2020")}.items()
        for year in years
    ]
    register(builders, release(tmp_path / "releases", "DF_SERIES", cells, ["X"]))
    found: dict[str, list[str]] = {}
    for row in rows(site, f"data/dataflow/SERAI/DF_SERIES?{asked}"):
        found.setdefault(row["X"], []).append(row["TIME_PERIOD"])
    assert found == expected
