"""The kernel over a stream of Arrow batches in which all rows of a person stand together, in order.

This is what an engine with partitions of its own runs on each of them: it needs no more memory than some tens of
thousands of crossings take, or the crossings of one person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from serai.engine.compute import kernel
from serai.engine.compute.records import Found, Question, changes_of, judged, records_of

GATHERED = 65_536
"""Crossings that are judged at a time, unless one person has more."""
TOLD = pa.schema(
    [("person_id", pa.string()), ("date", pa.date32()), ("citizenship", pa.string()), ("sex", pa.string()),
     ("birth_year", pa.int32()), ("post", pa.string()), ("direction", pa.string()), ("profile", pa.int32()),
     ("table", pa.int8()), ("side", pa.int8()), ("status", pa.int8()), ("warm_up", pa.bool_()),
     ("added", pa.bool_()), ("crossings", pa.int32()), ("tally", pa.binary())]
)  # fmt: skip
"""What was judged as ``relations.told`` has it. The last row of a stream has only a ``tally``: what was counted."""


def told_by_person(
    batches: Iterable[pa.RecordBatch], question: Question, permits: np.ndarray, deaths: np.ndarray
) -> Iterator[pa.RecordBatch]:
    """Judge people from a stream of their crossings.

    Shape:   ``relations.records`` with what it says about people, sound rows only, all of a person together in the
             order of rows -> ``TOLD``.
    """
    nobody = judged([np.empty(0, kernel.RECORD)], question, permits, deaths)
    counts, became = nobody.counts, nobody.became
    for people in _whole_people(batches):
        at = people.schema.get_field_index("row")
        people = people.set_column(at, "row", pa.array(np.arange(people.num_rows, dtype=np.uint32)))
        records = records_of(people)
        found = judged([records], question, permits, deaths)
        counts += found.counts
        became += found.became
        yield _told(people, records, found)
    tally = np.concatenate([counts, became.ravel()]).tobytes()
    alone = {name: pa.nulls(1, TOLD.field(name).type) for name in TOLD.names} | {"tally": pa.array([tally])}
    yield pa.RecordBatch.from_pydict(alone, schema=TOLD)


def added_up(tallies: Iterable[bytes], question: Question) -> Found:
    """The counts of all streams together; there are no rows in it."""
    nobody = np.empty(0, kernel.RECORD), np.empty(0, kernel.PERMIT), np.empty(0, kernel.DEATH)
    total = judged([nobody[0]], question, *nobody[1:])
    for tally in tallies:
        numbers = np.frombuffer(tally, np.int64)
        total.counts += numbers[: len(total.counts)]
        total.became += numbers[len(total.counts) :].reshape(total.became.shape)
    return total


def _told(people: pa.RecordBatch, records: np.ndarray, found: Found) -> pa.RecordBatch:
    """The changes beside what is known of the person at that crossing."""
    changes = changes_of(found.rows)
    about = people.take(pa.array(found.rows["row"]))
    columns = {name: changes[name].combine_chunks() for name in changes.column_names if name != "row"}
    columns |= {name: about[name] for name in about.schema.names if name in TOLD.names}
    columns["tally"] = pa.nulls(len(about), pa.binary())
    return pa.RecordBatch.from_arrays([columns[one.name].cast(one.type) for one in TOLD], schema=TOLD)


def _whole_people(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same rows in batches that end where a person does."""
    held: list[pa.RecordBatch] = []
    enough = GATHERED
    for batch in batches:
        held.append(batch)
        if sum(one.num_rows for one in held) < enough:
            continue
        together = pa.concat_batches(held)
        persons = together.column("person_id")
        whole = pc.index(persons, persons[-1]).as_py()
        if whole:
            yield together.slice(0, whole)
            enough = GATHERED
        else:
            enough = 2 * together.num_rows  # one person only so far: look again when there is as much again
        held = [together.slice(whole)]
    if held:
        rest = pa.concat_batches(held)
        if rest.num_rows:
            yield rest
