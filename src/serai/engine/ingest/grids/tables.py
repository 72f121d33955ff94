"""Where the tables are in a sheet, and which labels each of their cells stands under.

A header may have several rows and months may stand in rows or in columns: the axes are told by the words
of the labels, not by the place. Pure: cells in, tables out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from serai.engine.ingest.grids import words
from serai.engine.ingest.grids.words import Label, Vocabulary
from serai.engine.model.mapping import Grid

Cell = str | None
Span = tuple[tuple[int, int], tuple[int, int]]
LONGEST_LABEL = 80


@dataclass(frozen=True)
class Sheet:
    """The cells of a sheet from its first row; ``spans`` are merged cells, first and last row and column from 0.

    ``numbers`` holds the texts that are numbers.
    """

    name: str
    rows: list[list[Cell]]
    spans: list[Span]
    numbers: dict[str, float]
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Path:
    """The labels over one column or before one row, outermost first, each with what it says if that is known."""

    labels: tuple[tuple[str, Label | None], ...] = ()

    @property
    def text(self) -> str:
        """The labels as a reader sees them."""
        return " | ".join(dict.fromkeys(text for text, _ in self.labels))

    @property
    def skipped(self) -> bool:
        """Whether one of the labels says that no data are under it."""
        return any(label is not None and label.skipped for _, label in self.labels)


@dataclass
class Table:
    """One table: the paths of its columns and rows, the cells that count, and what stands above it.

    ``axes_of_columns`` and ``axes_of_rows`` are the axes that each level of labels speaks of. ``band`` are the rows
    of the header; ``heads`` says which axis the columns before the figures hold, by their headers.
    """

    sheet: str
    above: list[list[str]]
    remarks: list[list[str]] = field(default_factory=list)
    columns: dict[int, Path] = field(default_factory=dict)
    rows: dict[int, Path] = field(default_factory=dict)
    axes_of_columns: list[frozenset[str]] = field(default_factory=list)
    axes_of_rows: list[frozenset[str]] = field(default_factory=list)
    cells: list[tuple[int, int, str]] = field(default_factory=list)
    band: list[int] = field(default_factory=list)
    heads: dict[str, str] = field(default_factory=dict)


def tables(sheet: Sheet, grid: Grid, vocabulary: Vocabulary) -> tuple[list[Table], list[str]]:
    """The tables of a sheet from top to bottom, and the texts that belong to none."""
    return _Finder(sheet, grid, vocabulary).run()


@dataclass
class _Finder:
    sheet: Sheet
    grid: Grid
    words: Vocabulary

    def __post_init__(self) -> None:
        width = max((len(row) for row in self.sheet.rows), default=0)
        self.rows: list[list[Cell]] = [
            [(c.strip() or None) if c else None for c in row] + [None] * (width - len(row))
            for row in self.sheet.rows
        ]
        self.width = width
        # where the text of each cell was written: merged cells share one place
        self.origin: dict[tuple[int, int], tuple[int, int]] = {}
        for (top, left), (bottom, right) in self.sheet.spans:
            if top >= len(self.rows) or left >= width:
                continue
            for r in range(top, min(bottom, len(self.rows) - 1) + 1):
                for c in range(left, min(right, width - 1) + 1):
                    self.rows[r][c] = self.rows[top][left]
                    self.origin[r, c] = (top, left)

    def run(self) -> tuple[list[Table], list[str]]:
        found: list[Table] = []
        notes: list[str] = []
        at = start = 0
        while at < len(self.rows) - 1:
            band = self._band(at, start)
            if band is None:
                at += 1
                continue
            end = self._end(at + 1)
            above = [self._texts(r) for r in range(start, band[0]) if self._texts(r)]
            table = Table(self.sheet.name, above, band=band)
            self._read(table, band, range(at + 1, end))
            found.append(table)
            notes += [" | ".join(line) for line in [*above, *table.remarks]]
            at = start = end
        notes += [" | ".join(line) for r in range(start, len(self.rows)) if (line := self._texts(r))]
        return found, notes

    # what a cell is

    def _heading(self, text: str) -> str | None:
        return self.words.heading(text)

    def _is_number(self, text: Cell) -> bool:
        return text is not None and text in self.sheet.numbers

    def _own(self, row: int, column: int) -> bool:
        """Whether the text of a cell was written in it, rather than in another that is merged with it."""
        return self.origin.get((row, column), (row, column)) == (row, column)

    def _year_like(self, text: str) -> bool:
        label = self.words.read(text)
        return label is not None and set(label.codes) == {"year"}

    def _texts(self, row: int) -> list[str]:
        """The texts of a row, each merged one once."""
        seen = {self.origin.get((row, c), (row, c)): t for c, t in enumerate(self.rows[row]) if t}
        return list(seen.values())

    def _is_header(self, row: int) -> bool:
        """Whether a row can be one of a header: words and years, no figures."""
        texts = self._texts(row)
        if not texts or any(
            (self._is_number(t) and not self._year_like(t)) or len(t) > LONGEST_LABEL for t in texts
        ):
            return False
        if any(self._is_number(t) for t in texts):  # years: a header only beside nothing but names of axes
            first = self.rows[row][0]
            return first is None or self._heading(first) is not None or self._is_number(first) is False
        return True

    def _band(self, at: int, start: int) -> list[int] | None:
        """The rows of the header that ends at row ``at``; None when none does."""
        below = at + 1
        if not self._is_header(at) or not any(
            self._is_number(t) and not self._year_like(t or "") for t in self.rows[below]
        ):
            return None
        figures = [c for c, t in enumerate(self.rows[below]) if self._is_number(t)]
        over = [t for c in figures if (t := self.rows[at][c])]
        if not over or len(self._texts(at)) < 2:
            return None
        known = any(self.words.read(t) or self._heading(t) for t in self._texts(at))
        if not known and len(set(over)) < 2:
            return None
        band = [at]
        while (
            band[0] > start
            and self._is_header(band[0] - 1)
            and not self._says(band[0] - 1, at)
            and (len(texts := self._texts(band[0] - 1)) > 1 or self._spans_part(band[0] - 1, texts))
        ):
            band.insert(0, band[0] - 1)
        return band

    def _says(self, row: int, last: int) -> bool:
        """Whether a row over a header is a word and its meaning, such as a post: that column has its own header."""
        column = next(c for c, t in enumerate(self.rows[row]) if t)
        text = self.rows[row][column] or ""
        below = {t for r in range(row + 1, last + 1) if (t := self.rows[r][column])} - {text}
        return bool(below) and self._heading(text.partition(":")[0].strip()) is not None

    def _spans_part(self, row: int, texts: list[str]) -> bool:
        """Whether the only text of a row is a label over some columns, rather than a title."""
        return self.words.read(texts[0]) is not None and self.rows[row][0] is None

    def _end(self, first: int) -> int:
        """The row after the last one of the table whose data begin at ``first``."""
        for row in range(first + 1, len(self.rows)):
            if self._is_header(row) and row + 1 < len(self.rows) and self._band(row, row) is not None:
                # the header may have rows above it, and a title above them
                top = row
                while top > first and not any(self._is_number(t) for t in self.rows[top - 1]):
                    if not self._texts(top - 1) or (not self._blank_row_of_data(top - 1)):
                        top -= 1
                    else:
                        break
                return top
        return len(self.rows)

    def _blank_row_of_data(self, row: int) -> bool:
        """Whether a row without figures is a month or a total of the table above, rather than a title."""
        texts = self._texts(row)
        label = self.words.read(texts[0]) if len(texts) == 1 and self._texts(row - 1) else None
        return label is not None and (label.total or "month" in label.codes)

    # the table

    def _read(self, table: Table, band: list[int], data: range) -> None:
        headings, ignored = self._headed(band)
        figures = {
            c
            for c in range(self.width)
            if c not in headings
            and c not in ignored
            and any(self._is_number(self.rows[r][c]) and self._own(r, c) for r in data)
        }
        leading = [
            c
            for c in range(self.width)
            if c in headings
            or (
                c not in figures
                and c not in ignored
                and (self._labelled(c, data) or c < min(figures, default=0))
                and any(self.rows[r][c] for r in data)
            )
        ]
        if leading and figures and min(leading) > max(figures):
            leading.reverse()
        counted = [
            c
            for c in range(self.width)
            if c not in leading and c not in ignored and (c in figures or self._labelled_header(c, band))
        ]
        axes = {c: headings.get(c) or self._axis_of(c, data) for c in leading}
        self._open_axis(table, axes, data)
        table.heads = {t: axes[c] for c in leading for r in band if (t := self.rows[r][c])}
        table.columns = {c: self._column_path(c, band, counted) for c in counted}
        open_axis = self._unplaced(table, axes)
        if open_axis:
            self._place_in_header(table, open_axis)
        table.axes_of_columns = _levels(list(table.columns.values()))
        paths = dict(self._row_paths(leading, axes, data))
        for row, path in paths.items():
            # a figure in merged cells counts once
            cells = [(c, self.rows[row][c] or "") for c in counted if self._own(row, c)]
            some = any(t in self.sheet.numbers or t in self.sheet.marks for _, t in cells if t)
            # without a figure a row counts if it is of a month or the like: any remark could be a place
            if some or any(self._speaks(label) for _, label in path.labels):
                table.rows[row] = path
                table.cells += [(row, c, text) for c, text in cells]
        table.axes_of_rows = _levels(list(table.rows.values()))
        for row in data:
            if row not in table.rows and (line := self._texts(row)):
                table.remarks.append(line)

    def _speaks(self, label: Label | None) -> bool:
        return label is not None and (label.total or bool(set(label.codes) & set(self.grid.axes)))

    def _headed(self, band: list[int]) -> tuple[dict[int, str], set[int]]:
        """Columns whose header is the name of an axis, and those of row numbers and remarks."""
        headings: dict[int, str] = {}
        ignored: set[int] = set()
        for c in range(self.width):
            said = [self._heading(t) for r in band if (t := self.rows[r][c])]
            if not said or said[-1] is None:
                continue
            if said[-1] == words.IGNORED:
                ignored.add(c)
            else:
                headings[c] = said[-1]
        return headings, ignored

    def _labelled(self, column: int, data: range) -> bool:
        texts = [t for r in data if (t := self.rows[r][column])]
        return bool(texts) and sum(self.words.read(t) is not None for t in texts) * 2 >= len(texts)

    def _labelled_header(self, column: int, band: list[int]) -> bool:
        texts = [t for r in band if (t := self.rows[r][column])]
        own = any(self._own(r, column) and self.rows[r][column] for r in band)
        return own and all(self.words.read(t) is not None for t in texts)

    def _axis_of(self, column: int, data: range) -> str:
        """The axis of which most labels of a column speak; empty when they are not known."""
        counts: dict[str, int] = {}
        for row in data:
            label = self.words.read(self.rows[row][column] or "")
            for axis in label.codes if label else ():
                counts[axis] = counts.get(axis, 0) + 1
        return max(counts, key=lambda axis: counts[axis], default="")

    def _open_axis(self, table: Table, axes: dict[int, str], data: range) -> None:
        """A column of unknown words is that of the place, where no column is."""
        free = [p.name for p in self.grid.places if p.name not in axes.values()]
        for column, axis in axes.items():
            texts = {t for r in data if (t := self.rows[r][column])}
            if not axis and free and len(texts) > 1:
                axes[column] = free.pop(0)

    def _unplaced(self, table: Table, axes: dict[int, str]) -> str:
        free = [p.name for p in self.grid.places if p.name not in axes.values()]
        return free[0] if free else ""

    def _column_path(self, column: int, band: list[int], counted: list[int]) -> Path:
        labels: list[tuple[str, Label | None]] = []
        seen = None
        for row in band:
            place = self.origin.get((row, column), (row, column))
            text = self.rows[row][column]
            if text is None and row != band[-1]:
                # an upper label that was not merged holds until the next one
                before = next((c for c in range(column, counted[0] - 1, -1) if self.rows[row][c]), None)
                if before is not None and (row, before) not in self.origin:
                    text, place = self.rows[row][before], (row, before)
            if text and place != seen:
                labels.append((text, self.words.read(text)))
            elif not text:
                labels.append(("", Label()))
            seen = place
        return Path(tuple(labels))

    def _place_in_header(self, table: Table, axis: str) -> None:
        """A level of headers of which no word is known holds the places."""
        depth = max((len(p.labels) for p in table.columns.values()), default=0)
        for level in range(depth):
            here = [p.labels[level] for p in table.columns.values() if len(p.labels) > level]
            names = {text for text, label in here if label is None}
            known = [label for _, label in here if label is not None and label.codes]
            if len(names) + len(known) < 2 or not names or any(set(label.codes) != {axis} for label in known):
                continue
            for column, path in table.columns.items():
                if len(path.labels) > level and path.labels[level][1] is None:
                    text = path.labels[level][0]
                    named = (text, Label({axis: frozenset({" ".join(text.split())})}))
                    table.columns[column] = Path((*path.labels[:level], named, *path.labels[level + 1 :]))
            return

    def _row_paths(self, leading: list[int], axes: dict[int, str], data: range) -> Iterator[tuple[int, Path]]:
        last: dict[int, str] = {}
        for row in data:
            if not self._texts(row):
                continue
            labels: list[tuple[str, Label | None]] = []
            seen = None
            fresh = False
            for column in leading:
                text = self.rows[row][column]
                place = self.origin.get((row, column), (row, column))
                if text is None and not fresh and len(leading) > 1 and column != leading[-1]:
                    text = last.get(column)
                elif text is not None:
                    fresh = fresh or last.get(column) != text
                    if last.get(column) != text:
                        for later in leading[leading.index(column) + 1 :]:
                            last.pop(later, None)
                    last[column] = text
                if text and place != seen:
                    labels.append((text, self._row_label(text, axes[column])))
                else:
                    labels.append(("", Label()))
                seen = place
            yield row, Path(tuple(labels))

    def _row_label(self, text: str, axis: str) -> Label | None:
        if (added := self.words.added(text)) is not None:
            return added
        if axis in {p.name for p in self.grid.places}:
            return (
                Label(total=True)
                if self.words.is_total(text)
                else Label({axis: frozenset({" ".join(text.split())})})
            )
        if (
            axis == "month"
            and text in self.sheet.numbers
            and str(int(self.sheet.numbers[text])) in words.MONTHS
        ):
            return Label({"month": frozenset({str(int(self.sheet.numbers[text]))})})
        return self.words.read(text)


def _levels(paths: list[Path]) -> list[frozenset[str]]:
    depth = max((len(p.labels) for p in paths), default=0)
    return [
        frozenset(
            axis
            for path in paths
            if len(path.labels) > level and (label := path.labels[level][1]) is not None
            for axis in label.codes
        )
        for level in range(depth)
    ]
