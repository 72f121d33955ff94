"""What people mean by what they write: codes by code or label in any language, numbers, periods."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping

from serai.engine.model.describing import Labels, in_language
from serai.kernel import texts

SHOWN = 3
LARGEST = 2.0**53
"""From here on not every whole number can be kept as it was written."""
UNKNOWN_MARKS = ("..", "...", "…", ":", "n/a", "na", "#n/a", "nan")
DASHES = ("-", "–", "—", "--", "−")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}([, '’]\d{2,3})*[, '’]\d{3}(\.\d+)?")
_MARKS = str.maketrans({texts.DECIMAL_MARK: ".", texts.THOUSANDS_MARK: ",", "−": "-"})
_PERIODS = {
    "A": (re.compile(r"(\d{4})(?:-A1)?"), "{0}"),
    "Q": (re.compile(r"(\d{4})-?Q([1-4])"), "{0}-Q{1}"),
    "M": (re.compile(r"(\d{4})(?:[-/.]|-?M)(\d{1,2})(?:[-/.]0?1(?:[ T]00:00(?::00)?)?)?"), "{0}-{1:0>2}"),
    "D": (re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T]00:00(?::00)?)?"), "{0}-{1}-{2}"),
    "W": (re.compile(r"(\d{4})-?W([0-4]\d|5[0-3])"), "{0}-W{1}"),
    "S": (re.compile(r"(\d{4})-?S([12])"), "{0}-S{1}"),
}
LIKE = {"A": "2024", "Q": "2024-Q1", "M": "2024-05", "": "2024, 2024-Q1, 2024-05"}
STRANGE_YEARS = (range(1250, 1600), range(2400, 2700))
"""Years that stand in no table of ours, but in other calendars of the world: Hijri ones and the Buddhist one."""
SOLAR_YEARS = range(1250, 1420)
"""Those that are likeliest of the Solar Hijri calendar: as lunar years they would lie before the year 2000."""
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_PARTS = {"A": 1, "S": 2, "Q": 4, "M": 12}


class Codes:
    """A code list as people write it: by code, by label in any language, or as "code – label"."""

    def __init__(self, codes: Mapping[str, Labels]) -> None:
        self.codes = codes
        self._known: dict[str, set[str]] = {}
        for code, names in codes.items():
            for text in {code, *names.values()}:
                self._known.setdefault(_key(text), set()).add(code)

    def meant(self, text: str) -> tuple[str, ...]:
        """The codes that a text may mean: one, several of the same label, or none."""
        plain = texts.fold(text)
        if plain in self.codes:
            return (plain,)
        if found := self._known.get(_key(plain)):
            return tuple(sorted(found))
        for mark in (" – ", " - ", ": "):
            code = plain.partition(mark)[0]
            if code != plain and code in self.codes:
                return (code,)
        return ()

    def near(self, text: str, language: str) -> list[str]:
        """The codes whose spelling is closest, with their labels."""
        close = difflib.get_close_matches(_key(text), list(self._known), n=SHOWN, cutoff=0.6)
        found = dict.fromkeys(code for key in close for code in sorted(self._known[key]))
        return [f"{code} ({in_language(self.codes[code], language)})" for code in list(found)[:SHOWN]]

    def shown(self) -> str:
        """Some codes of the list, to say what is expected."""
        return ", ".join(list(self.codes)[:8]) + (" …" if len(self.codes) > 8 else "")


def _key(text: str) -> str:
    return texts.fold(text).casefold()


def number_of(text: str) -> float | None:
    """The number that a text means, in the digits of any script, with marks of thousands; None if none.

    A comma or a space marks thousands only before three digits; "12,5" is no number, because it may be two.
    Neither is what is larger than can be kept exactly: another number would be published.
    """
    plain = texts.fold(text).translate(_MARKS).lower()
    if _GROUPED.fullmatch(plain):
        plain = re.sub("[, '’]", "", plain)
    elif not _NUMBER.fullmatch(plain):
        return None
    value = float(plain)
    return value if abs(value) < LARGEST else None


def is_unknown(text: str) -> bool:
    """Whether a text is a mark for a figure that is not known."""
    return texts.fold(text).casefold() in UNKNOWN_MARKS


def is_dash(text: str) -> bool:
    """Whether a text is nothing but a dash, which people write for both "none" and "not known"."""
    return texts.fold(text) in DASHES


def period_of(text: str, frequency: str) -> str | None:
    """The period that a text means, as SDMX writes it; None when it is none of this frequency.

    A spreadsheet makes the first of a month out of a month: that is taken for it.
    """
    plain = texts.fold(text).upper()
    for kind in frequency or "AQMDWS":
        pattern, form = _PERIODS[kind]
        if kind == "M" and not frequency and _PERIODS["D"][0].fullmatch(plain):
            continue
        if (found := pattern.fullmatch(plain)) and _exists(kind, found.groups()):
            return form.format(*found.groups())
    return None


def _exists(kind: str, parts: tuple[str, ...]) -> bool:
    """Years of the common era only: 1403 is a year of another calendar."""
    if not 1800 <= int(parts[0]) <= 2199:
        return False
    return kind not in ("M", "D") or 1 <= int(parts[1]) <= 12


def strange_year(text: str) -> int:
    """The year of another calendar that a text seems to name; 0 where it names none."""
    years = (int(found) for found in _YEAR.findall(texts.fold(text)))
    return next((year for year in years if any(year in known for known in STRANGE_YEARS)), 0)


def order_of(period: str) -> int | None:
    """A number that goes up by one from a period to the next of its kind; None for kinds without.

    Those of different kinds are far apart.
    """
    if found := re.fullmatch(r"(\d{4})(?:-([QS]?)(\d{1,2}))?", period):
        kind = "A" if found[3] is None else found[2] or "M"
        return _PARTS[kind] * 1_000_000 + int(found[1]) * _PARTS[kind] + int(found[3] or 1) - 1
    return None
