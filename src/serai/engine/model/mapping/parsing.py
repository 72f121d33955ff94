"""Plain values (read from YAML elsewhere) turned into a ``Mapping``, or refused with the key and the way out."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dict
from typing import Any

from serai.engine.errors import MappingInvalid
from serai.engine.model.mapping.records import (
    Column,
    Filter,
    Grid,
    Mapping,
    Place,
    Reader,
    Source,
    Unpivot,
    Word,
)
from serai.kernel.ids import is_name

SCHEMA = "1"
TYPES = ("code", "text", "integer", "decimal", "year", "date", "timestamp", "period", "boolean")
NUMBERS = ("integer", "decimal")
CALENDARS = ("gregorian", "solar")
MODES = ("append", "replace")
NO_KEY = "none"
# what a label of a sheet may say in one word, and the heading of a column that is not read
WORDS = ("total", "nothing", "not_data")
IGNORED = "ignored"
# the shipped table of the names that columns go by, in the languages of the region
HEADINGS = "headings"
# SDMX code list CL_OBS_STATUS 2.2
STATUSES = list("ABDEFGIJKLMNOPQSUVWY")
_KEYS = {
    "mapping": (
        "schema name title dataset source reader columns unpivot grid marks status key measures "
        "mode person_level filters notes"
    ),
    "source": "name url licence vintage vintage_in_name",
    "reader": "encoding separator decimal thousands sheets header_rows blocks",
    "column": (
        "from heading type required codes table any_case min max extract fill format calendars times constant "
        "absent labels"
    ),
    "unpivot": "headers value",
    "grid": "value axes places words fields codes",
    "place": "headings sheet",
    "status": "from codes",
    "filter": "column drop keep drop_blank drop_match because",
}


class _Reader:
    """Reads plain values and refuses with the path of the key."""

    def __init__(self, where: str) -> None:
        self.where = where

    def refuse(self, key: str, what: str, advice: str) -> MappingInvalid:
        return MappingInvalid(f"{key}: {what}", where=self.where, advice=advice)

    def table(self, key: str, value: object, kind: str) -> dict[str, Any]:
        if not isinstance(value, Dict):
            raise self.refuse(key, "is not a table of keys", f"Write it as keys: {_KEYS[kind]}.")
        known = _KEYS[kind].split()
        for name in value:
            if name not in known:
                raise self.refuse(
                    f"{key}.{name}", "is not a key of this schema", f"Known keys: {', '.join(known)}."
                )
        return dict(value)

    def text(self, key: str, value: object, default: str | None = None) -> str:
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or not value:
            raise self.refuse(
                key, "needs a text", "Write some text; put it in quotes if it looks like a number."
            )
        return value

    def flag(self, key: str, value: object) -> bool:
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self.refuse(key, f"is {value!r}", "Write true or false.")
        return value

    def texts(self, key: str, value: object) -> tuple[str, ...]:
        items = [] if value is None else value if isinstance(value, list) else [value]
        for item in items:
            if isinstance(item, bool) or not isinstance(item, str | int):
                raise self.refuse(
                    key, f"holds {item!r}", "Write a text; put true and false in quotes where they are codes."
                )
        return tuple(str(item) for item in items)

    def pairs(self, key: str, value: object) -> tuple[tuple[str, str], ...]:
        """A list of codes, each standing for itself, or a table from spelling to code."""
        if value is None:
            return ()
        if isinstance(value, list):
            return tuple((code, code) for code in self.texts(key, value))
        if isinstance(value, Dict):
            return tuple(
                zip(self.texts(key, list(value)), self.texts(key, list(value.values())), strict=True)
            )
        raise self.refuse(
            key, "is neither a list of codes nor a table", 'Write ["M", "F"] or {"Male": "M", "Female": "F"}.'
        )

    def pattern(self, key: str, value: object) -> str:
        text = self.text(key, value, default="")
        try:
            re.compile(text)
        except re.error as error:
            raise self.refuse(
                key, f"is not a regular expression: {error}", "Test it, and keep it in single quotes."
            ) from None
        return text

    def one_of(
        self, key: str, value: object, options: tuple[str, ...] | list[str], default: str | None = None
    ) -> str:
        text = self.text(key, value, default)
        if text not in options:
            raise self.refuse(key, f"is {text!r}", f"Use one of: {', '.join(options)}.")
        return text


def _bound(value: object) -> str | None:
    return None if value is None else str(value)


def _column(read: _Reader, name: str, value: object, tables: Dict[str, dict[str, str]]) -> Column:
    key = f"columns.{name}"
    if not is_name(name):
        raise read.refuse(
            key, "is not a name", "Use lower case letters, digits and underscores, starting with a letter."
        )
    given = read.table(key, value if value is not None else {}, "column")
    sources = read.texts(f"{key}.from", given.get("from")) or (name,)
    if (heading := given.get("heading")) is not None:
        known = tables[HEADINGS]
        if heading not in known.values():
            raise read.refuse(
                f"{key}.heading",
                f"there is no heading {heading!r}",
                f"Known headings: {', '.join(sorted(set(known.values())))}.",
            )
        sources = (*sources, *(spelling for spelling, field in known.items() if field == heading))
    codes = read.pairs(f"{key}.codes", given.get("codes"))
    table = given.get("table")
    if table is not None:
        if table not in tables:
            raise read.refuse(
                f"{key}.table",
                f"there is no code table {table!r}",
                f"Known tables: {', '.join(sorted(tables))}.",
            )
        codes = (*tables[table].items(), *codes)
    fill = given.get("fill")
    if fill not in (None, "down"):
        raise read.refuse(f"{key}.fill", f"is {fill!r}", "The only filling there is: down.")
    kind = read.one_of(f"{key}.type", given.get("type"), TYPES)
    if codes and kind != "code":
        raise read.refuse(f"{key}.codes", f"does not go with type {kind}", "Use type: code.")
    return Column(
        name=name,
        sources=sources,
        type=kind,
        required=read.flag(f"{key}.required", given.get("required")),
        codes=codes,
        minimum=_bound(given.get("min")),
        maximum=_bound(given.get("max")),
        extract=read.pattern(f"{key}.extract", given.get("extract")),
        fill_down=fill == "down",
        format=read.text(f"{key}.format", given.get("format"), default=""),
        any_case=read.flag(f"{key}.any_case", given.get("any_case")),
        calendars=_calendars(read, f"{key}.calendars", given.get("calendars"), kind),
        times=read.flag(f"{key}.times", given.get("times")),
        constant=read.text(f"{key}.constant", given.get("constant"), default=""),
        absent=read.text(f"{key}.absent", given.get("absent"), default=""),
        labels=read.flag(f"{key}.labels", given.get("labels")),
    )


def _calendars(read: _Reader, key: str, value: object, kind: str) -> tuple[str, ...]:
    calendars = read.texts(key, value)
    for calendar in calendars:
        read.one_of(key, calendar, CALENDARS)
    if calendars and kind not in ("date", "timestamp"):
        raise read.refuse(key, f"does not go with type {kind}", "Use type: date, or timestamp.")
    return calendars


def _reader(read: _Reader, value: object) -> Reader:
    given = read.table("reader", value or {}, "reader")
    rows = str(given.get("header_rows", 1))
    if rows not in ("1", "2"):
        raise read.refuse("reader.header_rows", f"is {rows!r}", "A header has 1 or 2 rows.")
    return Reader(
        encoding=read.text("reader.encoding", given.get("encoding"), default=""),
        separator=read.text("reader.separator", given.get("separator"), default=""),
        decimal=read.one_of("reader.decimal", given.get("decimal"), (".", ","), "."),
        thousands=read.one_of("reader.thousands", given.get("thousands"), (",", ".", " ", "'", "none"), ","),
        sheets=read.pattern("reader.sheets", given.get("sheets")),
        header_rows=int(rows),
        blocks=read.flag("reader.blocks", given.get("blocks")),
    )


def _grid(read: _Reader, value: object) -> Grid | None:
    if value is None:
        return None
    given = read.table("grid", value, "grid")
    places = given.get("places") or {}
    if not isinstance(places, Dict):
        raise read.refuse("grid.places", "is no table", "Write the name of the axis and its headings.")
    made = []
    for name, one in places.items():
        key = f"grid.places.{name}"
        part = read.table(key, one or {}, "place")
        headings = read.texts(f"{key}.headings", part.get("headings"))
        made.append(Place(str(name), headings, read.flag(f"{key}.sheet", part.get("sheet"))))
    axes = read.texts("grid.axes", given.get("axes"))
    if not axes:
        raise read.refuse("grid.axes", "is empty", "Name what the labels speak of, such as month.")
    every = {*axes, *(place.name for place in made)}
    words = _words(read, given.get("words"), every)
    figure = read.text("grid.value", given.get("value"))
    fields = read.pairs("grid.fields", given.get("fields"))
    for header, field in fields:
        read.one_of(f"grid.fields.{header}", field, [*sorted(every), figure, IGNORED])
    if fields and figure not in dict(fields).values():
        raise read.refuse("grid.fields", f"no column holds {figure}", "Name the column of the figures.")
    codes = given.get("codes") or {}
    if not isinstance(codes, Dict):
        raise read.refuse("grid.codes", "is no table", "Write for each axis what its texts stand for.")
    for axis in codes:
        read.one_of("grid.codes", axis, sorted(every))
    told = tuple((str(axis), read.pairs(f"grid.codes.{axis}", many)) for axis, many in codes.items())
    return Grid(figure, axes, tuple(made), words, fields, told)


def _words(read: _Reader, value: object, axes: set[str]) -> tuple[Word, ...]:
    """Labels with what they say: a table from axis to code, or one word."""
    if value is not None and not isinstance(value, Dict):
        raise read.refuse("grid.words", "is no table", "Write each label with what it says.")
    made = []
    for label, said in (value or {}).items():
        key = f"grid.words.{label}"
        if isinstance(said, str):
            made.append(Word(str(label), read.one_of(key, said, WORDS)))
            continue
        if not isinstance(said, Dict) or not said:
            raise read.refuse(
                key, "says nothing", f"Write an axis and a code, or one of: {', '.join(WORDS)}."
            )
        pairs = read.pairs(key, said)
        if (heading := dict(pairs).get("heading")) is not None:
            read.one_of(key, heading, [*sorted(axes), IGNORED])
            made.append(Word(str(label), "heading", heading=heading))
            continue
        for axis, _ in pairs:
            read.one_of(key, axis, sorted(axes))
        made.append(Word(str(label), "codes", pairs))
    return tuple(made)


def _filters(read: _Reader, value: object) -> tuple[Filter, ...]:
    filters = []
    for number, item in enumerate(value if isinstance(value, list) else [] if value is None else [value], 1):
        key = f"filters[{number}]"
        given = read.table(key, item, "filter")
        made = Filter(
            column=read.text(f"{key}.column", given.get("column")),
            drop=read.texts(f"{key}.drop", given.get("drop")),
            keep=read.texts(f"{key}.keep", given.get("keep")),
            drop_blank=read.flag(f"{key}.drop_blank", given.get("drop_blank")),
            drop_match=read.pattern(f"{key}.drop_match", given.get("drop_match")),
            because=read.text(f"{key}.because", given.get("because"), default=""),
        )
        if not (made.drop or made.keep or made.drop_blank or made.drop_match):
            raise read.refuse(key, "drops nothing", "Give drop, keep, drop_blank or drop_match.")
        filters.append(made)
    return tuple(filters)


def _statuses(read: _Reader, key: str, pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    for mark, status in pairs:
        read.one_of(f"{key}.{mark}", status, STATUSES)
    return pairs


def parse(values: object, *, text: str, where: str, tables: Dict[str, dict[str, str]]) -> Mapping:
    """The mapping that ``values`` describe.

    ``text`` is the file as written, ``where`` its name for messages, ``tables`` the shipped code tables.
    Raises:  MappingInvalid, naming the key that is wrong and what may stand there.
    """
    read = _Reader(where)
    given = read.table("mapping", values, "mapping")
    if str(given.get("schema")) != SCHEMA:
        raise read.refuse("schema", f"is {given.get('schema')!r}", f"This version reads schema: {SCHEMA}.")
    name = read.text("name", given.get("name"))
    dataset = read.text("dataset", given.get("dataset"), default=name)
    for key, word in (("name", name), ("dataset", dataset)):
        if not is_name(word):
            raise read.refuse(
                key, f"{word!r} is not a name", "Use lower case letters, digits and underscores."
            )
    source = read.table("source", given.get("source"), "source")
    unpivot = None
    if given.get("unpivot") is not None:
        part = read.table("unpivot", given["unpivot"], "unpivot")
        unpivot = Unpivot(
            read.pattern("unpivot.headers", part.get("headers")),
            read.text("unpivot.value", part.get("value")),
        )
        if not unpivot.headers:
            raise read.refuse("unpivot.headers", "is missing", "Give a regular expression with named groups.")
    columns = given.get("columns")
    if not isinstance(columns, Dict) or not columns:
        raise read.refuse("columns", "is empty", "Name at least one column.")
    made = tuple(_column(read, str(c), value, tables) for c, value in columns.items())
    names = [c.name for c in made]
    lists = {key: read.texts(key, given.get(key)) for key in ("key", "measures")}
    if lists["key"] == (NO_KEY,):
        lists["key"] = ()  # said in so many words: rows may look alike, and each counts
    elif not lists["key"]:
        raise read.refuse(
            "key",
            "is missing",
            "Name the columns that make a row unique, or write key: none if every row counts.",
        )
    for key, words in lists.items():
        for word in words:
            if word not in names:
                raise read.refuse(key, f"names {word!r}, which is no column", f"Columns: {', '.join(names)}.")
    for word in lists["measures"]:
        if next(c for c in made if c.name == word).type not in NUMBERS:
            raise read.refuse(
                "measures", f"{word!r} is not a number", "A measure has type integer or decimal."
            )
    status = read.table("status", given.get("status") or {}, "status")
    if status and len(lists["measures"]) != 1:
        raise read.refuse("status", "needs exactly one measure", "A flag column speaks about one value.")
    return Mapping(
        name=name,
        title=read.text("title", given.get("title")),
        dataset=dataset,
        source=Source(
            read.text("source.name", source.get("name")),
            url=read.text("source.url", source.get("url"), default=""),
            licence=read.text("source.licence", source.get("licence"), default=""),
            vintage=read.text("source.vintage", source.get("vintage"), default=""),
            vintage_in_name=read.pattern("source.vintage_in_name", source.get("vintage_in_name")),
        ),
        reader=_reader(read, given.get("reader")),
        columns=made,
        key=lists["key"],
        measures=lists["measures"],
        text=text,
        unpivot=unpivot,
        grid=_grid(read, given.get("grid")),
        marks=_statuses(read, "marks", read.pairs("marks", given.get("marks"))),
        status_source=read.text("status.from", status.get("from")) if status else "",
        status_codes=_statuses(read, "status.codes", read.pairs("status.codes", status.get("codes"))),
        mode=read.one_of("mode", given.get("mode"), MODES, "append"),
        person_level=read.flag("person_level", given.get("person_level")),
        filters=_filters(read, given.get("filters")),
        notes=read.text("notes", given.get("notes"), default=""),
    )
