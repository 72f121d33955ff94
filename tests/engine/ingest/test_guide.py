"""What the guide "From a sheet to the dataset" shows is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import Workbook

from serai.engine.checks.staging import header_key
from serai.engine.ingest.mappings import read_mapping

from .conftest import Stage

GUIDE = (Path(__file__).parents[3] / "docs" / "guide" / "from_a_sheet.md").read_text(encoding="utf-8")
OF = {
    "permits": ["register_permits"],
    "asylum": ["register_asylum_applications", "register_asylum_decisions"],
    "returns": ["register_returns"],
    "work abroad": ["register_overseas_employment"],
    "census": ["census_persons"],
}


@pytest.mark.parametrize(
    "line", re.findall(r"^(?:permits|asylum|returns|work abroad|census) {2,}.+$", GUIDE, re.M)
)
def test_headers_of_the_guide_are_known(line: str) -> None:
    name, *texts = re.split(r" {2,}", line)
    known = {header_key(s) for m in OF[name] for c in read_mapping(m).columns for s in c.sources}
    headers = [header for text in texts for header in re.split(", ", text)]
    assert len(headers) >= 5
    assert [h for h in headers if header_key(h) not in known] == []


def test_the_monthly_sheet_of_the_guide(tmp_path: Path, staged: Stage) -> None:
    block = GUIDE.split("```")[1]
    title, _, *rest = block.strip("\n").splitlines()
    upper = [None, "Arrivals", None, None, "Departures", None, None, "Total"]
    book = Workbook()
    book.active.append([title.split("  ")[0], int(title.split()[-1])])
    book.active.append(upper)
    for line in rest:
        cells = [cell.strip() or None for cell in line.split("|")]
        book.active.append([int(c) if c and c.isdigit() else c for c in cells])
    book.save(tmp_path / "torkham_1402.xlsx")
    loaded = staged(tmp_path / "torkham_1402.xlsx", "crossings_monthly")
    assert loaded.receipt.accepted == 8
    assert {(r["post"], r["calendar"]) for r in loaded.rows} == {("Torkham", "solar")}
    assert loaded.receipt.sums["persons"] == 120 + 30 + 40 + 25 + 100 + 50 + 10 + 5
    assert loaded.receipt.rejected == {"total": 5, "total_differs": 1}
    assert loaded.receipt.examples[0].value == "60, but its parts make 65"


def test_mappings_of_the_guide_are_shipped() -> None:
    table = GUIDE.split("## A monthly sheet")[0]
    for name in re.findall(r"`([a-z]+_[a-z_]+)`", table):
        assert read_mapping(name).name == name
