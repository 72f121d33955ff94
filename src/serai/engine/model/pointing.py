"""What is seen in a file of people before it is taken: headers, counts and codes, nobody's values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

IGNORED = "ignored"
"""What is said of a column that is not needed: it is never read."""
IDENTIFIER = "identifier"
"""Stands among what is lacking where no column tells people apart."""
VARIOUS, NUMBERS, OF_PEOPLE = "various", "numbers", "of_people"
"""Why a column is none of codes: as many values as a column of names has, numbers of papers, or its header says so."""


@dataclass(frozen=True)
class SeenColumn:
    """One column of a file.

    ``concept`` is what stands in it by the words of a matching, "" where nothing was said; ``guess`` is what it may
    be. ``filled`` counts its cells. Of a column of codes, ``codes`` are the texts that nobody knows yet, each with
    its rows, and ``hidden`` counts rows whose unknown text is not told; ``refused`` says why it is none of codes.
    Of a column of ``days``, ``readings`` says how many cells each way of reading takes, and ``reading`` is the one
    that was said, ``likely`` the one that may be.
    """

    header: str
    concept: str = ""
    guess: str = ""
    filled: int = 0
    codes: tuple[tuple[str, int], ...] = ()
    hidden: int = 0
    refused: str = ""
    days: bool = False
    readings: tuple[tuple[str, int], ...] = ()
    reading: str = ""
    likely: str = ""

    @property
    def misread(self) -> bool:
        """Whether the reading that was said takes less of the column than another one would."""
        taken = dict(self.readings)
        return bool(self.reading) and taken.get(self.reading, 0) < max(taken.values(), default=0)


@dataclass(frozen=True)
class RegisterLook:
    """What is seen in a file under the mapping of one kind of register: ``rows``, its columns, and what is lacking.

    ``lacking`` are concepts without which no row can be taken, ``IDENTIFIER`` among them.
    """

    rows: int
    columns: tuple[SeenColumn, ...]
    lacking: tuple[str, ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers as they are written."""
        return tuple(column.header for column in self.columns)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> RegisterLook:
        """A look as ``asdict`` made it plain."""
        columns = tuple(
            SeenColumn(
                **{
                    **one,
                    "codes": tuple(map(tuple, one["codes"])),
                    "readings": tuple(map(tuple, one["readings"])),
                }
            )
            for one in data["columns"]
        )
        return cls(data["rows"], columns, tuple(data["lacking"]))
