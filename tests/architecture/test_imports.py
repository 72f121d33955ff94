"""Directions, storeys, doors and rings; what must start without Django does."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from .conftest import PACKAGE, REPOSITORY, tree

WITHOUT_DJANGO = """
import sys

class NoDjango:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"django", "allauth", "django_tasks"}:
            raise ImportError(f"{name} must not be imported here")

sys.meta_path.insert(0, NoDjango())
import importlib
for name in sys.argv[1:]:
    importlib.import_module(name)
"""


def test_the_import_contracts_hold():
    # in a process of its own: the checker switches off every logger that exists
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_kernel_needs_the_standard_library_only():
    foreign = {
        f"{path.name}: {name}"
        for path in (PACKAGE / "kernel").rglob("*.py")
        for name in _imported(tree(path))
        if name.partition(".")[0] not in sys.stdlib_module_names and not name.startswith("serai.kernel")
    }
    assert foreign == set()


def _imported(module: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def _modules(folder: str) -> list[str]:
    files = [path for path in (PACKAGE / folder).rglob("*.py") if path.stat().st_size]
    return sorted({".".join(["serai", *path.relative_to(PACKAGE).with_suffix("").parts]) for path in files})


@pytest.mark.parametrize(
    "modules",
    [
        pytest.param([name.removesuffix(".__init__") for name in _modules("engine")], id="the engine"),
        pytest.param([name.removesuffix(".__init__") for name in _modules("kernel")], id="the kernel"),
        pytest.param(
            ["serai.project.stats_cli", "serai.project.residence_cli", "serai.project.vintages_cli"],
            id="the statistics command line",
        ),
    ],
)
def test_it_starts_where_there_is_no_django(modules):
    done = subprocess.run([sys.executable, "-c", WITHOUT_DJANGO, *modules], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
