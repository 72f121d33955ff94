"""Ten thousand observations through every format that pysdmx and sdmx1 read: the same values, whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sdmx
from django.core.cache import cache
from pysdmx.api.qb import (
    ApiVersion,
    DataContext,
    DataFormat,
    DataQuery,
    RestService,
    StructureFormat,
    StructureQuery,
    StructureReference,
    StructureType,
)
from pysdmx.io import get_datasets

from serai.components.statistics import services
from serai.testing.serving import serving

from .client import by_the_guide, csv_by_sdmx1, run
from .contract import Question, ask

READ_BY_PYSDMX = (
    DataFormat.SDMX_CSV_2_0_0,
    DataFormat.SDMX_CSV_2_1_0,
    DataFormat.SDMX_ML_3_0,
    DataFormat.SDMX_ML_3_1,
)
Place = tuple[str, str, str]


@pytest.fixture
def ten_thousand(db: None, home: Path, builders: Any) -> dict[Place, float | None]:
    """Two kinds, a hundred citizenships, fifty years; every seventh is withheld, some of them by a sign alone."""
    cells, shown = [], {}
    for number in range(10_000):
        kind, citizenship, year = "IE"[number % 2], f"C{number // 2 % 100:02}", str(1970 + number // 200)
        withheld = number % 7 == 0
        value = float(number * 3 % 9973) + (0.25 if number % 5 == 0 else 0)
        in_the_file = None if withheld and number % 2 else value
        cells.append(
            (kind, citizenship, year, in_the_file, "Q" if withheld else "A", "C" if withheld else "F")
        )
        shown[kind, citizenship, year] = None if withheld else value
    info = builders["flows"](home / "releases", cells=cells)
    [citizens] = [one for one in info.passport["dimensions"] if one["id"] == "CITIZENSHIP"]
    citizens["codes"] = {f"C{number:02}": {"en": f"Neighbour {number}"} for number in range(100)}
    services.register(builders["shelf"]([], [info]))
    assert len(shown) == 10_000
    return shown


@pytest.fixture
def address(settings: Any) -> Iterator[str]:
    settings.ALLOWED_HOSTS = ["*"]
    cache.clear()
    with serving() as there:
        yield f"{there}/sdmx/v2"


def values(frame: pd.DataFrame, column: str) -> dict[Place, float | None]:
    return {
        (str(kind), str(citizenship), str(year)): None if pd.isna(value) or value == "" else float(value)
        for kind, citizenship, year, value in zip(
            frame["KIND"], frame["CITIZENSHIP"], frame["TIME_PERIOD"], frame[column], strict=True
        )
    }


def test_pysdmx_reads_them(ten_thousand: dict[Place, float | None], address: str) -> None:
    flow = StructureQuery(
        StructureType.DATAFLOW, "SERAI", "DF_TEST_FLOWS", references=StructureReference.DESCENDANTS
    )
    structure = RestService(
        address, ApiVersion.V2_2_1, timeout=60, structure_format=StructureFormat.SDMX_ML_3_0
    ).structure(flow)
    for form in READ_BY_PYSDMX:
        service = RestService(address, ApiVersion.V2_2_1, timeout=60, data_format=form)
        found = service.data(DataQuery(DataContext.DATAFLOW, "SERAI", "DF_TEST_FLOWS", "1.0.0"))
        [one] = get_datasets(found.decode(), structure.decode(), validate=False)
        assert values(one.data, "OBS_VALUE") == ten_thousand, form


def test_sdmx1_reads_them(ten_thousand: dict[Place, float | None], address: str) -> None:
    serai, definition = by_the_guide(address)
    message = serai.data("DF_TEST_FLOWS", dsd=definition)
    frame = sdmx.to_pandas(message.data[0]).reset_index()
    # what has no value is not among what it gives
    shown = {place: value for place, value in ten_thousand.items() if value is not None}
    assert {place: value for place, value in values(frame, "value").items() if value is not None} == shown


def test_sdmx1_reads_csv_from_a_file(ten_thousand: dict[Place, float | None], address: str) -> None:
    """Its client drops the structure that its own reader of CSV needs, so it gets the answer as a file."""
    _serai, definition = by_the_guide(address)
    accept = "application/vnd.sdmx.data+csv;version=2.0.0"
    target = "/sdmx/v2/data/dataflow/SERAI/DF_TEST_FLOWS"
    observations = csv_by_sdmx1(
        ask(address, Question("", "", accept, target, {"Accept": accept})).body, definition
    )
    found = {
        (one.dimension["KIND"].value, one.dimension["CITIZENSHIP"].value, one.dimension["TIME_PERIOD"].value):
            float(one.value) if one.value else None
        for one in observations
    }  # fmt: skip
    assert found == ten_thousand


@pytest.mark.parametrize(("heading", "name", "rows"), [("pysdmx", "flow", 12), ("sdmx1", "message", 5)])
def test_the_examples_of_the_guide_run(
    published: Any, address: str, heading: str, name: str, rows: int
) -> None:
    """sdmx1 asks for immigration alone: six cells, of which one is withheld and not among what it gives."""
    found = run(heading, address)[name]
    frame = found.data if heading == "pysdmx" else sdmx.to_pandas(found.data[0]).dropna()
    assert len(frame) == rows
