"""A long answer takes a server no more memory than a short one: the benchmark's own server, looked at from outside."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).resolve().parents[4] / "benchmarks" / "sdmx.py"
MARGIN = 200
"""Megabytes that ten times as many cells may take more at the most; 74 were measured.

What grows are the row groups that are read side by side: one in the short answer, a few in each longer one.
"""


@pytest.mark.full
def test_a_million_cells_take_no_more_memory_than_a_hundred_thousand() -> None:
    """In CSV, JSON and XML, each taken whole over HTTP and counted by the benchmark before it reports anything."""
    done = subprocess.run(
        [sys.executable, str(BENCHMARK), "--sizes", "100000", "1000000", "--rounds", "1", "--seconds", "1"],
        capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    found = re.findall(r"([\d,]+) most memory of a process of the server so far (\d+) MB", done.stdout)
    assert [size for size, _ in found] == ["100,000", "1,000,000"]
    short, long = (int(megabytes) for _, megabytes in found)
    assert long - short < MARGIN, (short, long)
