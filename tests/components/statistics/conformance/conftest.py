"""The site of a test at an address of its own, whoever asks how often."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from serai.testing.serving import serving


@pytest.fixture
def site(db: None, home: Path, settings: Any) -> Iterator[str]:
    """A running site in which nothing is published yet."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.API_LIMIT_ADDRESS = 10**9
    cache.clear()
    with serving() as there:
        yield there
