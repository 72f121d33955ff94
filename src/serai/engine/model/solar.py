"""Days of the Solar Hijri calendar, by the official record of leap years (persiantools)."""

from __future__ import annotations

import datetime as dt


def from_solar(year: int, month: int, day: int) -> dt.date:
    """The Gregorian day of a Solar Hijri one. Raises: ValueError when there is none."""
    # imported when first needed: most starts meet no such day
    from persiantools.jdatetime import JalaliDate

    found = JalaliDate(year, month, day)  # type: ignore[no-untyped-call]  # it has no types
    return dt.date.fromordinal(found.to_gregorian().toordinal())


def to_solar(day: dt.date) -> tuple[int, int, int]:
    """Year, month and day of a Gregorian day in the Solar Hijri calendar. Raises: ValueError before its first."""
    from persiantools.jdatetime import JalaliDate

    found = JalaliDate.to_jalali(day)  # type: ignore[no-untyped-call]  # it has no types
    return found.year, found.month, found.day
