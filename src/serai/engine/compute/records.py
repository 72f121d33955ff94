"""Crossings as records and records as judged changes: Arrow and numbers around the compiled kernel."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from serai.engine.compute import kernel
from serai.engine.model.definition import Definition

EPOCH = dt.date(1970, 1, 1)
TIMED = 86_400_000_001
"""Scale of keys with a time of day: microseconds, and one place behind them for an unknown time."""


@dataclass(frozen=True)
class Question:
    """Who migrated: by which definition and policy, of whose citizens, in which days.

    Units:   ``first`` and ``last`` are inclusive; ``scale`` is that of the records' keys.
    """

    definition: Definition
    orphans: str
    country: str
    first: dt.date
    last: dt.date
    scale: int


def records_of(batch: pa.RecordBatch) -> np.ndarray:
    """Records of a batch.

    Shape:   (person_id string, row, key, marks, intended), none of them null -> one record a row.
    """
    records = np.empty(batch.num_rows, kernel.RECORD)
    for name in ("row", "key", "marks", "intended"):
        records[name] = batch.column(name).to_numpy(zero_copy_only=False)
    _fingerprint(batch.column("person_id"), records)
    return records


def permits_of(permits: pa.Table | None) -> np.ndarray:
    """Permits as the kernel looks them up.

    Shape:   (person_id, valid_until date, valid_from date where known) -> one row each, by person.
    """
    if permits is None:
        return np.empty(0, kernel.PERMIT)
    found = np.empty(permits.num_rows, kernel.PERMIT)
    _fingerprint(permits.column("person_id").combine_chunks(), found)
    found["until"] = permits.column("valid_until").cast(pa.int32()).to_numpy()
    since = permits.column("valid_from").cast(pa.int32()) if "valid_from" in permits.column_names else None
    found["since"] = (
        kernel.UNKNOWN_DAY if since is None else pc.fill_null(since, kernel.UNKNOWN_DAY).to_numpy()
    )
    return np.sort(found, order=["h1", "h2", "until"])


def deaths_of(deaths: pa.Table | None) -> np.ndarray:
    """Deaths as the kernel looks them up.

    Shape:   (person_id, died_on date) -> one row a person, the earliest date of each, by person.
    """
    if deaths is None:
        return np.empty(0, kernel.DEATH)
    found = np.empty(deaths.num_rows, kernel.DEATH)
    _fingerprint(deaths.column("person_id").combine_chunks(), found)
    found["day"] = deaths.column("died_on").cast(pa.int32()).to_numpy()
    found = np.sort(found, order=["h1", "h2", "day"])
    earliest = np.ones(len(found), bool)
    earliest[1:] = (found["h1"][1:] != found["h1"][:-1]) | (found["h2"][1:] != found["h2"][:-1])
    first: np.ndarray = found[earliest]
    return first


def counts_of(counts: np.ndarray, permits: np.ndarray, deaths: np.ndarray) -> dict[str, int]:
    """What judging all people counted, by name; of permits and deaths those without a crossing: ``..._unmatched``."""
    told = dict(zip(kernel.COUNTS, counts.tolist(), strict=True))
    told["deaths_unmatched"] = len(deaths) - told.pop("deaths_found")
    told["permits_unmatched"] = len(permits) - told.pop("permits_found")
    return told


@dataclass
class Found:
    """What judging finds: rows of ``kernel.JUDGED``, the counts of ``kernel.COUNTS``, and what became of
    undecided changes of the last twelve settled months: (profile, side, steps elapsed, undecided and proven)."""

    rows: np.ndarray
    counts: np.ndarray
    became: np.ndarray


def judged(
    parts: list[np.ndarray],
    question: Question,
    permits: np.ndarray,
    deaths: np.ndarray,
    *,
    tell_all: bool = False,
) -> Found:
    """Judge people whose records are all in ``parts``; with ``tell_all`` also say what each change proves."""
    rule = question.definition
    steps = -(-rule.longest_window // kernel.ELAPSED) + 1
    counts = np.zeros(len(kernel.COUNTS), np.int64)
    became = np.zeros((kernel.PROFILES, 2, steps, 2), np.int64)
    records = together(parts, kernel.RECORD)
    if not len(records):
        return Found(np.empty(0, kernel.JUDGED), counts, became)
    people = np.empty_like(records)
    starts = np.zeros(len(records) + 1, np.int64)
    people_found = kernel.gather(records, people, starts)
    room = np.empty(6 * len(records), kernel.JUDGED)
    end = (question.last - EPOCH).days + 1
    settled = end - rule.longest_window
    asked = kernel.Rule(
        question.scale, (question.first - EPOCH).days, end,
        rule.threshold, rule.window, rule.extra_days, rule.unit == "months", rule.clock == "intention",
        kernel.POLICIES.index(question.orphans), settled - 365, settled, tell_all,
    )  # fmt: skip
    written = kernel.judge(people, starts, people_found, permits, deaths, asked, room, counts, became)
    return Found(together([room[:written]], kernel.JUDGED), counts, became)


def together(parts: list[np.ndarray], kind: np.dtype) -> np.ndarray:
    """Arrays of records, one behind the other: as plain bytes, because numpy copies field by field otherwise."""
    plain = np.dtype(("V", kind.itemsize))
    return np.concatenate([np.empty(0, plain), *(part.view(plain) for part in parts)]).view(kind)


def changes_of(found: np.ndarray) -> pa.Table:
    """What judging found as a table: (row, date, table, side, status, warm_up, added, profile, crossings)."""
    rows = {name: pa.array(np.ascontiguousarray(found[name])) for name in kernel.JUDGED.names or ()}
    return pa.table({"row": rows.pop("row"), "date": rows.pop("day").view(pa.date32()), **rows})


def dealt(records: np.ndarray, bits: int) -> tuple[np.ndarray, np.ndarray]:
    """Records dealt to 2**bits partitions by person, and where each partition begins."""
    begins = np.zeros(2**bits + 1, np.int64)
    out = np.empty_like(records)
    kernel.deal(records, bits, out, begins)
    return out, begins


def _fingerprint(people: pa.Array, into: np.ndarray) -> None:
    array = people.cast(pa.large_string())
    _, offsets, letters = array.buffers()
    count = len(array)
    places = np.frombuffer(offsets, np.int64, count + 1, array.offset * 8)
    text = np.frombuffer(letters, np.uint8) if letters is not None else np.empty(0, np.uint8)
    kernel.fingerprint(places, text, into)
