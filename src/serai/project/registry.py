"""The rooms that this installation mounts, and the frame around every page; the only list of them."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_script_prefix, include, path, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from ninja import Router

from serai.commons.access import Permission
from serai.commons.access.requests import HttpRequest
from serai.commons.audit.access import READ_HISTORY
from serai.commons.notices.selectors import unread
from serai.project.errors import RoomIncomplete
from serai.web.api import build as api
from serai.web.manifest import HomeCard, MenuItem, Room

MANIFESTS = (
    "serai.web.shell",
    "serai.components.statistics.manifest",
    "serai.components.newsroom.manifest",
)


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


def machine_patterns() -> list[URLPattern | URLResolver]:
    """What rooms answer to machines by the standards of their field, in no language."""
    return [path(prefix, include(module)) for room in rooms() for prefix, module in room.machines]


def api_patterns() -> tuple[list[URLPattern], str]:
    """The API: the partnership's resources, and those that rooms declare, under their names."""
    return api.addresses({room.name: _router(room) for room in rooms() if room.endpoints}), "api"


def _router(room: Room) -> Router:
    """What a room answers below its name. Raises RoomIncomplete when its module has no such thing."""
    router = getattr(import_module(room.endpoints), "router", None)
    if not isinstance(router, Router):
        raise RoomIncomplete(
            f"the room {room.name} declares resources of the API, and their module has no router",
            where=room.endpoints,
            advice="Name its ninja Router 'router', or leave endpoints out of the manifest.",
        )
    return router


def permissions() -> list[Permission]:
    """Every permission that a room declares."""
    return [permission for room in rooms() for permission in room.permissions]


def home_cards(request: HttpRequest) -> list[HomeCard]:
    """The cards that rooms put on the home page."""
    return [card for room in rooms() if room.home_cards for card in room.home_cards(request)]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the main menu and the entries of people at work, with what this visitor may open."""
    user = getattr(request, "user", None)
    items = [
        item
        for room in rooms()
        for item in room.menu
        if item.permission is None or (user is not None and item.permission.granted_to(user))
    ]
    match = request.resolver_match
    active = _active(items, match.view_name if match else "")
    return {
        "menu": _entries([item for item in items if item.section != "work"], active),
        "work": _entries([item for item in items if item.section == "work"], active),
        "home_cards": lambda: home_cards(request),
        "may_read_history": user is not None and READ_HISTORY.granted_to(user),
        "unread_notices": SimpleLazyObject(lambda: unread(user.pk if user else None)),
    }


def _entries(items: list[MenuItem], active: str) -> list[dict[str, Any]]:
    language, prefix = get_language(), get_script_prefix()
    return [
        {
            "title": item.title,
            "url": _address(item.url_name, language, prefix, settings.ROOT_URLCONF),
            "active": item.url_name == active,
        }
        for item in items
    ]


def _active(items: list[MenuItem], here: str) -> str:
    """The entry of the page itself, else the main one of the room that the page belongs to, else ""."""
    if here in {item.url_name for item in items}:
        return here
    room = here.rpartition(":")[0]
    inside = [item for item in items if room and item.url_name.startswith(f"{room}:")]
    # "newsroom:events_year" belongs to "newsroom:events", whatever comes first in its room
    inside.sort(key=lambda item: (item.section == "work", not here.startswith(item.url_name)))
    return inside[0].url_name if inside else ""


@lru_cache(maxsize=1024)
def _address(url_name: str, language: str | None, prefix: str, addresses: str) -> str:
    # all that an address without arguments depends on
    return reverse(url_name)
