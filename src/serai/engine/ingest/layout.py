"""Where the table is in a sheet of rows: header, data, and the notes around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from serai.engine.checks.staging import header_key
from serai.engine.errors import FileUnreadable
from serai.engine.ingest.rows import Cells
from serai.engine.model.mapping import Mapping
from serai.kernel.texts import fold

HEADER_SEARCHED = 100
NOTES_KEPT = 100
HEADERS_TOLD = 20
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Header:
    """The header of a table: the row after which the data begin, and where each wanted column stands.

    ``places`` goes by the first name that the mapping gives a column; cells go by their header. ``told`` says
    which headers of the file were taken for these names, and which were not read.
    """

    last_row: int
    width: int
    places: dict[str, int]
    told: tuple[str, ...] = ()


@dataclass
class Layout:
    """Finds tables in the rows of one sheet, by the headers that the mapping names."""

    mapping: Mapping
    where: str
    notes: list[str] = field(default_factory=list)
    first_header: int = 0  # the row of the first header that was found

    def __post_init__(self) -> None:
        m = self.mapping
        made = set(m.unpivot.groups) | {m.unpivot.value} if m.unpivot else set()
        needed = set(m.key) | set(m.measures)
        self._optional: list[tuple[str, ...]] = []
        self._must: list[tuple[str, ...]] = []
        self._required: list[tuple[str, ...]] = []
        for column in m.columns:
            sources = tuple(s for s in column.sources if s not in made and not s.startswith("@"))
            if not sources or column.constant:
                continue
            must = (column.required or column.name in needed) and not column.absent
            (self._must if must else self._optional).append(sources)
            if must and column.name not in m.measures and not column.fill_down:
                self._required.append(sources)
        self._optional += [
            (f.column,) for f in m.filters if f.column not in made and not f.column.startswith("@")
        ]
        self._optional += [(m.status_source,)] if m.status_source else []
        self._pattern = re.compile(m.unpivot.headers) if m.unpivot else None

    def is_cell(self, header: str) -> bool:
        """Whether the column under ``header`` holds values of records rather than a field of the row."""
        return self._pattern is not None and self._pattern.fullmatch(header) is not None

    def names(self, rows: list[Cells]) -> list[str]:
        """The text of each header; of two header rows, joined as 'upper | lower'."""
        if len(rows) == 1:
            return [_clean(c) for c in rows[0]]
        upper, lower = rows
        width = max(len(upper), len(lower))
        names, last = [], ""
        for i in range(width):
            top = _clean(upper[i]) if i < len(upper) else ""
            low = _clean(lower[i]) if i < len(lower) else ""
            last = top or last
            names.append(f"{last} | {low}" if low and last else last if top else low)
        return names

    def header(self, rows: list[Cells], row_number: int) -> tuple[Header | None, list[str]]:
        """The header that ``rows`` make, or None with the headers that are lacking."""
        names = self.names(rows)
        places: dict[str, int] = {}
        lacking = []
        for sources in [*self._must, *self._optional]:
            hits = next((h for source in sources if (h := _standing(names, source))), [])
            if len(hits) > 1:
                raise self._twice(names[hits[0]], row_number)
            if hits:
                places[sources[0]] = hits[0]
            elif sources in self._must:
                lacking.append(sources[0])
        cells = [i for i, n in enumerate(names) if n and self.is_cell(n)]
        if self._pattern is not None and not cells:
            lacking.append(f"columns like {self._pattern.pattern}")
        if lacking:
            return None, lacking
        for i in cells:
            if names[i] in places:
                raise self._twice(names[i], row_number)
            places[names[i]] = i
        return Header(row_number, len(names), places, tuple(_told(names, places))), []

    def _twice(self, name: str, row_number: int) -> FileUnreadable:
        return FileUnreadable(
            f"Two columns are called {name!r}",
            where=f"{self.where}, row {row_number}",
            advice="Give each column its own header.",
        )

    def find(self, rows: list[tuple[int, Cells]]) -> Header:
        """The first header among ``rows``; where no column must be there, the row that has most of them.

        Raises:  FileUnreadable, naming the headers that the best row lacks.
        """
        depth = self.mapping.reader.header_rows
        best: tuple[int, list[str]] | None = None
        fullest: Header | None = None
        for i in range(len(rows) - depth + 1):
            chosen = [cells for _, cells in rows[i : i + depth]]
            found, lacking = self.header(chosen, rows[i + depth - 1][0])
            if found is not None:
                if self._must or self._pattern:
                    return found
                if fullest is None or len(found.places) > len(fullest.places):
                    fullest = found
            elif best is None or len(lacking) < len(best[1]):
                best = (rows[i][0], lacking)
        if fullest is not None:
            return fullest
        if best is None:
            raise FileUnreadable(
                "There are no rows", where=self.where, advice="Check that this is the right file."
            )
        raise FileUnreadable(
            f"No row is the header: the nearest, row {best[0]}, lacks {', '.join(repr(b) for b in best[1][:6])}",
            where=self.where,
            advice=f"Check that mapping {self.mapping.name!r} is meant for this file, "
            "and its separator and header_rows.",
        )

    def note(self, cells: Cells) -> None:
        """Keep the words of a row that is no data."""
        text = " | ".join(c for c in cells if c and c.strip())
        self.keep([text] if text else [])

    def keep(self, told: Iterable[str]) -> None:
        """Add to the notes what is not among them."""
        for text in told:
            if len(self.notes) < NOTES_KEPT and text not in self.notes:
                self.notes.append(text)

    def is_note(self, cells: Cells, header: Header, after_gap: bool) -> bool:
        """Whether a row at the end of a table is a remark rather than data.

        A remark fills one or two cells of a wide table, and either leaves a required column empty or
        stands below a blank row. Where rows are people, every row is a row.
        """
        if self.mapping.person_level or header.width < 3:
            return False
        filled = sum(1 for c in cells if c and c.strip())
        if filled > (1 if header.width == 3 else 2):
            return False
        required = [header.places[s[0]] for s in self._required if s[0] in header.places]
        return after_gap or any(i >= len(cells) or not (cells[i] or "").strip() for i in required)

    def tables(
        self, rows: Iterator[tuple[int, Cells]]
    ) -> Iterator[tuple[Header, dict[str, str], int, Cells]]:
        """Every data row with the header it stands under and what the preamble says.

        Rows before the first header and remarks after the data become notes. With ``blocks`` a blank
        row ends a table, and the next table begins at the next header.
        """
        depth = self.mapping.reader.header_rows
        head: list[tuple[int, Cells]] = []
        for item in rows:
            head.append(item)
            if len(head) == HEADER_SEARCHED:
                break
        header = self.find(head)
        self.first_header = header.last_row
        said = self._preamble([c for n, c in head if n <= header.last_row - depth])
        self.keep(header.told)
        rest = iter([item for item in head if item[0] > header.last_row])
        held: list[tuple[int, Cells]] = []
        between = gap = False
        recent: list[tuple[int, Cells]] = []
        for number, cells in _chain(rest, rows):
            blank = not any(c and c.strip() for c in cells)
            if between:
                recent.append((number, cells))
                window = [c for _, c in recent[-depth:]]
                found = self.header(window, number)[0] if len(window) == depth else None
                if found is not None:
                    header, between = found, False
                    said = self._preamble([c for _, c in recent[:-depth]])
                    self.keep(header.told)
                    recent = []
            elif blank:
                gap, between = True, self.mapping.reader.blocks
            elif self.is_note(cells, header, gap):
                held.append((number, cells))
            else:
                gap = False
                for earlier in held:
                    yield header, said, *earlier
                held.clear()
                yield header, said, number, cells
        for _, cells in [*held, *recent]:
            self.note(cells)

    def _preamble(self, rows: list[Cells]) -> dict[str, str]:
        """Rows above a header: kept as notes; a row of two cells says a word and its meaning."""
        said = {}
        for cells in rows:
            self.note(cells)
            filled = [c.strip() for c in cells if c and c.strip()]
            if len(filled) == 2:
                said[f"@{header_key(filled[0])}"] = filled[1]
        return said


def _told(names: list[str], places: dict[str, int]) -> Iterator[str]:
    """What a reader of the receipt cannot guess: headers under another name than their own, and unread ones."""
    renamed = [f"{names[i]} is {n}" for n, i in places.items() if header_key(names[i]) != header_key(n)]
    unread = [name for i, name in enumerate(names) if name and i not in places.values()]
    for what, said in (("Headers", renamed), ("Columns not read", unread)):
        if said:
            more = f" and {len(said) - HEADERS_TOLD} more" if len(said) > HEADERS_TOLD else ""
            yield f"{what}: {', '.join(said[:HEADERS_TOLD])}{more}"


def _standing(names: list[str], wanted: str) -> list[int]:
    """Where ``wanted`` stands among the headers; case counts only where it tells two of them apart."""
    exact = [i for i, n in enumerate(names) if fold(n) == fold(wanted)]
    return exact or [i for i, n in enumerate(names) if header_key(n) == header_key(wanted)]


def _clean(cell: str | None) -> str:
    return _SPACES.sub(" ", cell or "").replace("\ufeff", "").strip()


def _chain(
    first: Iterator[tuple[int, Cells]], second: Iterator[tuple[int, Cells]]
) -> Iterator[tuple[int, Cells]]:
    yield from first
    yield from second
