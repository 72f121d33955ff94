"""The headers of a file of people. A file without any is refused: its first row would be somebody's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from serai.engine.checks.staging import header_key
from serai.engine.errors import FileUnreadable
from serai.engine.ingest import sniff
from serai.engine.ingest.mappings import tables
from serai.engine.ingest.rows import Cells, cell_text, opened, records_of
from serai.kernel.texts import ascii_digits

SEARCHED = 60
_SPACES = re.compile(r"\s+")
_FIGURES = re.compile(r"\d[\d/.:-]*\d{2}")  # a date, a number of a document: no word of a header


def headers_of(path: Path, work: Path, known: Sequence[str] = ()) -> list[str]:
    """The headers of a file in its order: the first row of words of which the house or ``known`` has one.

    Nothing of a row that is no such row is told: it may be the row of a person.
    Raises:  FileUnreadable.
    """
    named = {header_key(text) for text in [*tables()["headings"], *known]}
    codes = {header_key(text) for name in ("sexes", "states") for text in tables()[name]} - named
    for rows in _tables(path, work):
        for row in rows:
            found = [_SPACES.sub(" ", cell or "").replace("\ufeff", "").strip() for cell in row]
            if _is_heading([text for text in found if text], named, codes):
                return _once([text for text in found if text], path)
    raise FileUnreadable(
        "No row of headers was found: no row of the first has a header that is known, such as passport number",
        where=path.name,
        advice="Write a header over each column, in any language of the region, and no number among them.",
    )


def _is_heading(texts: list[str], named: set[str], codes: set[str]) -> bool:
    keys = {header_key(text) for text in texts}
    if len(texts) < 2 or not keys & named or keys & codes:
        return False
    return not any(_FIGURES.search(ascii_digits(text)) for text in texts)


def _once(texts: list[str], path: Path) -> list[str]:
    seen = set[str]()
    for text in texts:
        if header_key(text) in seen:
            raise FileUnreadable(
                f"Two columns are called {text!r}", where=path.name, advice="Give each column its own header."
            )
        seen.add(header_key(text))
    return texts


def _tables(path: Path, work: Path) -> Iterator[list[Cells]]:
    """The first rows of each sheet, or of the text under each separator that it may have."""
    kind = sniff.file_format(path)
    if kind in (sniff.SPSS, sniff.STATA):
        yield [list(_variables(path, kind))]
    elif kind == sniff.PARQUET:
        try:
            yield [list(pq.read_schema(path).names)]
        except pa.ArrowException:
            raise FileUnreadable(
                "This is no Parquet file", where=path.name, advice="Save it again."
            ) from None
    elif kind in (sniff.XLSX, sniff.XLS):
        book, sheets = opened(path, "")
        for sheet in sheets:
            rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            yield [[cell_text(cell) for cell in row] for row in rows[:SEARCHED]]
    else:
        encoding = sniff.encoding(path, "")
        text = path if encoding.is_utf8 else sniff.to_utf8(path, encoding.name, work / "headers.txt")
        for separator in sniff.separators(text, ""):
            with text.open(encoding="utf-8-sig", newline="") as stream:
                yield [cells for _, cells in islice(records_of(stream, separator, path.name), SEARCHED)]


def _variables(path: Path, kind: str) -> list[str]:
    """The variables of a file of SPSS or Stata, by their labels where these tell them apart, else by their names."""
    import pyreadstat  # here, because few files need it

    read = pyreadstat.read_sav if kind == sniff.SPSS else pyreadstat.read_dta
    try:
        _, about = read(path, metadataonly=True)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError):
        raise FileUnreadable(
            "The file of variables cannot be opened", where=path.name, advice="Save it again."
        ) from None
    names, labels = about.column_names, about.column_names_to_labels
    told = [labels.get(name) or "" for name in names]
    return told if all(told) and len(set(map(header_key, told))) == len(told) else list(names)
