"""What all processes remember for a while, in one table of PostgreSQL: Django's cache, and counts of attempts.

Django's own cache in the database forgets entries in force as soon as it holds more than a few hundred, so
whoever asks often enough under other names could go on guessing; and it counts by reading first and writing
then, so that guesses made at once count as one. Here only what has expired goes, and a count is one statement.
"""

from __future__ import annotations

import pickle
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.utils import timezone

NEVER = datetime.max.replace(microsecond=0, tzinfo=UTC)
SET = """
    INSERT INTO accounts_cache AS kept (cache_key, value, expires) VALUES (%(key)s, %(value)s, %(until)s)
    ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires
"""
ADD = SET + "WHERE kept.expires <= %(now)s"
TOUCH = "UPDATE accounts_cache SET expires = %(until)s WHERE cache_key = %(key)s"
COUNT = """
    INSERT INTO accounts_cache AS kept (cache_key, value, expires) VALUES (%(key)s, '1', %(until)s)
    ON CONFLICT (cache_key) DO UPDATE SET
        value = CASE WHEN kept.expires > %(now)s THEN (kept.value::bigint + 1)::text ELSE '1' END,
        expires = CASE WHEN kept.expires > %(now)s THEN kept.expires ELSE excluded.expires END
    RETURNING value::bigint, expires
"""
FORGET = """
    DELETE FROM accounts_cache WHERE cache_key IN
        (SELECT cache_key FROM accounts_cache WHERE expires <= %s FOR UPDATE SKIP LOCKED)
"""


def count(key: str, seconds: int) -> tuple[int, int]:
    """Count ``key`` once more: how often that makes, and in how many seconds the count begins anew.

    A count begins with the first time and lasts ``seconds``. Call it outside of transactions: inside one,
    everybody else who counts the same key waits until it ends.
    """
    now = timezone.now()
    told: dict[str, Any] = {"key": f"count:{key}", "now": now, "until": now + timedelta(seconds=seconds)}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, told)
        times, until = cursor.fetchone()
    return times, max(1, round((until - now).total_seconds()))


def forget_expired(now: datetime) -> int:
    """Take away what is over at ``now``; says how many rows that were."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [now])
        return int(cursor.rowcount)


class Memory(DatabaseCache):
    """Django's cache in the database, except that a write is one statement and pushes nothing else out."""

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        ends = self.get_backend_timeout(timeout)
        told: dict[str, Any] = {
            "key": key,
            "value": b64encode(pickle.dumps(value, self.pickle_protocol)).decode(),
            "until": NEVER if ends is None else datetime.fromtimestamp(ends, tz=UTC),
            "now": timezone.now(),
        }
        with connection.cursor() as cursor:
            cursor.execute({"set": SET, "add": ADD, "touch": TOUCH}[mode], told)
            return bool(cursor.rowcount)
