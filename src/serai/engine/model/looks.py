"""What a file of labels and figures looks like before it is loaded: plain records, no figure of it judged."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class SeenSheet:
    """The first rows of a sheet as written; ``headers`` are the rows of headers among them, from 1."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    headers: tuple[int, ...]
    tables: int
    length: int


@dataclass(frozen=True)
class SeenLabel:
    """One label and what it was understood as.

    ``where`` is "column", "row" or "heading" (of the labels under it); in files with one record in each row
    "field" (a header; ``heading`` is what stands under it) or "code" (of the axis ``heading``).
    ``codes`` by axis are what it says; several codes of an axis are their sum. ``known`` is false where one of
    its words is not known. ``figures`` counts the cells under it. ``guess`` is what a label that is not known may
    mean; nothing is read by it.
    """

    text: str
    where: str
    known: bool
    codes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    total: bool = False
    skipped: bool = False
    heading: str = ""
    figures: int = 0
    guess: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Look:
    """What was seen in a file.

    ``labels`` are all that stand over or before ``figures``, each once; ``places`` the names of places, ``months``
    the periods found, of their own calendar.
    ``shape`` are the labels of headers in the form in which files are compared from month to month: names of
    places, months, years and citizenships are left out, because they differ. ``listed``: the file has one
    record in each row. ``personal`` says why rows seem to be about single people; it holds headers of the file
    and no value of a cell.
    """

    sheets: tuple[SeenSheet, ...]
    labels: tuple[SeenLabel, ...] = ()
    places: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    figures: int = 0
    shape: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    listed: bool = False

    @property
    def unknown(self) -> tuple[SeenLabel, ...]:
        """The labels of which somebody has to say what they mean."""
        return tuple(label for label in self.labels if not label.known)

    @property
    def fingerprint(self) -> str:
        """The shape as one word: the same for the file of every month."""
        return hashlib.sha256("\n".join(self.shape).encode()).hexdigest()


def code_label(header: str, text: str) -> str:
    """A text of a coded column as a label of its own.

    >>> code_label("Sex", "1")
    'Sex = 1'
    """
    return f"{header} = {text}"


def likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """How much two shapes have in common: 1 is all, 0 is nothing (the index of Jaccard).

    >>> likeness(("arrivals", "departures"), ("arrivals", "departures", "transit"))
    0.6666666666666666
    """
    first, second = set(one), set(other)
    return len(first & second) / len(first | second) if first | second else 0.0
