"""A person's pseudonym is erased from who people are and from what happened, in every snapshot of both."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from serai.commons.vaults.folders import EncryptedFolder
from serai.commons.vaults.keys import KeyFolder, Scope
from serai.engine.compute.pseudonyms import PseudonymKey, separated

SCOPE = Scope("QRV", "border_qrv")
KEY = PseudonymKey(b"k" * 32)


def batch(*rows: tuple[str, str, str]) -> pa.Table:
    documents, names, days = zip(*rows, strict=True)
    return pa.table({"document": documents, "name": names, "crossed_on": days})


def subjects(table: EncryptedFolder, snapshot: int) -> set[str]:
    return {word for part in table.read(snapshot) for word in part.column("subject").to_pylist()}


def test_erasing_one_pseudonym_reaches_every_snapshot_of_both_tables(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path / "keys")
    people, events = (
        EncryptedFolder(tmp_path / "vaults", keys, vault="drill", scope=SCOPE, name=name)
        for name in ("people", "events")
    )
    for rows in (
        [("P1", "Zahra", "2024-01-01"), ("P2", "Omid", "2024-01-02"), ("P1", "Zahra", "2024-01-09")],
        [("P3", "Laila", "2024-02-01")],
        [("P1", "Zahra K.", "2024-03-01"), ("P3", "Laila", "2024-03-02")],
    ):
        parted = separated(batch(*rows), KEY, by=["document"], identity=["name"], space="drill")
        people.write(parted.identities)
        events.write(parted.events)
    one = separated(
        batch(("P1", "", "")), KEY, by=["document"], identity=["name"], space="drill"
    ).events.column("subject")[0]
    erased = one.as_py()
    assert all(erased in subjects(table, number) for table in (people, events) for number in (1, 2, 3))
    before = set((tmp_path / "vaults").rglob("*.parquet"))

    assert people.erase([erased]) == 2  # under both of her names
    assert events.erase([erased]) == 3

    for table, rows_left in ((people, [1, 2, 3]), (events, [1, 2, 3])):
        assert not any(erased in subjects(table, number) for number in (1, 2, 3))
        assert [snapshot.rows for snapshot in table.snapshots()] == rows_left
        assert table.verify([erased]) == []
    # of three files in each folder two held her; they are gone from the disk
    after = set((tmp_path / "vaults").rglob("*.parquet"))
    assert (len(before), len(after), len(before & after)) == (6, 6, 2)
