"""Counts of attempts: no flood pushes them out, and none is lost among many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from serai.commons.accounts.memory import count, forget_expired
from serai.commons.accounts.models import CacheEntry
from serai.testing.people import PASSWORD

pytestmark = pytest.mark.django_db
WRONG = "not-the-password"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def guess(client: Client, email: str, password: str = WRONG) -> str:
    """The page that answers a password; the page, because threads would see one another's forms."""
    answer = client.post(reverse("account_login"), {"login": email, "password": password})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def at_once(db: None) -> Iterator[Callable[..., list[Any]]]:
    """``at_once(12, act)`` gives what ``act()`` gave in each of 12 threads that start together.

    They commit on connections of their own, so the whole memory is emptied at the end.
    """

    def run(threads: int, act: Callable[[], Any]) -> list[Any]:
        start = Barrier(threads)

        def one(_number: int) -> Any:
            try:
                connection.ensure_connection()
                start.wait(30)
                return act()
            finally:
                connection.close()

        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(one, range(threads)))

    run(1, cache.clear)
    yield run
    run(1, cache.clear)


def test_a_flood_of_other_names_does_not_reset_a_guesser(client, person):
    person("reader", second_factor=False)
    for _attempt in range(5):
        guess(client, "reader@example.org")
    for number in range(1000):  # three times what Django's own cache holds
        cache.set(f"flood-{number}", number, 60)
    assert "Too many" in guess(client, "reader@example.org", PASSWORD)
    for number in range(1000):
        count(f"flood-{number}", 60)
    assert "Too many" in guess(client, "reader@example.org", PASSWORD)


def test_a_flood_does_not_reset_a_count():
    assert [count("caller", 60)[0] for _ in range(3)] == [1, 2, 3]
    for number in range(1000):
        cache.set(f"flood-{number}", number, 60)
    assert count("caller", 60)[0] == 4


def test_counts_made_at_once_all_count(at_once):
    assert sorted(times for times, _left in at_once(16, lambda: count("caller", 60))) == list(range(1, 17))


def test_of_many_passwords_at_once_five_are_tried(at_once, settings):
    """Whoever waits too long for their turn is refused untried, so some of the five may be left for later."""
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "", "login_failed": "5/5m/key"}

    def tried() -> bool:
        return "Too many" not in guess(Client(), "somebody@example.org")

    together = sum(at_once(12, tried))
    later = sum(sum(at_once(1, tried)) for _ in range(6))
    assert together + later == 5


def test_one_of_many_gets_what_is_free_again(at_once):
    """A lock that its holder never gave back, once its time is over."""
    at_once(1, lambda: cache.set("lock", "lost", -1))
    assert sorted(at_once(8, lambda: cache.add("lock", "mine", 60))) == [False] * 7 + [True]


def test_a_count_begins_anew_when_its_time_is_over():
    with time_machine.travel(NOON, tick=False) as clock:
        assert count("caller", 60) == (1, 60)
        clock.shift(45)
        assert count("caller", 60) == (2, 15)
        clock.shift(15)
        assert count("caller", 60) == (1, 60)


def test_the_cache_keeps_changes_and_forgets():
    assert cache.add("a", [1, "two"], 60)
    assert not cache.add("a", "other", 60)
    assert cache.get("a") == [1, "two"]
    cache.set("a", {"three": 3}, None)
    assert cache.get("a") == {"three": 3}
    assert cache.touch("a", -1)
    assert cache.get("a") is None
    assert not cache.touch("b", 60)


def test_only_what_is_over_is_taken_away():
    cache.set("over", 1, 10)
    cache.set("in-force", 1, 60)
    count("over", 10)
    count("in-force", 60)
    assert forget_expired(timezone.now() + timedelta(seconds=30)) == 2
    assert sorted(CacheEntry.objects.values_list("cache_key", flat=True)) == [":1:in-force", "count:in-force"]
