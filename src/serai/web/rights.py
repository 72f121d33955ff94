"""Effective rights of every role, read off the declarations and the addresses; nothing is listed by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from serai.commons.access import Permission, declared
from serai.commons.access.addresses import addresses
from serai.commons.access.roles import Role
from serai.commons.partnership.models.audience import READERS, Audience, may_see

VISITOR = "public"


@dataclass(frozen=True)
class Line:
    """One permission, page or audience, and for each column whether it is open."""

    title: str
    detail: str
    open: tuple[bool, ...]


@dataclass(frozen=True)
class Rights:
    """Columns are roles (for audiences: kinds of reader), rows what they may do."""

    roles: tuple[str, ...]
    role_words: tuple[str, ...]
    permissions: tuple[Line, ...]
    pages: tuple[Line, ...]
    reader_words: tuple[str, ...]
    audiences: tuple[Line, ...]


def may_open(mark: Any, role: str) -> bool:
    """Whether somebody with this role alone (``VISITOR``: nobody signed in) may open a page of this mark."""
    if mark == "public":
        return True
    if role == VISITOR:
        return False
    return mark == "signed_in" or (isinstance(mark, Permission) and role in mark.roles)


def rights(only: str = "") -> Rights:
    """All of it, or the columns of one role; an unknown role is all of them."""
    chosen = tuple(role for role in (VISITOR, *Role.values) if role == only) or (VISITOR, *Role.values)
    labels: dict[str, Any] = dict(Role.choices)
    return Rights(
        roles=chosen,
        role_words=tuple(str(labels.get(role, "")) for role in chosen),
        permissions=tuple(
            Line(str(one.title), one.code, tuple(role in one.roles for role in chosen)) for one in declared()
        ),
        pages=tuple(
            Line(f"/{page.route}", page.name, tuple(may_open(page.mark, role) for role in chosen))
            for page in addresses()
        ),
        reader_words=tuple(str(words) for words, _reader in READERS),
        audiences=tuple(
            Line(
                str(audience.label),
                audience.value,
                tuple(may_see(audience, reader) for _words, reader in READERS),
            )
            for audience in Audience
        ),
    )
