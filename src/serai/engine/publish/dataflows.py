"""Descriptions of dataflows: those that come with Serai by name, others by path."""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from serai.engine.model.dataflow import BadDataflow, Dataflow, dataflow_from
from serai.engine.model.exchange.structures import Structure, structure_of_table

SHIPPED = Path(__file__).parent / "dataflows"


class _Loader(yaml.CSafeLoader):
    """YAML in which ``No`` and ``on`` are texts, because they are codes."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_dataflow(name: str | Path) -> Dataflow:
    """The dataflow of a shipped name, or of a YAML file.

    Raises:  BadDataflow when there is none, or when it cannot be understood.
    """
    path = Path(name)
    if path.suffix not in (".yaml", ".yml"):
        path = SHIPPED / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(shipped.stem for shipped in SHIPPED.glob("*.yaml")))
        raise BadDataflow(
            "There is no such dataflow", where=str(name), advice=f"Give a YAML file, or one of: {known}."
        )
    spec = _read(path)
    for dimension in spec.get("dimensions") or []:
        if isinstance(dimension, dict) and (listed := dimension.pop("codes_from", None)):
            # its own codes, such as a total, come after those of the list
            dimension["codes"] = _shared(str(listed), path) | (dimension.get("codes") or {})
    return dataflow_from(spec, where=path.name)


def _read(path: Path) -> dict[str, Any]:
    try:
        spec = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - it is a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadDataflow(
            "The dataflow is not YAML", where=path.name, advice=" ".join(str(error).split())
        ) from None
    if not isinstance(spec, dict):
        raise BadDataflow("The dataflow is empty", where=path.name, advice="Write its fields.")
    return spec


def _shared(name: str, user: Path) -> dict[str, dict[str, str]]:
    """A code list that several dataflows share, from the folder ``codes`` beside the description or here.

    As YAML ``{CODE: {en: Label, ar: ...}}``, below ``codes`` or alone; as CSV with the columns code, en, ar and
    so on, in which lines that begin with # are remarks.
    """
    for folder in (user.parent / "codes", SHIPPED / "codes"):
        for path in (folder / f"{name}.yaml", folder / f"{name}.csv"):
            if path.is_file():
                return _listed(path, path.stat().st_mtime_ns)
    raise BadDataflow(
        f"There is no code list {name}",
        where=user.name,
        advice="Put it as YAML or CSV into the folder codes.",
    )


@lru_cache(maxsize=64)
def _listed(path: Path, _changed: int) -> dict[str, dict[str, str]]:
    """The codes of a file, read once as long as it does not change: many tables share the list of countries."""
    if path.suffix == ".yaml":
        listed = _read(path)
        return dict(listed.get("codes", listed))
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {row["code"]: {k: v for k, v in row.items() if k != "code" and v} for row in rows}


@cache
def ready() -> tuple[Structure, ...]:
    """The structures of the shipped tables that agencies fill in, in the order of their names."""
    every = (read_dataflow(path) for path in sorted(SHIPPED.glob("*.yaml")))
    return tuple(structure_of_table(one) for one in every if one.origin == "submitted")


@cache
def ready_since() -> dt.datetime:
    """Since when the shipped tables are as they are on this machine."""
    newest = max(path.stat().st_mtime for path in SHIPPED.rglob("*.*"))
    return dt.datetime.fromtimestamp(newest, dt.UTC)


def dataflow_of(dataset: str) -> Dataflow:
    """The shipped dataflow that publishes a reported dataset.

    Raises:  BadDataflow when none does.
    """
    for path in sorted(SHIPPED.glob("*.yaml")):
        dataflow = read_dataflow(path)
        if dataflow.dataset == dataset and dataflow.origin == "reported":
            return dataflow
    raise BadDataflow(
        f"No dataflow that comes with Serai publishes {dataset}", advice="Write one and give its file."
    )
