"""The service as its clients see it: pysdmx asks a running site, reads what comes, and finds what was published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import msgspec
import pandas as pd
import pytest
from pysdmx.api.qb import (
    ApiVersion,
    AvailabilityQuery,
    DataContext,
    DataFormat,
    DataQuery,
    RestService,
    SchemaContext,
    SchemaQuery,
    StructureFormat,
    StructureQuery,
    StructureReference,
    StructureType,
)
from pysdmx.io import get_datasets, read_sdmx
from pysdmx.io.json.sdmxjson2.messages import JsonStructureMessage
from pysdmx.model import AvailabilityConstraint, DataStructureDefinition, Schema, decoders

from serai.engine.publish.dataflows import SHIPPED
from serai.testing.serving import serving

# the tables that come with the house and wait for figures of agencies, as their files say
READY = {
    file.stem
    for file in SHIPPED.glob("*.yaml")
    if re.search(r"^origin: *submitted\b", file.read_text(), re.M)
}
DATA = (DataFormat.SDMX_CSV_2_0_0, DataFormat.SDMX_ML_3_0, DataFormat.SDMX_ML_3_1)


@pytest.fixture
def address(published, settings) -> Iterator[str]:
    settings.ALLOWED_HOSTS = ["*"]
    with serving() as there:
        yield f"{there}/sdmx/v2"


def service(address: str, **formats: Any) -> RestService:
    return RestService(address, ApiVersion.V2_2_1, timeout=60, **formats)


def structures(address: str, query: StructureQuery) -> list[Any]:
    """By the format that this client asks for of its own."""
    text = service(address).structure(query)
    return list(
        msgspec.json.Decoder(JsonStructureMessage, dec_hook=decoders).decode(text).to_model().structures
    )


def test_pysdmx_reads_the_list_the_structure_and_the_data(address, builders):
    flows = structures(address, StructureQuery(StructureType.DATAFLOW))
    published = {"DF_TEST_FLOWS", "DF_TEST_REPORTED"}
    assert sorted(one.id for one in flows) == sorted(published | READY)
    assert {one.version for one in flows if one.id in published} == {"1.0.0"}
    everything = StructureQuery(
        StructureType.DATAFLOW, "SERAI", "DF_TEST_FLOWS", references=StructureReference.ALL
    )
    found = structures(address, everything)
    [definition] = [one for one in found if isinstance(one, DataStructureDefinition)]
    assert [one.id for one in definition.components.dimensions] == [
        "FREQ", "REF_AREA", "KIND", "CITIZENSHIP", "TIME_PERIOD"
    ]  # fmt: skip
    as_xml = service(address, structure_format=StructureFormat.SDMX_ML_3_1).structure(everything)
    same = read_sdmx(BytesIO(as_xml), validate=True).structures
    assert {one.short_urn for one in same} == {one.short_urn for one in found}


@pytest.mark.parametrize("form", DATA)
def test_pysdmx_joins_data_and_structure(address, builders, form):
    found = service(address, data_format=form).data(
        DataQuery(DataContext.DATAFLOW, "SERAI", "DF_TEST_FLOWS", "1.0.0")
    )
    structure = service(address, structure_format=StructureFormat.SDMX_ML_3_0).structure(
        StructureQuery(
            StructureType.DATAFLOW, "SERAI", "DF_TEST_FLOWS", references=StructureReference.DESCENDANTS
        )
    )
    [one] = get_datasets(found.decode(), structure.decode(), validate=False)
    assert isinstance(one.structure, Schema)
    assert [each.id for each in one.structure.components.dimensions][-1] == "TIME_PERIOD"
    rows = {
        (row["KIND"], row["CITIZENSHIP"], row["TIME_PERIOD"]): row["OBS_VALUE"]
        for row in one.data.to_dict("records")
    }
    shown = {cell[:3]: cell[3] for cell in builders["cells"] if cell[3] is not None and cell[4] != "Q"}
    assert len(rows) == 12
    assert {place: float(value) for place, value in rows.items() if not pd.isna(value)} == shown


def test_pysdmx_learns_what_is_available(address):
    text = service(address).availability(
        AvailabilityQuery(DataContext.DATAFLOW, "SERAI", "DF_TEST_FLOWS", component_id="KIND")
    )
    message = msgspec.json.Decoder(JsonStructureMessage, dec_hook=decoders).decode(text).to_model()
    [one] = [each for each in message.structures if isinstance(each, AvailabilityConstraint)]
    assert (one.series_count, one.obs_count) == (6, 12)
    [kinds] = one.cube_region.key_values
    assert [value.value for value in kinds.values] == ["I", "E"]


def test_pysdmx_reads_a_schema(address):
    text = service(address).schema(SchemaQuery(SchemaContext.DATAFLOW, "SERAI", "DF_TEST_FLOWS"))
    found = msgspec.json.Decoder(JsonStructureMessage, dec_hook=decoders).decode(text).to_model()
    [definition] = [one for one in found.structures if isinstance(one, DataStructureDefinition)]
    assert definition.id == "DSD_TEST_FLOWS"
