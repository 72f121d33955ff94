"""The folder of a run is its own, and what a killed run left in it does not stay."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from serai.engine.publish.work import workroom

KILLED = """
import os, pathlib, signal, sys
from serai.engine.publish.work import workroom
with workroom(pathlib.Path(sys.argv[1])) as work:
    (work / "people.csv").write_text("Zahra Karimi")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_run_left_goes_with_the_next(tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert killed.returncode == -9
    assert [path.name for path in tmp_path.rglob("people.csv")] == ["people.csv"]
    with workroom(tmp_path) as work:
        assert list(tmp_path.iterdir()) == [work]
        assert list(work.iterdir()) == []
    assert list(tmp_path.iterdir()) == []


def test_a_run_at_the_same_time_keeps_its_folder(tmp_path: Path) -> None:
    with workroom(tmp_path) as one, workroom(tmp_path) as other:
        (one / "rows").touch()
        assert one != other
        with workroom(tmp_path):
            assert (one / "rows").exists() and other.exists()
    assert list(tmp_path.iterdir()) == []
