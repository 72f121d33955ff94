"""A mapping that is wrong is refused with the key that is wrong and the way out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from serai.engine.errors import MappingInvalid
from serai.engine.ingest.mappings import mappings, read_mapping

from .conftest import written

GOOD: dict[str, Any] = {
    "columns": {"k": {"type": "code", "required": True}, "n": {"type": "integer"}}, "key": ["k"], "measures": ["n"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"schema": "2"}, "schema: is '2'"),
        ({"colums": {}}, "mapping.colums: is not a key"),
        ({"name": "Big Name"}, "'Big Name' is not a name"),
        ({"title": None, "dataset": "x y"}, "dataset: 'x y' is not a name"),
        ({"columns": {}}, "columns: is empty"),
        ({"columns": {"k": {"type": "kode"}}}, "columns.k.type: is 'kode'.*Use one of: code"),
        ({"columns": {"K": {"type": "code"}}}, "columns.K: is not a name"),
        ({"columns": {"k": {"type": "code", "lenght": 3}}}, "columns.k.lenght: is not a key"),
        ({"columns": {"k": {"type": "code", "table": "nowhere"}}}, "there is no code table 'nowhere'.*sex"),
        ({"columns": {"k": {"type": "text", "codes": ["A"]}}}, "does not go with type text"),
        (
            {"columns": {"k": {"type": "code", "extract": "("}}},
            "columns.k.extract: is not a regular expression",
        ),
        ({"columns": {"k": {"type": "code", "fill": "up"}}}, "columns.k.fill: is 'up'"),
        ({"key": []}, "key: is missing.*key: none"),
        ({"key": ["z"]}, "key: names 'z', which is no column.*Columns: k, n"),
        ({"measures": ["k"]}, "measures: 'k' is not a number"),
        ({"marks": {":": "Z"}}, "marks.:: is 'Z'"),
        ({"status": {"from": "f"}, "measures": []}, "status: needs exactly one measure"),
        ({"mode": "merge"}, "mode: is 'merge'.*append, replace"),
        ({"person_level": "yes"}, "person_level: is 'yes'.*true or false"),
        ({"reader": {"header_rows": "3"}}, "reader.header_rows"),
        ({"filters": [{"column": "k"}]}, r"filters\[1\]: drops nothing"),
        ({"unpivot": {"headers": "a("}}, "unpivot.headers"),
        ({"source": {"url": "x"}}, "source.name: needs a text"),
    ],
)
def test_refusals(change: dict[str, Any], words: str) -> None:
    if change.get("title", 1) is None:
        change = {k: v for k, v in change.items() if k != "title"}
    with pytest.raises(MappingInvalid) as refused:
        written({**GOOD, **change})
    assert re.search(words, str(refused.value)), str(refused.value)
    assert "trial.yaml" in str(refused.value)
    assert refused.value.advice


def test_words_that_yaml_would_change_stay_as_written(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(
        "schema: 1\nname: m\ntitle: M\nsource: {name: S}\nkey: none\n"
        "columns:\n  k: {type: code, codes: [NO, 007, 1.0, on, 2020-01-01]}\n"
    )
    assert [c for c, _ in read_mapping(path).column("k").codes] == ["NO", "007", "1.0", "on", "2020-01-01"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: [", "not YAML"),
        ("schema: 1\nname: a\nname: b\n", "'name' stands twice"),
        ("- a", "not a table of keys"),
    ],
)
def test_files_that_are_no_mapping(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(text)
    with pytest.raises(MappingInvalid) as refused:
        read_mapping(path)
    assert words in str(refused.value)


def test_an_unknown_name_lists_those_that_ship() -> None:
    with pytest.raises(MappingInvalid, match=r"no mapping 'unhcr'.*unhcr_population"):
        read_mapping("unhcr")


def test_every_shipped_mapping_reads_and_says_whose_figures_they_are() -> None:
    found = mappings()
    assert {"crossings", "headline_figures", "unhcr_population", "frontex_monthly"} <= {m.name for m in found}
    for info in found:
        assert info.name == read_mapping(info.name).name
        assert info.title
        assert info.source
    assert {m.name for m in found if m.person_level} >= {"crossings"}
    assert not any(
        m.person_level for m in found if m.name.startswith(("unhcr", "undesa", "eurostat", "frontex"))
    )
