"""``serai test``: everything that must hold before a change lands, slowest last."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def steps(full: bool) -> list[tuple[str, list[str]]]:
    """The names and commands of what is checked, in order."""
    # files in the order of the plug-in, the long ones first: xdist would take those with most tests first
    pytest = ["pytest", "-q", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    return [
        ("style", ["ruff", "check", "."]),
        ("format", ["ruff", "format", "--check", "."]),
        ("types", ["mypy"]),
        ("directions", ["lint-imports"]),
        ("tests", [*pytest, "--full"] if full else pytest),
    ]


def check(*, full: bool, arguments: list[str]) -> int:
    """Run the steps; with ``arguments`` only pytest with them. Returns the exit code: 0 when all hold."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SERAI_") and name != "DATABASE_URL"
    }
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment.get('PATH', '')}"
    # the checks read Django's settings, which make a secret in the data folder: not in the checkout
    environment["SERAI_HOME"] = str(ROOT / ".serai-tools" / "check")
    chosen = [("tests", ["pytest", *arguments, *(["--full"] if full else [])])] if arguments else steps(full)
    worst = 0
    for name, command in chosen:
        begun = time.monotonic()
        sys.stderr.write(f"--- {name}: {' '.join(command)}\n")
        sys.stderr.flush()
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        ending = "holds" if code == 0 else f"FAILS ({code})"
        sys.stderr.write(f"--- {name}: {ending} after {time.monotonic() - begun:.0f} s\n")
        worst = worst or code
    return worst
