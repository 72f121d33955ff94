"""Days in both calendars as official calendars print them side by side."""

from __future__ import annotations

import datetime as dt

import pytest

from serai.engine.model.solar import from_solar, to_solar

# new years and the last day of a leap year, as the official calendars of Iran and Afghanistan print them
PAIRS = [
    ((1357, 11, 22), dt.date(1979, 2, 11)),
    ((1396, 3, 3), dt.date(2017, 5, 24)),
    ((1399, 12, 30), dt.date(2021, 3, 20)),
    ((1400, 1, 1), dt.date(2021, 3, 21)),
    ((1403, 1, 1), dt.date(2024, 3, 20)),
]


@pytest.mark.parametrize(("solar", "day"), PAIRS)
def test_both_ways(solar: tuple[int, int, int], day: dt.date) -> None:
    assert from_solar(*solar) == day
    assert to_solar(day) == solar


@pytest.mark.parametrize("solar", [(1400, 12, 30), (1400, 7, 31), (1400, 13, 1), (1400, 1, 0)])
def test_a_day_that_does_not_exist_is_refused(solar: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="must be in"):
        from_solar(*solar)
