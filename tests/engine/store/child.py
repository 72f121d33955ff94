"""A process that loads one file and may be killed: python child.py HOME URL FILE MAPPING [before|after].

With a last word it kills itself right before or right after the commit.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from serai.engine import api
from serai.engine.store import tables

if __name__ == "__main__":
    home, url, file, mapping, *moment = sys.argv[1:]
    commit = tables.commit

    def die(*given: Any, **named: Any) -> int:
        if moment == ["after"]:
            commit(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("killed processes do not come here")

    if moment:
        tables.commit = die
    store = api.Store.open(Path(home), url)

    def say(step: str, fraction: float) -> None:
        sys.stdout.write(f"{step}\n")
        sys.stdout.flush()

    say("begin", 0.0)
    api.load(store, Path(file), mapping, progress=say)
    sys.stdout.write("loaded\n")
