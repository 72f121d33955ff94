"""How often a caller may ask in a minute: counted in the memory that all processes share."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponseBase

from serai.commons.accounts.memory import count

WINDOW = 60  # seconds


@dataclass(frozen=True)
class Budget:
    """What is left to a caller; ``reset`` is in how many seconds it is full again."""

    limit: int
    used: int
    reset: int

    @property
    def spent(self) -> bool:
        """Whether this request was one too many."""
        return self.used > self.limit

    def write(self, response: HttpResponseBase) -> None:
        """Tell the caller, in the headers of the draft standard that most clients read."""
        response["RateLimit-Limit"] = str(self.limit)
        response["RateLimit-Remaining"] = str(max(0, self.limit - self.used))
        response["RateLimit-Reset"] = str(self.reset)
        if self.spent:
            response["Retry-After"] = str(self.reset)


def spend(name: str, *, known: bool) -> Budget:
    """Count one request of ``name``. People with a token may ask more often than strangers."""
    used, reset = count(f"api:{name}", WINDOW)
    return Budget(settings.API_LIMIT_TOKEN if known else settings.API_LIMIT_ADDRESS, used, reset)
