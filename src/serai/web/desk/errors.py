"""What can be wrong with a link in a mail."""

from __future__ import annotations

from serai.kernel.errors import SeraiError


class LinkRefused(SeraiError):
    """The link leads nowhere (any more). ``why`` is used, expired, broken, foreign, done or refused."""

    def __init__(self, why: str, what: str = "") -> None:
        self.why = why
        super().__init__(what or why)
