"""How fast crossings become migrations by the 12/16 rule, against the rule written by hand as SQL, twice.

The sides run alternately, each in a process of its own that does one thing and ends. The short SQL does less:
it takes crossings that alternate and lie on different days, a citizen's first departure, and writes the proven
changes alone. The whole SQL is the reference of the engine (``compute.residence``): orphans, statuses, warm-ups,
changes that hang on others, people of unknown status. Serai writes what the whole SQL writes and flows with
their bounds. So that all can be held against each other the made-up crossings are such that the short SQL is
right, and before anything is reported every change of one side must be one of the other.

    python benchmarks/compile.py [--rows 10000000] [--rounds 3] [--memory 4GB]
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
from pathlib import Path

from memory import peak

SEED = 20261122
THREADS = 2
SPAN = 4000
SIDES = ("scan", "short", "whole", "serai")
SQL = """
with p as (select max(crossed_on) - date '1970-01-01' + 1 as obs_end from c),
s as (select person_id, crossed_on - date '1970-01-01' as d, direction, citizenship, sex, birth_year, post,
             coalesce(lead(crossed_on - date '1970-01-01') over w, (select obs_end from p))
               - (crossed_on - date '1970-01-01') as len,
             case when direction = 'IN' then 1 else 0 end as is_in
      from c window w as (partition by person_id order by crossed_on)),
f as (select *, sum(len * is_in) over r as in_raw, sum(len * (1 - is_in)) over r as out_raw,
             last_value(d + len) over r as last_end, last_value(is_in) over r as last_in
      from s window r as (partition by person_id order by d range between current row and 486 following)),
g as (select *,
             in_raw  - case when last_in = 1 then greatest(0, last_end - (d + 487)) else 0 end as din,
             out_raw - case when last_in = 0 then greatest(0, last_end - (d + 487)) else 0 end as dout from f),
e as (select *, case when is_in = 1 and din >= 365 then 1 when is_in = 0 and dout >= 365 then 0 end as ev from g),
b as (select *, coalesce(last_value(ev ignore nulls) over (partition by person_id order by d
                           rows between unbounded preceding and 1 preceding),
                         case when first_value(is_in) over (partition by person_id order by d) = 1
                              then 0 else 1 end) as prev from e)
select person_id, date '1970-01-01' + d::int as date,
       case ev when 1 then 'immigration' else 'emigration' end as kind, citizenship, sex, birth_year, post
from b where ev = 1 - prev"""


def generate(path: Path, rows: int) -> None:
    """Crossings in the order of days, 5.8 a person with a heavy tail; visitors and people who move."""
    import duckdb

    people = int(rows / 5.8)
    with duckdb.connect(config={"threads": THREADS}) as con:
        con.execute(f"""
copy (
  with who as (select i as p, hash(i, {SEED}) as h from range({people}) t(i)),
  sized as (
    select p, h, cast(least(150, greatest(1, floor(2.45 / pow((h % 999983 + 1) / 999984.0, 0.62)))) as int) as n
    from who),
  steps as (select p, h, n, unnest(range(n)) as k from sized),
  drawn as (
    select *, hash(p, k // 2, 7) as a, hash(p, k, 9) as b, {SPAN} / ((n + 1) // 2) as gap from steps),
  placed as (
    select p, h, k, cast(floor((k // 2 + (a % 1000) / 2500.0) * gap) as int)
           + case when k % 2 = 0 then 0
                  when h % 3 = 0 then 1 + cast(b % greatest(1, least(30, cast(gap * 0.4 as int))) as int)
                  else 1 + cast(b % greatest(1, cast(gap * 0.5 as int)) as int) end as d
    from drawn)
  select 'P' || lpad(cast(hash(p, 3) % 100000000000 as varchar), 11, '0') || cast(p as varchar) as person_id,
         date '2012-01-01' + d as crossed_on,
         case when (k + h // 8) % 2 = 0 then 'IN' else 'OUT' end as direction,
         'POST-' || (hash(p, k, 5) % 14) as post,
         case when (h // 8) % 2 = 1 then 'QRV' else ['QRX', 'QRY', 'QRZ'][cast(h // 64 % 3 + 1 as int)] end
           as citizenship,
         case when h // 16 % 2 = 0 then 'F' else 'M' end as sex, cast(1940 + h // 32 % 75 as int) as birth_year
  from placed order by d, p
) to '{path}' (format parquet)""")


def scan(file: Path, folder: Path) -> float:
    """Reading all columns and adding up their hashes: the floor."""
    import duckdb

    started = time.perf_counter()
    with duckdb.connect(config={"threads": THREADS}) as con:
        con.execute(f"select sum(hash(c)::hugeint) from '{file}' c").fetchall()
    return time.perf_counter() - started


def by_hand(file: Path, folder: Path) -> float:
    """The SQL, with what memory it wants."""
    import duckdb

    started = time.perf_counter()
    with duckdb.connect(config={"threads": THREADS, "temp_directory": str(folder)}) as con:
        con.execute(f"create view c as from '{file}'")
        con.execute(f"copy ({SQL}) to '{folder / 'by_hand.parquet'}' (format parquet, compression zstd)")
    return time.perf_counter() - started


def whole(file: Path, folder: Path) -> float:
    """The engine's reference in SQL: its four tables, with what memory it wants; shared steps are worked out once."""
    import duckdb

    from serai.engine.compute.residence import SHARED, create_views, residence_steps
    from serai.engine.model.definition import definition

    started = time.perf_counter()
    with duckdb.connect(config={"threads": THREADS, "temp_directory": str(folder)}) as con:
        con.execute(f"create view c as from '{file}'")
        columns = [row[0] for row in con.execute("describe c").fetchall()]
        [(first, last)] = con.execute("select min(crossed_on), max(crossed_on) from c").fetchall()
        steps = residence_steps(
            definition("12/16"), crossings="c", columns=columns, home="QRV", observed_from=first,
            observed_until=last,
        )  # fmt: skip
        create_views(con.execute, steps, kept=SHARED)
        for name in ("migrations", "conditional", "unestablished", "orphans"):
            con.execute(
                f"copy (from {name}) to '{folder / f'whole-{name}.parquet'}' (format parquet, compression zstd)"
            )
    return time.perf_counter() - started


def serai(file: Path, folder: Path, memory: str) -> float:
    """All that ``serai stats compile`` does."""
    from serai.engine import api

    started = time.perf_counter()
    api.compile_crossings([file], folder / "out", country="QRV", limits=api.Limits(memory, THREADS))
    return time.perf_counter() - started


def compare(folder: Path) -> int:
    """All found the same changes; gives how many are proven."""
    import duckdb

    with duckdb.connect(config={"memory_limit": "6GB", "temp_directory": str(folder)}) as con:
        columns = "person_id, date, kind, citizenship, sex, birth_year, post"
        ours = (
            f"select {columns} from '{folder / 'out' / 'migrations.parquet'}' where status <> 'provisional'"
        )
        theirs = f"select {columns} from '{folder / 'by_hand.parquet'}'"
        every = "person_id, date, kind, status, warm_up, citizenship, sex, birth_year, post, crossings"
        all_ours, all_theirs = (
            f"select {every} from '{path}'"
            for path in (folder / "out" / "migrations.parquet", folder / "whole-migrations.parquet")
        )
        sums = [
            con.execute(f"select count(*), sum(hash(t)::hugeint) from ({query}) t").fetchone()
            for query in (ours, theirs, all_ours, all_theirs)
        ]
    assert sums[0] == sums[1], f"the results differ: {sums}"
    assert sums[2] == sums[3], f"the results differ: {sums}"
    assert sums[0] is not None
    assert sums[0][0] > 0
    return int(sums[0][0])


def side(name: str, file: Path, folder: Path, memory: str) -> dict[str, float]:
    """Run one side in its own process; gives its seconds, seconds of the processor, and peak memory."""
    run = subprocess.run([sys.executable, __file__, "--side", name, str(file), str(folder), "--memory", memory],
                         check=True, capture_output=True, text=True)  # fmt: skip
    return dict(json.loads(run.stdout.splitlines()[-1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", default="4GB")
    parser.add_argument("--side", nargs=3)
    given = parser.parse_args()
    if given.side:
        name, file, folder = given.side[0], Path(given.side[1]), Path(given.side[2])
        seconds = (
            serai(file, folder, given.memory)
            if name == "serai"
            else {"scan": scan, "short": by_hand, "whole": whole}[name](file, folder)
        )
        used = resource.getrusage(resource.RUSAGE_SELF)
        told = {"seconds": seconds, "cpu": used.ru_utime + used.ru_stime, "peak_mb": peak()}
        sys.stdout.write(json.dumps(told) + "\n")
        return
    sizes = [given.rows // 4, given.rows // 2, given.rows]
    growth: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory(prefix="serai-bench-") as temporary:
        for rows in sizes:
            folder = Path(temporary, str(rows))
            folder.mkdir()
            file = folder / "crossings.parquet"
            generate(file, rows)
            if rows == sizes[0]:
                side("serai", file, folder, given.memory)  # compiles the kernel, once on a machine
            runs = [
                {name: side(name, file, folder, given.memory) for name in SIDES} for _ in range(given.rounds)
            ]
            found = compare(folder)
            ratios = {
                name: [run[name]["seconds"] / run["serai"]["seconds"] for run in runs] for name in SIDES
            }
            middle = {
                name: {
                    what: statistics.median(run[name][what] for run in runs)
                    for what in ("seconds", "cpu", "peak_mb")
                }
                for name in SIDES
            }
            growth.append((rows, middle["serai"]["cpu"]))
            sys.stdout.write(
                f"{rows:>11,} crossings, {found:,} migrations, results equal: {middle['serai']['seconds']:.2f} s"
                f" (processor {middle['serai']['cpu']:.1f} s), peak {middle['serai']['peak_mb']:,.0f} MB"
                f" ({middle['serai']['peak_mb'] * 2**20 / rows:,.0f} bytes a crossing);"
                f" scan {middle['scan']['seconds']:.2f} s\n"
                + "".join(
                    f"            {statistics.median(ratios[name]):.2f} times the {name} SQL"
                    f" ({min(ratios[name]):.2f}-{max(ratios[name]):.2f}): {middle[name]['seconds']:.2f} s (processor"
                    f" {middle[name]['cpu']:.1f} s), peak {middle[name]['peak_mb']:,.0f} MB\n"
                    for name in ("short", "whole")
                )
            )
            sys.stdout.flush()
            file.unlink()
    exponent = math.log(growth[-1][1] / growth[0][1]) / math.log(growth[-1][0] / growth[0][0])
    sys.stdout.write(
        f"growth of the processor's time {exponent:.2f}; aim: four times the SQL, growth at most 1.10,"
        f" memory under {given.memory}\n"
    )


if __name__ == "__main__":
    main()
