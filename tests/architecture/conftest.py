"""The files of the house, as the tests of its architecture read them."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "src" / "serai"


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that git knows and that still exists, relative to the repository."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True).stdout
    paths = (Path(name) for name in names.decode().split("\0") if name)
    return tuple(path for path in paths if (REPOSITORY / path).is_file())


@cache
def sources() -> tuple[Path, ...]:
    """Our own Python files; migrations are written by Django."""
    return tuple(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    """The syntax of one Python file."""
    return ast.parse(path.read_text(), filename=str(path))


def room(path: Path) -> str:
    """The room that ``path`` lies in: "commons.accounts", "components.statistics", or "web"."""
    parts = path.relative_to(PACKAGE).parts
    return ".".join(parts[:2]) if parts[0] in ("commons", "components") else parts[0]
