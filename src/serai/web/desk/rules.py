"""How a desk is laid out: pure, from items and a day to groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from serai.web.manifest import DeskItem

WEEK = timedelta(days=7)
ORDER = ("overdue", "today", "week", "later", "undated")


@dataclass(frozen=True)
class Group:
    """Items that are due alike; ``code`` is one of ``ORDER``."""

    code: str
    items: tuple[DeskItem, ...]


def code_of(due: date | None, today: date) -> str:
    """Which group something due on ``due`` belongs to; a thing due today is not overdue yet."""
    if due is None:
        return "undated"
    if due < today:
        return "overdue"
    if due == today:
        return "today"
    return "week" if due <= today + WEEK else "later"


def lay_out(items: Iterable[DeskItem], today: date) -> tuple[Group, ...]:
    """Groups in ``ORDER`` without empty ones; within each the earliest first, then by key."""
    ordered = sorted(items, key=lambda item: (item.due or date.max, item.key))
    groups = (
        Group(code, tuple(item for item in ordered if code_of(item.due, today) == code)) for code in ORDER
    )
    return tuple(group for group in groups if group.items)


def soon(items: Iterable[DeskItem], today: date, within: timedelta) -> tuple[DeskItem, ...]:
    """What is overdue or due ``within`` some days, the earliest first; without a date nothing is soon."""
    near = [item for item in items if item.due is not None and item.due <= today + within]
    return tuple(sorted(near, key=lambda item: (item.due or date.max, item.key)))
