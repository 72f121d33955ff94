"""The examples of the guide, run against a site of a test."""

from __future__ import annotations

import re
import runpy
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

import sdmx
from sdmx.reader.csv import Reader

GUIDE = Path(__file__).resolve().parents[4] / "docs" / "guide" / "sdmx.md"


def by_the_guide(address: str) -> tuple[Any, Any]:
    """A client made by the lines of the guide, and the structure of the dataflow."""
    space = run("sdmx1", address, until="serai = ")
    serai = space["serai"]
    flows = serai.dataflow("DF_TEST_FLOWS", params={"references": "all"})
    return serai, flows.structure["DSD_TEST_FLOWS"]


def run(heading: str, address: str, until: str = "") -> dict[str, Any]:
    """The example below a heading of the guide, with this site and a dataflow that is here."""
    words = GUIDE.read_text(encoding="utf-8").split(f"## {heading}\n")[1]
    found = re.search(r"```python\n(.*?)```", words, re.DOTALL)
    assert found
    text = found[1].replace("http://127.0.0.1:8000/sdmx/v2", address).replace("MIGRATION_FLOWS", "TEST_FLOWS")
    if until:
        kept, _, rest = text.partition(until)
        text = kept + until + rest.partition("\n")[0]
    with tempfile.NamedTemporaryFile("w", suffix=".py", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        sdmx.source.sources.pop("SERAI", None)  # a source is added once in the life of a program
        return runpy.run_path(file.name)


def csv_by_sdmx1(text: bytes, definition: Any) -> list[Any]:
    """The observations of an answer in CSV, by the reader of sdmx1."""
    return list(Reader().convert(BytesIO(text), structure=definition).data[0].obs)
