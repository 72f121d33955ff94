"""Who acts: what histories write down beside a change.

Triggers read it from the database's session, so it reaches changes that no verb of ours makes. Doors
set it (a request, a command, a worker), and a verb that is told who its actor is sets it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pghistory
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from psycopg.pq import TransactionStatus

INTRANS = TransactionStatus.INTRANS
PAGE, API, COMMAND, JOB, SCHEDULE = "page", "api", "command", "job", "schedule"


class LateEncoder(DjangoJSONEncoder):
    """JSON in which a value may be a function: it is called when a change is written, and not before."""

    def default(self, o: Any) -> Any:
        return o() if callable(o) else super().default(o)


@contextmanager
def acting(*, actor: Any = None, means: str = "", reason: str = "") -> Iterator[None]:
    """A context in which changes are written down as made by ``actor``.

    ``actor`` is an account, its number, the name of a programme ("command line"), or a function that
    gives an account when a change is written; None leaves the one that acts already. ``means`` is page,
    api, command, job or schedule, ``reason`` a sentence of the person who acts; "" leaves what stands.
    At the end everything is as it was.
    """
    written: list[bool] = []
    with pghistory.context() as tracker:
        before = dict(tracker.metadata)
        who = _who(actor, written)
        if who:
            for name in ("user", "actor", "roles"):
                tracker.metadata.pop(name, None)
        tracker.metadata.update(who)
        tracker.metadata.update({k: v for k, v in (("means", means), ("reason", reason)) if v})
        try:
            yield
        finally:
            tracker.metadata.clear()
            tracker.metadata.update(before)
            if written and not before:
                _forget()


def _forget() -> None:
    """The database's session remembers until the end of the transaction: what comes next is not ours."""
    if connection.in_atomic_block and connection.connection.info.transaction_status == INTRANS:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pghistory.context_metadata', '', true)")


def _who(actor: Any, written: list[bool]) -> dict[str, Any]:
    if actor is None:
        return {}
    if not callable(actor):
        written.append(True)
    if isinstance(actor, str):
        # accounts are written down by their number: a word is the name of a programme
        return {"actor": actor[:60]}
    if isinstance(actor, int):
        return {"user": actor}
    if hasattr(actor, "pk"):
        return {"user": actor.pk, "roles": _roles(actor)}

    def number() -> Any:
        written.append(True)
        return actor().pk

    return {"user": number, "roles": lambda: _roles(actor())}


def _roles(account: Any) -> list[str]:
    return sorted(getattr(account, "roles", ()))
