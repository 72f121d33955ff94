"""Iceberg tables as the store uses them: one commit per change, files planned and checked."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.exceptions import CommitFailedException, NoSuchTableError, ValidationError
from pyiceberg.io.pyarrow import parquet_file_to_data_file
from pyiceberg.table import Table, TableProperties, Transaction
from pyiceberg.table.snapshots import Snapshot

from serai.engine.errors import StoreBusy, StoreRefused
from serai.engine.store.places import found, named

REPLACED = "serai.replaced"


def load(catalog: SqlCatalog, name: tuple[str, str]) -> Table | None:
    """The table of that name; None when there is none, or none was ever committed to."""
    try:
        return catalog.load_table(name)
    except NoSuchTableError:
        return None


def snapshots(table: Table) -> list[Snapshot]:
    """The commits of a table, oldest first."""
    return sorted(table.metadata.snapshots, key=lambda s: s.sequence_number or 0)


def live(table: Table) -> list[Snapshot]:
    """The commits whose rows are in the table now: those since everything was last replaced."""
    history = snapshots(table)
    start = max((i for i, s in enumerate(history) if _property(s, REPLACED)), default=0)
    return history[start:]


def _property(snapshot: Snapshot, key: str) -> str | None:
    return snapshot.summary.additional_properties.get(key) if snapshot.summary else None


def property_of(snapshot: Snapshot, key: str) -> str | None:
    """A word that the store wrote into the summary of a commit."""
    return _property(snapshot, key)


def planned(home: Path, table: Table, snapshot_id: int | None) -> list[str]:
    """The Parquet files of a snapshot.

    Raises:  StoreRefused when other software wrote delete files, which would have to be applied.
    """
    if table.current_snapshot() is None:
        return []
    tasks = list(table.scan(snapshot_id=snapshot_id).plan_files())
    if any(task.delete_files for task in tasks):
        raise StoreRefused(
            "The table has delete files, written by other software",
            where=".".join(table.name()),
            advice="Rewrite the table without them (Spark: rewrite_data_files) and try again.",
        )
    return sorted(str(found(home, task.file.file_path)) for task in tasks)


def commit(
    home: Path,
    catalog: SqlCatalog,
    name: tuple[str, str],
    location: Path,
    files: Iterable[Path],
    *,
    replace: bool,
    properties: dict[str, str],
) -> int:
    """Add files to a table in one atomic commit, making the table first if need be; gives the snapshot.

    ``properties`` go into the summary of that commit. With ``replace`` the earlier rows leave the
    current state in the same commit and stay reachable through earlier snapshots.
    Raises:  StoreRefused when the columns do not fit, StoreBusy when another process was quicker.
    """
    files = list(files)
    paths = [named(home, f) for f in files]
    schema = pa.unify_schemas([_without_metadata(pq.read_schema(f)) for f in files])
    table = load(catalog, name)
    where = ".".join(name)
    try:
        if table is None:
            # format 2; every column may be null, because a column can be added later
            with catalog.create_table_transaction(
                name, schema, location=named(home, location)
            ) as transaction:
                _add(transaction, table, paths, properties, replace)
        else:
            with table.transaction() as transaction:
                with transaction.update_schema() as update:
                    update.union_by_name(schema)
                _add(transaction, table, paths, properties, replace)
    except CommitFailedException as error:
        raise StoreBusy(
            "Another process changed the same dataset", where=where, advice="Try again."
        ) from error
    except (ValidationError, ValueError, TypeError) as error:
        raise StoreRefused(
            "The columns do not fit the rows that are stored",
            where=where,
            advice="Load into another dataset, or correct the types in the mapping. "
            f"({' '.join(str(error).split())[:300]})",
        ) from error
    committed = catalog.load_table(name).current_snapshot()
    assert committed is not None
    return committed.snapshot_id


def _without_metadata(schema: pa.Schema) -> pa.Schema:
    return pa.schema([pa.field(f.name, f.type) for f in schema])


def _add(
    transaction: Transaction, table: Table | None, paths: list[str], properties: dict[str, str], replace: bool
) -> None:
    metadata = transaction.table_metadata
    mapping = metadata.schema().name_mapping.model_dump_json()
    # the files carry no field ids: this says which column is which
    transaction.set_properties({TableProperties.DEFAULT_NAME_MAPPING: mapping})
    io = transaction._table.io
    old = (
        [task.file for task in table.scan().plan_files()]
        if replace and table is not None and table.current_snapshot()
        else []
    )
    if replace:
        properties = {**properties, REPLACED: "true"}
    update = transaction.update_snapshot(snapshot_properties=properties)
    with update.overwrite() if old else update.fast_append() as producer:
        for file in old:
            producer.delete_data_file(file)
        for path in paths:
            producer.append_data_file(parquet_file_to_data_file(io, transaction.table_metadata, path))


def settle(path: Path) -> None:
    """Make a file and its name in its folder survive a power cut."""
    for target in (path, path.parent):
        descriptor = os.open(target, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
