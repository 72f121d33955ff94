"""Files written on the spot and staged without a store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from serai.engine.ingest.facts import Facts
from serai.engine.ingest.mappings import read_mapping, tables
from serai.engine.ingest.stage import stage
from serai.engine.model.mapping import Mapping, parse
from serai.engine.model.receipt import Receipt


class Loaded:
    """What became of a file: its receipt, the accepted rows and the refused ones."""

    def __init__(self, receipt: Receipt, rows: list[dict[str, Any]], refused: list[dict[str, Any]]) -> None:
        self.receipt, self.rows, self.refused = receipt, rows, refused


Stage = Callable[..., Loaded]


@pytest.fixture
def staged(tmp_path: Path) -> Stage:
    """Stage a file under a shipped mapping (a name) or one written here (a dict of its keys)."""
    count = 0

    def run(
        path: Path, mapping: str | dict[str, Any], *, stored: list[str] | None = None, **more: Any
    ) -> Loaded:
        nonlocal count
        count += 1
        work = tmp_path / f"work{count}"
        work.mkdir()
        chosen = read_mapping(mapping) if isinstance(mapping, str) else written(mapping)
        made = stage(Facts(path), chosen, dataset=chosen.dataset, work=work, stored=stored or [], **more)
        return Loaded(
            made.receipt, pq.read_table(made.data).to_pylist(), pq.read_table(made.rejected).to_pylist()
        )

    return run


def written(values: dict[str, Any]) -> Mapping:
    """A mapping from its keys; what is the same in every test is filled in."""
    whole = {"schema": "1", "name": "trial", "title": "Trial", "source": {"name": "Trial"}, **values}
    return parse(whole, text=repr(whole), where="trial.yaml", tables=tables())
