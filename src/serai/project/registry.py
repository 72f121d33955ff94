"""The rooms that this installation mounts, and the frame around every page; the only list of them."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse

from serai.commons.access import Permission
from serai.web.manifest import HomeCard, Room

MANIFESTS = ("serai.web.shell", "serai.components.statistics.manifest")


@cache
def rooms() -> tuple[Room, ...]:
    """The manifests of the mounted rooms, the shell's own pages first."""
    return tuple(import_module(name).MANIFEST for name in MANIFESTS if find_spec(name))


def url_patterns() -> list[URLPattern | URLResolver]:
    """Each room's pages under its prefix."""
    return [
        path(room.url_prefix, include(room.url_module))
        for room in rooms()
        if room.url_module and find_spec(room.url_module)
    ]


def permissions() -> list[Permission]:
    """Every permission that a room declares."""
    return [permission for room in rooms() for permission in room.permissions]


def home_cards(request: HttpRequest) -> list[HomeCard]:
    """The cards that rooms put on the home page."""
    return [card for room in rooms() if room.home_cards for card in room.home_cards(request)]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the menu, with what this visitor may open."""
    user = getattr(request, "user", None)
    match = request.resolver_match
    here = match.view_name if match else ""
    menu = []
    for room in rooms():
        for item in room.menu:
            if item.permission is None or (user is not None and item.permission.granted_to(user)):
                namespace = item.url_name.rpartition(":")[0]
                active = here == item.url_name or bool(namespace and here.startswith(namespace + ":"))
                menu.append({"title": item.title, "url": reverse(item.url_name), "active": active})
    return {"menu": menu, "home_cards": lambda: home_cards(request)}
