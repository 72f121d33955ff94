"""Encrypted table folders: closed on the disk, read in batches, erased in every snapshot."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from serai.commons.vaults import sealing
from serai.commons.vaults.errors import KeyGone, VaultRefused
from serai.commons.vaults.folders import EncryptedFolder
from serai.commons.vaults.keys import KeyFolder, Scope

SCOPE = Scope("QRV", "border_qrv")


def folder(tmp_path: Path, keys: KeyFolder) -> EncryptedFolder:
    return EncryptedFolder(tmp_path / "vaults", keys, vault="drill", scope=SCOPE, name="crossings")


def rows(*people: str, port: str = "MarkerPort") -> pa.Table:
    return pa.table({"subject": list(people), "port": [port] * len(people)})


def people(table: EncryptedFolder, snapshot: int | None = None) -> list[str]:
    return [word for batch in table.read(snapshot) for word in batch.column("subject").to_pylist()]


def test_what_is_written_is_read_and_every_snapshot_stays(tmp_path: Path) -> None:
    table = folder(tmp_path, KeyFolder(tmp_path / "keys"))
    assert table.write(rows("a", "b")).rows == 2
    assert table.write(rows("c")).rows == 3
    assert people(table) == ["a", "b", "c"]
    assert people(table, 1) == ["a", "b"]
    assert table.verify() == []
    assert people(folder(tmp_path, KeyFolder(tmp_path / "keys"))) == ["a", "b", "c"]


def test_nothing_readable_lies_on_the_disk(tmp_path: Path) -> None:
    table = folder(tmp_path, KeyFolder(tmp_path / "keys"))
    table.write(rows("MarkerPerson"))
    files = [path for path in (tmp_path / "vaults").rglob("*") if path.is_file()]
    assert len(files) == 2
    for path in files:
        assert b"Marker" not in path.read_bytes()
    with pytest.raises(OSError, match=r"(?i)encrypt|decrypt|magic"):
        pq.read_table(next(path for path in files if path.suffix == ".parquet"))


def test_a_person_is_erased_from_every_snapshot_and_the_others_stay(tmp_path: Path) -> None:
    table = folder(tmp_path, KeyFolder(tmp_path / "keys"))
    table.write(rows("a", "b", "a"))
    table.write(rows("c"))
    table.write(rows("a", "d"))
    before = {path.name for path in (tmp_path / "vaults").rglob("*.parquet")}
    assert table.verify(["a"]) != []
    assert table.erase(["a"]) == 3
    assert [people(table, number) for number in (1, 2, 3)] == [["b"], ["b", "c"], ["b", "c", "d"]]
    assert [snapshot.rows for snapshot in table.snapshots()] == [1, 2, 3]
    assert table.verify(["a"]) == []
    after = {path.name for path in (tmp_path / "vaults").rglob("*.parquet")}
    assert len(before & after) == 1  # the file without that person was left alone
    assert len(after) == 3
    assert table.erase(["a"]) == 0


def test_a_destroyed_key_makes_it_noise(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path / "keys")
    folder(tmp_path, keys).write(rows("a"))
    sealing.destroy(keys, sealing.chosen(keys, country="QRV"), by="test")
    with pytest.raises(KeyGone, match="destroyed"):
        folder(tmp_path, keys)


def test_a_new_key_of_the_scope_opens_the_old_files(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path / "keys")
    folder(tmp_path, keys).write(rows("a"))
    keys.rotate("drill", SCOPE)
    assert people(folder(tmp_path, keys)) == ["a"]


def test_rows_without_a_pseudonym_are_refused(tmp_path: Path) -> None:
    with pytest.raises(VaultRefused, match="no column"):
        folder(tmp_path, KeyFolder(tmp_path / "keys")).write(pa.table({"name": ["a"]}))


def test_all_but_some_are_erased_from_every_snapshot_and_notes_stay(tmp_path: Path) -> None:
    table = folder(tmp_path, KeyFolder(tmp_path / "keys"))
    table.write(rows("a", "b", "a"), note={"file": "one.csv"})
    table.write(rows("c", "b"))
    assert table.erase(["b"], others=True) == 3
    assert [people(table, number) for number in (1, 2)] == [["b"], ["b", "b"]]
    assert table.erase([], others=True) == 2
    assert (people(table), table.count(), table.verify()) == ([], 0, [])
    assert table.snapshots()[0].note == {"file": "one.csv"}
