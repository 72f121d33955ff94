"""Compiling on Spark gives the files and rows that one machine gives, and says what is wrong in the same words."""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engine.compute.random_histories import random_people
from tests.engine.compute.test_migrants import deaths_in, tables

from serai.engine import api
from serai.engine.api.residence import UnknownEngine
from serai.engine.compute.residence import MissingColumn
from serai.engine.model.definition import Definition
from serai.engine.publish.crossings import BadCrossings, NothingToCompile
from serai.engine.publish.spark import NoSpark, SparkFailed, plain_failures

from .registers import register, row
from .test_migrants import BAD

MASTER = "local[2]"
D = dt.date
LIMITS = api.Limits("512MB", 2)


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """One Spark for all tests: the engine uses the one that runs already."""
    sql = pytest.importorskip("pyspark.sql", reason="the extra 'spark' is not installed")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    logging.getLogger("py4j").setLevel(logging.WARNING)  # it speaks when Python has closed the stream already
    quiet = {"spark.ui.enabled": "false", "spark.log.level": "ERROR", "spark.driver.host": "127.0.0.1"}
    builder = sql.SparkSession.builder.master(MASTER)
    for name, value in quiet.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    # the engine has settings of its own: what it is given here must not matter
    session.conf.set("spark.sql.session.timeZone", "Asia/Kabul")
    yield session
    assert session.conf.get("spark.sql.session.timeZone") == "Asia/Kabul"
    session.stop()


def both(folder: Path, files: list[Path], **more: Any) -> api.Compiled:
    """Compile on either engine; all that is told and written must be the same."""
    here = api.compile_crossings(files, folder / "here", limits=LIMITS, **more)
    there = api.compile_crossings(
        files, folder / "there", limits=LIMITS, engine="spark", master=MASTER, **more
    )
    assert (there.rows, there.counts, there.first, there.last, there.refused) == (
        here.rows, here.counts, here.first, here.last, here.refused
    )  # fmt: skip
    assert sorted(there.files) == sorted(here.files)
    assert sorted(one.name for one in (folder / "there").iterdir()) == sorted(
        path.name for path in there.files.values()
    )
    for name in here.files:
        one, other = pq.read_table(here.files[name]), pq.read_table(there.files[name])
        assert [(f.name, f.type) for f in other.schema] == [(f.name, f.type) for f in one.schema], name
        assert other.to_pylist() == one.to_pylist(), name
    return there


def written(folder: Path, rows: list[dict[str, Any]]) -> list[Path]:
    return [register(folder, rows)]


DECLARED = Definition("declared", 365, 487, clock="intention", exclusions=("tourism", "transit"))


@pytest.mark.full
@pytest.mark.parametrize(
    ("by", "orphans"),
    [
        pytest.param("12/16", "drop", id="12/16, drop"),
        pytest.param("un2021-6m1-cal", "midpoint", id="6 months and a day, midpoint"),
        pytest.param("3m", "permit-expiry", id="3 months, permits"),
        pytest.param("un1998-cal", "unknown", id="1998 by months, unknown"),
        pytest.param(DECLARED, "permit-expiry", id="by intention, with exclusions"),
    ],
)
def test_random_people_are_told_alike(by: str | Definition, orphans: str, spark: Any, tmp_path: Path) -> None:
    people = random_people(20261122, 1500)
    crossings, permits = tables(people)
    pq.write_table(crossings, tmp_path / "crossings.parquet", row_group_size=700)
    pq.write_table(permits, tmp_path / "permits.parquet")
    pq.write_table(deaths_in(people), tmp_path / "deaths.parquet")
    made = both(
        tmp_path,
        [tmp_path / "crossings.parquet"],
        by=by,
        orphans=orphans,
        permits=tmp_path / "permits.parquet",
        deaths=tmp_path / "deaths.parquet",
        country=people.country,
        observed_from=D.fromordinal(people.first),
        observed_until=D.fromordinal(people.last),
    )
    # whoever must stay 90 of 90 days is decided by the next crossing: nothing hangs on an undecided one
    assert (made.rows["conditional"] == 0) == (by == "3m")
    assert made.counts["after_death"] > 100
    assert made.counts["deaths_unmatched"] == 31
    for name in ("migrations", "unestablished", "orphans", "flows", "provisional"):
        assert made.rows[name] > 5, name
    found = pq.read_table(made.files["migrations"])
    assert all(found[name].null_count for name in ("citizenship", "sex", "birth_year", "post"))


@pytest.mark.full
def test_days_alone_and_more_partitions_than_people(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from serai.engine.publish import migrants_spark

    monkeypatch.setattr(migrants_spark, "ROWS_OF_PARTITION", 100)
    people = random_people(4, 60, permits=False)
    crossings, _ = tables(people)
    pq.write_table(crossings.drop(["crossed_at", "purpose", "intended_days"]), tmp_path / "days.parquet")
    both(tmp_path, [tmp_path / "days.parquet"], country=people.country)


@pytest.mark.full
def test_files_that_differ_in_types_and_columns_are_read_as_one(spark: Any, tmp_path: Path) -> None:
    """Text for dates and years, nanoseconds, a zone, no value at all; names that are patterns; a file given twice."""
    people = random_people(5, 300, permits=False)
    crossings, _ = tables(people)
    third = crossings.num_rows // 3
    first, second, last = crossings.slice(0, third), crossings.slice(third, third), crossings.slice(2 * third)

    def with_type(table: pa.Table, name: str, kind: pa.DataType) -> pa.Table:
        at = table.column_names.index(name)
        return table.set_column(at, name, table[name].cast(kind))

    second = with_type(with_type(second, "birth_year", pa.float64()), "person_id", pa.large_string())
    second = with_type(second, "citizenship", pa.dictionary(pa.int32(), pa.string()))
    years = [float("nan"), float("inf"), 1e30, 1990.9, *second["birth_year"].to_pylist()[4:]]
    second = second.set_column(second.column_names.index("birth_year"), "birth_year", [years])
    last = with_type(last, "birth_year", pa.uint16())
    last = last.set_column(last.column_names.index("post"), "post", pa.nulls(last.num_rows))
    places = [tmp_path / name for name in ("a [1] b+c%20é.parquet", "b,{c}.parquet", "c*.parquet")]
    for table, place in zip((first, second, last), places, strict=True):
        pq.write_table(table, place)
    both(tmp_path, [places[2], places[0], places[1], places[0]], country=people.country)


MOMENTS = {
    "united": (pa.timestamp("ns"), pa.timestamp("ms"), pa.timestamp("us", "Asia/Kabul")),
    "nanoseconds": (pa.timestamp("ns"),),
    "text": (pa.string(),),
}


@pytest.mark.full
@pytest.mark.parametrize("kinds", MOMENTS.values(), ids=MOMENTS)
def test_moments_of_every_type(kinds: tuple[pa.DataType, ...], spark: Any, tmp_path: Path) -> None:
    people = random_people(6, 200, permits=False)
    crossings, _ = tables(people)
    text = {name: crossings[name].cast(pa.string()) for name in ("crossed_on", "birth_year")}
    moments = crossings["crossed_at"]
    crossings = crossings.drop(["crossed_at", *text])
    for name, column in text.items():
        crossings = crossings.append_column(name, column)
    files = []
    for number, kind in enumerate(kinds):
        files.append(tmp_path / f"{number}.parquet")
        some = crossings.append_column("crossed_at", moments.cast(kind))
        share = -(-some.num_rows // len(kinds))
        pq.write_table(some.slice(number * share, share), files[-1])
    both(tmp_path, files, country=people.country)


@pytest.mark.full
def test_bad_rows_are_refused_in_the_same_words_and_listed_alike(spark: Any, tmp_path: Path) -> None:
    bad = written(tmp_path, BAD)
    said = []
    for engine in api_engines():
        with pytest.raises(BadCrossings) as refused:
            api.compile_crossings(bad, tmp_path / "out", country="QRV", engine=engine, master=MASTER)
        said.append(str(refused.value))
        assert list((tmp_path / "out").iterdir()) == []
    assert said[0] == said[1]
    made = both(tmp_path, bad, country="QRV", skip_bad=True)
    assert made.refused == {"person_id": 2, "crossed_on": 1, "direction": 2}
    # without bad rows the list from before goes
    assert "refused" not in both(tmp_path, written(tmp_path, BAD[:1]), country="QRV", skip_bad=True).files


def api_engines() -> tuple[str, ...]:
    from serai.engine.api.residence import ENGINES

    return ENGINES


@pytest.mark.full
def test_corners_of_the_data(spark: Any, tmp_path: Path) -> None:
    years = [
        row("p", D(1300, 1, 1), "IN"),
        row("p", D(1302, 1, 1), "OUT"),
        row("q", D(9998, 1, 1), "OUT", citizenship="QRV"),
        row("r", D(9999, 12, 31), "IN"),
    ]
    assert both(tmp_path, written(tmp_path, years), country="QRV", by="12/16-cal").rows["migrations"] == 4
    all_orphans = [row("p", D(2020, 1, 1) + dt.timedelta(n), "IN", post=None) for n in range(50)]
    both(tmp_path, written(tmp_path, all_orphans), country="QRV", orphans="unknown")
    one = both(tmp_path, written(tmp_path, years[:1]), country="QRV")
    assert one.rows["migrations"] == 1


@pytest.mark.full
def test_what_cannot_be_compiled_is_said_alike(spark: Any, tmp_path: Path) -> None:
    def refused(error: type[Exception], words: str, files: list[Path], **more: Any) -> None:
        for engine in api_engines():
            more = {"country": "QRV", **more}
            with pytest.raises(error, match=words):
                api.compile_crossings(files, tmp_path / "out", engine=engine, master=MASTER, **more)

    refused(NothingToCompile, "There is no crossing", written(tmp_path, []))
    with pytest.raises(NoSpark, match=r"Another Spark runs in this process already: local\[2\]"):
        compiled_on("local[3]", tmp_path)
    refused(
        NothingToCompile, "run from 2020-01-01", written(tmp_path, [row("p", D(2020, 1, 1), "IN")]),
        observed_until=D(2019, 1, 1),
    )  # fmt: skip
    pq.write_table(pa.table({"person_id": ["p"]}), tmp_path / "short.parquet")
    refused(MissingColumn, "direction", [tmp_path / "short.parquet"])
    refused(api.FileUnreadable, "no such file", [tmp_path / "none.parquet"])
    assert list((tmp_path / "out").iterdir()) == []


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """A cluster with one worker, each a process of its own; gives its address."""
    import pyspark

    home = Path(pyspark.__file__).parent
    port = free_port()
    address = f"spark://127.0.0.1:{port}"
    command = [home / "bin" / "spark-class"]
    common = ["--host", "127.0.0.1", "--webui-port", "0"]
    parts = [
        ["org.apache.spark.deploy.master.Master", *common, "--port", str(port)],
        ["org.apache.spark.deploy.worker.Worker", *common, "--cores", "2", "--memory", "1g",
         "--work-dir", str(folder), address],
    ]  # fmt: skip
    folder.mkdir()
    running = []
    for part in parts:
        log = (folder / f"{part[0]}.log").open("w")
        running.append(
            subprocess.Popen(
                [*command, *part], stdout=log, stderr=log, env={**os.environ, "SPARK_HOME": str(home)}
            )
        )
    try:
        until = time.monotonic() + 300
        while "registered with master" not in (folder / f"{parts[1][0]}.log").read_text():
            assert time.monotonic() < until, (folder / f"{parts[1][0]}.log").read_text()
            time.sleep(0.5)
        yield address
    finally:
        for one in running:
            one.terminate()
            one.wait(30)


@pytest.mark.full
@pytest.mark.parametrize("place", ["this machine", "a cluster"])
def test_the_command_on_a_spark_of_its_own(place: str, tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="the extra 'spark' is not installed")
    work = tmp_path / "work"
    work.mkdir()
    people = random_people(8, 100)
    crossings, permits = tables(people)
    file, allowed, dead = (work / f"{name}.parquet" for name in ("crossings", "permits", "deaths"))
    pq.write_table(crossings, file)
    pq.write_table(permits, allowed)
    pq.write_table(deaths_in(people), dead)
    asked = {"country": people.country, "orphans": "permit-expiry", "permits": allowed, "deaths": dead}
    here = api.compile_crossings([file], work / "here", **asked, limits=LIMITS)
    with cluster(tmp_path / "cluster") if place == "a cluster" else nullcontext(MASTER) as master:
        command = ["stats", "compile", file, "--out", work / "there", "--engine", "spark", "--master", master,
                   "--memory", "600MB", "--json"]  # fmt: skip
        command += [part for name, value in asked.items() for part in (f"--{name}", value)]
        run = subprocess.run(
            [sys.executable, "-m", "serai", *map(str, command)],
            capture_output=True, text=True, check=False, cwd=work,
            env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"},
        )  # fmt: skip
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert (told["rows"], told["counts"]) == (here.rows, here.counts)
    for name, path in here.files.items():
        assert pq.read_table(told["files"][name]).to_pylist() == pq.read_table(path).to_pylist()
    # nothing is left behind
    assert {one.name for one in work.iterdir()} == {file.name, allowed.name, dead.name, "here", "there"}
    assert {one.name for one in (work / "there").iterdir()} == {f"{name}.parquet" for name in told["files"]}


def test_an_engine_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(UnknownEngine, match="duckdb, spark"):
        api.compile_crossings([tmp_path / "c.parquet"], tmp_path / "out", country="QRV", engine="abacus")


@pytest.mark.full
def test_a_cluster_that_does_not_answer(tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="the extra 'spark' is not installed")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and nobody listens
        master = f"spark://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(NoSpark, match="does not answer"):
            compiled_on(master, tmp_path)


def test_spark_that_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(NoSpark, match=r"serai\[spark\]"):
        compiled_on(MASTER, tmp_path)


@pytest.mark.full
def test_spark_without_java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark", reason="the extra 'spark' is not installed")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(NoSpark, match="Install Java 17"):
        compiled_on(MASTER, tmp_path)


def test_what_spark_says_in_pages_becomes_one_sentence() -> None:
    def failing(words: str) -> None:
        with plain_failures("spark://c:7077"):
            error = type("PySparkException", (Exception,), {"__module__": "pyspark.errors"})
            raise error(words)

    with pytest.raises(api.EngineError, match="The disk of a machine is full"):
        failing("Job aborted\njava.io.IOException: No space left on device\n\tat java.base")
    with pytest.raises(
        SparkFailed, match=r"Spark gave up: java\.io\.EOFException: the other side went"
    ) as failed:
        failing(
            "An error occurred while calling o36.toArrow.\n: java.io.EOFException: the other side went\n\tat x"
        )
    assert "same place on every machine" in str(failed.value)
    with pytest.raises(ZeroDivisionError), plain_failures("local[2]"):
        assert 1 // 0


def compiled_on(master: str, folder: Path) -> None:
    files = written(folder, [row("p", D(2020, 1, 1), "IN")])
    api.compile_crossings(files, folder / "out", country="QRV", engine="spark", master=master)
