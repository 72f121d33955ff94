"""``serai stats``: the statistics engine from the command line. Nothing here imports Django."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from serai.kernel.errors import SeraiError

if TYPE_CHECKING:
    from serai.engine.model.dataset import Revised
    from serai.engine.model.receipt import Receipt
    from serai.engine.store import Store

TOLD = 20
"""So many refused rows are told one by one."""

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

Home = Annotated[Path | None, typer.Option("--home", help="Data folder; else SERAI_HOME, else .serai.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")]


def _folder(home: Path | None) -> Path:
    return home or Path(os.environ.get("SERAI_HOME", ".serai"))


@contextmanager
def opened(home: Path | None) -> Iterator[Store]:
    """The store of the data folder, with its database up for the length of a block."""
    from serai.engine.store import Store
    from serai.project import postgres

    folder = _folder(home)
    with postgres.running(folder) as database:
        store = Store.open(folder, database.url)
        try:
            yield store
        finally:
            store.close()


def print_json(value: object) -> None:
    """A value as one line of JSON."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


@contextmanager
def plain_errors() -> Iterator[None]:
    """What went wrong in one sentence on standard error, and the exit code of its kind."""
    try:
        yield
    except SeraiError as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(error.exit_code) from None
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        sys.stderr.write(
            f"{error.strerror or error}{place}. Check the path, and who may read and write there.\n"
        )
        raise typer.Exit(SeraiError.exit_code) from None


def bar() -> Callable[[str, float], None]:
    """A line on standard error for each step and what is done."""

    def show(step: str, fraction: float) -> None:
        sys.stderr.write(f"{round(fraction * 100):3d} %  {step}\n")

    return show


@app.command()
def load(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, XLSX, XLS, Parquet, SPSS or Stata.")],
    mapping: Annotated[
        str, typer.Option("--map", "--mapping", help="Name of a shipped mapping, or a YAML file.")
    ],
    dataset: Annotated[str | None, typer.Option(help="Dataset to load into; else the mapping's own.")] = None,
    vintage: Annotated[
        str, typer.Option(help="The owner's name of the edition; else what mapping and file name say.")
    ] = "",
    home: Home = None,
    as_json: Json = False,
    progress: Annotated[bool, typer.Option("--progress", help="Say how far it is.")] = False,
) -> None:
    """Load one file and print its receipt: rows in = accepted + rejected by reason + duplicates.

    Then which cells it revised: those that were there and have another value now, or had one and went away.
    """
    with plain_errors():
        from serai.engine import api

        with opened(home) as store:
            limits = api.Limits(memory=os.environ.get("SERAI_MEMORY", "1GB"))
            receipt = api.load(
                store,
                file,
                mapping,
                dataset=dataset,
                progress=bar() if progress else None,
                vintage=vintage,
                limits=limits,
            )
            revised = api.revised(store, receipt, limits)
        if as_json:
            # "name" is the word of the demonstration's summary
            print_json({"name": receipt.dataset, **receipt.as_dict(), **_cells(revised)})
        else:
            _tell(receipt, _folder(home))
            _tell_revised(revised)


@app.command()
def datasets(home: Home = None, as_json: Json = False) -> None:
    """The datasets, with the rows they hold now."""
    with plain_errors(), opened(home) as store:
        found = store.datasets()
    if as_json:
        print_json([asdict(d) for d in found])
        return
    for info in found:
        sys.stdout.write(f"{info.name:32} {info.rows:>12,} rows, {len(info.imports)} imports\n")


@app.command()
def receipts(
    dataset: Annotated[str | None, typer.Argument(help="Only of this dataset.")] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """The receipts of all imports, oldest first."""
    with plain_errors(), opened(home) as store:
        found = store.receipts(dataset)
    if as_json:
        print_json([r.as_dict() for r in found])
        return
    for receipt in found:
        _tell(receipt, _folder(home))


@app.command()
def publish(
    dataset: Annotated[
        str, typer.Argument(help="A dataset of monthly sheets, such as crossings_monthly_qrv.")
    ],
    country: Annotated[
        str, typer.Option("--country", help="Three letters of the state whose sheets they are.")
    ],
    place: Annotated[
        str, typer.Option("--place", help="What figures are summed over: post or governorate.")
    ] = "post",
    threshold: Annotated[int, typer.Option("--threshold", min=3, max=50, help="Smallest count shown.")] = 5,
    audience: Annotated[str, typer.Option("--audience", help="partnership or public.")] = "partnership",
    reason: Annotated[str, typer.Option("--reason", help="Why it revises what was published.")] = "",
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Publish monthly sheets as a protected table. The site shows it from its next start or registration on."""
    from serai.engine import api
    from serai.engine.errors import EngineError

    with plain_errors():
        if place not in api.TABLES or audience not in ("partnership", "public"):
            raise EngineError(
                f"There is no {'audience ' + audience if place in api.TABLES else 'table of ' + place}",
                advice=f"Places: {', '.join(api.TABLES)}; audiences: partnership, public.",
            )
        if not (len(country) == 3 and country.isascii() and country.isupper()):
            raise EngineError(f"{country!r} is no state", advice="Write three capital letters, such as QRV.")
        shown = () if audience == "public" else (("audience", audience),)
        table = api.SheetTable(dataset, place, country, threshold, shown)
        with opened(home) as store:
            before = store.releases(table.dataflow.id)
            if before and before[-1].passport["inputs"][0]["dataset"] != dataset:
                raise EngineError(
                    f"{table.dataflow.id} is published from {before[-1].passport['inputs'][0]['dataset']}",
                    advice="A table has one source: publish that dataset.",
                )
            release = api.publish_sheets(store, table, reason=reason)
            if before and release.revision > before[-1].revision and not reason:
                sys.stderr.write("A new revision without a reason: readers are not told why.\n")
    passport = release.passport
    counts = {name: passport[name] for name in ("cells_published", "cells_suppressed")}
    if as_json:
        told = {"dataflow": release.dataflow, "revision": release.revision, "folder": str(release.folder)}
        print_json(told | counts)
        return
    sys.stdout.write(
        f"{release.dataflow} revision {release.revision}: {counts['cells_published']} figures shown, "
        f"{counts['cells_suppressed']} withheld, in {release.folder}\n"
    )


@app.command()
def mappings(as_json: Json = False) -> None:
    """The mappings that come with Serai."""
    with plain_errors():
        from serai.engine.ingest.mappings import mappings as shipped

        found = shipped()
    if as_json:
        print_json([asdict(m) for m in found])
        return
    for info in found:
        sys.stdout.write(
            f"{info.name:36} {info.title} ({info.source}{', ' + info.licence if info.licence else ''})\n"
        )


@app.command()
def link(
    files: Annotated[
        list[Path], typer.Argument(help="Registers of people: CSV, TSV, XLSX, XLS, Parquet, SPSS or Stata.")
    ],
    out: Annotated[Path, typer.Option(help="Folder to write into; what is written holds personal data.")],
    mapping: Annotated[
        str, typer.Option("--map", help="Mapping that finds the columns.")
    ] = "register_people",
    model: Annotated[
        Path | None, typer.Option(help="model.json of an earlier linkage; else parameters are learned.")
    ] = None,
    threshold: Annotated[float, typer.Option(help="Probability from which two records are linked.")] = 0.9,
    across_only: Annotated[
        bool, typer.Option("--across-only", help="Score only pairs of records of two registers.")
    ] = False,
    key: Annotated[
        Path | None,
        typer.Option(help="File with 32 random bytes or more: persons are pseudonyms under this key."),
    ] = None,
    sample: Annotated[int, typer.Option(min=1, help="Pairs in the sheet for clerks.")] = 400,
    memory: Annotated[str, typer.Option(help="Memory to keep to; the rest goes to the disk.")] = "",
    as_json: Json = False,
    progress: Annotated[bool, typer.Option("--progress", help="Say how far it is.")] = False,
) -> None:
    """Which records are of one person, within registers and across them."""
    with plain_errors():
        from serai.engine import api

        quality = api.link_registers(
            files,
            out,
            mapping=mapping,
            model=model,
            threshold=threshold,
            within=not across_only,
            key=api.PseudonymKey(_bytes(key)) if key else None,
            sample=sample,
            limits=api.Limits(memory=memory or os.environ.get("SERAI_MEMORY", "1GB")),
            progress=bar() if progress else None,
        )
    _tell_linkage(quality, out, as_json)


@app.command()
def judge(
    answers: Annotated[Path, typer.Argument(help="The clerical_sheet.csv of a linkage, filled in.")],
    out: Annotated[Path, typer.Option(help="The folder of the linkage.")],
    as_json: Json = False,
) -> None:
    """Precision and recall of a linkage, from clerks' answers to its sample."""
    with plain_errors():
        from serai.engine import api

        quality = api.judge_linkage(out, answers)
    _tell_linkage(quality, out, as_json)


def _bytes(path: Path) -> bytes:
    from serai.engine import api

    try:
        return path.read_bytes()
    except OSError:
        raise api.FileUnreadable(
            "The key cannot be read", where=str(path), advice="Check the path."
        ) from None


def _tell_linkage(quality: dict[str, Any], out: Path, as_json: bool) -> None:
    if as_json:
        print_json(quality)
        return
    links = quality["links"]
    counted = [("records", quality["records"]), ("persons", quality["persons"])]
    counted += [(f"certain links: {rule}", count) for rule, count in links["certain"].items()]
    counted += [("scored links", links["scored"]), ("links through others", links["through_other_records"])]
    counted += [("records that cannot be linked", quality["unlinkable"]["records"])]
    lines = [f"  {name:34} {value:>18,}" for name, value in counted]
    for measure in ("precision", "recall") if "clerical" in quality else ():
        told = quality["clerical"][measure]
        value = "unknown" if told["value"] is None else f"{told['value']:.4f}"
        lines.append(f"  {measure:34} {value:>18}  between {told['low']:.4f} and {told['high']:.4f}")
    lines.append(f"  in {out}")
    sys.stdout.write("\n".join(lines) + "\n")


def _cells(revised: Revised | None) -> dict[str, Any]:
    """What became of the cells; nothing is known of it where rows are no cells."""
    if revised is None:
        return dict.fromkeys(("revised", "changed", "added", "removed", "same"))
    cells = [{"key": key, "old": old, "new": new} for key, old, new in revised.cells]
    counts = {name: getattr(revised, name) for name in ("changed", "added", "removed", "same")}
    return {"revised": cells, **counts}


def _tell_revised(revised: Revised | None) -> None:
    """How many cells were revised and the first of them."""
    if revised is None:
        return
    counts = [(name, getattr(revised, name)) for name in ("changed", "added", "removed", "same")]
    lines = [f"  {f'cells {name}':60} {count:>18,}" for name, count in counts]
    for key, old, new in revised.cells[:TOLD]:
        lines.append(f"  {key}: {_value(old)} -> {_value(new)}")
    if (more := len(revised.cells) - TOLD) > 0:
        lines.append(f"  and {more:,} more; --json tells all")
    sys.stdout.write("\n".join(lines) + "\n")


def _value(value: float | None) -> str:
    return "no value" if value is None else f"{value:,}"


def _tell(receipt: Receipt, home: Path) -> None:
    """A receipt in words; the refused rows that are not told lie in the data folder."""
    from serai.engine.checks.reasons import in_words

    vintage = f", {receipt.vintage}" if receipt.vintage else ""
    made = f"({receipt.loaded_at}, import {receipt.import_id[:12]})"
    lines: list[str] = [f"{receipt.file_name} -> {receipt.dataset}{vintage} {made}"]
    if receipt.already_loaded:
        lines.append("  already loaded; nothing was changed")
    if receipt.synthetic:
        lines.append("  synthetic: made-up data, no country's figures")
    table: list[tuple[str, Any]] = [("rows in", receipt.rows_in), ("accepted", receipt.accepted)]
    table += [(f"refused: {in_words(reason)}", count) for reason, count in receipt.rejected.items()]
    table.append(("duplicates", receipt.duplicates))
    table += [(f"marked {mark!r}" if mark else "blank", count) for mark, count in receipt.missing.items()]
    table += [(f"sum of {measure}", total) for measure, total in receipt.sums.items()]
    lines += [f"  {name:60} {value:>18,}" for name, value in table]
    for refusal in receipt.examples[:TOLD]:
        place = f"sheet {refusal.sheet}, " if refusal.sheet else ""
        value = "" if refusal.value is None else f" {refusal.value!r}"
        lines.append(
            f"  {place}row {refusal.row}, {refusal.field or 'whole row'}{value}:"
            f" {in_words(refusal.reason)}. {refusal.advice}"
        )
    if (more := sum(receipt.rejected.values()) - TOLD) > 0:
        lines.append(f"  and {more:,} more, in {home / 'rejected' / receipt.import_id}.parquet")
    lines += [f"  note: {note}" for note in receipt.notes]
    sys.stdout.write("\n".join(lines) + "\n")
