"""What tests of the chain share: a few kinds of activity as nouns, and the owner's way around triggers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

EVENTS = "partnership_activitykindevent"
TOUCHED = (
    "audit_blanked",
    "audit_erasure",
    "audit_read",
    "audit_seal",
    "audit_check",
    EVENTS,
    "partnership_activitykind",
)


@pytest.fixture(autouse=True)
def _own_home(tmp_path, monkeypatch):
    """The file of seals of each test is its own."""
    monkeypatch.setattr(settings, "HOME", tmp_path)


@pytest.fixture(scope="package", autouse=True)
def _no_emptying() -> Iterator[None]:
    """Emptying every table of the house after each test, as Django does it, takes seconds."""
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: None)
    yield
    patch.undo()


@pytest.fixture
def commits(transactional_db: None) -> Iterator[None]:
    """Real commits, since the chain grows at commits; what a test made is taken away row by row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(seq), 0) FROM audit_link")
        before = cursor.fetchone()[0]
    yield
    with behind_the_back("audit_link", *TOUCHED) as cursor:
        cursor.execute("DELETE FROM audit_link WHERE seq > %s", [before])
        for table in TOUCHED:
            cursor.execute(f"DELETE FROM {table}")


@pytest.fixture
def kinds(commits: None) -> Callable[..., Any]:
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
        try:
            yield cursor
        finally:
            for table in tables:
                cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
