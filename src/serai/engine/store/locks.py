"""Locks between processes, held in PostgreSQL so that they go with the process that held them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text

WHOLE_STORE = "serai store"
CATALOGUE = 7_237_421_001  # one process at a time makes the catalogue


def _number(word: str) -> int:
    return int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big", signed=True)


@contextmanager
def held(engine: Engine, *, shared: tuple[str, ...] = (), alone: tuple[str, ...] = ()) -> Iterator[bool]:
    """Try to hold all locks for a block; gives False, holding none, when another process has one.

    The connection idles outside any transaction, so that a long block holds nothing else up.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        wanted = [("pg_try_advisory_lock_shared", w) for w in shared] + [
            ("pg_try_advisory_lock", w) for w in alone
        ]
        got = all(
            connection.execute(text(f"SELECT {call}(:n)"), {"n": _number(word)}).scalar()
            for call, word in wanted
        )
        try:
            if not got:
                connection.execute(text("SELECT pg_advisory_unlock_all()"))
            yield got
        finally:
            connection.execute(text("SELECT pg_advisory_unlock_all()"))
