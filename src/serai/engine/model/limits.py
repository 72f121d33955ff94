"""How much of the machine a calculation may take."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from serai.engine.errors import EngineError

_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12,
          "KIB": 2**10, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40}  # fmt: skip


class BadLimit(EngineError):
    """A limit is not an amount of memory, or too little to work with."""

    exit_code = 2


@dataclass(frozen=True)
class Limits:
    """How much of the machine a calculation may take: memory such as 4GB, threads 0 = all."""

    memory: str = "1GB"
    threads: int = 0

    @property
    def bytes(self) -> int:
        """The memory in bytes.

        Raises:  BadLimit.
        """
        found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*", self.memory)
        if not found or found[2].upper() not in _UNITS:
            raise BadLimit(
                f"{self.memory!r} is not an amount of memory", advice="Write it like 4GB or 512MB."
            )
        amount = int(float(found[1]) * _UNITS[found[2].upper()])
        if amount < 64 * 10**6:
            raise BadLimit(f"{self.memory} of memory is too little", advice="Give at least 64MB.")
        return amount

    @property
    def cores(self) -> int:
        """Threads to use."""
        return self.threads or len(os.sched_getaffinity(0))
