"""A home can move: nothing in the tables names a folder of this machine."""

from __future__ import annotations

from pathlib import Path

from serai.engine import api
from serai.engine.store.store import Store


def test_a_moved_home_reads_as_it_did(tmp_path: Path, catalogue_url: str) -> None:
    mapping = tmp_path / "people.yaml"
    mapping.write_text(
        "schema: 1\nname: people\ntitle: Two invented rows\ndataset: people\nsource: {name: test}\n"
        "columns: {place: {from: place, type: text}, people: {from: people, type: integer}}\n"
        "key: [place]\nmeasures: [people]\n"
    )
    file = tmp_path / "people.csv"
    file.write_text("place,people\nA,3\nB,4\n")
    store = Store.open(tmp_path / "here", catalogue_url)
    receipt = api.load(store, file, mapping)
    before = store.fingerprint()
    store.close()

    (tmp_path / "here").rename(tmp_path / "there")
    moved = Store.open(tmp_path / "there", catalogue_url)
    assert moved.fingerprint() == before
    assert [r.import_id for r in moved.receipts()] == [receipt.import_id]
    assert all(Path(name).is_relative_to(tmp_path / "there") for name in moved.files("people"))

    more = tmp_path / "more.csv"
    more.write_text("place,people\nC,5\n")
    assert api.load(moved, more, mapping).accepted == 1
    assert moved.fingerprint()["data.people"]["rows"] == 3
