"""Runs the statistics job in a forked child for every line it reads, so that a test can kill it at its work.

Everything is imported once, before the forks: what is killed is the work, not the start of Python.
Input lines: home, catalogue address, register, figures, separated by tabs. Output lines: "began PID",
then "ended CODE" (below zero: the signal).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from serai.engine import api


def work(home: Path, catalogue: str, register: Path, figures: Path) -> None:
    store = api.Store.open(home, catalogue)
    api.load(store, register, "crossings_daily", dataset="crossings_qrv", synthetic=True)
    api.load(store, figures, "headline_figures")
    api.compile_residence(store, crossings="crossings_qrv", country="QRV")
    api.publish_residence_flows(store, Path(__file__).with_name("statistics_job.yaml"))
    api.publish_reported(store, "headline_figures")


def main() -> None:
    for line in sys.stdin:
        home, catalogue, register, figures = line.rstrip("\n").split("\t")
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            work(Path(home), catalogue, Path(register), Path(figures))
            os._exit(0)
        print(f"began {child}", flush=True)
        _, status = os.waitpid(child, 0)
        print(f"ended {os.waitstatus_to_exitcode(status)}", flush=True)


if __name__ == "__main__":
    main()
