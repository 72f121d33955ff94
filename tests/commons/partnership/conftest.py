"""Folders of partnership files for the tests of this room."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
SILK_ROUTES = REPOSITORY / "partnerships" / "silk_routes"
INVENTED = Path(__file__).parent / "invented"


@pytest.fixture
def silk_routes() -> Path:
    """The partnership that is shipped."""
    return SILK_ROUTES


@pytest.fixture
def invented(tmp_path: Path) -> Path:
    """A copy of an invented partnership, to be edited freely."""
    folder = tmp_path / "invented"
    shutil.copytree(INVENTED, folder)
    return folder
