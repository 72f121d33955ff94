"""The launcher's decisions: what to install, and when nothing needs to be done."""

from __future__ import annotations

import ast
import importlib.machinery
import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def launcher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The launcher, looking at a small checkout of its own."""
    loader = importlib.machinery.SourceFileLoader("launcher", str(ROOT / "serai"))
    spec = importlib.util.spec_from_loader("launcher", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    for name in (*module.LOCKS, "pyproject.toml", "hatch_build.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "frontend").mkdir()
    (tmp_path / "frontend" / "package.json").write_text("{}")
    monkeypatch.setattr(module, "ROOT", str(tmp_path))
    return module


@pytest.mark.parametrize(
    ("arguments", "level"),
    [
        (["demo"], 0),
        ([], 0),
        (["stats", "load", "test"], 0),
        (["test"], 1),
        (["test", "tests/kernel"], 1),
        (["test", "--full"], 2),
    ],
)
def test_a_command_gets_the_lock_it_needs(launcher: ModuleType, arguments: list[str], level: int) -> None:
    assert launcher.wanted_lock(arguments) == level


@pytest.mark.parametrize(
    "changed", ["requirements.lock", "pyproject.toml", "hatch_build.py", "frontend/package.json"]
)
def test_a_change_in_what_it_is_built_from_installs_again(
    launcher: ModuleType, tmp_path: Path, changed: str
) -> None:
    before = launcher.digest(0)
    (tmp_path / changed).write_text("changed")
    assert launcher.digest(0) != before


def test_what_npm_unpacks_does_not_count(launcher: ModuleType, tmp_path: Path) -> None:
    before = launcher.digest(0)
    (tmp_path / "frontend" / "node_modules").mkdir()
    (tmp_path / "frontend" / "node_modules" / "x.js").write_text("1")
    assert launcher.digest(0) == before


def test_each_lock_holds_the_versions_of_the_one_before() -> None:
    def pins(name: str) -> set[str]:
        return {
            line.split(" ")[0]
            for line in (ROOT / name).read_text().splitlines()
            if line and line[0].isalpha()
        }

    product, tests, full = (pins(f"requirements{part}.lock") for part in ("", "-dev", "-full"))
    assert product <= tests <= full
    assert any(pin.startswith("pyspark==") for pin in full - tests)


def test_locks_name_no_address_and_every_pin_has_its_hash() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        lines = lock.read_text().splitlines()
        assert not [line for line in lines if "://" in line]
        pins = [i for i, line in enumerate(lines) if line and line[0].isalpha()]
        assert all("--hash=sha256:" in lines[i + 1] for i in pins)


def test_it_starts_on_an_old_python_3() -> None:
    tree = ast.parse((ROOT / "serai").read_text(), feature_version=(3, 5))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert imported <= {"hashlib", "os", "shutil", "subprocess", "sys"}
