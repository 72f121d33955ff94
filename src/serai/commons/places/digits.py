"""Numbers in the digits and groups of a language, and back. Babel knows the marks, our table the digits."""

from __future__ import annotations

from functools import cache, lru_cache

from babel import Locale
from babel.numbers import format_decimal, format_percent

from serai.commons.places.languages import language
from serai.kernel.texts import DECIMAL_MARK, INVISIBLE, SPACES, THOUSANDS_MARK, ascii_digits

ZEROS = {"arab": "\u0660", "arabext": "\u06f0", "beng": "\u09e6", "deva": "\u0966"}


class UnreadableNumber(ValueError):
    """A text that is no number. ``str()`` says what was expected."""


@cache
def locale_of(code: str | None) -> Locale:
    """Babel's locale of a working language: whose marks, groups and month names it uses."""
    return Locale.parse(language(code).habits)


def native(text: str, code: str | None) -> str:
    """Western digits as the language writes them; nothing else changes."""
    zero = ZEROS.get(locale_of(code).default_numbering_system)
    return text.translate({ord("0") + n: ord(zero) + n for n in range(10)}) if zero else text


@lru_cache(maxsize=65536, typed=True)  # pages ask for thousands of them
def number(value: float, code: str | None, decimals: int | None = None) -> str:
    """12,345; ١٢٬٣٤٥; ১২,৩৪৫ and 12,34,567 in Bangla's lakhs. At most three decimals unless asked."""
    locale = locale_of(code)
    pattern = None
    if decimals is not None:
        groups = "#,##,##0" if str(locale.decimal_formats[None].pattern).startswith("#,##,##0") else "#,##0"
        pattern = groups + ("." + "0" * decimals if decimals else "")
    return native(format_decimal(value, format=pattern, locale=locale, numbering_system="default"), code)


def percent(value: float, code: str | None, decimals: int = 0) -> str:
    """A share of one as the language writes it: 0.25 is 25%, ٢٥٪, %25."""
    locale = locale_of(code)
    pattern = str(locale.percent_formats[None].pattern)
    if decimals:
        pattern = pattern.replace("##0", "##0." + "0" * decimals)
    symbols = locale.number_symbols.get(locale.default_numbering_system, {})
    shown = format_percent(value, format=pattern, locale=locale, numbering_system="default")
    return native(shown.replace("%", symbols.get("percentSign", "%")), code)


def read_number(text: str) -> float | int:
    """A number that a person typed in any of the region's digits: "۱۲٬۳۴۵", "12,34,567", "7.5", "٧٫٥".

    Commas and spaces group, a point or the Arabic decimal mark divides.
    Raises :class:`UnreadableNumber` for everything else.
    """
    plain = ascii_digits(text).translate({ord(c): None for c in f"{INVISIBLE}{SPACES} ,{THOUSANDS_MARK}"})
    plain = plain.replace(DECIMAL_MARK, ".").replace("\u2212", "-")
    try:
        if not plain.isascii() or "_" in plain or "e" in plain.lower() or "n" in plain.lower():
            raise ValueError(plain)
        return float(plain) if "." in plain else int(plain)
    except ValueError as error:
        raise UnreadableNumber(f"{text!r} is not a number: write 12345, 12,345 or ۱۲۳۴۵") from error
