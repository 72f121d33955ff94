"""Observations streamed as SDMX against DuckDB's own COPY to CSV, and small questions at a steady pace.

An invented release of each size is written from a formula and registered in a house of its own, which the
command's own server serves. In one run, in turn: DuckDB copies the same columns to a CSV file (the measure of
the run), the engine writes each format into nothing, and a client takes each format over HTTP and throws it
away. Before anything is reported the observations of each answer are counted. Printed are medians, their ratios
to the copy, the time to the first byte, and the most memory that a process of the server has held, which must
not grow with the size. pysdmx writes 100,000 observations, beside the service. Then 10,000 cells are asked for, and
a thousand at 50 requests a second, whether or not the last answer has come: half and 99 of 100 answers came within
so many milliseconds.

The limit of requests for each address is lifted for this server alone (API_LIMIT_ADDRESS). Quote ratios, and
only from a machine that does nothing else: its load before and after is printed.

    .venv/bin/python benchmarks/sdmx.py                                   # a million, and ten million
    .venv/bin/python benchmarks/sdmx.py --sizes 100000 --rounds 1 --seconds 3      # quickly
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from serving import free_port, wait_for

FORMS = {"csv": "2.0.0", "json": "2.1.0", "xml": "3.0.0"}
# what stands once at each observation, and nowhere else: the head of JSON has a space behind its colons
OF_ONE = {"csv": b'\n"dataflow",', "json": b'":[', "xml": b"<Obs "}
CITIZENSHIPS, YEARS, AREAS = 100, 20, 5
PACE = 50
PEER_SIZE = 100_000
"""pysdmx takes as long for each observation of a million, and minutes for all of them."""
SERVE = """
import json, sys
from pathlib import Path
from serai.project import installation
with installation.house() as home:
    from django.conf import settings
    from serai.components.statistics import services
    from serai.engine.model.dataset import ReleaseInfo
    from serai.project import serve
    installation.migrate(settle=True)
    installation.settle()
    class Shelf:
        def receipts(self, dataset=None):
            return []
        def releases(self, dataflow=None):
            found = []
            for file in sorted((home / "releases").glob("*/1/passport.json")):
                told = json.loads(file.read_text())
                found.append(ReleaseInfo(told["dataflow"], 1, told["key"], file.parent, told, 1, told["published_at"]))
            return found
    services.register(Shelf())
    settings.API_LIMIT_ADDRESS = 10**9
    installation.as_web(home)
    serve.serve("127.0.0.1", int(sys.argv[1]))
"""


def main() -> int:
    """Make the house, measure, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--sizes", type=int, nargs="+", default=[1_000_000, 10_000_000])
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=int, default=20, help="how long small questions are asked")
    given = options.parse_args()
    home = Path(tempfile.mkdtemp(prefix="serai-sdmx-"))
    environment = {**os.environ, "SERAI_HOME": str(home), "SERAI_LOG_LEVEL": "ERROR"}
    for name in ("DATABASE_URL", "SERAI_WEB_DATABASE_URL", "SERAI_KEYS"):
        environment.pop(name, None)
    for size in {*given.sizes, PEER_SIZE}:
        _publish(home, size)
    port, log = free_port(), home / "server.log"
    print(f"load {os.getloadavg()[0]:.2f} on {os.cpu_count()} processors")
    with log.open("w") as stream:
        command = [sys.executable, "-c", SERVE, str(port)]
        server = subprocess.Popen(command, env=environment, stdout=stream, stderr=stream)
    try:
        wait_for(server, port, log)
        for size in given.sizes:
            _measure(home, size, port, server.pid, given.rounds)
        _beside_pysdmx(port, PEER_SIZE, given.rounds)
        _ten_thousand(port, given.sizes[0], given.rounds)
        _pace(port, given.sizes[0], given.seconds)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)
        for folder in (home, home.with_name(f"{home.name}-keys")):
            shutil.rmtree(folder, ignore_errors=True)
    print(f"load {os.getloadavg()[0]:.2f}")
    return 0


def _measure(home: Path, size: int, port: int, server: int, rounds: int) -> None:
    taken: dict[str, list[float]] = {}
    first: dict[str, float] = {}
    for _ in range(rounds):
        for name, work in _works(home, size, port, first).items():
            begun = time.perf_counter()
            found = work()
            taken.setdefault(name, []).append(time.perf_counter() - begun)
            assert found == size, f"{name}: {found} observations of {size}"
    floor = statistics.median(taken["DuckDB COPY to CSV"])
    for name, times in taken.items():
        median = statistics.median(times)
        begins = f", first byte {first[name] * 1000:.0f} ms" if name in first else ""
        print(f"{size:>10,} {name:20} {median:7.2f} s  {floor / median:5.2f} of the copy's speed{begins}")
    print(f"{size:>10,} most memory of a process of the server so far {_most_memory(server):.0f} MB")


def _works(home: Path, size: int, port: int, first: dict[str, float]) -> dict[str, Callable[[], int]]:
    made: dict[str, Callable[[], int]] = {"DuckDB COPY to CSV": partial(_copied, home, size)}
    for kind in FORMS:
        made[f"engine, {kind}"] = partial(_written_rows, home, size, kind)
        made[f"HTTP, {kind}"] = partial(_fetched_rows, port, size, kind, first)
    return made


def _written_rows(home: Path, size: int, kind: str) -> int:
    return _counted(kind, _written(home, size, kind))


def _fetched_rows(port: int, size: int, kind: str, first: dict[str, float]) -> int:
    return _counted(kind, _fetched(port, size, kind, first))


def _copied(home: Path, size: int) -> int:
    """The columns of SDMX-CSV by DuckDB alone; gives the rows."""
    import duckdb

    with duckdb.connect(
        config={"threads": 2, "memory_limit": "512MB", "temp_directory": str(home)}
    ) as connection:
        names = "FREQ, REF_AREA, KIND, AGE, CITIZENSHIP, TIME_PERIOD, OBS_VALUE, OBS_STATUS, CONF_STATUS"
        rows = connection.execute(
            f"copy (select 'dataflow' as STRUCTURE, 'SERAI:{_flow(size)}(1.0.0)' as STRUCTURE_ID, 'R' as ACTION,"
            f" {names} from read_parquet('{_folder(home, size)}/cells.parquet')) to '{home}/copy.csv' (header)"
        ).fetchone()
    (home / "copy.csv").unlink()
    return int(rows[0])


def _written(home: Path, size: int, kind: str) -> Iterator[bytes]:
    import pyarrow.parquet as pq

    from serai.engine.model.exchange.queries import DataQuery
    from serai.engine.model.exchange.structures import structure_of
    from serai.engine.publish.exchange.answering import Form, answered
    from serai.engine.publish.exchange.selecting import Revision

    cells = _folder(home, size) / "cells.parquet"
    passport = json.loads((_folder(home, size) / "passport.json").read_text())
    now = datetime(2026, 11, 22, tzinfo=UTC)
    revision = Revision(cells, now, structure_of(passport, pq.read_schema(cells).names))
    form = Form(kind, FORMS[kind])
    return answered([[revision]], DataQuery(), form, message="M", prepared=now, spill=home) or iter(())


def _fetched(port: int, size: int, kind: str, first: dict[str, float]) -> Iterator[bytes]:
    begun = time.perf_counter()
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=900)
    accept = f"application/vnd.sdmx.data+{kind};version={FORMS[kind]}"
    line.request("GET", f"/sdmx/v2/data/dataflow/SERAI/{_flow(size)}", headers={"Accept": accept})
    answer = line.getresponse()
    assert answer.status == 200, answer.read()
    piece = answer.read(1)
    first[f"HTTP, {kind}"] = time.perf_counter() - begun
    while piece:
        yield piece
        piece = answer.read(1 << 20)
    line.close()


def _counted(kind: str, pieces: Iterator[bytes]) -> int:
    """How many observations go by."""
    sign, found, kept = OF_ONE[kind], 0, b""
    for piece in pieces:
        text = kept + piece
        found += text.count(sign)
        kept = text[-(len(sign) - 1) :]
    return found


def _beside_pysdmx(port: int, size: int, rounds: int) -> None:
    """pysdmx writes in memory what the service gives over HTTP, in turn; it has read the observations before."""
    from pysdmx.io import get_datasets, write_sdmx
    from pysdmx.io.format import Format

    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    where = f"/sdmx/v2/structure/dataflow/SERAI/{_flow(size)}/1.0.0?references=descendants"
    line.request("GET", where, headers={"Accept": "application/vnd.sdmx.structure+xml;version=3.0.0"})
    structure = line.getresponse().read().decode()
    line.close()
    [found] = get_datasets(b"".join(_fetched(port, size, "csv", {})).decode(), structure, validate=False)
    for kind, form in (("csv", Format.DATA_SDMX_CSV_2_0_0), ("xml", Format.DATA_SDMX_ML_3_0)):
        taken: dict[str, list[float]] = {"pysdmx": [], "HTTP": []}
        for _ in range(rounds):
            begun = time.perf_counter()
            text = write_sdmx(found, form)
            taken["pysdmx"].append(time.perf_counter() - begun)
            written = text.count("<Obs ") if kind == "xml" else len(text.splitlines()) - 1
            assert written == size, f"pysdmx wrote {written} observations of {size}"
            begun = time.perf_counter()
            assert _fetched_rows(port, size, kind, {}) == size
            taken["HTTP"].append(time.perf_counter() - begun)
        peer, ours = (statistics.median(times) for times in taken.values())
        print(
            f"{size:>10,} {kind}: pysdmx {peer:.2f} s, HTTP {ours:.2f} s, {peer / ours:.1f} times its speed"
        )


def _ten_thousand(port: int, size: int, rounds: int) -> None:
    """Questions of 10,000 observations, one after another."""
    target = f"/sdmx/v2/data/dataflow/SERAI/{_flow(size)}/1.0.0/A.R2.I?c[AGE]=Y0,Y1,Y2,Y3,Y4"
    for kind, version in FORMS.items():
        taken: list[float] = []
        for _ in range(rounds * 3):
            _once(port, target, kind, version, taken, 10_000)
        assert len(taken) == rounds * 3
        print(f"10,000 cells, {kind:4}: {statistics.median(taken) * 1000:.0f} ms")


def _pace(port: int, size: int, seconds: int) -> None:
    """Ask at a steady pace; prints the quantiles of what a client waited."""
    ages = size // (CITIZENSHIPS * YEARS * 2 * AREAS)
    keys = [f"A.R{area}.{kind}.Y{age}" for age in range(ages) for area in range(AREAS) for kind in "IE"]
    for kind, version in FORMS.items():
        for words, asked in (("new", keys), ("one", keys[:1])):
            taken: list[float] = []
            threads = []
            begun = time.perf_counter()
            for number in range(seconds * PACE):
                key = asked[number % len(asked)]
                target = f"/sdmx/v2/data/dataflow/SERAI/{_flow(size)}/1.0.0/{key}?c[TIME_PERIOD]=ge:2010"
                time.sleep(max(0.0, begun + number / PACE - time.perf_counter()))
                thread = threading.Thread(target=_once, args=(port, target, kind, version, taken))
                thread.start()
                threads.append(thread)
            for thread in threads:
                thread.join()
            assert len(taken) == seconds * PACE, f"{seconds * PACE - len(taken)} questions had no good answer"
            times = sorted(taken)
            p50, p99 = (times[int((len(times) - 1) * share)] * 1000 for share in (0.5, 0.99))
            said = f"{len(asked):,} questions in turn" if words == "new" else "one question"
            print(f"1,000 cells at {PACE}/s, {kind:4}, {said:24}: p50 {p50:.0f} ms, p99 {p99:.0f} ms")


def _once(port: int, target: str, kind: str, version: str, taken: list[float], cells: int = 1000) -> None:
    begun = time.perf_counter()
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        line.request("GET", target, headers={"Accept": f"application/vnd.sdmx.data+{kind};version={version}"})
        answer = line.getresponse()
        if _counted(kind, iter([answer.read()])) == cells:
            taken.append(time.perf_counter() - begun)
    finally:
        line.close()


def _publish(home: Path, size: int) -> None:
    """A release of that many cells: the last dimension to change is the age, of which there are as many as it takes."""
    import duckdb

    folder = _folder(home, size)
    folder.mkdir(parents=True)
    each = CITIZENSHIPS * YEARS
    ages = size // (each * 2 * AREAS)
    assert ages * each * 2 * AREAS == size, f"{size} is no multiple of {each * 2 * AREAS}"
    with duckdb.connect() as connection:
        connection.execute(
            "copy (select *, 'A.' || REF_AREA || '.' || KIND || '.' || AGE || '.' || CITIZENSHIP || '.' || TIME_PERIOD"
            f" as CELL_KEY from (select 'A' as FREQ, 'R' || (i // {ages * each * 2}) as REF_AREA,"
            f" if((i // {ages * each}) % 2 = 0, 'I', 'E') as KIND, 'Y' || ((i // {each}) % {ages}) as AGE,"
            f" 'C' || ((i // {YEARS}) % {CITIZENSHIPS}) as CITIZENSHIP,"
            f" cast(2000 + i % {YEARS} as varchar) as TIME_PERIOD,"
            " cast((i * 7919) % 90001 as double) as OBS_VALUE, 'A' as OBS_STATUS, 'F' as CONF_STATUS"
            f" from range({size}) as t(i) order by i)) to '{folder}/cells.parquet' (row_group_size 122880)"
        )
    lists: dict[str, list[str]] = {
        "FREQ": ["A"], "REF_AREA": [f"R{one}" for one in range(AREAS)], "KIND": ["I", "E"],
        "AGE": [f"Y{one}" for one in range(ages)], "CITIZENSHIP": [f"C{one}" for one in range(CITIZENSHIPS)],
    }  # fmt: skip
    passport: dict[str, Any] = {
        "dataflow": _flow(size), "agency": "SERAI", "version": "1.0.0", "revision": 1, "key": _flow(size),
        "title": {"en": f"Synthetic, {size} cells"}, "synthetic": True, "published_at": "2026-11-22T08:00:00+00:00",
        "inputs": [], "definition": None, "rules": [], "protection": {"threshold": 5}, "cells_published": size,
        "cells_suppressed": 0, "sources": ["A formula"], "unit": "persons",
        "dimensions": [
            {"id": name, "title": {"en": name}, "codes": {code: {"en": code} for code in codes}}
            for name, codes in lists.items()
        ],
    }  # fmt: skip
    (folder / "passport.json").write_text(json.dumps(passport))


def _flow(size: int) -> str:
    return f"DF_BENCH_{size}"


def _folder(home: Path, size: int) -> Path:
    return home / "releases" / _flow(size) / "1"


def _most_memory(server: int) -> float:
    """The most that one process of the server has held, in MB."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    most = 0.0
    for child in [str(server), *children]:
        lines = Path(f"/proc/{child}/status").read_text().splitlines()
        most = max(most, next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024)
    return most


if __name__ == "__main__":
    sys.exit(main())
