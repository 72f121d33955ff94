"""The build hook as a module: it stands beside the package, not in it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def hook() -> ModuleType:
    """``hatch_build.py`` of this checkout."""
    spec = importlib.util.spec_from_file_location(
        "hatch_build", Path(__file__).resolve().parents[2] / "hatch_build.py"
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
