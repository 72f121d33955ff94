"""``serai registers``: registers of people from their raw files into encrypted folders, and what is made of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(
    no_args_is_help=True,
    help="Registers of people: take, link, compile, erase; names lie on the disk encrypted only.",
)

Country = Annotated[str, typer.Option(help="Code of the country whose register it is.")]
Organisation = Annotated[str, typer.Option(help="Key of the organisation that holds it.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")]


@contextmanager
def _room() -> Iterator[Any]:
    """What the room of statistics does with registers, with the house up."""
    from serai.project import installation

    with installation.house():
        from serai.components.statistics import api

        installation.require_own(migrated=True)
        yield api.registers_of_people()


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")


def _done(words: str, as_json: bool, **result: Any) -> None:
    _say(words)
    if as_json:
        sys.stdout.write(json.dumps({"ok": True, **result}, default=str, ensure_ascii=False) + "\n")


def _bar() -> Callable[[str, float], None]:
    last = ""

    def show(step: str, fraction: float) -> None:
        nonlocal last
        if step != last:
            last = step
            _say(f"{round(fraction * 100):3d} %  {step}")

    return show


@app.command()
def take(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, XLSX, XLS, Parquet, SPSS or Stata.")],
    mapping: Annotated[
        str, typer.Option("--map", help="Name of a shipped mapping of people, or a YAML file.")
    ],
    register: Annotated[str, typer.Option(help="Name of the register, in small letters.")],
    country: Country,
    organisation: Organisation,
    space: Annotated[
        str, typer.Option(help="Registers of one space share pseudonyms; only for the same identifier.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Take a raw file into a register: people and events apart, under pseudonyms, encrypted."""
    with _room() as room:
        from serai.commons.partnership.models import Organisation

        known = Organisation.objects.filter(key=organisation).exists()
        receipt = room.take(
            file, mapping=mapping, register=register, scope=room.Scope(country, organisation), space=space,
            progress=_bar(),
        )  # fmt: skip
    lines = [f"{receipt.file_name} -> {register} of {country}/{organisation}"]
    if receipt.already_loaded:
        lines.append("  taken before; nothing was changed")
    if not known:
        lines.append(
            f"  No organisation of this site has the key {organisation!r}: nobody sees it on the site."
        )
    counted = [("rows in", receipt.rows_in), ("accepted", receipt.accepted)]
    counted += [(f"refused: {reason}", count) for reason, count in receipt.rejected.items()]
    counted.append(("duplicates", receipt.duplicates))
    lines += [f"  {name:34} {count:>14,}" for name, count in counted]
    lines += [
        f"  row {one.row}, {one.field or 'whole row'}: {one.reason}. {one.advice}"
        for one in receipt.examples[:5]
    ]
    _done("\n".join(lines), as_json, **receipt.as_dict())


@app.command()
def link(
    register: Annotated[list[str], typer.Option(help="A register; say it again for more.")],
    country: Country = "",
    organisation: Organisation = "",
    threshold: Annotated[float, typer.Option(help="Probability from which two records are linked.")] = 0.9,
    sample: Annotated[int, typer.Option(min=1, help="Pairs in the sheet for clerks.")] = 400,
    as_json: Json = False,
) -> None:
    """Find who is one person in registers of one organisation; replaces its earlier linkage."""
    with _room() as room:
        scope = room.scope_of(register, country=country, organisation=organisation)
        quality = room.link(register, scope=scope, threshold=threshold, sample=sample, progress=_bar())
    links = quality["links"]
    counted = [("records", quality["records"]), ("persons", quality["persons"])]
    counted += [(f"certain links: {rule}", count) for rule, count in links["certain"].items()]
    counted += [("scored links", links["scored"]), ("links through others", links["through_other_records"])]
    counted += [("records that cannot be linked", quality["unlinkable"]["records"])]
    _done("\n".join(f"  {name:34} {count:>14,}" for name, count in counted), as_json, **quality)


@app.command()
def sheet(
    out: Annotated[Path, typer.Option(help="New file for the sheet, outside the data folder.")],
    country: Country = "",
    organisation: Organisation = "",
    as_json: Json = False,
) -> None:
    """Write the clerks' sheet of the last linkage into a file. It holds names."""
    with _room() as room:
        scope = room.scope_of([], country=country, organisation=organisation)
        pairs = room.write_sheet(out, scope=scope)
    _done(
        f"{pairs} pairs in {out}. IT HOLDS NAMES, unencrypted: give it to nobody else, and delete it when done.",
        as_json,
        pairs=pairs,
    )


@app.command(name="compile")
def compile_(
    register: Annotated[str, typer.Option(help="The register of crossings.")],
    out: Annotated[Path, typer.Option(help="Folder for the counts.")],
    definition: Annotated[str, typer.Option(help="Who counts as a resident.")] = "12/16",
    country: Country = "",
    organisation: Organisation = "",
    orphans: Annotated[
        str, typer.Option(help="What to do about a crossing whose other half is missing.")
    ] = "drop",
    permits: Annotated[str, typer.Option(help="A register of permits of the same organisation.")] = "",
    observed_until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Last day observed; else that of the crossings."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Who migrated: persons into encrypted folders, counts into the folder --out."""
    with _room() as room:
        asked = [register, *([permits] if permits else [])]
        scope = room.scope_of(asked, country=country, organisation=organisation)
        made = room.compile_register(
            register, out, scope=scope, definition=definition, country=country, orphans=orphans,
            permits=permits, until=observed_until.date() if observed_until else None, progress=_bar(),
        )  # fmt: skip
    lines = [f"Observed from {made.first} to {made.last}, both inclusive."]
    lines += [f"  {word.replace('_', ' '):34} {count:>14,}" for word, count in made.counts.items()]
    lines += [f"  {path}: {made.rows[name]:,} rows" for name, path in made.files.items()]
    lines.append("Small counts are not withheld in them: they are not for publication as they are.")
    _done("\n".join(lines), as_json, counts=made.counts, rows=made.rows)


@app.command()
def erase(
    identifier: Annotated[
        str,
        typer.Option(
            prompt="Identifier of the person",
            help="As in the register's file. Left away it is asked for, and stays out of the shell's history.",
        ),
    ],
    country: Country,
    organisation: Organisation,
    register: Annotated[list[str] | None, typer.Option(help="Ask this register only; else all.")] = None,
    linked: Annotated[
        bool, typer.Option("--linked", help="Also whom the linkage takes for the same person.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Erase a person from every register, linkage, sheet and result, in every snapshot."""
    if not yes:
        typer.confirm("Erase this person from all registers? There is no way back.", abort=True, err=True)
    with _room() as room:
        asked = register or []
        scope = room.scope_of(asked, country=country, organisation=organisation)
        gone = room.erase(identifier, scope=scope, registers=asked, linked=linked)
    words = f"{gone.rows} rows erased; read once more, nothing of the person is left."
    if gone.linked:
        words += (
            f" The linkage takes {gone.linked} other subjects for the same person: --linked erases them too."
        )
    _done(words, as_json, rows=gone.rows, linked=gone.linked)


@app.command(name="list")
def list_(as_json: Json = False) -> None:
    """The registers that are held: by whom, how many rows, files, and when; no names."""
    with _room() as room:
        found = room.registers()
    for one in found:
        if one.state != "open":
            _say(f"  {one.country}/{one.organisation:24} {one.register:20} {one.state}")
            continue
        compiled = f", compiled {one.compiled_at:%Y-%m-%d} by {one.definition}" if one.compiled_at else ""
        _say(
            f"  {one.country}/{one.organisation:24} {one.register:20} {one.rows:>12,} rows, {one.files} files,"
            f" last {one.taken_at:%Y-%m-%d}{', linked' if one.linked else ''}{compiled}"
        )
    _done(f"{len(found)} registers.", as_json, registers=[asdict(one) for one in found])
