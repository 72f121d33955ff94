"""Dates and numbers as people type them, in any calendar, script and order."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django import forms
from django.conf import settings
from django.utils import translation

from serai.commons.places.digits import UnreadableNumber, native, number, percent, read_number
from serai.commons.places.fields import DayField, NumberField, PartialDateField
from serai.commons.places.forms import DayForm
from serai.commons.places.months import Calendar
from serai.commons.places.reading import UnreadableInput, read_date

G, S, A, H = Calendar.GREGORIAN, Calendar.SOLAR, Calendar.SOLAR_AFGHAN, Calendar.HIJRI
# 3 Khordad 1396 is 24 May 2017 (domain notes); Khordad has 31 days, so the month ends on 21 June
READ = [
    ("ISO", "2017-05-24", G, "2017-05-24"),
    ("day first with points", "24.5.2017", G, "2017-05-24"),
    ("day first with strokes", "24/05/2017", G, "2017-05-24"),
    ("a month by name", "24 May 2017", G, "2017-05-24"),
    ("a short name", "24 Sep 2017", G, "2017-09-24"),
    ("a Turkish name", "24 Mayıs 2017", G, "2017-05-24"),
    ("a Turkish name without its dots", "24 AGUSTOS 2017", G, "2017-08-24"),
    ("a Russian name", "24 мая 2017", G, "2017-05-24"),
    ("an Iraqi name of two words", "٢٤ تشرين الثاني ٢٠١٧", G, "2017-11-24"),
    ("a Bangla name and digits", "২৪ মে ২০১৭", G, "2017-05-24"),
    ("an Urdu name", "24 مئی 2017", G, "2017-05-24"),
    ("a month alone", "May 2017", G, "2017-05"),
    ("a year alone", "2017", G, "2017"),
    ("Solar, year first", "1396-03-03", S, "2017-05-24"),
    ("Solar, Persian digits", "۱۳۹۶/۰۳/۰۳", S, "2017-05-24"),
    ("Solar, Arabic-Indic digits, day first", "٣/٣/١٣٩٦", S, "2017-05-24"),
    ("Solar by name", "۳ خرداد ۱۳۹۶", S, "2017-05-24"),
    ("Solar by an Arabic yeh", "۱ فروردين ۱۴۰۰", S, "2021-03-21"),
    ("Afghan by name in Dari", "۳ جوزا ۱۳۹۶", A, "2017-05-24"),
    ("Afghan by name in Pashto", "۳ غبرګولی ۱۳۹۶", A, "2017-05-24"),
    ("Afghan by name in Latin letters", "3 Jawza 1396", A, "2017-05-24"),
    ("an Iranian name under the Afghan calendar", "3 Khordad 1396", A, "2017-05-24"),
    ("a Solar month is a window", "1396-03", S, "2017-05-22..2017-06-21"),
    ("a Solar year is a window", "1396", S, "2017-03-21..2018-03-20"),
    ("the leap day", "1403-12-30", S, "2025-03-20"),
    ("Hijri by number", "1442-12-10", H, "2021-07-20"),
    ("Hijri by name", "10 Dhu al-Hijjah 1442", H, "2021-07-20"),
    ("Hijri by name in Arabic, with vowel marks", "١٠ ذُو الحِجّة ١٤٤٢", H, "2021-07-20"),
    ("nothing", "  ", G, ""),
    ("with direction marks pasted along", "\u200f2017-05-24\u200e", G, "2017-05-24"),
]


@pytest.mark.parametrize(
    ("text", "calendar", "expected"), [row[1:] for row in READ], ids=[row[0] for row in READ]
)
def test_dates_are_read_as_people_type_them(text: str, calendar: Calendar, expected: str) -> None:
    assert str(read_date(text, calendar)) == expected


REFUSED = [
    ("words", "soon", G, "Write for example 2017-05-24"),
    ("no year of four digits", "24.5.17", G, "Write for example"),
    ("too many parts", "2017-05-24-01", G, "Write for example"),
    ("a Solar year among Gregorian ones", "1396-03-03", G, "belongs to another calendar: Solar Hijri"),
    ("a Gregorian year among Solar ones", "2017-05-24", S, "belongs to another calendar: Gregorian"),
    ("a year of no calendar", "9999-01-01", G, "not between 1900 and 2199"),
    ("a month that is none", "2017-13-01", G, "There is no month 13"),
    ("a day that is none", "2017-02-30", G, "Month 2 of 2017 has 28 days"),
    ("a leap day of a common year", "1404-12-30", S, "Month 12 of 1404 has 29 days"),
    ("a Hijri day too many", "1442-12-30", H, "has 29 days"),
    ("a month name of another calendar", "3 Jawza 2017", G, "Write for example"),
]


@pytest.mark.parametrize(
    ("text", "calendar", "told"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_what_is_no_date_is_told_what_was_expected(text: str, calendar: Calendar, told: str) -> None:
    with pytest.raises(UnreadableInput) as refusal:
        read_date(text, calendar)
    assert told in str(refusal.value)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


class Form(forms.Form):
    when = PartialDateField(required=False)
    day = DayField()
    people = NumberField(required=False)


def test_a_form_takes_dates_of_any_calendar_and_numbers_of_any_digits() -> None:
    form = Form(
        {"when_date": "۱۳۹۶", "when_calendar": "solar", "day_date": "24 May 2017", "day_calendar": "gregorian",
         "people": "۱۲٬۳۴۵"}
    )  # fmt: skip
    assert form.is_valid(), form.errors
    assert str(form.cleaned_data["when"]) == "2017-03-21..2018-03-20"
    assert form.cleaned_data["day"].isoformat() == "2017-05-24"
    assert form.cleaned_data["people"] == 12345


def test_a_form_says_what_it_expected() -> None:
    form = Form({"day_date": "May 2017", "day_calendar": "gregorian", "people": "many"})
    assert form.errors["day"] == ["Write the day too, not only the month or the year."]
    assert "Write for example 12345" in form.errors["people"][0]
    assert Form({"day_date": "", "day_calendar": "solar"}).errors["day"] == ["This field is required."]


def test_a_date_that_is_there_is_shown_in_the_calendar_in_which_it_is_kept() -> None:
    shown = str(Form(initial={"day": "2017-05-24"})["day"])
    assert 'value="2017-05-24"' in shown
    assert '<option value="gregorian" selected>' in shown


@pytest.mark.parametrize(
    ("text", "value"),
    [("12345", 12345), ("۱۲٬۳۴۵", 12345), ("١٢٬٣٤٥٫٥", 12345.5), ("12,34,567", 1234567), ("৭.৫", 7.5),
     ("-3", -3), ("\u22123", -3), ("12 345", 12345)],
)  # fmt: skip
def test_numbers_are_read_in_every_script(text: str, value: float) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize("text", ["", "x", "1e5", "nan", "1_000", "1.2.3", "inf"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(UnreadableNumber):
        read_number(text)


# CLDR: Bangla groups by lakh; Turkish and Russian have marks of their own
@pytest.mark.parametrize(
    ("language", "shown", "with_places", "share"),
    [
        ("en", "1,234,567", "1,234,567.0", "25%"),
        ("ar", "١٬٢٣٤٬٥٦٧", "١٬٢٣٤٬٥٦٧٫٠", "٢٥٪\u061c"),
        ("fa", "۱٬۲۳۴٬۵۶۷", "۱٬۲۳۴٬۵۶۷٫۰", "۲۵٪"),
        ("ur", "1,234,567", "1,234,567.0", "25%"),
        ("bn", "১২,৩৪,৫৬৭", "১২,৩৪,৫৬৭.০", "২৫%"),
        ("tr", "1.234.567", "1.234.567,0", "%25"),
        ("ru", "1\u00a0234\u00a0567", "1\u00a0234\u00a0567,0", "25\u00a0%"),
    ],
)
def test_numbers_are_written_as_the_language_groups_them(
    language: str, shown: str, with_places: str, share: str
) -> None:
    assert number(1234567, language) == shown
    assert number(1234567, language, 1) == with_places
    assert percent(0.25, language) == share


def test_digits_alone_change() -> None:
    assert native("2017-05", "fa-af") == "۲۰۱۷-۰۵"
    assert native("2017-05", "ur") == "2017-05"


@pytest.mark.parametrize("code", [code for code, _name in settings.LANGUAGES])
def test_what_a_page_gives_as_an_example_can_be_read(code: str) -> None:
    with translation.override(code):
        example = str(DayForm().fields["day"].help_text)
        gregorian, solar = re.findall(r"\d+ [^\s\d]+ \d{4}", example)
        assert str(read_date(gregorian)) == "2017-05-24"
        assert str(read_date(solar, S)) == "2017-05-24"
        assert native(example, code) == example, "in the digits of the page"
