"""Work on a register from its page: asked for, watched, stopped, found; and refused to whoever may not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.urls import reverse

from serai.commons.access.readers import Reader
from serai.commons.jobs import services as jobs
from serai.components.statistics import services, tasks
from serai.components.statistics.errors import WorkRefused
from serai.components.statistics.models import Import
from serai.components.statistics.selectors import datasets
from serai.engine import api
from serai.engine.compute import bridge, quality
from serai.engine.model.definition import ORPHANS

pytestmark = pytest.mark.django_db(transaction=True)

# a comes and stays for good; b comes twice without having left; c, a citizen, leaves for 200 days
ROWS = """record,person_id,crossed_on,direction,post,citizenship,sex,birth_year,synthetic
1,a,2020-01-01,IN,North,QRX,F,1991,true
2,b,2022-03-01,IN,East,QRX,M,1992,true
3,c,2022-04-01,OUT,North,QRV,F,1993,true
4,b,2022-06-01,IN,East,QRX,M,1992,true
5,c,2022-10-18,IN,,QRV,F,1993,true
"""
THINGS = "geo,year\nAFG,2020\n"
ASK = {
    "kind": "quality",
    "country": "QRV",
    "definition": "12/16",
    "orphans": "drop",
    "until": "2025-12-31",
}


@pytest.fixture
def register(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The register above, and a dataset that is none, in a store in this installation's database."""
    files = tmp_path_factory.mktemp("files")
    (files / "crossings.csv").write_text(ROWS)
    (files / "things.csv").write_text(THINGS)
    (files / "things.yaml").write_text(
        "schema: 1\nname: things\ntitle: Things\ndataset: things\nsource: {name: Somebody}\n"
        "columns: {geo: {type: code}, year: {type: year}}\nkey: none\n"
    )
    with tasks.open_store() as store:
        api.load(store, files / "crossings.csv", "crossings_daily", synthetic=True)
        api.load(store, files / "things.csv", files / "things.yaml")
        services.register(store)
    yield "crossings"
    with connection.cursor() as cursor:  # the next test has another data folder
        cursor.execute("drop schema iceberg cascade; create schema iceberg")


def work() -> None:
    with patch("signal.signal"):
        jobs.run_worker(once=True)


def rows_of(client, name: str) -> dict[str, list[list[object]]]:
    """The tables on the page of a dataset."""
    found = client.get(reverse("statistics:dataset", args=[name])).context["dataset"]
    return {
        table: told["rows"]
        for one in (found.quality, found.bridge)
        if one is not None
        for table, told in one.tables.items()
    }


def test_quality_is_asked_for_watched_and_read(register, signed_in):
    client = signed_in("statistician")
    assert (
        "Nobody has had the quality"
        in client.get(reverse("statistics:dataset", args=[register])).content.decode()
    )
    begun = client.post(reverse("statistics:start", args=[register]), ASK)
    assert begun.status_code == 302 and begun.url.startswith("/jobs/"), begun.content.decode()
    work()
    watched = client.get(begun.url).content.decode()
    assert "Measure the quality of a register" in watched
    assert f'href="{reverse("statistics:dataset", args=[register])}"' in watched

    tables = rows_of(client, register)
    shares = {row[0]: row[1:] for row in tables["indicators"]}
    assert shares["Crossings whose other half is missing, of all"] == ["20.00%", 1, 5]
    assert shares["Crossings without a border post, of all"] == ["20.00%", 1, 5]
    # b stays for good from either arrival; a may be a resident coming home, 200 days make no emigrant
    assert ["2022: The first of the two is kept", 1, 0, 1, 0] in tables["net"]
    assert tables["posts"][0][0] == "East" and tables["posts"][0][2:] == [1, 2]
    words = client.get(reverse("statistics:dataset", args=[register])).content.decode()
    assert "Synthetic data" in words and "not for publication" in words


def test_what_is_kept_says_nothing_of_a_person(register, signed_in, home):
    client = signed_in("statistician")
    client.post(reverse("statistics:start", args=[register]), ASK)
    client.post(reverse("statistics:start", args=[register]), ASK | {"kind": "bridge", "other": "3m"})
    work()
    kept = [path for path in (home / "measured").rglob("*") if path.is_file()]
    assert sorted(path.name for path in kept) == ["bridge.json", "quality.json"]
    assert not any("person" in path.read_text() for path in kept)
    # 200 days abroad pass the test of 90 days and fail that of 365; coming back is a return by 3m alone
    spans = rows_of(client, register)["spans"]
    fails = "The stay that follows does not pass the other definition's test"
    assert [fails, "Emigration", "3m", 1] in spans
    assert not any((home / "staging").rglob("*.parquet"))


def test_compiled_migrations_stand_among_the_imports(register, signed_in):
    client = signed_in("statistician")
    client.post(reverse("statistics:start", args=[register]), ASK | {"kind": "compile"})
    work()
    made = Import.objects.get(dataset="migrations_qrv")
    assert (made.accepted, made.synthetic) == (2, True)  # a, who may be coming home, and b
    assert client.get(reverse("statistics:dataset", args=["migrations_qrv"])).status_code == 200


def test_what_is_done_about_missing_halves_is_chosen_and_said(register, signed_in):
    client = signed_in("statistician")
    choice = ASK | {"orphans": "unknown", "definition": "3m"}
    client.post(reverse("statistics:start", args=[register]), choice | {"kind": "compile"})
    client.post(reverse("statistics:start", args=[register]), choice | {"kind": "bridge", "other": "12/16"})
    work()
    # nobody knows where b was for 92 days: the first arrival stays undecided, the second one proves 90 of 90;
    # keeping the first of the two would have proven the first
    with tasks.open_store() as store:
        found = {
            (row["person_id"], str(row["date"]), row["status"])
            for file in store.files("migrations_qrv")
            for row in pq.read_table(file).to_pylist()
        }
    assert {row for row in found if row[0] == "b"} == {
        ("b", "2022-03-01", "provisional"),
        ("b", "2022-06-01", "final"),
    }
    told = client.get(reverse("statistics:dataset", args=[register])).content.decode()
    assert "The days between count on neither side" in told


def test_work_that_is_stopped_leaves_nothing(register, signed_in, home):
    client = signed_in("statistician")
    begun = client.post(reverse("statistics:start", args=[register]), ASK)
    key, tell = begun.url.strip("/").rpartition("/")[2], jobs.progress
    owner = jobs.status(key).owner

    def stopped(job, now, *words):
        if now > 20:
            jobs.cancel(reader=Reader(account=owner), job_id=key)
        tell(job, now, *words)

    with patch.object(jobs, "progress", stopped):
        work()
    assert jobs.status(key).state == "cancelled"
    assert not (home / "measured").exists()
    assert not any((home / "staging").rglob("*.parquet"))


@pytest.mark.parametrize(
    ("name", "changed", "said"),
    [
        ("things", {}, "holds no border crossings"),
        ("crossings", {"country": "qrv"}, "three capital letters"),
        ("crossings", {"kind": "bridge", "other": "12/16"}, "another definition to compare with"),
    ],
    ids=["a dataset without crossings", "a state that is no code", "a definition compared with itself"],
)
def test_what_cannot_be_done_is_said_on_the_form(register, signed_in, name, changed, said):
    answer = signed_in("statistician").post(reverse("statistics:start", args=[name]), ASK | changed)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_only_a_statistician_starts_work(register, signed_in, person):
    assert signed_in("secretariat").post(reverse("statistics:start", args=[register]), ASK).status_code == 403
    with pytest.raises(WorkRefused):
        tasks.ask_for_work(
            actor=person("secretariat", name="other"), order=tasks.Order("quality", register, "QRV", "12/16")
        )


def test_the_room_says_what_the_engine_says():
    assert {name: str(words) for name, words in datasets.INDICATORS.items()} == quality.IN_WORDS
    assert {name: str(words) for name, words in datasets.REASONS.items()} == bridge.REASONS
    assert set(datasets.POLICIES) == set(ORPHANS)
