"""Rows that came before: exact repeats and conflicting keys, as SQL text over the staged table.

Keys are compared in two steps. A hash per row finds the few rows whose key may stand twice; only
these are compared value by value, so that a large file without repeats costs one column of hashes.
"""

from __future__ import annotations

import numpy as np

from serai.engine.checks.convert import name, quote

# good rows of this file whose key's hash occurs more than once, or occurs in what is already stored
SUSPECTS = "suspects"
# what became of each suspect that is not the first of its key: kind 'duplicate' or 'conflicting_key'
REPEATS = "repeats"


def _list(columns: tuple[str, ...], prefix: str = "") -> str:
    return ", ".join(prefix + name(c) for c in columns)


def key_hashes(key: tuple[str, ...]) -> str:
    """One number per row of the staged table, in its order."""
    return f"SELECT hash({_list(key)}) AS h FROM staged"


def seen_twice(hashes: np.ndarray) -> np.ndarray:
    """The places of all numbers that occur more than once.

    Sorting finds which numbers those are; a table of their low bits then leaves few places to look at,
    so that the whole costs little more than the sort.
    """
    ordered = np.sort(hashes)
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    low = np.zeros(1 << 16, dtype=bool)
    low[twice & np.uint64(0xFFFF)] = True
    places = np.flatnonzero(low[hashes & np.uint64(0xFFFF)])
    return places[np.isin(hashes[places], twice)]


def stored_rows(key: tuple[str, ...], columns: tuple[str, ...], present: set[str], files: list[str]) -> str:
    """The stored rows whose key's hash occurs in the staged table."""
    paths = ", ".join(quote(f) for f in files)
    values = ", ".join(name(c) if c in present else f"NULL AS {name(c)}" for c in columns)
    return (
        f"CREATE TABLE stored AS SELECT {values}, _import, _row FROM read_parquet([{paths}], union_by_name = true) "
        f"WHERE hash({_list(key)}) IN ({key_hashes(key)} WHERE _fault IS NULL)"
    )


def suspects(key: tuple[str, ...], with_stored: bool) -> str:
    """The good rows that have to be looked at; ``places`` holds the rowids of hashes seen twice."""
    known = f" OR hash({_list(key)}) IN (SELECT hash({_list(key)}) FROM stored)" if with_stored else ""
    return (
        f"CREATE TABLE {SUSPECTS} AS SELECT rowid AS rid, * FROM staged "
        f"WHERE _fault IS NULL AND (rowid IN (SELECT place FROM places){known})"
    )


def repeats(key: tuple[str, ...], columns: tuple[str, ...], row: str, sheet: str, with_stored: bool) -> str:
    """Every suspect that an earlier row of the same key precedes, and which row that is.

    Shape:   suspects -> (rid, kind, earlier); the first row of each key is not among them.
    """
    values = f"row({_list(columns)})"
    staged = f"SELECT rid, {_list(columns)}, {row} AS seen_row, {sheet} AS seen_in, 1 AS turn FROM {SUSPECTS}"
    stored = (
        f" UNION ALL SELECT NULL, {_list(columns)}, _row, 'import ' || left(_import, 12), 0 FROM stored"
        if with_stored
        else ""
    )
    return (
        f"CREATE TABLE {REPEATS} AS SELECT rid, "
        "CASE WHEN same THEN 'duplicate' ELSE 'conflicting_key' END AS kind, "
        "concat_ws(', ', nullif(first_in, ''), 'row ' || first_row) AS earlier FROM ("
        f"SELECT rid, turn, {values} IS NOT DISTINCT FROM first({values}) OVER w AS same, "
        "first(seen_row) OVER w AS first_row, first(seen_in) OVER w AS first_in, row_number() OVER w AS place "
        f"FROM ({staged}{stored}) WINDOW w AS (PARTITION BY {_list(key)} ORDER BY turn, rid)) "
        "WHERE place > 1 AND turn = 1"
    )
