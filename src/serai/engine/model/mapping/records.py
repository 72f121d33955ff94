"""The mapping as frozen records: what a file holds, and what becomes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

SHEET = "@sheet"


@dataclass(frozen=True)
class Source:
    """Whose figures these are.

    ``vintage`` is the owner's own name of the edition; where every edition comes in a file of its own,
    ``vintage_in_name`` is a regular expression that finds it in the file's name.
    """

    name: str
    url: str = ""
    licence: str = ""
    vintage: str = ""
    vintage_in_name: str = ""

    def vintage_of(self, file_name: str) -> str:
        """The edition that a file is of; empty where nothing says so."""
        found = re.search(self.vintage_in_name, file_name) if self.vintage_in_name else None
        return found[0] if found else self.vintage


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
    letter case with ``any_case``. ``calendars`` are those in which a date may be written, with a time of day
    behind it that another column keeps where ``times``; ``constant`` is a value that the mapping itself gives to
    every row, ``absent`` one for files without the column; with ``labels`` the text of a cell is the label of its
    value, in files that label values.
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
    times: bool = False
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
class Word:
    """What one label of a sheet says that the words of the house do not know.

    ``kind`` is "codes" (``codes`` by axis), "total", "nothing" (a word that says nothing of an axis), "not_data"
    (figures under it are left out, and counted as such) or "heading" (the header of the column of ``heading``).
    """

    text: str
    kind: str
    codes: tuple[tuple[str, str], ...] = ()
    heading: str = ""


@dataclass(frozen=True)
class Grid:
    """Sheets of labels and figures: each figure becomes a record, its labels columns by their meaning.

    ``axes`` are the kinds of labels whose words are known, such as month and direction; ``words`` are labels
    beyond those. With ``fields`` the file has one record in each row: they say which axis stands under which
    header (``value`` for the figures, "ignored" for what is not read), and ``codes`` give by axis what texts
    stand for, "total" and "not_data" among them.
    """

    value: str
    axes: tuple[str, ...]
    places: tuple[Place, ...] = ()
    words: tuple[Word, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    codes: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()


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

    @property
    def place(self) -> str:
        """The column by which a receipt tells places apart; empty where the rows have none."""
        return self.grid.places[0].name if self.grid and self.grid.places else ""


@dataclass(frozen=True)
class MappingInfo:
    """A mapping as a list shows it; ``sheets``: it reads labels and figures wherever they stand."""

    name: str
    title: str
    dataset: str
    source: str
    licence: str
    person_level: bool
    sheets: bool = False
