"""What happened, told to whoever listens once it is committed.

An event is a frozen dataclass named in the past tense (``SessionHeld``). The room where it happened
announces it; rooms higher up listen, in the ``ready`` of their application. Nothing is delivered of a
transaction that is rolled back.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django.db import transaction

logger = logging.getLogger(__name__)

E = TypeVar("E")
_listeners: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def listen(kind: type[E], handler: Callable[[E], None]) -> None:
    """Call ``handler`` with every event of ``kind`` (and of kinds made from it). Said twice is said once."""
    if handler not in _listeners[kind]:
        _listeners[kind].append(handler)


def unlisten(kind: type[E], handler: Callable[[E], None]) -> None:
    """Call ``handler`` no more; nothing happens when it did not listen."""
    if handler in _listeners[kind]:
        _listeners[kind].remove(handler)


def announce(event: object) -> None:
    """Tell the listeners of ``event`` when the open transaction is committed, or at once without one.

    A listener that fails is logged, its writes are undone, and the others are told all the same.
    Raises: TypeError unless ``event`` is a frozen record: listeners must not change it for each other.
    """
    shape = getattr(type(event), "__dataclass_params__", None)
    if shape is None or not shape.frozen:
        raise TypeError(f"an event is a frozen dataclass, not {event!r}")
    transaction.on_commit(partial(_deliver, event))


def _deliver(event: object) -> None:
    for kind in type(event).__mro__:
        for handler in tuple(_listeners.get(kind, ())):
            try:
                with transaction.atomic():
                    handler(event)
            except Exception:  # one listener must not keep the others from hearing
                # the event itself may name people, so only its kind is written down
                logger.exception("%s failed on %s", handler.__qualname__, type(event).__name__)
