"""How fast a large register becomes a validated snapshot, against DuckDB copying the same file to Parquet.

Both sides run alternately, each in a process of its own that does one thing and ends, so that neither
warms the other and peak memory is its own. Before anything is reported the rows of both are compared.

    python benchmarks/ingest.py [--rows 5000000] [--rounds 3]
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from memory import peak

SEED = 20261122
COLUMNS = "person_id, crossed_at, direction, post, citizenship, sex, birth_year, record, synthetic"


def generate(path: Path, rows: int) -> None:
    """A register of made-up crossings: one row in 50,000 has a fault, one in 20,000 is sent twice."""
    import duckdb

    with duckdb.connect() as con:
        con.execute(f"""
            COPY (
              WITH made AS (
                SELECT CASE WHEN i % 20000 = 19999 THEN i - 1 ELSE i END AS n FROM range({rows}) t(i)
              ), drawn AS (SELECT n, hash(n, {SEED}) AS h FROM made)
              SELECT 'QRV' || lpad(CAST(h % {max(rows // 6, 1)} AS VARCHAR), 9, '0') AS person_id,
                TIMESTAMP '2012-01-01' + to_seconds(CAST((h >> 8) % 378000000 AS BIGINT)) AS crossed_at,
                CASE WHEN n % 50000 = 123 THEN 'SIDE' WHEN (h >> 20) % 2 = 0 THEN 'IN' ELSE 'OUT' END AS direction,
                'POST-' || ((h >> 24) % 14) AS post,
                ['QRX', 'QRY', 'QRZ', 'QRV'][CAST((h >> 30) % 4 + 1 AS BIGINT)] AS citizenship,
                CASE WHEN (h >> 36) % 2 = 0 THEN 'F' ELSE 'M' END AS sex,
                CAST(1940 + (h >> 40) % 75 AS INTEGER) AS birth_year,
                'R' || lpad(CAST(n AS VARCHAR), 9, '0') AS record, true AS synthetic
              FROM drawn ORDER BY n
            ) TO '{path}' (HEADER)""")


def floor(file: Path, folder: Path) -> dict[str, float]:
    """DuckDB alone: CSV to Parquet."""
    import duckdb

    started = time.perf_counter()
    with duckdb.connect() as con:
        con.execute(f"COPY (FROM '{file}') TO '{folder / 'floor.parquet'}'")
    return {"seconds": time.perf_counter() - started}


def serai(file: Path, folder: Path) -> dict[str, float]:
    """The whole way: checked, repeats found, committed with its receipt."""
    from serai.engine import api

    store = api.Store.open(folder / "home", (folder / "catalogue").read_text())
    started = time.perf_counter()
    receipt = api.load(store, file, "crossings")
    seconds = time.perf_counter() - started
    (folder / "files.json").write_text(json.dumps(store.files("crossings")))
    store.close()
    return {
        "seconds": seconds, "accepted": receipt.accepted, "duplicates": receipt.duplicates,
        "rejected": sum(receipt.rejected.values()),
    }  # fmt: skip


def compare(folder: Path, rows: int, done: dict[str, float]) -> None:
    """Every accepted row equals DuckDB's; the rest are the faults and repeats that were put in."""
    import duckdb

    files = json.loads((folder / "files.json").read_text())
    with duckdb.connect(config={"memory_limit": "4GB"}) as con:
        typed = f"SELECT {COLUMNS} FROM read_parquet('{folder / 'floor.parquet'}') WHERE direction IN ('IN', 'OUT')"
        stored = f"SELECT {COLUMNS} FROM read_parquet({files})"
        # as sets: the floor keeps repeats, the store does not; birth years are of another integer width
        sums = [
            con.execute(
                f"SELECT count(*), sum(hash(t::VARCHAR)::HUGEINT) FROM (SELECT DISTINCT * FROM ({q})) t"
            ).fetchone()
            for q in (typed, stored)
        ]
    assert sums[0] == sums[1], f"the results differ: {sums}"
    assert done["accepted"] + done["duplicates"] + done["rejected"] == rows
    assert done["duplicates"] == rows // 20000
    assert done["rejected"] == len(range(123, rows, 50000))


def side(name: str, file: Path, folder: Path) -> dict[str, float]:
    """Run one side in its own process; gives its seconds and its peak memory."""
    run = subprocess.run([sys.executable, __file__, "--side", name, str(file), str(folder)],
                         check=True, capture_output=True, text=True)  # fmt: skip
    return dict(json.loads(run.stdout.splitlines()[-1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--side", nargs=3)
    given = parser.parse_args()
    if given.side:
        name, file, folder = given.side
        result = {"floor": floor, "serai": serai}[name](Path(file), Path(folder))
        result["peak_mb"] = peak()
        sys.stdout.write(json.dumps(result) + "\n")
        return
    from serai.project import postgres

    sizes = [given.rows // 4, given.rows // 2, given.rows]
    medians: list[float] = []
    with tempfile.TemporaryDirectory(prefix="serai-bench-") as temporary:
        root = Path(temporary)
        with postgres.running(root / "database") as database:
            for rows in sizes:
                file = root / f"crossings-{rows}.csv"
                generate(file, rows)
                ratios, peaks, seconds, floors = [], [], [], []
                for turn in range(given.rounds):
                    folder = root / f"{rows}-{turn}"
                    folder.mkdir()
                    (folder / "catalogue").write_text(fresh(database.url, f"bench_{rows}_{turn}"))
                    base, done = side("floor", file, folder), side("serai", file, folder)
                    compare(folder, rows, done)
                    ratios.append(base["seconds"] / done["seconds"])
                    peaks.append(done["peak_mb"])
                    seconds.append(done["seconds"])
                    floors.append(base["seconds"])
                medians.append(statistics.median(seconds))
                sys.stdout.write(
                    f"{rows:>10,} rows, {file.stat().st_size / 1e6:,.0f} MB: ratio {statistics.median(ratios):.2f} "
                    f"({min(ratios):.2f}-{max(ratios):.2f}), "
                    f"{medians[-1]:.2f} s against {statistics.median(floors):.2f} s, "
                    f"peak {max(peaks):,.0f} MB; results equal\n"
                )
                sys.stdout.flush()
                file.unlink()
    growth = math.log(medians[-1] / medians[0]) / math.log(sizes[-1] / sizes[0])
    sys.stdout.write(f"growth exponent {growth:.2f}; aim: ratio at least 0.5, peak under 2,048 MB\n")


def fresh(url: str, name: str) -> str:
    """A database of its own for one run."""
    from sqlalchemy import create_engine, text
    from sqlalchemy.engine import make_url

    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return make_url(url).set(database=name).render_as_string(hide_password=False)


if __name__ == "__main__":
    main()
