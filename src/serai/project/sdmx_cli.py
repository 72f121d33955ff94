"""``serai sdmx``: figures as files that statistical programs read, and structures that give them their meaning."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Figures as SDMX files, and the registry of structures.")


class Kind(StrEnum):
    """A format of SDMX."""

    csv = "csv"
    json = "json"
    xml = "xml"


@app.callback()
def _sdmx() -> None:
    """Figures as SDMX files, and the registry of structures."""


@app.command()
def export(
    dataflow: Annotated[str, typer.Argument(help="Id of the dataflow, such as DF_MIGRATION_FLOWS.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    format_: Annotated[
        Kind, typer.Option("--format", help="SDMX-CSV 2.0, SDMX-JSON 2.1 or SDMX-ML 3.0.")
    ] = Kind.csv,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="As it was published at the end of this day, by the clock of Greenwich.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Write the latest release of a dataflow, or that of a day, into one file."""
    from serai.project import installation

    with installation.house():
        from serai.components.statistics.api import export_sdmx

        written = export_sdmx(dataflow, format_.value, out, as_of=as_of.date() if as_of else None)
    sys.stderr.write(f"{out}: {written:,} bytes\n")
    if as_json:
        sys.stdout.write(json.dumps({"ok": True, "file": str(out), "bytes": written}) + "\n")


class StructureForm(StrEnum):
    """A format of structures."""

    xml = "xml"
    xml30 = "xml30"
    xml21 = "xml21"
    json = "json"
    json20 = "json20"
    source = "source"


@app.command()
def load(
    file: Annotated[Path, typer.Argument(help="A structure message: SDMX-ML 2.1, 3.0, 3.1 or SDMX-JSON 2.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Load code lists, data structures and other structures into the registry."""
    from serai.kernel.errors import SeraiError
    from serai.project import installation

    if not file.is_file():
        raise SeraiError(
            "There is no such file", where=str(file), advice="Give the path of a structure message."
        )
    with installation.house():
        from serai.components.statistics.api import registry_of_structures

        registry = registry_of_structures()
        loaded = registry.load(file)
    for one in loaded.refused:
        sys.stderr.write(f"refused {one.named}: {one.reason}\n")
    counts = [len(one) for one in (loaded.new, loaded.same, loaded.replaced, loaded.refused)]
    words = "{} new + {} already here + {} replaced + {} refused".format(*counts)
    sys.stderr.write(f"{loaded.file}: {loaded.artefacts} structures in = {words}\n")
    if as_json:
        sys.stdout.write(registry.as_json(loaded) + "\n")


@app.command()
def structures(
    kind: Annotated[str, typer.Option(help="A type, such as codelist or datastructure.")] = "",
    agency: Annotated[str, typer.Option(help="An agency, such as SDMX.")] = "",
    word: Annotated[str, typer.Option(help="A word of the name or the id.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """List the structures that were loaded."""
    from serai.project import installation

    with installation.house():
        from serai.components.statistics.api import registry_of_structures

        found = registry_of_structures().list_structures(kind, agency, word)
    if not found:
        sys.stderr.write("There are none. Load a message with: serai sdmx load FILE\n")
    for urn, name in found:
        sys.stderr.write(f"{urn}  {name}\n")
    if as_json:
        told = {"ok": True, "structures": [{"urn": urn, "name": name} for urn, name in found]}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")


@app.command()
def structure(
    urn: Annotated[str, typer.Argument(help="Its name, as serai sdmx structures lists it.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    format_: Annotated[
        StructureForm,
        typer.Option("--format", help="SDMX-ML 3.1, 3.0, 2.1; SDMX-JSON 2.1, 2.0; or as it was loaded."),
    ] = StructureForm.xml,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Write a structure into a file."""
    from serai.project import installation

    with installation.house():
        from serai.components.statistics.api import registry_of_structures

        size = registry_of_structures().write(urn, format_.value, out)
    sys.stderr.write(f"{out}: {size:,} bytes\n")
    if as_json:
        sys.stdout.write(json.dumps({"ok": True, "file": str(out), "bytes": size}) + "\n")
