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
    help="Registers of people: take, link, judge, compile, erase; names lie on the disk encrypted only.",
)

Country = Annotated[str, typer.Option(help="Code of the country whose register it is.")]
Organisation = Annotated[str, typer.Option(help="Key of the organisation that holds it.")]
KeepUntil = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        help="Last day of the register, when its rows are erased; else five years from its first file.",
    ),
]
Basis = Annotated[str, typer.Option(help="The law or order that names that day.")]
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
    keep_until: KeepUntil = None,
    basis: Basis = "",
    as_json: Json = False,
) -> None:
    """Take a raw file into a register: people and events apart, under pseudonyms, encrypted."""
    with _room() as room:
        from serai.commons.partnership.models import Organisation

        known = Organisation.objects.filter(key=organisation).exists()
        receipt = room.take(
            file, mapping=mapping, register=register, scope=room.Scope(country, organisation), space=space,
            keep_until=keep_until.date() if keep_until else None, basis=basis, progress=_bar(),
        )  # fmt: skip
        reasons = [*receipt.rejected, *(one.reason for one in receipt.examples)]
        words = {reason: room.refusal_in_words(reason) for reason in reasons}
    lines = [f"{receipt.file_name} -> {register} of {country}/{organisation}"]
    if receipt.already_loaded:
        lines.append("  taken before; nothing was changed")
    if not known:
        lines.append(
            f"  No organisation of this site has the key {organisation!r}: nobody sees it on the site."
        )
    counted = [("rows in", receipt.rows_in), ("accepted", receipt.accepted)]
    refused = [(f"{words[reason]} ({reason})", count) for reason, count in receipt.rejected.items()]
    counted += [(f"refused: {reason}", count) for reason, count in refused]
    counted.append(("duplicates", receipt.duplicates))
    lines += [f"  {name:60} {count:>14,}" for name, count in counted]
    lines += [
        f"  row {one.row}, {one.field or 'whole row'}: {words[one.reason]} ({one.reason}). {one.advice}"
        for one in receipt.examples[:5]
    ]
    _done("\n".join(lines), as_json, **receipt.as_dict())


@app.command()
def keep(
    register: Annotated[str, typer.Option(help="The register.")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Its last day.")],
    basis: Basis,
    country: Country = "",
    organisation: Organisation = "",
    as_json: Json = False,
) -> None:
    """Keep a register until another day, which its legal basis names; then its rows are erased."""
    with _room() as room:
        scope = room.scope_of([register], country=country, organisation=organisation)
        kept = room.keep(scope, register, until=until.date(), basis=basis)
    _done(f"{register} is kept until {kept.until}: {kept.basis}.", as_json, **asdict(kept))


@app.command()
def link(
    register: Annotated[list[str], typer.Option(help="A register; say it again for more.")],
    country: Country = "",
    organisation: Organisation = "",
    threshold: Annotated[float, typer.Option(help="Probability from which two records are linked.")] = 0.9,
    sample: Annotated[int, typer.Option(min=1, help="Pairs in the sheet for clerks.")] = 400,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask before what was compiled by person goes.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Find who is one person in registers of one organisation; replaces its earlier linkage."""
    with _room() as room:
        scope = room.scope_of(register, country=country, organisation=organisation)
        if (lost := room.compilations(scope)) and not yes:
            _say("What was compiled by person goes, because persons are others then:")
            _say("\n".join(f"  {one}" for one in lost))
            yes = typer.confirm("Link again, and compile anew afterwards?", abort=True, err=True)
        quality = room.link(
            register, scope=scope, threshold=threshold, sample=sample, discard=yes, progress=_bar()
        )
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
        f"{pairs} pairs in {out}. IT HOLDS NAMES, unencrypted: give it to nobody else, and bring it back with"
        " serai registers judge, which removes it.",
        as_json,
        pairs=pairs,
    )


@app.command()
def judge(
    answers: Annotated[Path, typer.Argument(help="The sheet that serai registers sheet wrote, filled in.")],
    country: Country = "",
    organisation: Organisation = "",
    as_json: Json = False,
) -> None:
    """Precision and recall of the last linkage, from clerks' answers; the sheet is removed then."""
    with _room() as room:
        scope = room.scope_of([], country=country, organisation=organisation)
        found = room.judge(answers, scope=scope)
    said = found.quality
    rows = [("all pairs", said)]
    rows += [(f"{group} {name}", told) for group, by in said["by"].items() for name, told in by.items()]
    lines = [f"{said['pairs_answered']:,} pairs answered, {said['pairs_unsure']:,} unsure. {said['says']}"]
    lines.append(f"  {'':14} {'precision':28} {'recall':28}")
    lines += [
        f"  {name:14} {_share(told['precision']):28} {_share(told['recall']):28}" for name, told in rows
    ]
    lines.append(
        f"{answers} was overwritten and removed."
        if found.removed
        else f"{answers} COULD NOT BE REMOVED, and holds names: delete it."
    )
    lines += [f"Also given out, with names, and still there: {path}" for path in found.left]
    _done("\n".join(lines), as_json, quality=said, removed=found.removed, left=found.left)


def _share(told: dict[str, Any]) -> str:
    if told["value"] is None:
        return "unknown"
    return f"{told['value']:.4f} ({told['low']:.4f} to {told['high']:.4f})"


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
    for path in gone.sheets:
        words += f"\nThe person may stand in a sheet that was given to clerks: {path}. Delete it."
    _done(words, as_json, rows=gone.rows, linked=gone.linked, sheets=gone.sheets)


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
        erased = one.kept.erased_at
        kept = f"erased {erased:%Y-%m-%d}, its time was over" if erased else f"kept until {one.kept.until}"
        _say(
            f"  {one.country}/{one.organisation:24} {one.register:20} {one.rows:>12,} rows, {one.files} files,"
            f" last {one.taken_at:%Y-%m-%d}{', linked' if one.linked else ''}{compiled}, {kept}"
            + (" (SOON)" if one.kept.soon else "")
        )
    _done(f"{len(found)} registers.", as_json, registers=[asdict(one) for one in found])
