"""What is to be known of a linkage before anybody uses it: counts, weights, records that cannot be linked."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from serai.engine.compute.linkage.linking import MOST_RECORDS, Linked
from serai.engine.compute.linkage.model import MODEL

_FIELDS = ("name_key", "father_key", "birth_first", "sex", "document", "national_id")


def linkage_quality(people: pa.Table, linked: Linked) -> dict[str, Any]:
    """The quality of a linkage as plain JSON: everything that can be said without looking at pairs.

    Units:   shares are of records, from 0 to 1. Match weights are log2 of the odds.
    Unknown: a share of no records is null.
    """
    persons = linked.clusters["person"].to_numpy()
    _, sizes = np.unique(persons, return_counts=True)
    pairs = linked.pairs
    return {
        "records": people.num_rows,
        "registers": _counts(people["register"]),
        "persons": len(sizes),
        "persons_by_records": _counts(pa.array(sizes)),
        "persons_of_too_many_records": int((sizes > MOST_RECORDS).sum()),
        "links": {
            "certain": _counts(pairs["certain"].drop_null()),
            "scored": int(pc.sum(pc.and_(pairs["direct"], pc.is_null(pairs["certain"]))).as_py() or 0),
            "through_other_records": int(
                pc.sum(pc.and_not(pairs["linked"], pairs["direct"])).as_py() or 0
            ),
        },
        "across_registers": _across(people, pairs.filter(pairs["linked"])),
        "threshold": linked.threshold,
        "model": {"kind": MODEL, "trained_on": linked.model["serai"]["trained_on"]},
        "weights": _histogram(pairs["match_weight"].drop_null().to_numpy()),
        "unlinkable": _unlinkable(linked),
        "pairs_by_block": dict(zip(*linked.blocks.to_pydict().values(), strict=True)),
        "identifiers_of_too_many_names": linked.crowded,
        "unknown": {field: _share(people[field].null_count, people.num_rows) for field in _FIELDS},
        "births_on_heaped_days": _share(pc.sum(people["birth_heaped"]).as_py() or 0, people.num_rows),
        "single_names": _share(pc.sum(people["single"]).as_py() or 0, people.num_rows),
    }  # fmt: skip


def _unlinkable(linked: Linked) -> dict[str, Any]:
    """Records that do not reach the threshold against themselves: no other record of theirs could."""
    counted: dict[str, dict[str, dict[str, int]]] = {}
    for row in sorted(linked.unlinkable.to_pylist(), key=lambda row: str(row["value"])):
        counted.setdefault(row["by"], {})[str(row["value"])] = row
    whole = counted.pop("all", {}).get("all", {"unlinkable": 0, "records": 0})
    return {
        "records": whole["unlinkable"],
        "share": _share(whole["unlinkable"], whole["records"]),
        "weight_needed": round(math.log2(linked.threshold / (1 - linked.threshold)), 4),
        **{
            f"share_by_{group}": {v: _share(row["unlinkable"], row["records"]) for v, row in values.items()}
            for group, values in counted.items()
        },
    }


def _across(people: pa.Table, links: pa.Table) -> dict[str, int]:
    left, right = (people["register"].take(links[side]) for side in ("unique_id_l", "unique_id_r"))
    return _counts(pc.binary_join_element_wise(left, right, " with "))


def _counts(values: pa.Array | pa.ChunkedArray) -> dict[str, int]:
    rows = pc.value_counts(values).to_pylist()
    return {str(row["values"]): row["counts"] for row in sorted(rows, key=lambda row: str(row["values"]))}


def _histogram(weights: Any) -> list[dict[str, float]]:
    """Pairs by match weight, in bands of two."""
    if not len(weights):
        return []
    edges = np.arange(math.floor(weights.min() / 2) * 2, weights.max() + 2, 2)
    counts, edges = np.histogram(weights, bins=edges if len(edges) > 1 else 1)
    return [
        {"from": float(edges[i]), "to": float(edges[i + 1]), "pairs": int(n)} for i, n in enumerate(counts)
    ]


def _share(part: float, whole: float) -> float | None:
    return round(float(part) / float(whole), 4) if whole else None
