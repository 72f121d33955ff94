"""What is wrong with a query, by the status that SDMX REST gives it."""

from __future__ import annotations

from serai.engine.errors import EngineError


class BadQuery(EngineError):
    """The query does not follow the grammar of SDMX REST: answer 400."""

    exit_code = 2


class Meaningless(EngineError):
    """The query follows the grammar and asks for what this structure does not have: answer 422."""

    exit_code = 2


class NotOffered(EngineError):
    """The query asks for a part of SDMX REST that is not served here: answer 501."""

    exit_code = 2
