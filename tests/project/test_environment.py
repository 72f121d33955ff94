"""Settings from the environment: every fault named at once, nothing misspelt accepted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from serai.project import environment
from serai.project.errors import BadSetting

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in environment.SETTINGS:
        monkeypatch.delenv(setting.name, raising=False)


def test_every_setting_has_a_default() -> None:
    values = environment.read()
    assert values["SERAI_WORKERS"] == 2
    assert values["SERAI_ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]


def test_all_faults_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERAI_WORKERS", "many")
    monkeypatch.setenv("SERAI_ALOWED_HOSTS", "x")
    monkeypatch.setenv("SERAI_LOG_LEVEL", "LOUD")
    with pytest.raises(BadSetting) as caught:
        environment.read()
    for word in ("SERAI_WORKERS", "SERAI_ALOWED_HOSTS", "SERAI_LOG_LEVEL"):
        assert word in str(caught.value)


def test_the_operations_guide_lists_every_setting_and_no_other() -> None:
    guide = (ROOT / "docs" / "operations" / "settings.md").read_text()
    assert set(re.findall(r"^\| `([A-Z_]+)`", guide, re.M)) == {
        setting.name for setting in environment.SETTINGS
    }
