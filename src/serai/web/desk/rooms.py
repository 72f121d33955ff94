"""The rooms that put something on the desk. The project mounts them; the desk itself knows none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from serai.commons.access.readers import Reader
from serai.web.desk import items
from serai.web.manifest import DeskAction, DeskItem, Room

_mounted: list[Callable[[], Iterable[Room]]] = []


def mount(rooms: Callable[[], Iterable[Room]]) -> None:
    """Ask these rooms for items and actions from now on. Said twice is said once."""
    if rooms not in _mounted:
        _mounted.append(rooms)


def mounted() -> Iterator[Room]:
    """Every mounted room."""
    for rooms in _mounted:
        yield from rooms()


def items_of(reader: Reader) -> list[DeskItem]:
    """Everything that is due from ``reader``, from commons and from every room, each thing once."""
    found: dict[str, DeskItem] = {}
    for item in items.commons(reader):
        found.setdefault(item.key, item)
    for room in mounted():
        for item in room.desk_items(reader) if room.desk_items else ():
            found.setdefault(item.key, item)
    return list(found.values())


def actions() -> dict[str, DeskAction]:
    """What can be done from a mail, by code."""
    found = {action.code: action for action in items.ACTIONS}
    for room in mounted():
        found |= {action.code: action for action in room.desk_actions}
    return found
