"""Errors of the engine: each says what happened, where, and the way out."""

from __future__ import annotations

from collections.abc import Mapping

from serai.kernel.errors import SeraiError


class EngineError(SeraiError):
    """Anything that the statistics engine refuses or cannot do."""


class MappingInvalid(EngineError):
    """A mapping file says something that the engine does not understand."""

    exit_code = 2


class FileUnreadable(EngineError):
    """A file cannot be read as its mapping says: wrong encoding, no header, not that format.

    ``kind`` is one word for what is wrong, ``told`` what its sentence names, for whoever says it in another language.
    """

    exit_code = 3

    def __init__(
        self,
        what: str,
        *,
        where: str = "",
        advice: str = "",
        kind: str = "",
        told: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(what, where=where, advice=advice)
        self.kind, self.told = kind, dict(told or {})


class StoreBusy(EngineError):
    """Another process loads or mends the same dataset."""

    exit_code = 4


class StoreRefused(EngineError):
    """The store does not take or give these rows: unknown dataset, other columns, foreign delete files."""

    exit_code = 5


class PlaceRefused(EngineError):
    """A folder cannot be written into: it is a file, or belongs to somebody else."""

    exit_code = 6
