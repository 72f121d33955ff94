"""Conversion of written values to typed ones, as SQL text. Nothing is read or run here.

Every function takes the SQL of a VARCHAR expression and gives the SQL of the typed value, or of null
where the text does not mean such a value. A form that needs no thought (plain digits, ISO dates) is
tried first, and the careful one only for the rows that it leaves: on large files nearly all rows are
plain, and regular expressions cost more than everything else together.
"""

from __future__ import annotations

from collections.abc import Iterable

from serai.engine.checks.calendars import date_in, moment_in
from serai.engine.model.mapping import Column
from serai.kernel import texts

_NATIVE = "".join(texts.NATIVE_DIGITS)
_ASCII = texts.ASCII_DIGITS * len(texts.NATIVE_DIGITS)
SQL_TYPES = {
    "code": "VARCHAR",
    "text": "VARCHAR",
    "integer": "BIGINT",
    "decimal": "DOUBLE",
    "year": "BIGINT",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "period": "VARCHAR",
    "boolean": "BOOLEAN",
}


def quote(text: str) -> str:
    """``text`` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def name(text: str) -> str:
    """``text`` as an SQL identifier."""
    return '"' + text.replace('"', '""') + '"'


def among(x: str, values: Iterable[str]) -> str:
    """Whether ``x`` is one of ``values``. Not IN: DuckDB makes that a join, which a CASE does not spare."""
    return f"list_contains([{', '.join(map(quote, values))}], {x})"


def fold(x: str) -> str:
    """The SQL twin of ``kernel.texts.fold``."""
    come = _NATIVE + texts.LETTERS_FROM + texts.SPACES + texts.INVISIBLE
    go = _ASCII + texts.LETTERS_TO + " " * len(texts.SPACES)
    return f"trim(regexp_replace(translate(nfc_normalize({x}), {quote(come)}, {quote(go)}), ' +', ' ', 'g'))"


def _figures(x: str) -> str:
    """Native digits as ASCII, invisible marks gone, ends trimmed."""
    come = _NATIVE + "\u2212" + texts.SPACES + texts.INVISIBLE
    go = _ASCII + "-" + " " * len(texts.SPACES)
    return f"trim(translate({x}, {quote(come)}, {quote(go)}))"


def _number(x: str, decimal: str, thousands: str) -> str:
    """The text of a number with a point and without grouping; null where it is none.

    Groups of two are taken too (1,00,000 as South Asia writes it); the last group must have three.
    """
    clean = _figures(x)
    group = "" if thousands == "none" else thousands
    t = f"[{group}{texts.THOUSANDS_MARK}]".replace("'", "''")
    d = f"[{decimal}{texts.DECIMAL_MARK}]"
    plain = f"[+-]?([0-9]+({d}[0-9]*)?|{d}[0-9]+)([eE][+-]?[0-9]+)?"
    grouped = f"[+-]?[0-9]{{1,3}}({t}[0-9]{{2,3}})*{t}[0-9]{{3}}({d}[0-9]+)?"
    bare = f"translate({clean}, {quote(decimal + texts.DECIMAL_MARK + group + texts.THOUSANDS_MARK)}, '..')"
    return f"CASE WHEN regexp_full_match({clean}, '{plain}|{grouped}') THEN {bare} END"


def integer(x: str, decimal: str = ".", thousands: str = ",") -> str:
    """A whole number, also where a program wrote it as 12.0 or 1e+05."""
    n = _number(x, decimal, thousands)
    return (
        f"CASE WHEN TRY_CAST({x} AS BIGINT)::VARCHAR = {x} THEN TRY_CAST({x} AS BIGINT) "
        f"ELSE coalesce(CASE WHEN regexp_full_match({n}, '[+-]?[0-9]+') THEN TRY_CAST({n} AS BIGINT) END, "
        f"CASE WHEN abs(TRY_CAST({n} AS DOUBLE)) < 9007199254740992 "
        f"AND TRY_CAST({n} AS DOUBLE) = floor(TRY_CAST({n} AS DOUBLE)) "
        f"THEN TRY_CAST(TRY_CAST({n} AS DOUBLE) AS BIGINT) END) END"
    )


def decimal(x: str, decimal: str = ".", thousands: str = ",") -> str:
    """A number that may have a fraction."""
    number = f"TRY_CAST({_number(x, decimal, thousands)} AS DOUBLE)"
    return f"CASE WHEN isfinite({number}) THEN {number} END"


def year(x: str) -> str:
    """A year of the common era, four digits."""
    whole = integer(x, thousands="none")
    return f"CASE WHEN ({whole}) BETWEEN 1000 AND 2999 THEN ({whole}) END"


def date(x: str, pattern: str = "") -> str:
    """A day that exists; a time of midnight behind it is what programs add, and is let pass."""
    clean = _figures(x)
    if pattern:
        return f"CAST(try_strptime({clean}, {quote(pattern)}) AS DATE)"
    iso = f"regexp_full_match({clean}, '[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}([T ]00:00(:00(\\.0+)?)?)?')"
    return (
        f"CASE WHEN TRY_CAST({x} AS DATE)::VARCHAR = {x} THEN TRY_CAST({x} AS DATE) "
        f"WHEN {iso} THEN TRY_CAST(regexp_extract({clean}, '^[0-9-]+') AS DATE) END"
    )


def timestamp(x: str, pattern: str = "") -> str:
    """A moment on a day that exists, without time zone."""
    clean = _figures(x)
    if pattern:
        return f"try_strptime({clean}, {quote(pattern)})"
    day, hour = "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", "[T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?"
    form = f"regexp_full_match({clean}, '{day}({hour})?')"
    # nineteen characters are the usual writing; anything else has to have the form
    return f"TRY_CAST(CASE WHEN length({x}) = 19 THEN {x} WHEN {form} THEN {clean} END AS TIMESTAMP)"


def period(x: str) -> str:
    """A period in the writing of SDMX: 2024, 2024-05, 2024-Q2, 2024-S1, 2024-W20, 2024-05-31."""
    clean = f"upper({_figures(x)})"
    return (
        f"CASE WHEN regexp_full_match({clean}, '[12][0-9]{{3}}') THEN {clean} "
        f"WHEN regexp_full_match({clean}, '[12][0-9]{{3}}-(0[1-9]|1[0-2])') THEN {clean} "
        f"WHEN regexp_full_match({clean}, '[12][0-9]{{3}}M(0[1-9]|1[0-2])') THEN replace({clean}, 'M', '-') "
        f"WHEN regexp_full_match({clean}, '[12][0-9]{{3}}-?(Q[1-4]|S[12]|W(0[1-9]|[1-4][0-9]|5[0-3]))') "
        f"THEN left({clean}, 4) || '-' || ltrim(substr({clean}, 5), '-') "
        f"WHEN TRY_CAST({clean} AS DATE)::VARCHAR = {clean} THEN {clean} END"
    )


def text(x: str) -> str:
    """The text without spaces around it; null when nothing is left. Most texts hold no space at all."""
    return f"CASE WHEN contains({x}, ' ') THEN nullif(trim({x}), '') WHEN {x} <> '' THEN {x} END"


def code(x: str, codes: tuple[tuple[str, str], ...], *, any_case: bool = False) -> str:
    """A code of the list, by any of its spellings; any trimmed text where there is no list."""
    if not codes:
        return text(x)
    if any(spelling == "" for spelling, _ in codes):
        x = f"coalesce({x}, '')"  # the list says what an empty field stands for
    themselves = [c for spelling, c in codes if spelling == c]
    folded = [texts.fold(spelling) for spelling, _ in codes]
    keys = ", ".join(quote(key.lower() if any_case else key) for key in folded)
    values = ", ".join(quote(c) for _, c in codes)
    looked_up = (
        f"list_extract([{values}], list_position([{keys}], {f'lower({fold(x)})' if any_case else fold(x)}))"
    )
    if not themselves:
        return looked_up
    return f"CASE WHEN {x} IN ({', '.join(map(quote, themselves))}) THEN {x} ELSE {looked_up} END"


_TRUTH = tuple((word, "true") for word in ("true", "t", "yes", "y", "1")) + tuple(
    (word, "false") for word in ("false", "f", "no", "n", "0")
)


def boolean(x: str) -> str:
    """True or false in the usual spellings, in any case."""
    return f"TRY_CAST({code(x, _TRUTH, any_case=True)} AS BOOLEAN)"


def converted(column: Column, x: str, decimal_mark: str, thousands: str) -> str:
    """The typed value of ``column``, whose text is the SQL ``x``."""
    if column.extract:
        x = f"nullif(regexp_extract({x}, {quote(column.extract)}, 1), '')"
    match column.type:
        case "code":
            return code(x, column.codes, any_case=column.any_case)
        case "text":
            return text(x)
        case "integer":
            return integer(x, decimal_mark, thousands)
        case "decimal":
            return decimal(x, decimal_mark, thousands)
        case "year":
            return year(x)
        case "date" if column.calendars:
            return date_in(x, column.calendars, fold, times=column.times)
        case "date":
            return date(x, column.format)
        case "timestamp" if column.calendars:
            return moment_in(x, column.calendars, fold)
        case "timestamp":
            return timestamp(x, column.format)
        case "period":
            return period(x)
        case _:
            return boolean(x)


def out_of_range(column: Column, value: str) -> str | None:
    """The condition under which ``value`` lies outside the column's range; None when it has none."""
    sql_type = SQL_TYPES[column.type]
    parts = []
    if column.minimum is not None:
        parts.append(f"{value} < CAST({quote(column.minimum)} AS {sql_type})")
    if column.maximum is not None:
        parts.append(f"{value} > CAST({quote(column.maximum)} AS {sql_type})")
    return " OR ".join(parts) or None
