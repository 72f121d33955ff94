"""What every test of accounts begins with."""

from __future__ import annotations

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _forget_attempts() -> None:
    """The rate limits count in the cache; one test's attempts are not another's."""
    cache.clear()
