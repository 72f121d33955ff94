"""The week of a country: its first day and its days off.

The six countries in which the partnership works are our own table, from the domain notes (CLDR through
Babel, and for Bangladesh the working practice); elsewhere CLDR says it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from babel import Locale, UnknownLocaleError

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)


@dataclass(frozen=True)
class Week:
    """Days as ``date.weekday()`` counts them: Monday is 0. ``source`` says who tells it."""

    first: int
    weekend: frozenset[int]
    source: str

    @property
    def days(self) -> tuple[int, ...]:
        """The seven days, as the country's calendars print them."""
        return tuple((self.first + n) % 7 for n in range(7))

    def is_off(self, day: date) -> bool:
        """Whether a day lies on the weekend."""
        return day.weekday() in self.weekend


_NOTES = "languages and calendars of the domain notes"
WEEKS = {
    "AFG": Week(SATURDAY, frozenset({THURSDAY, FRIDAY}), _NOTES),
    "IRN": Week(SATURDAY, frozenset({FRIDAY}), _NOTES),
    "IRQ": Week(SATURDAY, frozenset({FRIDAY, SATURDAY}), _NOTES),
    "PAK": Week(SUNDAY, frozenset({SATURDAY, SUNDAY}), _NOTES),
    "TUR": Week(MONDAY, frozenset({SATURDAY, SUNDAY}), _NOTES),
    # CLDR says Saturday and Sunday; offices are closed on Friday and Saturday
    "BGD": Week(SUNDAY, frozenset({FRIDAY, SATURDAY}), "working practice, against CLDR"),
}


def week(iso3: str, iso2: str = "") -> Week:
    """The week of a country by its ISO codes; of the world at large where CLDR has no word for it."""
    if iso3 in WEEKS:
        return WEEKS[iso3]
    try:
        locale = Locale.parse(f"und_{iso2}")
        last = locale.weekend_end + (7 if locale.weekend_end < locale.weekend_start else 0)
        off = frozenset(day % 7 for day in range(locale.weekend_start, last + 1))
        return Week(locale.first_week_day, off, "CLDR")
    except (UnknownLocaleError, ValueError):
        return Week(MONDAY, frozenset({SATURDAY, SUNDAY}), "CLDR, the world")
