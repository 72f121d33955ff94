"""The quality of a register and of what was compiled from it, published beside the figures."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from serai.engine.model.definition import ORPHANS
from serai.engine.model.limits import Limits
from serai.engine.publish.crossings import Crossings, Order, machine
from serai.engine.publish.migrants import Compiled, compile_migrations
from serai.engine.publish.work import Said, room_on_disk

BASE = "drop"
"""The policy for orphans that the others are held against."""


@dataclass(frozen=True)
class Quality:
    """What is known of the quality of a compilation.

    ``shares`` has for each indicator (part, whole); ``myers`` is the index of heaped ages, None if nobody has
    one; ``net`` the least and the most net migration over all policies, by year.
    """

    shares: dict[str, tuple[int, int]]
    myers: float | None
    net: dict[int, tuple[int, int]]
    files: dict[str, Path]


def measure_quality(
    crossings: Crossings,
    out: Path,
    order: Order,
    *,
    limits: Limits,
    permits: pa.Table | None = None,
    skip_bad: bool = False,
    said: Said = lambda step, fraction: None,
) -> Quality:
    """Compile under every policy for orphans and write ``indicators``, ``net_by_policy``, ``posts`` and
    ``quality.json`` into the folder ``out``.

    Shape:   as ``compute.quality`` says.
    Raises:  as ``migrants.compile_migrations``.
    """
    made: dict[str, Compiled] = {}
    with room_on_disk(out):
        folder = out / ".policies"
        try:
            for at, policy in enumerate(ORPHANS):
                made[policy] = compile_migrations(
                    crossings,
                    folder / policy,
                    replace(order, orphans=policy),
                    limits=limits,
                    permits=permits,
                    skip_bad=skip_bad,
                    said=_part_of(said, at, len(ORPHANS) + 1),
                )
            quality = _measured(crossings, made, folder, limits)
            for name, path in quality.files.items():
                quality.files[name] = Path(shutil.move(path, out / path.name))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        told = asdict(quality)
        told["files"] = {name: path.name for name, path in quality.files.items()}
        (out / "quality.json").write_text(json.dumps(told, indent=1) + "\n")
    said("done", 1.0)
    return quality


def _part_of(said: Said, at: int, of: int) -> Callable[[str, float], None]:
    def part(step: str, fraction: float) -> None:
        said(step, (at + fraction) / of)

    return part


def _measured(crossings: Crossings, made: dict[str, Compiled], folder: Path, limits: Limits) -> Quality:
    import ibis

    from serai.engine.compute import quality

    base = made[BASE]
    with machine(
        memory=f"{limits.bytes * 2 // 5}B", threads=limits.cores, spill=folder / "spill"
    ) as connection:
        rows = crossings.view(connection)
        engine = ibis.duckdb.from_connection(connection)
        connection.execute(f"create view orphans as from '{_quoted(base.files['orphans'])}'")
        moves = " union all ".join(
            f"select '{policy}' as policy, * from '{_quoted(one.files['migrations'])}'"
            for policy, one in made.items()
        )
        connection.execute(f"create view moves as {moves}")
        indicators = ibis.union(
            quality.register_indicators(rows, base.first, base.last),
            quality.orphan_indicators(engine.table("orphans")),
        )
        tables = {
            "indicators": indicators.order_by(["indicator", "post", "month"]),
            "net_by_policy": quality.net_by_policy(engine.table("moves")),
            "posts": quality.posts_that_matter(engine.table("moves"), engine.table("orphans"), BASE),
        }
        files = {}
        for name, expression in tables.items():
            files[name] = folder / f"{name}.parquet"
            pq.write_table(expression.to_pyarrow(), files[name], compression="zstd")
        ages = quality.ages_at_first_crossing(rows).to_pyarrow().to_pylist()
        shares = _shares(connection, files["indicators"], base, made)
    people: dict[int, int] = {}
    for one in ages:
        people[one["age"]] = people.get(one["age"], 0) + one["people"]
    heaped = sum(one["people"] for one in ages if one["birth_year"] % 5 == 0)
    shares["heaped_births"] = (heaped, sum(one["people"] for one in ages))
    net: dict[int, dict[str, int]] = {}
    for row in pq.read_table(files["net_by_policy"]).to_pylist():
        net.setdefault(row["year"], dict.fromkeys(made, 0))[row["policy"]] = row["net"]
    return Quality(
        shares,
        quality.myers_index(people),
        {year: (min(by.values()), max(by.values())) for year, by in net.items()},
        files,
    )


def _shares(
    connection: duckdb.DuckDBPyConnection, indicators: Path, base: Compiled, made: dict[str, Compiled]
) -> dict[str, tuple[int, int]]:
    """Each indicator over all posts and months, and those that have neither."""
    found = connection.execute(
        f"select indicator, sum(part)::bigint, sum(whole)::bigint from '{_quoted(indicators)}' group by 1 order by 1"
    ).fetchall()
    shares: dict[str, tuple[int, int]] = {name: (part, whole) for name, part, whole in found}
    counts = base.counts
    followed = counts["days_inside"] + counts["days_outside"] + counts["days_unknown"]
    shares["unestablished"] = counts["unestablished"], counts["persons"]
    shares["days_unknown"] = made["unknown"].counts["days_unknown"], followed
    shares["days_added"] = made["midpoint"].counts["days_added"], followed
    moves = connection.execute(
        "select count(*) filter (warm_up), count(*) filter (status = 'provisional'), count(*) from moves"
        f" where policy = '{BASE}'"
    ).fetchone() or (0, 0, 0)
    shares["warm_up"], shares["provisional"] = (moves[0], moves[2]), (moves[1], moves[2])
    return shares


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def quality_in_words(quality: Quality, words: dict[str, str]) -> list[str]:
    """The indicators as lines for a person, the least reliable first."""
    ranked: list[tuple[str, Any]] = sorted(
        ((name, share) for name, share in quality.shares.items() if name != "open_days" and share[1]),
        key=lambda one: -one[1][0] / one[1][1],
    )
    return [f"{part / whole:7.2%}  {words[name]} ({part:,} of {whole:,})" for name, (part, whole) in ranked]
