"""What people see: the same numbers everywhere, nothing withheld anywhere, marks that cannot be missed."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.components.statistics.conftest import Shelf, write_flows

from serai.commons.access.readers import NOBODY
from serai.commons.partnership.models import Source, State, StateName
from serai.components.statistics import services
from serai.components.statistics.manifest import MANIFEST
from serai.components.statistics.models import Release

FLOWS = "/statistics/DF_TEST_FLOWS/"
PAGES = [
    "/statistics/",
    FLOWS,
    f"{FLOWS}1/",
    f"{FLOWS}?columns=CITIZENSHIP&KIND=E",
    f"{FLOWS}1/cells/A.QRV.E.QRY.2021/",
    "/statistics/DF_TEST_REPORTED/",
    "/statistics/DF_TEST_REPORTED/1/cells/STOCK.AFG...2019/",
    "/",
]
PICTURES = [
    f"{FLOWS}1/chart.svg",
    f"{FLOWS}1/chart.svg?columns=CITIZENSHIP&KIND=E&width=narrow",
    f"{FLOWS}1/map.svg",
    f"{FLOWS}1/map.svg?KIND=E",
]


def body(client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_table_shows_the_cells_of_the_release(client, published):
    shown = words(body(client, FLOWS))
    assert "2021 1,531 provisional 81" in shown
    assert "2020 1,203 0" in shown


def test_withheld_and_unknown_and_zero_are_three_things(client, published):
    shown = words(body(client, f"{FLOWS}?columns=CITIZENSHIP&KIND=E"))
    assert "2021 77 withheld 81" in shown
    assert "2020 0 not known 0" in shown


def test_page_and_downloads_hold_the_same_numbers(client, published, builders):
    lines = list(csv.DictReader(io.StringIO(body(client, f"{FLOWS}1/files/DF_TEST_FLOWS.csv"))))
    assert len(lines) == len(builders["cells"])
    for line in lines:
        if line["OBS_STATUS"] == "A":
            page = words(body(client, f"{FLOWS}1/cells/{line['CELL_KEY']}/"))
            assert f"Passport of a figure {float(line['OBS_VALUE']):,.0f} persons" in page


@pytest.mark.parametrize("language", ["", "/ar"])
@pytest.mark.parametrize("url", PAGES)
def test_every_page_answers_in_both_languages(client, published, url, language):
    shown = body(client, language + url)
    assert f'<html lang="{language[1:] or "en"}" dir="{"rtl" if language else "ltr"}">' in shown


@pytest.mark.parametrize("url", [*PAGES, *PICTURES])
def test_a_withheld_value_is_nowhere(client, published, builders, url):
    """The release carries one by mistake; no page and no picture repeats it."""
    shown = body(client, url)
    assert not any(number in shown for number in builders["hidden"])


@pytest.mark.parametrize("url", [u for u in PAGES if u.startswith(FLOWS)])
def test_pages_of_synthetic_figures_say_so(client, published, url):
    shown = body(client, url)
    assert "Invented people of an invented state" in shown
    assert 'class="synthetic"' in shown


def test_pages_of_real_figures_do_not_say_synthetic(client, published):
    assert 'class="synthetic"' not in body(client, "/statistics/DF_TEST_REPORTED/")


@pytest.mark.parametrize("url", PICTURES)
def test_synthetic_pictures_say_so_in_their_own_letters(client, published, url):
    shown = body(client, url)
    assert "SYNTHETIC - invented state, invented people" in shown


def test_the_invented_map_is_drawn_of_hexagons_and_shows_no_geography(client, published):
    shown = body(client, f"{FLOWS}1/map.svg?KIND=I")
    assert "Karvania" not in shown  # no citizens of its own in this table
    assert "1,500" in shown
    assert "The places are invented" in shown
    assert "geoshape" not in shown


def test_the_map_of_reported_figures_takes_no_side(client, published):
    shown = body(client, "/statistics/DF_TEST_REPORTED/1/map.svg?INDICATOR=STOCK")
    assert "Boundaries and names shown do not imply endorsement" in shown
    assert "stroke-dasharray" in shown
    assert all(number in shown for number in ("5,853,838", "6,328,400", "2,077,976"))


def test_pictures_as_png_in_arabic_and_their_tags(client, published):
    first = client.get(f"{FLOWS}1/chart.png")
    assert first.content.startswith(b"\x89PNG")
    assert first["Content-Type"] == "image/png"
    again = client.get(f"{FLOWS}1/chart.png", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    arabic = client.get(f"{FLOWS}1/chart.png?lang=ar")
    assert arabic["ETag"] != first["ETag"]
    assert "عنوان الجدول" in body(client, f"{FLOWS}1/chart.svg?lang=ar")


@pytest.mark.parametrize(
    "url",
    [
        f"{FLOWS}1/chart.gif",
        "/statistics/DF_TEST_REPORTED/1/chart.svg",
        "/statistics/DF_TEST_REPORTED/1/chart.svg?INDICATOR=NONE",
        "/statistics/DF_TEST_REPORTED/1/map.svg?INDICATOR=LABOUR",
        f"{FLOWS}2/",
        "/statistics/DF_NONE/",
        f"{FLOWS}1/cells/A.QRV.I.QRX.1999/",
    ],
)
def test_what_is_not_there_is_not_found(client, published, url):
    assert client.get(url).status_code == 404


def test_reported_figures_keep_qualifier_source_row_and_remark(client, published):
    page = words(body(client, "/statistics/DF_TEST_REPORTED/"))
    assert "more than 404,000" in page
    assert "5,100,000 (rounded)" in page
    cell = words(body(client, "/statistics/DF_TEST_REPORTED/1/cells/LABOUR.PAK.province.Punjab.2024/"))
    assert "Passport of a figure more than 404,000 persons" in cell
    assert "file things.csv, row 9" in cell
    stock = words(body(client, "/statistics/DF_TEST_REPORTED/1/cells/STOCK.AFG...2019/"))
    assert "Revision of 2019" in stock


def test_a_passport_says_what_stands_behind_a_figure(client, published):
    shown = words(body(client, f"{FLOWS}1/cells/A.QRV.I.QRX.2020/"))
    assert "Passport of a figure 1,200 persons" in shown
    assert "Twelve of sixteen months." in shown
    assert "12 rows came in = 9 accepted + 2 refused + 1 repeated" in shown
    assert "Counts from 1 to 4 are withheld" in shown
    assert "http://testserver/statistics/DF_TEST_FLOWS/1/cells/A.QRV.I.QRX.2020/" in shown


def test_a_revision_shows_its_own_figures_and_leads_to_the_newer_one(client, published, builders, home):
    cells = [
        ("I", "QRX", "2020", 1201.0, "A", "F") if c[:3] == ("I", "QRX", "2020") else c
        for c in builders["cells"]
    ]
    newer = builders["flows"](home / "releases", revision=2, cells=cells)
    services.register(builders["shelf"](published.receipts(), [*published.releases(), newer]))
    assert "There is a newer revision" in words(body(client, f"{FLOWS}1/"))
    assert "A reason to revise." in words(body(client, FLOWS))
    history = words(body(client, f"{FLOWS}1/cells/A.QRV.I.QRX.2020/"))
    assert "Passport of a figure 1,200 persons" in history
    assert "2 22 November 2026 1,201 1 this one 21 November 2026 1,200" in history


@pytest.mark.parametrize("url", PAGES)
def test_queries_are_few(client, published, url):
    with CaptureQueriesContext(connection) as asked:
        body(client, url)
    assert len(asked) <= 15, [q["sql"][:80] for q in asked]


def test_queries_do_not_grow_with_the_figures(client, home, builders, db):
    asked = []
    for revision, years in ((1, 2), (2, 60)):
        cells = [
            (k, c, str(1960 + y), 9.0, "A", "F") for k in "IE" for c in ("QRX", "_T") for y in range(years)
        ]
        info = builders["flows"](home / "releases", revision=revision, cells=cells)
        services.register(builders["shelf"]([], [info]))
        Release.objects.exclude(revision=revision).delete()
        body(client, FLOWS)
        with CaptureQueriesContext(connection) as captured:
            body(client, FLOWS)
        asked.append(len(captured))
    assert asked[0] == asked[1]


def test_each_dataflow_gives_a_card_with_one_question(published, rf, django_assert_num_queries):
    request = rf.get("/")
    request.reader = NOBODY
    with django_assert_num_queries(1):
        real, synthetic = list(MANIFEST.home_cards(request))
    assert (real.title, real.value, real.detail) == (
        "Title of DF_TEST_REPORTED",
        "6,328,400",
        "Emigrants: Pakistan, 2020; reported",
    )
    assert (synthetic.title, synthetic.value, synthetic.detail) == (
        "Title of DF_TEST_FLOWS",
        "1,531",
        "Immigration, 2021",
    )
    assert (real.synthetic, synthetic.synthetic) == (False, True)


def test_a_real_table_of_unknown_places_offers_no_map(client, home, builders, db):
    info = builders["flows"](home / "releases")
    real = dataclasses.replace(info, passport={**info.passport, "synthetic": False})
    services.register(builders["shelf"]([], [real]))
    assert "map.svg" not in body(client, FLOWS)
    assert client.get(f"{FLOWS}1/map.svg").status_code == 404
    assert "SYNTHETIC" not in body(client, f"{FLOWS}1/chart.svg")


def test_an_empty_house_says_so(client, db, home):
    assert "Nothing has been published yet." in body(client, "/statistics/")


def test_a_choice_without_figures_says_so(client, home, builders, db):
    info = builders["flows"](home / "releases", cells=[("I", "QRX", "2020", 7.0, "A", "F")])
    services.register(builders["shelf"]([], [info]))
    assert "no figures for this choice" in body(client, f"{FLOWS}?columns=KIND&CITIZENSHIP=_T")


def test_a_page_follows_what_the_partnership_says_today(client, published):
    reported = "/statistics/DF_TEST_REPORTED/"
    assert "The first title" not in body(client, reported)
    source = Source.objects.create(key="S84", kind=Source.Kind.DATA, title="The first title")
    assert "The first title" in body(client, reported)
    source.title = "A better title"
    source.save()
    assert "A better title" in body(client, reported)
    assert "The first title" not in body(client, reported)
    afghanistan = State.objects.create(key="AFG")
    StateName.objects.create(
        key="AFG-today",
        state=afghanistan,
        kind="partnership",
        language="en",
        text="A newer name",
        source=source,
    )
    assert "A newer name" in words(body(client, reported))


def test_what_one_reader_may_see_is_not_kept_for_another(signed_in, published):
    visitor, statistician = Client(), signed_in("statistician")
    link = f'href="/statistics/imports/{published.receipts()[0].import_id}/"'
    assert link not in body(visitor, FLOWS)
    assert link in body(statistician, FLOWS)
    assert link not in body(visitor, FLOWS)
    assert "Choose what the table shows" not in body(visitor, f"/ar{FLOWS}")
    assert "Choose what the table shows" in body(visitor, FLOWS)


def test_every_text_in_a_table_is_escaped(client, home, builders, db):
    info = builders["flows"](home / "releases")
    dimensions = json.loads(json.dumps(info.passport["dimensions"]).replace("Immigration", "<b>In & out</b>"))
    odd = dataclasses.replace(info, passport={**info.passport, "dimensions": dimensions})
    services.register(builders["shelf"]([], [odd]))
    shown = body(client, FLOWS)
    assert '<th scope="col" class="num">&lt;b&gt;In &amp; out&lt;/b&gt;</th>' in shown
    assert "<b>In" not in shown


@pytest.mark.parametrize(
    ("url", "entry"),
    [("/statistics/imports/", "Imports"), ("/statistics/", "Statistics"), (FLOWS, "Statistics")],
)
def test_one_entry_of_the_menu_is_the_page_being_read(signed_in, published, url, entry):
    shown = body(signed_in("statistician"), url)
    # above the narrow twin of the main menu stand the entries of people at work and the wide main menu
    menus = shown[shown.index("<header") : shown.index('<details class="menu')]
    assert re.findall(r'aria-current="page">([^<]+)<', menus) == [entry]


def test_a_table_whose_first_codes_are_empty_opens_where_its_figures_are(db, client, home):
    # nothing stands at the total; of the two neighbours B has more figures, and what A has is withheld
    cells = [
        ("I", "QRX", "2020", None, "Q", "C"),
        ("E", "QRX", "2020", 7.0, "Q", "C"),
        ("I", "QRY", "2020", 310.0, "A", "F"),
        ("E", "QRY", "2020", 52.0, "A", "F"),
    ]
    services.register(Shelf([], [write_flows(home / "releases", cells=cells)]))
    arrivals, departures = (f"{FLOWS}1/cells/A.QRV.{kind}.QRY.2020/" for kind in "IE")
    page = body(client, f"{FLOWS}?columns=KIND")
    assert arrivals in page and departures in page and f"{FLOWS}1/chart.svg" in page
    # what is asked for is what is shown, empty as it is
    for code in ("_T", "QRX"):
        assert arrivals not in body(client, f"{FLOWS}?columns=KIND&CITIZENSHIP={code}")
