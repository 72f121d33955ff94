"""A look at a file of people before it is taken: which concept each column may be, which codes nobody knows.

A look tells headers, counts and texts of columns that somebody has pointed at codes; no other value leaves it. Of
those, a text is told where it stands in ``SEVERAL`` rows, or is too short for a name: what stands in one
row alone may be anybody's name in the wrong column, and nobody has to explain it for the others to be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from serai.engine.checks import convert
from serai.engine.checks.staging import header_key
from serai.engine.compute.registers import IDENTIFIERS
from serai.engine.errors import FileUnreadable, MappingInvalid
from serai.engine.ingest.facts import Facts
from serai.engine.ingest.formats import readings as ways_of_reading
from serai.engine.ingest.mappings import read_mapping, shipped_values, tables
from serai.engine.ingest.registers.headers import headers_of
from serai.engine.ingest.registers.words import READINGS, codes_of, concepts, fields_of
from serai.engine.ingest.stage import connect
from serai.engine.model.limits import Limits
from serai.engine.model.mapping import Column, parse
from serai.engine.model.pointing import (
    IDENTIFIER,
    IGNORED,
    NUMBERS,
    OF_PEOPLE,
    VARIOUS,
    RegisterLook,
    SeenColumn,
)

SEVERAL = 3
MOST_CODES = 60
"""More unknown texts than these are names or numbers, not codes."""
FEW_CODES = 6
"""So few texts are no sign of names, however few the rows are."""
JUDGED = 1000
"""So many cells say what a column may hold."""
_NEAR = 0.85
_LONG = 5
_SHORT = re.compile(r"\w{1,2}|\d{1,3}")
# numbers of passports, identity cards and telephones
_NUMBER = re.compile(r"[A-Za-z]{0,3}-?\d{5,}|\d{5}-\d{7}-\d")
# what only single people have: a column with such a header is none of codes
_OF_PEOPLE = frozenset({"given_name", "family_name", "father_name", "birth_date", *IDENTIFIERS})


@dataclass(frozen=True)
class _Concept:
    """A concept of a kind of register; ``coded`` where its texts come again, and ``column`` as the mapping has it."""

    name: str
    column: Column
    coded: bool
    required: bool


def look_at_people(
    path: Path,
    base: str,
    words: Mapping[str, Any],
    *,
    work: Path,
    known: Sequence[str] = (),
    limits: Limits | None = None,
) -> RegisterLook:
    """What is seen in a file of people of the kind ``base`` after ``words`` were said of it.

    Everything of the file that is written down lies in ``work``. ``known`` are headers of earlier files.
    Raises:  FileUnreadable, MappingInvalid where ``base`` is no mapping of people.
    """
    every = _concepts(base)
    headers = headers_of(path, work, [*known, *fields_of(words)])
    con = connect(work, limits or Limits())
    try:
        rows = _read(con, path, headers, work)
        seen = [_seen(con, at, header, words, every) for at, header in enumerate(headers)]
        seen = _guessed(con, seen, every)
    except duckdb.Error:
        # what DuckDB says of a file may quote it
        raise FileUnreadable(
            "The file cannot be read as a table",
            where=path.name,
            advice="Save it again as CSV UTF-8 or XLSX.",
        ) from None
    finally:
        con.close()
    pointed = {column.concept for column in seen}
    lacking = [one.name for one in every.values() if one.required and one.name not in pointed]
    if not pointed & set(IDENTIFIERS):
        lacking.append(IDENTIFIER)
    return RegisterLook(rows, tuple(seen), tuple(lacking))


def concepts_of(base: str) -> tuple[str, ...]:
    """What columns of a kind of register may be pointed at. Raises MappingInvalid."""
    return tuple(_concepts(base))


def codes_known(base: str, concept: str) -> tuple[str, ...]:
    """The codes that texts of a concept may stand for, none for names of places and the like."""
    column = _concepts(base)[concept].column
    return tuple(dict.fromkeys(code for _, code in column.codes))


@cache
def _concepts(base: str) -> dict[str, _Concept]:
    mapping, found = read_mapping(base), dict[str, _Concept]()
    if not mapping.person_level or mapping.grid is not None:
        raise MappingInvalid(
            f"Mapping {base!r} is not of single people", advice="Choose one of the kinds of registers."
        )
    for name, told in concepts(shipped_values(base)).items():
        column = mapping.column(told["name"])
        must = column.required and not column.absent
        found[name] = _Concept(name, column, bool(column.codes) or column.labels, must)
    return found


def _read(con: duckdb.DuckDBPyConnection, path: Path, headers: list[str], work: Path) -> int:
    """The cells of the file as texts in the table ``seen``: column c0, c1 ... for each header."""
    columns = {
        f"c{at}": {"from": [header], "type": "text", "required": True, "labels": True}
        for at, header in enumerate(headers)
    }
    probe = parse(
        {"schema": "1", "name": "look", "title": "look", "source": {"name": "look"}, "columns": columns,
         "key": "none", "person_level": True},
        text="", where=path.name, tables=tables(),
    )  # fmt: skip
    for reading in ways_of_reading(con, Facts(path), probe, work):
        told = [f"{reading.raw.columns[header]} AS c{at}" for at, header in enumerate(headers)]
        try:
            con.execute(
                f"CREATE OR REPLACE TABLE seen AS SELECT {', '.join(told)} FROM {reading.raw.relation}"
            )
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            if reading.raw.has_rows:
                raise
            continue
        rows = int(con.execute("SELECT count(*) FROM seen").fetchall()[0][0])
        if reading.raw.has_rows or reading.verify(rows):
            return rows
    raise AssertionError("the last way of reading always holds")


def _seen(
    con: duckdb.DuckDBPyConnection,
    at: int,
    header: str,
    words: Mapping[str, Any],
    every: Mapping[str, _Concept],
) -> SeenColumn:
    """A column by what was said of it."""
    said = next((word for one, word in _fields(words) if header_key(one) == header_key(header)), {})
    concept, x = said.get("field", ""), f"c{at}"
    filled = _one(con, f"SELECT count(*) FROM seen WHERE {_written(x)}")
    if concept not in every:
        return SeenColumn(header, concept if concept == IGNORED else "", filled=filled)
    one = every[concept]
    made: dict[str, Any] = {"header": header, "concept": concept, "filled": filled}
    if one.coded:
        made |= _codes(con, x, one, filled, {text for _, text, _ in codes_of(words, _as_said(words, header))})
        if _is_of_people(header):
            made |= {"refused": OF_PEOPLE, "codes": (), "hidden": 0}
    elif one.column.calendars:
        taken = _readings(con, x, one.column)
        made |= {
            "days": True,
            "readings": taken,
            "reading": said.get("dates", ""),
            "likely": _likely(dict(taken)),
        }
    return SeenColumn(**made)


def _codes(
    con: duckdb.DuckDBPyConnection, x: str, one: _Concept, filled: int, explained: set[str]
) -> dict[str, Any]:
    """The texts of a coded column that nobody knows, as far as they may be told."""
    known = convert.code(x, one.column.codes, any_case=True) if one.column.codes else "NULL"
    rows = con.execute(
        f"SELECT {convert.fold(x)} AS text, count(*) FROM seen WHERE {_written(x)} AND {known} IS NULL "
        "GROUP BY 1 ORDER BY 2 DESC, 1"
    ).fetchall()
    told = {header_key(text) for text in explained}
    unknown = [(str(text), int(n)) for text, n in rows if header_key(text) not in told]
    if sum(_NUMBER.fullmatch(text) is not None for text, _ in unknown) >= SEVERAL:
        return {"refused": NUMBERS}
    if len(unknown) > FEW_CODES and len(unknown) > filled / 2:
        return {"refused": VARIOUS}
    if not one.column.codes:
        return {}  # names of posts and the like are taken as they are written
    if len(unknown) > MOST_CODES:
        return {"refused": VARIOUS}
    shown = [(text, n) for text, n in unknown if n >= SEVERAL or _SHORT.fullmatch(text)]
    return {"codes": tuple(shown), "hidden": sum(n for _, n in unknown) - sum(n for _, n in shown)}


def convert_key(text: str) -> str:
    """The form in which texts of coded columns are compared."""
    return header_key(text)


def _readings(con: duckdb.DuckDBPyConnection, x: str, column: Column) -> tuple[tuple[str, int], ...]:
    """How many cells each way of reading takes; those that take none are left out."""
    found = []
    for name, how in READINGS.items():
        if column.type == "timestamp" and "calendars" not in how:
            continue
        read = Column(column.name, (), column.type, format=how.get("format", ""),
                      calendars=tuple(how.get("calendars", ())), times=column.times)  # fmt: skip
        day = convert.converted(read, x, ".", ",")
        within = f"({day}) >= CAST('{column.minimum}' AS DATE)" if column.minimum else "true"
        taken = _one(
            con,
            # days come again and again: each is read once
            f"SELECT coalesce(sum(n), 0) FROM (SELECT {x}, count(*) AS n FROM seen WHERE {_written(x)} GROUP BY 1) "
            f"WHERE ({day}) IS NOT NULL AND {within}",
        )
        if taken:
            found.append((name, taken))
    taken_by = dict(found)
    mixed = {"solar", "gregorian"} <= set(taken_by)
    return tuple(one for one in found if one[0] != "both" or mixed)


def _likely(taken: Mapping[str, int]) -> str:
    """The reading that takes most; none where the order of day and month is anybody's guess."""
    best = max(taken.values(), default=0)
    most = [name for name, n in taken.items() if n == best]
    return most[0] if len(most) == 1 else ""


def _guessed(
    con: duckdb.DuckDBPyConnection, seen: list[SeenColumn], every: Mapping[str, _Concept]
) -> list[SeenColumn]:
    """Columns with what they may be: by their headers, by headers that are nearly so, by what stands in them."""
    free = [name for name in every if name not in {column.concept for column in seen}]
    spelt = {header_key(s): name for name in free for s in every[name].column.sources}
    spelt |= {header_key(name): name for name in free}
    guesses: dict[int, str] = {}

    def take(at: int, concept: str | None) -> None:
        if concept in free and not seen[at].concept and at not in guesses:
            guesses[at] = concept
            free.remove(concept)

    open_ones = [at for at, column in enumerate(seen) if not column.concept]
    for at in open_ones:
        take(at, spelt.get(header_key(seen[at].header)))
    for at in open_ones:
        key = header_key(seen[at].header)
        long = [spelling for spelling in spelt if len(spelling) >= _LONG]
        near = get_close_matches(key, long, 1, _NEAR) if len(key) >= _LONG else []
        take(at, spelt[near[0]] if near else None)
    for at in open_ones:
        if at not in guesses:
            take(at, next((c for c in list(free) if _fits(con, f"c{at}", seen[at].filled, every[c])), None))
    return [_with_guess(column, guesses.get(at, "")) for at, column in enumerate(seen)]


def _fits(con: duckdb.DuckDBPyConnection, x: str, filled: int, one: _Concept) -> bool:
    """Whether most of a column can be read as a concept of codes or of days that rows cannot do without."""
    if not filled or not (one.column.codes or (one.column.calendars and one.required)):
        return False
    column = one.column
    read = convert.converted(
        Column(column.name, (), column.type, codes=column.codes, any_case=True, calendars=column.calendars,
               times=column.times),
        x, ".", ",",
    )  # fmt: skip
    first = f"(SELECT {x} FROM seen WHERE {_written(x)} LIMIT {JUDGED})"
    return 2 * _one(con, f"SELECT count(*) FROM {first} WHERE ({read}) IS NOT NULL") > min(filled, JUDGED)


def _with_guess(column: SeenColumn, guess: str) -> SeenColumn:
    return SeenColumn(**{**column.__dict__, "guess": guess}) if guess else column


def _fields(words: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return ((header, words[header]) for header in fields_of(words))


def _as_said(words: Mapping[str, Any], header: str) -> list[str]:
    """The header as it was written when something was said of it."""
    return [one for one in fields_of(words) if header_key(one) == header_key(header)]


def _is_of_people(header: str) -> bool:
    """Whether a header is known as one of names or numbers of people; "name" alone may be that of a post."""
    known = {header_key(text): field for text, field in tables()["headings"].items()}
    field = known.get(header_key(header), "")
    return field in _OF_PEOPLE or (field == "name" and " " in header_key(header))


def _written(x: str) -> str:
    return f"trim(coalesce({x}, '')) <> ''"


def _one(con: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(con.execute(query).fetchall()[0][0])
