"""What tests of the chain share: a few kinds of activity as nouns, and the owner's way around triggers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

EVENTS = "partnership_activitykindevent"


@pytest.fixture(autouse=True)
def _own_home(tmp_path, monkeypatch):
    """The file of seals of each test is its own."""
    monkeypatch.setattr(settings, "HOME", tmp_path)


@pytest.fixture
def kinds(transactional_db: None) -> Callable[..., Any]:
    """``kinds("a", "b")`` makes kinds of activity, each in a commit of its own."""
    from serai.commons.partnership.models import ActivityKind

    def make(*keys: str) -> list[Any]:
        return [ActivityKind.objects.create(key=key, title=f"Kind {key}", family="meeting") for key in keys]

    return make


@contextmanager
def behind_the_back(*tables: str) -> Iterator[Any]:
    """A cursor of the owner with the triggers of ``tables`` off, as somebody who covers their tracks."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        yield cursor
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
