"""Written values and what they mean, by hand."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest

from serai.engine.checks import convert
from serai.kernel import texts

CASES: list[tuple[str, str, str, object]] = [
    # what it shows, SQL of the conversion of x, text, value
    ("plain digits", convert.integer("x"), "12", 12),
    ("a sign", convert.integer("x"), "-7", -7),
    ("a true minus sign", convert.integer("x"), "\u22127", -7),
    ("thousands commas", convert.integer("x"), "1,234,567", 1234567),
    ("groups of two as South Asia writes them", convert.integer("x"), "12,34,567", 1234567),
    ("a group of two at the end is no number", convert.integer("x"), "12,34", None),
    ("Persian digits with their thousands mark", convert.integer("x"), "۱٬۸۹۹٬۸۴۲", 1899842),
    ("Arabic-Indic digits", convert.integer("x"), "٤٥", 45),
    ("Bengali digits", convert.integer("x"), "১২৩", 123),
    ("a whole number that a program wrote with a point", convert.integer("x"), "12.0", 12),
    ("a whole number in scientific writing", convert.integer("x"), "1e+05", 100000),
    ("a fraction is no whole number and is not rounded", convert.integer("x"), "1.5", None),
    ("underscores are not digits", convert.integer("x"), "1_000", None),
    ("hexadecimal is not a count", convert.integer("x"), "0x1F", None),
    ("spaces around", convert.integer("x"), " 12 ", 12),
    ("spaces inside are not grouping unless declared", convert.integer("x"), "1 234", None),
    ("declared spaces", convert.integer("x", thousands=" "), "1 234", 1234),
    ("a code is no number", convert.integer("x"), "NA", None),
    ("beyond 64 bits", convert.integer("x"), "99999999999999999999", None),
    ("a point", convert.decimal("x"), "3.25", 3.25),
    ("the Arabic decimal mark", convert.decimal("x"), "۳٫۵", 3.5),
    ("a decimal comma where declared", convert.decimal("x", ",", "."), "1.234,5", 1234.5),
    ("a decimal comma where not declared", convert.decimal("x"), "1,5", None),
    ("not a number", convert.decimal("x"), "NaN", None),
    ("infinity", convert.decimal("x"), "inf", None),
    ("a year", convert.year("x"), "2024", 2024),
    ("a year in Persian digits", convert.year("x"), "۲۰۲۴", 2024),
    ("a year of two digits", convert.year("x"), "24", None),
    ("a day", convert.date("x"), "2024-02-29", dt.date(2024, 2, 29)),
    ("a day that does not exist", convert.date("x"), "2023-02-29", None),
    ("midnight behind a day", convert.date("x"), "2024-02-29 00:00:00", dt.date(2024, 2, 29)),
    ("noon is not a day", convert.date("x"), "2024-02-29 12:00:00", None),
    ("a declared format", convert.date("x", "%d/%m/%Y"), "29/02/2024", dt.date(2024, 2, 29)),
    ("a moment", convert.timestamp("x"), "2020-01-02 03:04:05", dt.datetime(2020, 1, 2, 3, 4, 5)),  # noqa: DTZ001
    ("a word that databases take for a moment", convert.timestamp("x"), "epoch", None),
    ("a moment of an hour that does not exist", convert.timestamp("x"), "2020-01-02 25:00:00", None),
    ("a year as a period", convert.period("x"), "2024", "2024"),
    ("a month", convert.period("x"), "2024M05", "2024-05"),
    ("a quarter without its dash", convert.period("x"), "2011Q1", "2011-Q1"),
    ("a week", convert.period("x"), "2024-W20", "2024-W20"),
    ("a fifth quarter", convert.period("x"), "2024-Q5", None),
    ("yes", convert.boolean("x"), "Yes", True),
    ("nought", convert.boolean("x"), "0", False),
    ("perhaps", convert.boolean("x"), "perhaps", None),
    ("a text is trimmed", convert.text("x"), "  a b ", "a b"),
    ("spaces alone are nothing", convert.text("x"), "   ", None),
    ("Namibia is a code", convert.code("x", ()), "NA", "NA"),
    ("a code of the list", convert.code("x", (("M", "M"), ("F", "F"))), "F", "F"),
    ("codes are case-sensitive", convert.code("x", (("M", "M"),)), "m", None),
    ("a label", convert.code("x", (("Iran", "IRN"),)), " Iran ", "IRN"),
    ("a label in the other yeh", convert.code("x", (("ایران", "IRN"),)), "ايران", "IRN"),
    ("a blank that the list names", convert.code("x", (("", "_T"),)), None, "_T"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "text", "value"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_conversion(sql: str, text: str | None, value: object) -> None:
    row = duckdb.connect().execute(f"SELECT {sql} FROM (SELECT CAST(? AS VARCHAR) AS x)", [text]).fetchone()
    assert row == (value,)


@pytest.mark.parametrize(
    "text", ["  ايران\u00a0 و\u200cعراق ", "۱۲৩", "Caf\u0065\u0301", "a\tb\nc", "ہجرت", ""]
)
def test_folding_in_sql_and_in_python_agree(text: str) -> None:
    assert duckdb.connect().execute(
        f"SELECT {convert.fold('x')} FROM (SELECT ? AS x)", [text]
    ).fetchone() == (texts.fold(text),)
