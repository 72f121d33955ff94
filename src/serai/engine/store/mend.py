"""Putting the house in order after a process died: what no commit knows goes away."""

from __future__ import annotations

import shutil
from pathlib import Path

from pyiceberg.catalog.sql import SqlCatalog

from serai.engine.model.dataset import ReleaseInfo
from serai.engine.store.places import found

REGISTERS = "registers"
"""A folder of ``staging`` that is not the store's: whoever works on registers there overwrites what is left."""


def mend(
    home: Path,
    catalog: SqlCatalog,
    imports: set[str],
    releases: list[ReleaseInfo],
    namespaces: tuple[str, str],
) -> list[str]:
    """Remove what killed processes left under ``home``; sentences say what was done.

    The caller holds the store alone.
    """
    left = [path for path in (home / "staging").iterdir() if path.name != REGISTERS]
    done = []
    data, published = namespaces
    done += _strangers(home / "warehouse" / data, _known(home, catalog, data), "data")
    done += _strangers(home / "warehouse" / published, _known(home, catalog, published), "release")
    for path in (home / "rejected").glob("*.parquet"):
        if path.stem not in imports:
            path.unlink()
            done.append(f"Removed the refused rows of an import that was not finished ({path.stem[:12]}).")
    known = {r.folder for r in releases}
    for folder in (home / "releases").glob("*/*"):
        if folder not in known:
            shutil.rmtree(folder)
            done.append(
                f"Removed release files that were never published ({folder.parent.name} {folder.name})."
            )
    for path in left:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        done.append(f"Rolled back work that was not finished ({path.name}).")
    return done


def _known(home: Path, catalog: SqlCatalog, namespace: str) -> set[Path]:
    """Every file that a table of the namespace can reach through any of its snapshots."""
    known: set[Path] = set()
    for identifier in catalog.list_tables(namespace):
        table = catalog.load_table(identifier)
        known.add(found(home, table.metadata_location))
        known |= {found(home, entry.metadata_file) for entry in table.metadata.metadata_log}
        for snapshot in table.metadata.snapshots:
            known.add(found(home, snapshot.manifest_list))
            for manifest in snapshot.manifests(table.io):
                known.add(found(home, manifest.manifest_path))
                known |= {
                    found(home, e.data_file.file_path)
                    for e in manifest.fetch_manifest_entry(table.io, discard_deleted=False)
                }
    return known


def _strangers(folder: Path, known: set[Path], what: str) -> list[str]:
    done = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p not in known):
        path.unlink()
        done.append(f"Removed a {what} file that no commit knows ({path.name[:40]}).")
    return done
