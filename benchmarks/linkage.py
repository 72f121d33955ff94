"""How fast registers of invented people are linked, against bare Splink with the same comparisons and blocks.

Splink learns from the same blocks too. Seconds are told by the clock and of all processors together: where other
work shares the machine, the second say more.

Three sides run alternately, each in a process of its own that does one thing and ends: Splink alone (learn,
score, cluster), Serai the same with its certain links, its pairs and its records that cannot be linked, and
Serai with parameters that were learned before. All get the same prepared table; preparing it (names in six
ways of writing, births in two calendars) is timed apart. Before anything is reported the persons of each side
are held against the truth: Serai's may not be worse than Splink's (harmonic mean of precision and recall).

    python benchmarks/linkage.py [--people 100000] [--rounds 3]

400,000 people have about a million records.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from memory import peak

MEMORY = "8GB"
SIDES = ("splink", "serai", "again")


def generate(folder: Path, people: int) -> dict[str, float]:
    """Registers of that many invented people, prepared; with the seconds that preparing took."""
    import pyarrow.parquet as pq

    from serai.engine.compute.linkage import prepare_people
    from serai.testing.invented import invented_registers

    invented = invented_registers(people, seed=20261122)
    started = time.perf_counter()
    table = prepare_people(invented.registers)
    seconds = time.perf_counter() - started
    pq.write_table(table, folder / "people.parquet")
    pq.write_table(invented.truth, folder / "truth.parquet")
    return {"seconds": seconds, "records": table.num_rows}


def splink(folder: Path) -> dict[str, float]:
    """Splink alone, as its tutorial goes: the same settings, learned in the same sessions."""
    import duckdb
    import pyarrow.parquet as pq
    from splink import DuckDBAPI, Linker

    from serai.engine.compute.linkage import default_model
    from serai.engine.compute.linkage.scoring import LEARNED_FROM

    people = pq.read_table(folder / "people.parquet")
    with duckdb.connect(config={"memory_limit": MEMORY}) as connection:
        connection.execute("SET temp_directory = ?", [str(folder / "spill")])
        started, begun = time.perf_counter(), processor()
        connection.register("arrived", people)
        connection.execute("CREATE TABLE people AS FROM arrived")
        settings = {key: value for key, value in default_model(people.num_rows).items() if key != "serai"}
        linker = Linker(DuckDBAPI(connection).register("people"), settings, log_level=None)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
        linker.training.estimate_probability_two_random_records_match(
            ["l.national_id = r.national_id", "l.document = r.document AND l.birth_day = r.birth_day"],
            recall=0.5,
        )
        for block in LEARNED_FROM:
            linker.training.estimate_parameters_using_expectation_maximisation(
                block, estimate_without_term_frequencies=True, max_pairs=1e6
            )
        pairs = linker.inference.predict(threshold_match_probability=0.9)
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, 0.9)
        seconds, used = time.perf_counter() - started, processor() - begun
        connection.execute(
            f"COPY (SELECT unique_id, cluster_id AS person FROM {clusters.physical_name} ORDER BY unique_id) "
            f"TO '{folder / 'splink.parquet'}'"
        )
    return {"seconds": seconds, "processor": used}


def serai(folder: Path, *, again: bool = False) -> dict[str, float]:
    """The whole linkage, learning or with the parameters of the side before."""
    import duckdb
    import pyarrow.parquet as pq

    from serai.engine.compute.linkage import link

    for late in ("inputs", "scoring"):  # what is imported at the first linkage is not timed
        import_module(f"serai.engine.compute.linkage.{late}")

    people = pq.read_table(folder / "people.parquet")
    model: dict[str, Any] | None = json.loads((folder / "model.json").read_text()) if again else None
    with duckdb.connect(config={"memory_limit": MEMORY}) as connection:
        connection.execute("SET temp_directory = ?", [str(folder / "spill")])
        started, begun = time.perf_counter(), processor()
        linked = link(people, connection, model=model)
        seconds, used = time.perf_counter() - started, processor() - begun
    pq.write_table(linked.clusters, folder / f"{'again' if again else 'serai'}.parquet")
    if not again:
        (folder / "model.json").write_text(json.dumps(linked.model))
    return {"seconds": seconds, "processor": used}


def processor() -> float:
    """Seconds of all processors since this process began."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def measured(folder: Path, side: str) -> tuple[float, float]:
    """Precision and recall of the pairs of records that a side takes for one person."""
    import duckdb

    with duckdb.connect() as connection:
        rows = connection.execute(
            f"""
            WITH truth AS (SELECT row_number() OVER () - 1 AS unique_id, person AS really
                           FROM read_parquet('{folder / "truth.parquet"}')),
            joined AS (FROM read_parquet('{folder / f"{side}.parquet"}') JOIN truth USING (unique_id)),
            pairs AS (SELECT n * (n - 1) / 2 AS pairs, what FROM (
                SELECT count(*) AS n, 'found' AS what FROM joined GROUP BY person UNION ALL
                SELECT count(*), 'true' FROM joined GROUP BY really UNION ALL
                SELECT count(*), 'right' FROM joined GROUP BY person, really))
            SELECT what, sum(pairs) FROM pairs GROUP BY what
            """
        ).fetchall()
    sums = {what: float(pairs) for what, pairs in rows}
    return sums["right"] / sums["found"], sums["right"] / sums["true"]


def run(side: str, folder: Path) -> dict[str, float]:
    """Run one side in its own process; gives its seconds and its peak memory."""
    done = subprocess.run([sys.executable, __file__, "--side", side, str(folder)],
                          check=True, capture_output=True, text=True)  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--side", nargs=2)
    given = parser.parse_args()
    if given.side:
        side, folder = given.side[0], Path(given.side[1])
        result = splink(folder) if side == "splink" else serai(folder, again=side == "again")
        result["peak_mb"] = peak()
        sys.stdout.write(json.dumps(result) + "\n")
        return
    sizes, medians = [], []
    with tempfile.TemporaryDirectory(prefix="serai-bench-") as temporary:
        for people in (given.people // 4, given.people // 2, given.people):
            folder = Path(temporary) / str(people)
            folder.mkdir()
            prepared = generate(folder, people)
            runs: dict[str, list[dict[str, float]]] = {side: [] for side in SIDES}
            for _ in range(given.rounds):
                for side in SIDES:
                    runs[side].append(run(side, folder))
            told = {side: measured(folder, side) for side in SIDES}
            quality = {side: 2 * p * r / (p + r) for side, (p, r) in told.items()}
            assert quality["serai"] >= quality["splink"] - 0.005, f"worse than Splink: {told}"
            assert told["again"] == told["serai"], f"the same parameters give other persons: {told}"
            seconds = {side: statistics.median(one["seconds"] for one in runs[side]) for side in SIDES}
            used = {side: statistics.median(one["processor"] for one in runs[side]) for side in SIDES}
            peaks = {side: max(one["peak_mb"] for one in runs[side]) for side in SIDES}
            sizes.append(prepared["records"])
            medians.append(seconds["again"])
            sys.stdout.write(
                f"{prepared['records']:>10,.0f} records, prepared in {prepared['seconds']:.1f} s\n"
            )
            for side, says in zip(
                SIDES, ("Splink, learning", "Serai, learning", "Serai, learned before"), strict=True
            ):
                ratios = [
                    a["seconds"] / b["seconds"] for a, b in zip(runs["splink"], runs[side], strict=True)
                ]
                sys.stdout.write(
                    f"  {says:22} {seconds[side]:7.2f} s, of processors {used[side]:7.2f} s, "
                    f"{statistics.median(ratios):5.2f} times Splink's speed "
                    f"({min(ratios):.2f}-{max(ratios):.2f}), peak {peaks[side]:,.0f} MB, "
                    f"precision {told[side][0]:.4f}, recall {told[side][1]:.4f}\n"
                )
            sys.stdout.flush()
    growth = math.log(medians[-1] / medians[0]) / math.log(sizes[-1] / sizes[0])
    sys.stdout.write(
        f"growth exponent of scoring {growth:.2f}; aim: a million records scored and clustered in 5 s, "
        "learning no slower than Splink\n"
    )


if __name__ == "__main__":
    main()
