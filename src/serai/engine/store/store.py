"""The store: datasets and releases as Iceberg tables, with the receipts in their commits."""

from __future__ import annotations

import json
import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
from pyiceberg.catalog.sql import SqlCatalog
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from serai.engine.errors import StoreBusy, StoreRefused
from serai.engine.model.dataset import DatasetInfo, ReleaseInfo, Vintage
from serai.engine.model.receipt import EXAMPLES_KEPT, Receipt, Refusal
from serai.engine.store import locks, mend, places, tables
from serai.kernel.ids import is_name

DATA, RELEASES = "data", "releases"
PRIME = 2**64 - 59  # the largest below 2**64: hashes add up in it whatever their order
SCHEMA = "iceberg"
RECEIPT, PASSPORT = "serai.receipt", "serai.passport"
_FLOW = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,62}")


class Store:
    """The tables of one home folder. Cheap to open; one per process and home.

    ``home/warehouse`` holds the Iceberg tables, ``home/releases/<dataflow>/<revision>`` the files of
    releases, ``home/rejected`` the refused rows of each import, ``home/staging`` what is being made.
    """

    def __init__(self, home: Path, catalog: SqlCatalog, engine: Engine) -> None:
        self.home = home
        self._catalog = catalog
        self._engine = engine
        self._commit = threading.Lock()

    @classmethod
    def open(cls, home: Path, catalogue: str) -> Store:
        """The store of ``home`` with its catalogue in PostgreSQL, mended if a process died in it.

        ``catalogue`` is a SQLAlchemy URL. Unless it names a search path, the catalogue's tables lie in
        the schema "iceberg", which is made when absent.
        """
        home = Path(home).resolve()
        for folder in ("warehouse", "releases", "rejected", "staging"):
            (home / folder).mkdir(parents=True, exist_ok=True)
        url = make_url(catalogue)
        if "search_path" not in str(url.query.get("options", "")):
            plain = create_engine(url)
            with plain.begin() as connection:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({locks.CATALOGUE})"))
                # asked first: a role that may not make schemas must not be refused where there is one
                if connection.scalar(text(f"SELECT to_regnamespace('{SCHEMA}')")) is None:
                    connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
            plain.dispose()
            url = url.update_query_dict({"options": f"-csearch_path={SCHEMA}"})
        engine = create_engine(url, pool_pre_ping=True)
        with engine.begin() as connection:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({locks.CATALOGUE})"))
            catalog = SqlCatalog(
                "serai",
                **{
                    "uri": url.render_as_string(hide_password=False),
                    "warehouse": places.named(home, home / "warehouse"),
                    "py-io-impl": places.IO_CLASS,
                    places.HOME: str(home),
                    "pool_pre_ping": "true",
                },
            )
            catalog.create_namespace_if_not_exists(DATA)
            catalog.create_namespace_if_not_exists(RELEASES)
        store = cls(home, catalog, engine)
        store.recover()
        return store

    def close(self) -> None:
        """Give back the connections."""
        self._catalog.close()
        self._engine.dispose()

    # what is there

    def datasets(self) -> list[DatasetInfo]:
        """Every dataset with rows in, by name."""
        found = []
        for name in self._names(DATA):
            table = tables.load(self._catalog, (DATA, name))
            snapshot = table.current_snapshot() if table else None
            if table is None or snapshot is None or snapshot.summary is None:
                continue
            rows = int(snapshot.summary.additional_properties.get("total-records", "0"))
            found.append(
                DatasetInfo(name, rows, snapshot.snapshot_id, [r["import_id"] for r in self._live(table)])
            )
        return found

    def receipts(self, dataset: str | None = None) -> list[Receipt]:
        """The receipts of every import ever committed, oldest first, also of rows since replaced."""
        found = []
        for name in [dataset] if dataset else self._names(DATA):
            table = tables.load(self._catalog, (DATA, name))
            for snapshot in tables.snapshots(table) if table else []:
                if written := tables.property_of(snapshot, RECEIPT):
                    found.append((snapshot.timestamp_ms, written))
        return [self._receipt(written) for _, written in sorted(found, key=lambda f: f[0])]

    def receipt(self, import_id: str) -> Receipt | None:
        """The receipt of one import, by its identity; the newest where it was loaded again after a replacement."""
        return next((r for r in reversed(self.receipts()) if r.import_id == import_id), None)

    def loaded(self, dataset: str, import_id: str) -> Receipt | None:
        """The receipt of that import if its rows are in the dataset now."""
        table = tables.load(self._catalog, (DATA, dataset))
        written = next((r for r in self._live(table) if r["import_id"] == import_id), None) if table else None
        return self._receipt(json.dumps(written)) if written else None

    def sizes(self, dataset: str) -> set[int]:
        """How many bytes each file had whose rows are in the dataset now."""
        table = tables.load(self._catalog, (DATA, dataset))
        return {int(r["bytes"]) for r in self._live(table)} if table else set()

    def files(self, dataset: str, snapshot_id: int | None = None) -> list[str]:
        """The Parquet files that hold the dataset, now or at a snapshot. Read them by name (union_by_name)."""
        table = tables.load(self._catalog, (DATA, dataset))
        return tables.planned(self.home, table, snapshot_id) if table else []

    def vintages(self, dataset: str) -> list[Vintage]:
        """What the dataset was known to hold, import by import, oldest first."""
        table = tables.load(self._catalog, (DATA, dataset))
        return [
            Vintage(
                snapshot.snapshot_id,
                datetime.fromtimestamp(snapshot.timestamp_ms / 1000, UTC),
                str(json.loads(written)["import_id"]),
            )
            for snapshot in (tables.snapshots(table) if table else [])
            if (written := tables.property_of(snapshot, RECEIPT))
        ]

    def snapshot_id(self, dataset: str) -> int | None:
        """The current snapshot of a dataset."""
        table = tables.load(self._catalog, (DATA, dataset))
        snapshot = table.current_snapshot() if table else None
        return snapshot.snapshot_id if snapshot else None

    def releases(self, dataflow: str | None = None) -> list[ReleaseInfo]:
        """Every published release, by dataflow and revision."""
        found = []
        for name in [dataflow] if dataflow else self._names(RELEASES):
            table = tables.load(self._catalog, (RELEASES, name))
            for snapshot in tables.snapshots(table) if table else []:
                if written := tables.property_of(snapshot, PASSPORT):
                    found.append(self._release(json.loads(written), snapshot.snapshot_id))
        return sorted(found, key=lambda r: (r.dataflow, r.revision))

    # what is put in

    @contextmanager
    def working(self, dataset: str, purpose: str) -> Iterator[Path]:
        """A folder to prepare rows of ``dataset`` in, while no other process loads it or mends the store.

        The folder is also the trace by which the next start sees that a process died here.
        Raises:  StoreBusy when another process is at it.
        """
        if not is_name(dataset):
            raise StoreRefused(
                f"{dataset!r} cannot name a dataset", advice="Use lower case letters, digits and underscores."
            )
        with locks.held(
            self._engine,
            shared=(f"{locks.WHOLE_STORE} {self.home}",),
            alone=(f"serai {self.home} {dataset}",),
        ) as mine:
            if not mine:
                raise StoreBusy(
                    "Another process is loading it",
                    where=f"dataset {dataset}",
                    advice="Wait until it has ended and try again.",
                )
            work = self.home / "staging" / f"{purpose}-{os.getpid()}-{threading.get_ident()}"
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir(parents=True)
            try:
                yield work
            finally:
                shutil.rmtree(work, ignore_errors=True)

    def commit_rows(
        self, receipt: Receipt, files: list[Path], *, mode: str, rejected: Path | None = None
    ) -> int:
        """Store accepted rows: ONE atomic commit with the receipt in its summary. Gives the snapshot.

        ``files`` and ``rejected`` are moved into place first; without the commit they are strangers
        there, and the next mending removes them.
        """
        place = self.home / "warehouse" / DATA / receipt.dataset
        (place / "data").mkdir(parents=True, exist_ok=True)
        if rejected is not None:
            tables.settle(rejected)
            rejected.replace(self._rejected(receipt.import_id))
        moved = []
        turn = (
            len(tables.snapshots(table))
            if (table := tables.load(self._catalog, (DATA, receipt.dataset)))
            else 0
        )
        for number, file in enumerate(files):
            target = place / "data" / f"{receipt.import_id}-{turn}-{number}.parquet"
            tables.settle(file)
            file.replace(target)
            moved.append(target)
        tables.settle(moved[-1])
        with self._commit:
            return tables.commit(
                self.home,
                self._catalog,
                (DATA, receipt.dataset),
                place,
                moved,
                replace=mode == "replace",
                properties={RECEIPT: receipt.to_json()},
            )

    def commit_release(self, staged: Path, passport: dict[str, Any]) -> ReleaseInfo:
        """Publish a staged folder of files as the next revision of its dataflow.

        The folder holds ``cells.parquet``, the downloads and ``passport.json``. It is renamed into its
        place and then committed; the commit is the moment of publication. A passport whose key is
        already published gives that release and changes nothing.
        """
        dataflow, key = str(passport["dataflow"]), str(passport["key"])
        if not _FLOW.fullmatch(dataflow):
            raise StoreRefused(
                f"{dataflow!r} cannot name a dataflow", advice="Use letters, digits and underscores."
            )
        with self._commit, locks.held(self._engine, alone=(f"serai {self.home} release {dataflow}",)) as mine:
            if not mine:
                raise StoreBusy(
                    "Another process is publishing it", where=f"dataflow {dataflow}", advice="Try again."
                )
            before = self.releases(dataflow)
            if (same := next((r for r in before if r.key == key), None)) is not None:
                return same
            revision = int(passport.get("revision") or len(before) + 1)
            folder = self.home / "releases" / dataflow / str(revision)
            if any(r.revision == revision for r in before):
                raise StoreRefused(
                    f"Revision {revision} is already published",
                    where=f"dataflow {dataflow}",
                    advice="Publish the next revision.",
                )
            folder.parent.mkdir(parents=True, exist_ok=True)
            if folder.exists():
                shutil.rmtree(folder)  # left by a process that died before its commit
            for file in staged.iterdir():
                tables.settle(file)
            staged.replace(folder)
            place = self.home / "warehouse" / RELEASES / dataflow
            (place / "data").mkdir(parents=True, exist_ok=True)
            cells = place / "data" / f"{revision}-{key[:32]}.parquet"
            shutil.copyfile(folder / "cells.parquet", cells)
            tables.settle(cells)
            words = {**passport, "revision": revision}
            snapshot = tables.commit(
                self.home,
                self._catalog,
                (RELEASES, dataflow),
                place,
                [cells],
                replace=True,
                properties={PASSPORT: json.dumps(words, ensure_ascii=False, separators=(",", ":"))},
            )
            return self._release(words, snapshot)

    # after an accident, and proof

    def recover(self) -> list[str]:
        """Roll back what a killed process left; says what was done. Idempotent.

        A commit is atomic, so an import either happened or did not; what is left to do is to remove
        files that no commit knows. Whoever works leaves a folder in ``staging`` until the end, so an
        empty one means that there is nothing to look for.
        """
        with locks.held(self._engine, alone=(f"{locks.WHOLE_STORE} {self.home}",)) as mine:
            if not mine or not any((self.home / "staging").iterdir()):
                return []
            return mend.mend(
                self.home,
                self._catalog,
                {r.import_id for r in self.receipts()},
                self.releases(),
                (DATA, RELEASES),
            )

    def fingerprint(self) -> dict[str, dict[str, int | str]]:
        """Rows and a content hash per dataset and release, independent of order, files and commits."""
        prints: dict[str, dict[str, int | str]] = {}
        for name in self._names(DATA):
            if files := self.files(name):
                prints[f"{DATA}.{name}"] = _content(files)
        for release in self.releases():
            prints[f"{RELEASES}.{release.dataflow}.{release.revision}"] = _content(
                [str(release.folder / "cells.parquet")]
            )
        return prints

    def _names(self, namespace: str) -> list[str]:
        return sorted(identifier[-1] for identifier in self._catalog.list_tables(namespace))

    def _live(self, table: Any) -> list[dict[str, Any]]:
        written = (tables.property_of(s, RECEIPT) for s in tables.live(table))
        return [json.loads(w) for w in written if w]

    def _rejected(self, import_id: str) -> Path:
        return self.home / "rejected" / f"{import_id}.parquet"

    def _receipt(self, written: str) -> Receipt:
        path = self._rejected(json.loads(written)["import_id"])
        examples: list[Refusal] = []
        if path.exists():
            columns = ["sheet", "row", "field", "value", "reason", "advice"]
            first = next(pq.ParquetFile(path).iter_batches(EXAMPLES_KEPT, columns=columns), None)
            examples = [Refusal(**row) for row in first.to_pylist()] if first else []
        return Receipt.from_json(written, examples)

    def _release(self, passport: dict[str, Any], snapshot: int) -> ReleaseInfo:
        flow, revision = str(passport["dataflow"]), int(passport["revision"])
        folder = self.home / "releases" / flow / str(revision)
        return ReleaseInfo(
            flow,
            revision,
            str(passport["key"]),
            folder,
            passport,
            snapshot,
            str(passport.get("published_at", "")),
        )


def _content(files: list[str]) -> dict[str, int | str]:
    """Rows and the sum, modulo 2^64, of a hash of every row written as JSON with its columns sorted."""
    with duckdb.connect(config={"autoinstall_known_extensions": "false", "memory_limit": "1GB"}) as con:
        source = "read_parquet(?, union_by_name = true)"
        columns = sorted(r[0] for r in con.execute(f"DESCRIBE SELECT * FROM {source}", [files]).fetchall())
        fields = ", ".join(f"'{c}', \"{c}\"" for c in columns)
        row = con.execute(
            f"SELECT count(*), coalesce(sum(CAST(md5_number(CAST(json_object({fields}) AS VARCHAR)) "
            f"% {PRIME} AS HUGEINT)), 0) % {PRIME} FROM {source}",
            [files],
        ).fetchone()
    assert row is not None
    return {"rows": int(row[0]), "hash": f"{int(row[1]):016x}"}
