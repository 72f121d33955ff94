"""Days in four calendars. Expected days come from the domain notes, which had them from another library."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from django.test import Client, RequestFactory
from django.utils import translation

from serai.commons.places import calendars, middleware
from serai.commons.places.calendars import NoSuchDay, beside, day_in, gregorian, last_day, month_name
from serai.commons.places.months import NAMES, Calendar
from serai.commons.places.weeks import FRIDAY, MONDAY, SATURDAY, SUNDAY, THURSDAY, week
from serai.kernel.clock import PartialDate


@pytest.fixture(scope="module")
def notes(shared: Path) -> dict[str, object]:
    return yaml.safe_load((shared / "domain" / "languages_calendars.yaml").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_solar_days_agree_with_every_pair_of_the_notes(notes: dict[str, object]) -> None:
    pairs = notes["calendars"]["solar_hijri"]["test_pairs"]  # type: ignore[index]
    assert len(pairs) == 15
    for solar, plain in pairs:
        year, month, day = map(int, solar.split("-"))
        assert gregorian(Calendar.SOLAR, year, month, day) == date.fromisoformat(plain)
        found = day_in(Calendar.SOLAR_AFGHAN, date.fromisoformat(plain))
        assert (found.year, found.month, found.day) == (year, month, day)


def test_leap_years_agree_with_the_notes(notes: dict[str, object]) -> None:
    leap = notes["calendars"]["solar_hijri"]["leap_years_1390_1411"]  # type: ignore[index]
    assert [year for year in range(1390, 1412) if last_day(Calendar.SOLAR, year, 12) == 30] == leap


def test_months_of_afghanistan_bear_the_names_of_the_notes(notes: dict[str, object]) -> None:
    solar = notes["calendars"]["solar_hijri"]  # type: ignore[index]
    assert list(NAMES[Calendar.SOLAR]["en"]) == solar["months_iran"]
    assert list(NAMES[Calendar.SOLAR_AFGHAN]["en"]) == solar["months_dari"]


def test_every_table_names_twelve_different_months() -> None:
    for table in NAMES.values():
        for names in table.values():
            assert len(set(names)) == 12


# 19 April 2013 and 24 May 2017 by the tables of Umm al-Qura (hijridate's own documentation of its source)
def test_hijri_days_follow_umm_al_qura() -> None:
    assert day_in(Calendar.HIJRI, date(2021, 7, 20)) == calendars.Day(Calendar.HIJRI, 1442, 12, 10)  # Eid
    assert gregorian(Calendar.HIJRI, 1442, 9, 1) == date(2021, 4, 13)  # the first day of a fast


def test_a_day_outside_the_tables_has_no_date_there() -> None:
    with pytest.raises(NoSuchDay):
        day_in(Calendar.HIJRI, date(1900, 1, 1))
    with pytest.raises(NoSuchDay):
        gregorian(Calendar.SOLAR, 1404, 12, 30)  # no leap year
    assert beside(PartialDate.parse("1900-01-01"), Calendar.HIJRI) == ""


# 2014-02-01 is 12 Bahman 1392 and 2014-02-28 is 9 Esfand 1392 (1 Farvardin 1393 is 2014-03-21)
BESIDE = [
    ("a day", "2017-05-24", Calendar.SOLAR, "en", "3 Khordad 1396 SH"),
    ("a day under its Afghan name", "2017-05-24", Calendar.SOLAR_AFGHAN, "en", "3 Jawza 1396 SH"),
    ("days of one month", "2016-05-18/2016-05-19", Calendar.SOLAR, "en", "29–30 Ordibehesht 1395 SH"),
    (
        "days over the turn of a month",
        "2016-05-18/2016-05-21",
        Calendar.SOLAR,
        "en",
        "29 Ordibehesht – 1 Khordad 1395 SH",
    ),
    (
        "days over the turn of the year",
        "2021-03-20/2021-03-21",
        Calendar.SOLAR,
        "en",
        "30 Esfand 1399 – 1 Farvardin 1400 SH",
    ),
    ("a month covers parts of two", "2014-02", Calendar.SOLAR, "en", "Bahman – Esfand 1392 SH"),
    ("a month over the turn of the year", "2014-03", Calendar.SOLAR, "en", "Esfand 1392 – Farvardin 1393 SH"),
    ("a year covers parts of two", "2014", Calendar.SOLAR, "en", "1392–1393 SH"),
    ("a run of years", "2010/2013", Calendar.SOLAR, "en", "1388–1392 SH"),
    ("a window of days", "2016-05-15..2016-05-19", Calendar.SOLAR, "en", "26–30 Ordibehesht 1395 SH"),
    ("a window of months", "2013-06..2013-07", Calendar.SOLAR, "en", "Khordad – Mordad 1392 SH"),
    ("the lunar calendar", "2021-07-20", Calendar.HIJRI, "en", "10 Dhu al-Hijjah 1442 AH"),
    ("nothing beside the Gregorian", "2017-05-24", Calendar.GREGORIAN, "en", ""),
    ("nothing known, nothing said", "", Calendar.SOLAR, "en", ""),
]


@pytest.mark.parametrize(
    ("text", "calendar", "language", "expected"), [row[1:] for row in BESIDE], ids=[row[0] for row in BESIDE]
)
def test_a_date_beside_says_as_much_as_is_known(
    text: str, calendar: Calendar, language: str, expected: str
) -> None:
    with translation.override(language):
        assert beside(PartialDate.parse(text), calendar) == expected


@pytest.mark.parametrize(
    ("language", "calendar", "words"),
    [
        ("fa", Calendar.SOLAR, "۳ خرداد ۱۳۹۶"),
        ("fa-af", Calendar.SOLAR_AFGHAN, "۳ جوزا ۱۳۹۶"),
        ("ps", Calendar.SOLAR_AFGHAN, "۳ غبرګولی ۱۳۹۶"),
        ("ckb", Calendar.SOLAR, "٣ جۆزەردان ١٣٩٦"),
        ("ar", Calendar.HIJRI, "٢٨ شعبان ١٤٣٨"),
        ("bn", Calendar.HIJRI, "২৮ শাবান ১৪৩৮"),
    ],
)
def test_it_is_written_in_the_names_and_digits_of_the_language(
    language: str, calendar: Calendar, words: str
) -> None:
    with translation.override(language):
        assert words in beside(PartialDate.parse("2017-05-24"), calendar)


def test_dari_has_the_afghan_names_and_takes_the_rest_from_persian() -> None:
    assert month_name(Calendar.SOLAR_AFGHAN, 1, "fa-af") == "حمل"
    assert month_name(Calendar.HIJRI, 9, "fa-af") == "رمضان"


@pytest.mark.parametrize(
    ("language", "cookie", "expected"),
    [
        ("en", "", Calendar.GREGORIAN),
        ("fa", "", Calendar.SOLAR),
        ("fa-af", "", Calendar.SOLAR_AFGHAN),
        ("ps", "", Calendar.SOLAR_AFGHAN),
        ("ur", "", Calendar.GREGORIAN),
        ("en", "hijri", Calendar.HIJRI),
        ("fa", "gregorian", Calendar.GREGORIAN),
        ("fa", "nonsense", Calendar.SOLAR),
    ],
)
def test_the_reader_chooses_and_else_the_language_does(
    language: str, cookie: str, expected: Calendar
) -> None:
    seen: list[Calendar] = []

    def page(_request: object) -> object:
        seen.append(calendars.active())
        return object()

    request = RequestFactory().get("/")
    request.COOKIES[middleware.COOKIE] = cookie
    with translation.override(language):
        middleware.CalendarMiddleware(page)(request)  # type: ignore[arg-type]
    assert seen == [expected]
    with translation.override("en"):
        assert calendars.active() is Calendar.GREGORIAN  # nothing is left for the next reader


# languages_calendars.yaml, section week
@pytest.mark.parametrize(
    ("iso3", "iso2", "first", "weekend"),
    [
        ("AFG", "AF", SATURDAY, {THURSDAY, FRIDAY}),
        ("IRN", "IR", SATURDAY, {FRIDAY}),
        ("IRQ", "IQ", SATURDAY, {FRIDAY, SATURDAY}),
        ("PAK", "PK", SUNDAY, {SATURDAY, SUNDAY}),
        ("TUR", "TR", MONDAY, {SATURDAY, SUNDAY}),
        ("BGD", "BD", SUNDAY, {FRIDAY, SATURDAY}),
        ("AUT", "AT", MONDAY, {SATURDAY, SUNDAY}),
        ("XXX", "XX", MONDAY, {SATURDAY, SUNDAY}),
    ],
)
def test_weeks_begin_and_end_as_the_country_has_them(
    iso3: str, iso2: str, first: int, weekend: set[int]
) -> None:
    found = week(iso3, iso2)
    assert found.first == first
    assert found.weekend == weekend
    assert found.days[0] == first
    assert sorted(found.days) == list(range(7))


@pytest.mark.django_db
def test_the_choice_is_kept_in_a_cookie_and_leads_back_inside_only(client: Client) -> None:
    answer = client.post("/dates/", {"calendar": "solar", "next": "/about/"})
    assert answer["Location"] == "/about/"
    cookie = answer.cookies[middleware.COOKIE]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("solar", True, "Lax")
    assert (
        client.post("/dates/", {"calendar": "", "next": "https://elsewhere.example.org/"})["Location"]
        == "/dates/"
    )
    assert client.cookies[middleware.COOKIE].value == ""


@pytest.mark.django_db
def test_a_day_is_turned_into_every_calendar(client: Client) -> None:
    page = client.get("/dates/", {"day_0": "۳ جوزا ۱۳۹۶", "day_1": "solar_afghan"}).text
    page += client.get("/dates/", {"day_date": "۳ جوزا ۱۳۹۶", "day_calendar": "solar_afghan"}).text
    assert "24 May 2017" in page
    assert "3 Khordad 1396 SH" in page
    assert "28 Shaban 1438 AH" in page
