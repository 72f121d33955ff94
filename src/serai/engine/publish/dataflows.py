"""Descriptions of dataflows: those that come with Serai by name, others by path."""

from __future__ import annotations

from pathlib import Path

import yaml

from serai.engine.model.dataflow import BadDataflow, Dataflow, dataflow_from

SHIPPED = Path(__file__).parent / "dataflows"


class _Loader(yaml.SafeLoader):
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
    try:
        spec = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - it is a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadDataflow(
            "The dataflow is not YAML", where=path.name, advice=" ".join(str(error).split())
        ) from None
    if not isinstance(spec, dict):
        raise BadDataflow("The dataflow is empty", where=path.name, advice="Write its fields.")
    return dataflow_from(spec, where=path.name)


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
