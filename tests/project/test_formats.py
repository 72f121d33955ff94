"""Days and hours are written so that nobody takes the month for the day."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils.formats import date_format
from django.utils.translation import override

LATE = datetime(2026, 11, 2, 15, 4)  # noqa: DTZ001  the hour as the page has it


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("DATE_FORMAT", "2 November 2026"),
        ("SHORT_DATE_FORMAT", "2 Nov 2026"),
        ("DATETIME_FORMAT", "2 November 2026, 15:04"),
        ("SHORT_DATETIME_FORMAT", "2 Nov 2026, 15:04"),
        ("TIME_FORMAT", "15:04"),
    ],
)
def test_english_writes_the_day_before_the_month(form: str, written: str) -> None:
    with override("en"):
        assert date_format(LATE, form) == written


def test_a_language_that_django_does_not_know_does_not_get_american_dates() -> None:
    with override("ps"):
        assert date_format(LATE, "SHORT_DATETIME_FORMAT").endswith(" 2026, 15:04")
        assert date_format(LATE, "SHORT_DATE_FORMAT").startswith("2 ")
