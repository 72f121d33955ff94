"""What the store keeps: once, whole, with its receipt, and nothing that does not fit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from serai.engine import api
from serai.engine.store import locks

HEAD = "person_id,crossed_at,direction,post,citizenship,sex,birth_year,record,synthetic\n"
GOOD = "P1,2020-01-01 10:00:00,IN,A,QRX,F,1980,R{},true\n"


@pytest.fixture
def store(tmp_path: Path, catalogue_url: str) -> Iterator[api.Store]:
    opened = api.Store.open(tmp_path / "home", catalogue_url)
    yield opened
    opened.close()


def csv(path: Path, *lines: str) -> Path:
    path.write_text(HEAD + "".join(lines))
    return path


def test_a_receipt_read_back_is_the_receipt_given(store: api.Store, tmp_path: Path) -> None:
    bad = "P1,2020-02-30 10:00:00,IN,A,QRX,F,1980,R9,true\n"
    given = api.load(store, csv(tmp_path / "a.csv", GOOD.format(1), bad), "crossings")
    assert (given.rows_in, given.accepted, given.rejected, given.duplicates) == (2, 1, {"not_a_date": 1}, 0)
    assert [(e.row, e.field, e.value) for e in given.examples] == [(3, "crossed_at", None)]
    assert store.receipts() == [given]
    assert store.receipt(given.import_id) == given
    assert given.synthetic


def test_the_same_file_again_changes_nothing(store: api.Store, tmp_path: Path) -> None:
    file = csv(tmp_path / "a.csv", GOOD.format(1))
    first = api.load(store, file, "crossings")
    snapshot = store.snapshot_id("crossings")
    again = api.load(store, file, "crossings")
    assert again == replace(first, already_loaded=True)
    assert store.snapshot_id("crossings") == snapshot
    assert len(store.receipts()) == 1


def test_rows_that_are_already_stored_are_repeats_and_contradictions_are_refused(
    store: api.Store, tmp_path: Path
) -> None:
    api.load(store, csv(tmp_path / "a.csv", GOOD.format(1), GOOD.format(2)), "crossings")
    changed = GOOD.format(2).replace("IN", "OUT")
    second = api.load(store, csv(tmp_path / "b.csv", GOOD.format(1), changed, GOOD.format(3)), "crossings")
    assert (second.accepted, second.duplicates, second.rejected) == (1, 1, {"conflicting_key": 1})
    assert "row 3" in second.examples[0].advice
    assert [d.rows for d in store.datasets()] == [3]


def test_replacing_leaves_the_old_rows_to_the_old_snapshot(store: api.Store, tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    mapping.write_text(
        "schema: 1\nname: m\ntitle: M\nsource: {name: S}\ncolumns:\n  k: {type: code, required: true}\n"
        "  n: {type: integer}\nkey: [k]\nmeasures: [n]\nmode: replace\n"
    )
    files = []
    for name, text in (("a", "k,n\nx,1\ny,2\n"), ("b", "k,n\nx,5\n")):
        files.append(tmp_path / f"{name}.csv")
        files[-1].write_text(text)
    first = api.load(store, files[0], mapping)
    before = store.snapshot_id("m")
    api.load(store, files[1], mapping)
    assert [r["n"] for f in store.files("m") for r in pq.read_table(f).to_pylist()] == [5]
    assert [r["n"] for f in store.files("m", before) for r in pq.read_table(f).to_pylist()] == [1, 2]
    # going back is a change, not something that is there already
    back = api.load(store, files[0], mapping)
    assert not back.already_loaded
    assert [d.imports for d in store.datasets()] == [[first.import_id]]
    assert [d.rows for d in store.datasets()] == [2]


def test_columns_that_do_not_fit_are_refused_and_nothing_is_stored(store: api.Store, tmp_path: Path) -> None:
    text = (
        "schema: 1\nname: m\ntitle: M\ndataset: d\nsource: {name: S}\ncolumns:\n  k: {type: code, required: true}\n"
        "  n: {type: %s, required: true}\nkey: [k]\nmode: append\n"
    )
    (tmp_path / "one.yaml").write_text(text % "integer")
    (tmp_path / "two.yaml").write_text(text % "text")
    (tmp_path / "a.csv").write_text("k,n\nx,1\n")
    (tmp_path / "b.csv").write_text("k,n\ny,2\n")
    api.load(store, tmp_path / "a.csv", tmp_path / "one.yaml")
    with pytest.raises(api.StoreRefused, match="columns do not fit"):
        api.load(store, tmp_path / "b.csv", tmp_path / "two.yaml")
    assert [d.rows for d in store.datasets()] == [1]


def test_two_processes_do_not_load_one_dataset_at_once(
    store: api.Store, tmp_path: Path, catalogue_url: str
) -> None:
    other = api.Store.open(tmp_path / "home", catalogue_url)
    with store.working("crossings", "trial") as work:
        assert other.recover() == []  # the store is in use: nothing is swept away
        assert work.exists()
        with pytest.raises(api.StoreBusy):
            api.load(other, csv(tmp_path / "a.csv", GOOD.format(1)), "crossings")
    api.load(other, csv(tmp_path / "a.csv", GOOD.format(1)), "crossings")
    other.close()


def test_a_lock_that_is_not_got_leaves_none_behind(store: api.Store) -> None:
    with (
        locks.held(store._engine, alone=("b",)),
        locks.held(store._engine, shared=("a",), alone=("b",)) as got,
    ):
        assert not got
        with locks.held(store._engine, alone=("a",)) as free:
            assert free


def test_the_fingerprint_tells_content_and_not_files(store: api.Store, tmp_path: Path) -> None:
    api.load(store, csv(tmp_path / "a.csv", GOOD.format(1)), "crossings")
    one = store.fingerprint()
    assert one["data.crossings"]["rows"] == 1
    api.load(store, csv(tmp_path / "b.csv", GOOD.format(2)), "crossings")
    two = store.fingerprint()
    assert two["data.crossings"]["rows"] == 2
    assert two["data.crossings"]["hash"] != one["data.crossings"]["hash"]
    assert store.fingerprint() == two


def staged_release(folder: Path, value: float) -> Path:
    folder.mkdir()
    cells = pa.table({"TIME_PERIOD": ["2020"], "OBS_VALUE": [value], "CELL_KEY": ["2020"]})
    pq.write_table(cells, folder / "cells.parquet")
    (folder / "DF_T.csv").write_text("TIME_PERIOD,OBS_VALUE\n")
    return folder


def passport(key: str) -> dict[str, str]:
    return {"dataflow": "DF_T", "key": key, "published_at": "2026-01-01T00:00:00+00:00"}


def test_a_release_is_published_once_and_revised_by_another(store: api.Store, tmp_path: Path) -> None:
    first = store.commit_release(staged_release(tmp_path / "s1", 1.0), passport("k1"))
    assert (first.revision, first.folder) == (1, store.home / "releases" / "DF_T" / "1")
    assert (first.folder / "DF_T.csv").exists()
    same = store.commit_release(staged_release(tmp_path / "s2", 1.0), passport("k1"))
    assert same == first
    second = store.commit_release(staged_release(tmp_path / "s3", 2.0), passport("k2"))
    assert [(r.revision, r.key) for r in store.releases("DF_T")] == [(1, "k1"), (2, "k2")]
    assert second.snapshot_id != first.snapshot_id


def test_release_files_without_a_commit_are_swept_away(store: api.Store, tmp_path: Path) -> None:
    kept = store.commit_release(staged_release(tmp_path / "s1", 1.0), passport("k1"))
    half = store.home / "releases" / "DF_T" / "2"
    staged_release(half, 3.0)
    (store.home / "staging" / "release-1-1").mkdir()  # the trace of the process that died
    said = store.recover()
    assert not half.exists()
    assert kept.folder.exists()
    assert any("DF_T 2" in line for line in said)
    assert store.recover() == []


def test_examples_and_snapshot_agree_on_what_was_refused(store: api.Store, tmp_path: Path) -> None:
    lines = [GOOD.format(i).replace("IN", "SIDE") for i in range(250)]
    receipt = api.load(store, csv(tmp_path / "a.csv", GOOD.format("x"), *lines), "crossings")
    assert receipt.rejected == {"unknown_code": 250}
    assert len(receipt.examples) == 200
    listed = pq.read_table(store.home / "rejected" / f"{receipt.import_id}.parquet").to_pylist()
    assert [r["row"] for r in listed] == list(range(3, 253))
    assert json.loads(receipt.to_json())["rejected"] == {"unknown_code": 250}
