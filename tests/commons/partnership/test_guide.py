"""The guide to partnership files names every table, column and word that a load knows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from serai.commons.partnership.files import TABLES, Table
from serai.commons.partnership.services.columns import columns_of

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guide" / "partnership_files.md"
SECTION = re.compile(r"^### (\w+)\n(.*?)(?=^### |\Z)", re.MULTILINE | re.DOTALL)


def sections() -> dict[str, str]:
    return dict(SECTION.findall(GUIDE.read_text(encoding="utf-8")))


def test_the_guide_has_every_table_in_loading_order() -> None:
    assert list(sections()) == [table.name for table in TABLES]


@pytest.mark.parametrize("table", TABLES, ids=[table.name for table in TABLES])
def test_the_guide_names_every_column_and_every_word(table: Table) -> None:
    columns = columns_of(table)
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", sections()[table.name], re.MULTILINE))
    assert set(rows) == columns.names
    needed = {name for name, words in rows.items() if words.startswith("yes |")}
    assert columns.required <= needed
    for name, column in columns.plain.items():
        if column.choices and name != "provenance":
            told = set(re.findall(r"`(\w+)`", rows[name]))
            assert told == {str(value) for value, _title in column.flatchoices}, name
