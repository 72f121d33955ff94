"""The list of rooms: what a manifest declares has to be there."""

from __future__ import annotations

import pytest

from serai.components.statistics import endpoints
from serai.project import registry
from serai.project.errors import RoomIncomplete
from serai.web.manifest import Room


def mounted(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    room = Room(name="ferries", title="Ferries", endpoints=module)
    monkeypatch.setattr(registry, "rooms", lambda: (room,))


def test_endpoints_without_a_router_are_an_error_that_names_room_and_module(monkeypatch):
    mounted(monkeypatch, "serai.web.api.paging")  # a module of ours that has none
    with pytest.raises(RoomIncomplete) as told:
        registry.api_patterns()
    assert "ferries" in str(told.value)
    assert told.value.where == "serai.web.api.paging"


def test_a_module_that_does_not_exist_is_an_error(monkeypatch):
    mounted(monkeypatch, "serai.web.api.nothing")
    with pytest.raises(ModuleNotFoundError, match="nothing"):
        registry.api_patterns()


def test_a_router_is_mounted_under_the_name_of_its_room(monkeypatch):
    mounted(monkeypatch, "serai.components.statistics.endpoints")
    monkeypatch.setattr(registry.api, "addresses", lambda routers: routers)  # one API for each process
    assert registry.api_patterns() == ({"ferries": endpoints.router}, "api")
