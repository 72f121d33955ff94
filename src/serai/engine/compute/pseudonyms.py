"""Registers parted into who people are and what happened, joined by keyed pseudonyms. Arrow in, Arrow out.

A pseudonym is a keyed hash: whoever has the tables and not the key can neither name a person nor try
names out. The key never enters a table; its id does, so that tables made under different keys are not
taken for one. The two tables are for encrypted folders, whose column of subjects is ``subject``: erasing
a pseudonym there erases the person from both, in every snapshot.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from serai.engine.errors import EngineError

SUBJECT = "subject"
KEY_ID = "key_id"
SHORTEST_KEY = 32
_ID_OF_KEY = b"serai: id of a key of pseudonyms"


class PseudonymKeyRefused(EngineError):
    """A key too short to keep anybody from trying all people out."""


class ColumnsRefused(EngineError):
    """Columns that a register lacks, or that it already has and that would be written over."""


@dataclass(frozen=True)
class PseudonymKey:
    """A secret of at least 32 random bytes. What is printed of it is its id alone."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) < SHORTEST_KEY:
            raise PseudonymKeyRefused(
                f"A key of pseudonyms has at least {SHORTEST_KEY} bytes, this one {len(self.secret)}",
                advice="Take secrets.token_bytes(32) and keep it with the keys of the vault.",
            )

    @property
    def id(self) -> str:
        """What tables carry instead of the key: says which key it was and nothing else about it."""
        return hmac.new(self.secret, _ID_OF_KEY, hashlib.sha256).hexdigest()[:16]


@dataclass(frozen=True)
class Separated:
    """A register in two: one row for each way a person is described, and one for each thing that happened."""

    identities: pa.Table
    events: pa.Table


def pseudonyms(columns: Sequence[pa.Array | pa.ChunkedArray], key: PseudonymKey, *, space: str) -> pa.Array:
    """One pseudonym for each row, the same wherever all ``columns`` are the same.

    Shape:   columns of n texts -> n texts of 32 hexadecimal digits (HMAC-SHA256, cut to 128 bits).
    Unknown: null where any of the columns is null, because half an identifier names nobody.
    ``space`` is part of what is hashed: pseudonyms of two registers meet only if they share it.
    """
    texts = [pc.cast(_whole(column), pa.string()) for column in columns]
    # lengths before the parts: ("ab", "c") and ("a", "bc") are two people
    parts = [
        part
        for text in texts
        for part in (pc.cast(pc.binary_length(text), pa.string()), pa.scalar(":"), text)
    ]
    encoded = pc.binary_join_element_wise(*parts, "").dictionary_encode()
    start = hmac.new(key.secret, f"{len(space)}:{space}".encode(), hashlib.sha256)
    made = []
    for text in encoded.dictionary.to_pylist():
        one = start.copy()
        one.update(text.encode())
        made.append(one.hexdigest()[:32])
    return pa.array(made, pa.string()).take(encoded.indices)


def separated(
    register: pa.Table,
    key: PseudonymKey,
    *,
    by: Sequence[str],
    identity: Sequence[str],
    space: str,
) -> Separated:
    """Part a register into identities and events under pseudonyms.

    Shape:   n rows -> identities (subject, key_id, ``identity`` columns), each description once; events
             (subject, key_id, every other column), n rows in the same order.
    Unknown: a row without all of the ``by`` columns gets a pseudonym of its own row, so that it is counted
             and can be erased, and is taken for nobody else.
    Raises:  ColumnsRefused, naming every column that is absent, or taken.

    >>> register = pa.table({"passport": ["P1", "P1"], "name": ["Zahra", "Zahra"], "day": [3, 9]})
    >>> made = separated(
    ...     register, PseudonymKey(bytes(range(32))), by=["passport"], identity=["name"], space="border"
    ... )
    >>> made.identities.num_rows, made.events.column_names
    (1, ['subject', 'key_id', 'day'])
    """
    named = [*by, *identity]
    if absent := sorted(set(named) - set(register.column_names)):
        raise ColumnsRefused(
            f"The register has no columns {', '.join(absent)}", advice="Name columns that it has."
        )
    if taken := sorted({SUBJECT, KEY_ID} & set(register.column_names)):
        raise ColumnsRefused(
            f"The register already has columns {', '.join(taken)}", advice="Rename them before."
        )
    subjects = pseudonyms([register.column(name) for name in by], key, space=space)
    if subjects.null_count:
        rows = pa.array(np.arange(register.num_rows))
        alone = pseudonyms([rows], key, space=f"{space}/row/{_content(register)}")
        subjects = pc.coalesce(subjects, alone)
    marked = register.append_column(SUBJECT, subjects).append_column(
        KEY_ID, pa.array([key.id] * register.num_rows, pa.string())
    )
    people = [SUBJECT, KEY_ID, *dict.fromkeys(named)]
    events = [SUBJECT, KEY_ID, *(name for name in register.column_names if name not in named)]
    identities = marked.select(people)
    return Separated(identities.group_by(people, use_threads=False).aggregate([]), marked.select(events))


def _content(register: pa.Table) -> str:
    """What tells this batch from others: two batches must not give one pseudonym to their third rows."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, register.schema) as writer:
        writer.write_table(register)
    return hashlib.sha256(sink.getvalue()).hexdigest()


def _whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
