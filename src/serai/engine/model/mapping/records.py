"""The mapping as frozen records: what a file holds, and what becomes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

SHEET = "@sheet"


@dataclass(frozen=True)
class Source:
    """Whose figures these are. ``vintage`` is the owner's own name of the edition."""

    name: str
    url: str = ""
    licence: str = ""
    vintage: str = ""


@dataclass(frozen=True)
class Reader:
    """How the file is laid out. ``blocks``: several tables under each other, each with the same header."""

    encoding: str = ""
    separator: str = ""
    decimal: str = "."
    thousands: str = ","
    sheets: str = ""
    header_rows: int = 1
    blocks: bool = False


@dataclass(frozen=True)
class Column:
    """One column of the dataset.

    ``sources`` are the headers it may stand under, the first found counts; ``@sheet`` is the name of
    the sheet and ``@word`` what a table's preamble says beside "word". ``extract`` keeps the first
    group of a regular expression. ``codes`` maps each accepted spelling to its code, empty = any, in any
    letter case with ``any_case``. ``calendars`` are those in which a date may be written; ``constant`` is a
    value that the mapping itself gives to every row, ``absent`` one for files without the column; with
    ``labels`` the text of a cell is the label of its value, in files that label values.
    """

    name: str
    sources: tuple[str, ...]
    type: str
    required: bool = False
    codes: tuple[tuple[str, str], ...] = ()
    minimum: str | None = None
    maximum: str | None = None
    extract: str = ""
    fill_down: bool = False
    format: str = ""
    any_case: bool = False
    calendars: tuple[str, ...] = ()
    constant: str = ""
    absent: str = ""
    labels: bool = False


@dataclass(frozen=True)
class Unpivot:
    """Headers that are data: each match of ``headers`` becomes a record; named groups become columns."""

    headers: str
    value: str

    @property
    def groups(self) -> tuple[str, ...]:
        """The names of the columns that come out of the header."""
        return tuple(re.compile(self.headers).groupindex)


@dataclass(frozen=True)
class Place:
    """An axis of names that no list holds, such as border posts.

    ``headings`` are what stands over them, or before one in a title; with ``sheet`` the name of the sheet
    is one where nothing else says it.
    """

    name: str
    headings: tuple[str, ...]
    sheet: bool = False


@dataclass(frozen=True)
class Grid:
    """Sheets of labels and figures: each figure becomes a record, its labels columns by their meaning.

    ``axes`` are the kinds of labels whose words are known, such as month and direction.
    """

    value: str
    axes: tuple[str, ...]
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Filter:
    """Rows that are out of scope, told by one column as the file writes it."""

    column: str
    drop: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    drop_blank: bool = False
    drop_match: str = ""
    because: str = ""


@dataclass(frozen=True)
class Mapping:
    """A whole mapping; ``text`` is its file as written, which takes part in the identity of an import."""

    name: str
    title: str
    dataset: str
    source: Source
    reader: Reader
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    measures: tuple[str, ...]
    text: str
    unpivot: Unpivot | None = None
    grid: Grid | None = None
    marks: tuple[tuple[str, str], ...] = ()
    status_source: str = ""
    status_codes: tuple[tuple[str, str], ...] = ()
    mode: str = "append"
    person_level: bool = False
    filters: tuple[Filter, ...] = ()
    notes: str = ""

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(c for c in self.columns if c.name == name)


@dataclass(frozen=True)
class MappingInfo:
    """A mapping as a list shows it."""

    name: str
    title: str
    dataset: str
    source: str
    licence: str
    person_level: bool
