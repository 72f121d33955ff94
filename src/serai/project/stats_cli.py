"""``serai stats``: the statistics engine from the command line. Nothing here imports Django."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from serai.kernel.errors import SeraiError

if TYPE_CHECKING:
    from serai.engine.model.receipt import Receipt
    from serai.engine.store import Store

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

Home = Annotated[Path | None, typer.Option("--home", help="Data folder; else SERAI_HOME, else .serai.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")]


@contextmanager
def _store(home: Path | None) -> Iterator[Store]:
    """The store of the data folder, with its database up for the length of a block."""
    from serai.engine.store import Store
    from serai.project import postgres

    folder = home or Path(os.environ.get("SERAI_HOME", ".serai"))
    with postgres.running(folder) as database:
        store = Store.open(folder, database.url)
        try:
            yield store
        finally:
            store.close()


def _print(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


@contextmanager
def _plain_errors() -> Iterator[None]:
    """What went wrong in one sentence on standard error, and the exit code of its kind."""
    try:
        yield
    except SeraiError as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(error.exit_code) from None


def _bar() -> Callable[[str, float], None]:
    def show(step: str, fraction: float) -> None:
        sys.stderr.write(f"{round(fraction * 100):3d} %  {step}\n")

    return show


@app.command()
def load(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, XLSX, XLS or Parquet.")],
    mapping: Annotated[str, typer.Option("--map", help="Name of a shipped mapping, or a YAML file.")],
    dataset: Annotated[str | None, typer.Option(help="Dataset to load into; else the mapping's own.")] = None,
    home: Home = None,
    as_json: Json = False,
    progress: Annotated[bool, typer.Option("--progress", help="Say how far it is.")] = False,
) -> None:
    """Load one file and print its receipt: rows in = accepted + rejected by reason + duplicates."""
    with _plain_errors():
        from serai.engine import api

        with _store(home) as store:
            limits = api.Limits(memory=os.environ.get("SERAI_MEMORY", "1GB"))
            receipt = api.load(
                store, file, mapping, dataset=dataset, progress=_bar() if progress else None, limits=limits
            )
        if as_json:
            _print({"name": receipt.dataset, **receipt.as_dict()})  # the words of the demonstration's summary
        else:
            _tell(receipt)


@app.command()
def datasets(home: Home = None, as_json: Json = False) -> None:
    """The datasets, with the rows they hold now."""
    with _plain_errors(), _store(home) as store:
        found = store.datasets()
    if as_json:
        _print([asdict(d) for d in found])
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
    with _plain_errors(), _store(home) as store:
        found = store.receipts(dataset)
    if as_json:
        _print([r.as_dict() for r in found])
        return
    for receipt in found:
        _tell(receipt)


@app.command()
def mappings(as_json: Json = False) -> None:
    """The mappings that come with Serai."""
    with _plain_errors():
        from serai.engine.ingest.mappings import mappings as shipped

        found = shipped()
    if as_json:
        _print([asdict(m) for m in found])
        return
    for info in found:
        sys.stdout.write(
            f"{info.name:36} {info.title} ({info.source}{', ' + info.licence if info.licence else ''})\n"
        )


@app.command(name="compile")
def compile_(
    crossings: Annotated[
        list[Path], typer.Argument(help="Parquet files of crossings, read as one in this order.")
    ],
    country: Annotated[str, typer.Option(help="The state whose borders these are, in three letters.")],
    out: Annotated[Path, typer.Option(help="Folder to write into.")],
    definition: Annotated[str, typer.Option(help="Who counts as a resident.")] = "12/16",
    orphans: Annotated[
        str, typer.Option(help="What to do about a crossing whose other half is missing.")
    ] = "drop",
    permits: Annotated[Path | None, typer.Option(help="Parquet file of residence permits.")] = None,
    observed_until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Last day observed; else that of the crossings."),
    ] = None,
    observed_from: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="First day observed; else that of the crossings."),
    ] = None,
    memory: Annotated[str, typer.Option(help="Memory to keep to; the rest goes to the disk.")] = "",
    engine: Annotated[
        str,
        typer.Option(
            help="duckdb: this machine alone. spark: a cluster, with the extra 'spark' and Java 17."
        ),
    ] = "duckdb",
    master: Annotated[
        str, typer.Option(help="Address of the cluster, such as spark://host:7077, yarn or local[2].")
    ] = "local[*]",
    skip_bad: Annotated[
        bool,
        typer.Option("--skip-bad", help="Leave out rows that cannot be used; refused.parquet lists them."),
    ] = False,
    as_json: Json = False,
    progress: Annotated[bool, typer.Option("--progress", help="Say how far it is.")] = False,
) -> None:
    """Who migrated: from border crossings to migrations, flows with bounds, and unmatched crossings."""
    with _plain_errors():
        from serai.engine import api

        made = api.compile_crossings(
            crossings,
            out,
            by=definition,
            country=country,
            orphans=orphans,
            permits=permits,
            observed_from=observed_from.date() if observed_from else None,
            observed_until=observed_until.date() if observed_until else None,
            limits=api.Limits(memory=memory or os.environ.get("SERAI_MEMORY", "1GB")),
            skip_bad=skip_bad,
            engine=engine,
            master=master,
            progress=_bar() if progress else None,
        )
    if as_json:
        files = {name: str(path) for name, path in made.files.items()}
        _print({**asdict(made), "files": files, "first": str(made.first), "last": str(made.last)})
        return
    sys.stdout.write(f"Observed from {made.first} to {made.last}, both inclusive.\n")
    counted = [*made.counts.items(), *((f"refused: {name}", count) for name, count in made.refused.items())]
    for word, count in counted:
        sys.stdout.write(f"  {word.replace('_', ' '):34} {count:>18,}\n")
    for name, path in made.files.items():
        sys.stdout.write(f"  {path}: {made.rows[name]:,} rows\n")


@app.command()
def link(
    files: Annotated[list[Path], typer.Argument(help="Registers of people: CSV, TSV, XLSX, XLS or Parquet.")],
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
    with _plain_errors():
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
            progress=_bar() if progress else None,
        )
    _tell_linkage(quality, out, as_json)


@app.command()
def judge(
    answers: Annotated[Path, typer.Argument(help="The clerical_sheet.csv of a linkage, filled in.")],
    out: Annotated[Path, typer.Option(help="The folder of the linkage.")],
    as_json: Json = False,
) -> None:
    """Precision and recall of a linkage, from clerks' answers to its sample."""
    with _plain_errors():
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
        _print(quality)
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


@app.command()
def quality(
    crossings: Annotated[
        list[Path], typer.Argument(help="Parquet files of crossings, read as one in this order.")
    ],
    country: Annotated[str, typer.Option(help="The state whose borders these are, in three letters.")],
    out: Annotated[Path, typer.Option(help="Folder to write into.")],
    definition: Annotated[str, typer.Option(help="Who counts as a resident.")] = "12/16",
    permits: Annotated[Path | None, typer.Option(help="Parquet file of residence permits.")] = None,
    observed_until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Last day observed; else that of the crossings."),
    ] = None,
    memory: Annotated[str, typer.Option(help="Memory to keep to; the rest goes to the disk.")] = "",
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Leave out rows that cannot be used.")] = False,
    as_json: Json = False,
    progress: Annotated[bool, typer.Option("--progress", help="Say how far it is.")] = False,
) -> None:
    """How far figures from border crossings hold: indicators by post and month, and what moves the figure."""
    with _plain_errors():
        from serai.engine import api
        from serai.engine.compute.quality import IN_WORDS
        from serai.engine.publish.quality import quality_in_words

        found = api.assess_quality(
            crossings,
            out,
            by=definition,
            country=country,
            permits=permits,
            observed_until=observed_until.date() if observed_until else None,
            limits=api.Limits(memory=memory or os.environ.get("SERAI_MEMORY", "1GB")),
            skip_bad=skip_bad,
            progress=_bar() if progress else None,
        )
    if as_json:
        _print({**asdict(found), "files": {name: str(path) for name, path in found.files.items()}})
        return
    lines = quality_in_words(found, IN_WORDS)
    if found.myers is not None:
        lines.append(
            f"{found.myers:7.2f}   Myers' index of heaped ages (0 none, 90 all ages end in one digit)"
        )
    for year, (least, most) in sorted(found.net.items()):
        lines.append(
            f"net migration {year}: {least:,} to {most:,}, by what is done about unmatched crossings"
        )
    lines += [str(path) for path in found.files.values()]
    sys.stdout.write("\n".join(lines) + "\n")


def _tell(receipt: Receipt) -> None:
    """A receipt in words."""
    lines: list[str] = [
        f"{receipt.file_name} -> {receipt.dataset} ({receipt.loaded_at}, import {receipt.import_id[:12]})"
    ]
    if receipt.already_loaded:
        lines.append("  already loaded; nothing was changed")
    if receipt.synthetic:
        lines.append("  synthetic: made-up data, no country's figures")
    table: list[tuple[str, Any]] = [("rows in", receipt.rows_in), ("accepted", receipt.accepted)]
    table += [(f"rejected: {reason}", count) for reason, count in receipt.rejected.items()]
    table.append(("duplicates", receipt.duplicates))
    table += [(f"marked {mark!r}" if mark else "blank", count) for mark, count in receipt.missing.items()]
    table += [(f"sum of {measure}", total) for measure, total in receipt.sums.items()]
    lines += [f"  {name:34} {value:>18,}" for name, value in table]
    for refusal in receipt.examples[:5]:
        place = f"sheet {refusal.sheet}, " if refusal.sheet else ""
        value = "" if refusal.value is None else f" {refusal.value!r}"
        lines.append(
            f"  {place}row {refusal.row}, {refusal.field or 'whole row'}{value}: {refusal.reason}. {refusal.advice}"
        )
    lines += [f"  note: {note}" for note in receipt.notes]
    sys.stdout.write("\n".join(lines) + "\n")
