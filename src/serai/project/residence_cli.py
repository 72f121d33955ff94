"""``serai stats compile`` and what belongs to it: quality, bridges, revisions, balance. Nothing here imports Django."""

from __future__ import annotations

import calendar
import os
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from serai.project.stats_cli import Json, app, bar, plain_errors, print_json

__all__ = ["app"]
Crossings = Annotated[
    list[Path],
    typer.Argument(help="Parquet files of crossings, or folders of them, read as one in this order."),
]
Country = Annotated[str, typer.Option(help="The state whose borders these are, in three letters.")]
Out = Annotated[Path, typer.Option(help="Folder to write into.")]
By = Annotated[str, typer.Option(help="Who counts as a resident: 12/16, un1998, un2021-12m, un2021-6m1, 3m.")]
Orphans = Annotated[
    str,
    typer.Option(
        help="What to do about a crossing whose other half is missing: drop, midpoint, permit-expiry, unknown."
    ),
]
Permits = Annotated[
    Path | None,
    typer.Option(help="Parquet file of residence permits: person_id, valid_until, valid_from if known."),
]
Deaths = Annotated[
    Path | None,
    typer.Option(help="Parquet file of deaths: person_id, died_on. Nobody emigrates by dying."),
]
Until = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Last day observed; else that of the crossings."),
]
From = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="First day observed; else that of the crossings."),
]
Memory = Annotated[str, typer.Option(help="Memory to keep to; the rest goes to the disk.")]
SkipBad = Annotated[
    bool,
    typer.Option("--skip-bad", help="Leave out rows that cannot be used; refused.parquet lists them."),
]
Progress = Annotated[bool, typer.Option("--progress", help="Say how far it is.")]

TOLD_MONTHS = 24
"""After so many months figures no longer change; the file has them all."""
COUNTS = {
    "persons": "persons",
    "crossings": "crossings in the days observed",
    "outside": "crossings on other days, left out",
    "orphans": "crossings whose other half is missing",
    "added": "crossings put in for them",
    "days_inside": "person-days inside",
    "days_outside": "person-days outside",
    "days_unknown": "person-days unknown",
    "days_added": "person-days that rest on what was put in",
    "unestablished": "persons of unknown earlier residence",
    "after_death": "crossings after a death, left out",
    "deaths_unmatched": "deaths of persons without a crossing",
    "permits_unmatched": "permits of persons without a crossing",
}


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _limits(memory: str) -> Any:
    from serai.engine import api

    return api.Limits(memory=memory or os.environ.get("SERAI_MEMORY", "1GB"))


def _table(heads: list[str], rows: Iterable[Iterable[object]]) -> str:
    """Rows as lines of columns, numbers with their thousands apart."""
    written = [heads, *([_cell(value) for value in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*written, strict=True)]
    lines = ("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in written)
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    match value:
        case None:
            return "unknown"
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case float():
            return f"{value:,.2f}"
        case _:
            return str(value)


@app.command(name="compile")
def compile_(
    crossings: Crossings,
    country: Country,
    out: Out,
    definition: By = "12/16",
    orphans: Orphans = "drop",
    permits: Permits = None,
    deaths: Deaths = None,
    observed_until: Until = None,
    observed_from: From = None,
    memory: Memory = "",
    engine: Annotated[
        str,
        typer.Option(
            help="duckdb: this machine alone. spark: a cluster, with the extra 'spark' and Java 17."
        ),
    ] = "duckdb",
    master: Annotated[
        str, typer.Option(help="Address of the cluster, such as spark://host:7077, yarn or local[2].")
    ] = "local[*]",
    skip_bad: SkipBad = False,
    as_json: Json = False,
    progress: Progress = False,
) -> None:
    """Who migrated: from border crossings to migrations, flows with bounds, and unmatched crossings.

    Columns read: person_id; crossed_on (a date) or crossed_at (a moment by
    the clock of the post; one with a time zone counts by the day of
    Greenwich); direction (IN, OUT); post; citizenship (three letters); sex;
    birth_year.

    Written as Parquet: migrations (one row each, with date and status); flows
    (persons by month, citizenship, sex and age: low is certain, high
    possible, published low and the expected part of the rest); provisional;
    conditional; unestablished (people of whose earlier residence nobody
    knows); orphans.
    """
    with plain_errors():
        from serai.engine import api

        made = api.compile_crossings(
            crossings,
            out,
            by=definition,
            country=country,
            orphans=orphans,
            permits=permits,
            deaths=deaths,
            observed_from=_day(observed_from),
            observed_until=_day(observed_until),
            limits=_limits(memory),
            skip_bad=skip_bad,
            engine=engine,
            master=master,
            progress=bar() if progress else None,
        )
    if as_json:
        files = {name: str(path) for name, path in made.files.items()}
        print_json({**asdict(made), "files": files, "first": str(made.first), "last": str(made.last)})
        return
    sys.stdout.write(f"Observed from {made.first} to {made.last}, both inclusive.\n")
    counted = [(COUNTS.get(name, name), count) for name, count in made.counts.items()]
    counted += [(f"rows refused: {name}", count) for name, count in made.refused.items()]
    for word, count in counted:
        sys.stdout.write(f"  {word:42} {count:>18,}\n")
    for name, path in made.files.items():
        sys.stdout.write(f"  {path}: {made.rows[name]:,} rows\n")


@app.command()
def quality(
    crossings: Crossings,
    country: Country,
    out: Out,
    definition: By = "12/16",
    permits: Permits = None,
    observed_until: Until = None,
    observed_from: From = None,
    memory: Memory = "",
    skip_bad: SkipBad = False,
    as_json: Json = False,
    progress: Progress = False,
) -> None:
    """How far figures from border crossings hold: indicators by post and month, and what moves the figure.

    Written: indicators; net_by_policy; posts (the border posts whose missing
    crossings move the national figure, most first); quality.json.
    """
    with plain_errors():
        import pyarrow.parquet as pq

        from serai.engine import api
        from serai.engine.compute.quality import IN_WORDS
        from serai.engine.publish.quality import quality_in_words

        found = api.assess_quality(
            crossings,
            out,
            by=definition,
            country=country,
            permits=permits,
            observed_from=_day(observed_from),
            observed_until=_day(observed_until),
            limits=_limits(memory),
            skip_bad=skip_bad,
            progress=bar() if progress else None,
        )
        posts = pq.read_table(found.files["posts"]).slice(0, 10).to_pylist()
    if as_json:
        print_json({**asdict(found), "files": {name: str(path) for name, path in found.files.items()}})
        return
    lines = quality_in_words(found, IN_WORDS)
    if found.myers is not None:
        lines.append(
            f"{found.myers:7.2f}   Myers' index of heaped ages (0 none, 90 all ages end in one digit)"
        )
    for year, (least, most) in sorted(found.net.items()):
        lines.append(
            f"net migration {year}: {least:,} to {most:,} persons, by what is done about unmatched crossings"
        )
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.write("Posts by the migrations that their unmatched crossings move:\n")
    names = ("post", "moved", "orphans", "crossings")
    told = [[row["post"] or "(no post)", *(row[name] for name in names[1:])] for row in posts]
    sys.stdout.write(_table(["post", "migrations moved", "unmatched crossings", "crossings"], told))
    sys.stdout.write("\n".join(map(str, found.files.values())) + "\n")


@app.command()
def bridge(
    crossings: Crossings,
    country: Country,
    out: Out,
    to: Annotated[str, typer.Option(help="The other definition, such as un2021-6m1.")],
    definition: By = "12/16",
    orphans: Orphans = "drop",
    permits: Permits = None,
    observed_until: Until = None,
    observed_from: From = None,
    memory: Memory = "",
    as_json: Json = False,
    progress: Progress = False,
) -> None:
    """From the figure of one definition to that of another, by reason, to the person.

    Written: bridge, every migration that either definition counts, and why
    the other counts it or does not.
    """
    with plain_errors():
        from serai.engine import api
        from serai.engine.compute.bridge import REASONS

        found = api.compare_definitions(
            crossings,
            out,
            here=definition,
            there=to,
            country=country,
            orphans=orphans,
            permits=permits,
            observed_from=_day(observed_from),
            observed_until=_day(observed_until),
            limits=_limits(memory),
            progress=bar() if progress else None,
        )
    if as_json:
        print_json({**asdict(found), "file": str(found.file)})
        return
    for kind in sorted({span.kind for span in found.spans}):
        spans = [span for span in found.spans if span.kind == kind]
        only_here = [span for span in spans if not span.counted_there]
        only_there = [span for span in spans if not span.counted_here]
        figure = sum(span.migrations for span in spans if span.counted_here)
        sys.stdout.write(f"{figure:>12,}  {kind} by {found.here}, migrations decided and no warm-up\n")
        for sign, part in (("-", only_here), ("+", only_there)):
            for span in part:
                sys.stdout.write(f"{sign}{span.migrations:>11,}  {REASONS[span.reason]}\n")
        figure += sum(span.migrations for span in only_there) - sum(span.migrations for span in only_here)
        sys.stdout.write(f"{figure:>12,}  {kind} by {found.there}\n")
    sys.stdout.write(f"{found.file}\n")


@app.command()
def revisions(
    crossings: Crossings,
    country: Country,
    out: Out,
    months: Annotated[int, typer.Option(min=1, help="So many ends of months before the last day.")] = 24,
    definition: By = "12/16",
    orphans: Orphans = "drop",
    permits: Permits = None,
    observed_until: Until = None,
    observed_from: From = None,
    memory: Memory = "",
    as_json: Json = False,
    progress: Progress = False,
) -> None:
    """The revision triangle: figures as they would have been at the end of each of the last months.

    Written: triangle (as_of, month, kind, low, high, published, in persons);
    revisions (how far the published figures of settled months were off, by
    the months that had passed).
    """
    with plain_errors():
        import pyarrow.parquet as pq

        from serai.engine import api

        files = api.compile_triangle(
            crossings,
            out,
            by=definition,
            country=country,
            months=months,
            orphans=orphans,
            permits=permits,
            observed_from=_day(observed_from),
            observed_until=_day(observed_until),
            limits=_limits(memory),
            progress=bar() if progress else None,
        )
        found = pq.read_table(files["revisions"]).to_pylist()
    if as_json:
        print_json({"files": {name: str(path) for name, path in files.items()}, "revisions": found})
        return
    if found:
        sys.stdout.write("What published figures became, less what they were, in persons a month:\n")
        heads = [
            "kind",
            "months since",
            "figures",
            "mean revision",
            "mean absolute",
            "mean of the final figures",
        ]
        sys.stdout.write(_table(heads, (row.values() for row in found if row["months_since"] <= TOLD_MONTHS)))
    else:
        sys.stdout.write("No month is settled yet, so nothing can be said of revisions.\n")
    sys.stdout.write("\n".join(map(str, files.values())) + "\n")


@app.command()
def balance(
    stocks: Annotated[
        Path,
        typer.Argument(
            help="CSV or Parquet: opening, births, deaths, counted, and any of citizenship, sex, age_group."
        ),
    ],
    flows: Annotated[Path, typer.Option(help="flows.parquet of serai stats compile.")],
    first_month: Annotated[datetime, typer.Option(formats=["%Y-%m"], help="First month of the flows.")],
    last_month: Annotated[datetime, typer.Option(formats=["%Y-%m"], help="Last month, inclusive.")],
    out: Out,
    as_json: Json = False,
) -> None:
    """Stocks beside flows: does the population close? P1 = P0 + B - D + I - E, and what is left over.

    All figures are persons. Opening is the population when the first month
    begins, counted that when the last one is over; immigration and emigration
    are the published flows. Written: balance.
    """
    with plain_errors():
        from serai.engine import api

        last = last_month.replace(day=calendar.monthrange(last_month.year, last_month.month)[1])
        made = api.balance_population(stocks, flows, out, first=first_month.date(), last=last.date())
    if as_json:
        print_json({**asdict(made), "file": str(made.file)})
        return
    heads = [*made.groups, "opening", "births", "deaths", "immigration", "emigration", "expected", "counted"]
    told = ([*(line[name] for name in heads), line["residual"], line["share"]] for line in made.lines)
    sys.stdout.write(_table([*heads, "residual", "share of expected"], told))
    sys.stdout.write(f"{made.file}\n")
