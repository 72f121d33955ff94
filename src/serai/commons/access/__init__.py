"""Who may: permissions declared beside the noun, and the one mark that every view carries.

A view carries exactly one of ``@public``, ``@signed_in`` and ``@requires(PERMISSION)``; the
architecture tests refuse a URL whose view carries none. This package knows no other room: what it
needs to know of an account stands in ``Person``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from serai.commons.access.readers import Reader

P = ParamSpec("P")
# Any: a view may ask for the request that knows its reader (``requests.HttpRequest``)
View = Callable[Concatenate[Any, P], HttpResponseBase]


class Person(Protocol):
    """What access asks of whoever is signed in.

    ``roles`` are the role codes in force; ``waiting_roles`` are held, but sleep until the person has
    been through the page that ``first_step`` names (a URL name, "" when nothing is due).
    """

    is_active: bool
    roles: frozenset[str]
    waiting_roles: frozenset[str]
    first_step: str


@dataclass(frozen=True)
class Permission:
    """``code`` is "room.verb_noun", ``title`` says it to people, ``roles`` are the codes that hold it."""

    code: str
    title: Any
    roles: frozenset[str]

    def granted_to(self, user: Any) -> bool:
        """Whether ``user`` (an account or an anonymous visitor) holds this permission now."""
        return bool(user.is_authenticated and user.is_active and self.roles & user.roles)

    def held_by(self, reader: Reader) -> bool:
        """Whether whoever asks (``request.reader``) holds this permission now."""
        return bool(self.roles & reader.roles)


_declared: dict[str, Permission] = {}


def permission(code: str, title: Any, roles: Iterable[str]) -> Permission:
    """Declare a permission; see ``Permission``."""
    made = Permission(code, title, frozenset(str(role) for role in roles))
    _declared[code] = made
    return made


def declared() -> list[Permission]:
    """Every permission that an imported module declares, by its code."""
    return [_declared[code] for code in sorted(_declared)]


def _mark(view: Any, who: object) -> Any:
    view.serai_access = who
    return view


def public(view: View[P]) -> View[P]:
    """Anybody may see this page."""
    return _mark(view, "public")  # type: ignore[no-any-return]


def signed_in(view: View[P]) -> View[P]:
    """Any account may see this page."""
    return _mark(login_required(view), "signed_in")  # type: ignore[no-any-return]


def requires(needed: Permission) -> Callable[[View[P]], View[P]]:
    """Only accounts with the permission may see this page.

    Visitors are asked to sign in first; a person whose role waits for a first step is led to that
    step. Everybody else is refused.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not needed.granted_to(request.user):
                person = cast(Person, request.user)
                if person.is_active and needed.roles & person.waiting_roles:
                    return redirect(person.first_step)
                raise PermissionDenied(str(needed.title))
            return view(request, *args, **kwargs)

        return _mark(login_required(guarded), needed)  # type: ignore[no-any-return]

    return decorate
