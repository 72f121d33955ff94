"""A published figure, followed from the first page to its passport and into the files."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable

import openpyxl
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Page, expect

COMPILED = "DF_MIGRATION_FLOWS"  # of the invented state; the other release holds what others reported


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def release(house, synthetic: bool):
    """The page of a release of the demonstration, as its summary names it."""
    return next(r for r in house.summary["releases"] if (r["dataflow"] == COMPILED) is synthetic)


def number(text: str) -> float | None:
    """A figure of a page as a number; None when it is withheld or not known."""
    digits = re.sub(r"[^\d.]", "", text)
    return float(digits) if digits else None


def download(page: Page, house, synthetic: bool, ending: str) -> bytes:
    links = release(house, synthetic)["downloads"]
    return page.request.get(next(url for name, url in links.items() if name.endswith(ending))).body()


def test_from_the_first_page_to_the_passport_of_a_figure(visitor: Page):
    visitor.goto("/")
    menu = visitor.get_by_role("navigation", name="Main menu")
    menu.get_by_role("link", name="Statistics").first.click()
    visitor.locator(".card-plain").filter(has_text="Synthetic").get_by_role("link").first.click()
    expect(visitor.get_by_role("main")).to_contain_text("Synthetic")
    figure = visitor.locator(".figures td a").filter(has_text=re.compile(r"^\d")).first
    shown = number(figure.inner_text())
    figure.click()
    expect(visitor.get_by_role("main")).to_contain_text("Passport of a figure")
    assert number(heading(visitor).inner_text().split()[0]) == shown
    expect(visitor.get_by_role("main")).to_contain_text("How it was made and protected")
    expect(visitor.get_by_role("main")).to_contain_text("Synthetic")


def test_the_files_hold_the_figures_of_the_page(visitor: Page, house):
    """The numbers of the CSV file are those of the table, the passport, the workbook and the Parquet file."""
    visitor.goto(release(house, True)["page"])
    rows = list(csv.DictReader(io.StringIO(download(visitor, house, True, ".csv").decode("utf-8-sig"))))
    assert len(rows) >= 100
    values = {row["CELL_KEY"]: row["OBS_VALUE"] for row in rows}
    links = visitor.locator(".figures td a").all()
    assert len(links) > 3
    for link in links[:40]:
        key = str(link.get_attribute("href")).rstrip("/").rpartition("/")[2]
        told = values[key]
        assert number(link.inner_text()) == (float(told) if told else None), key


@pytest.mark.parametrize("synthetic", [True, False], ids=["compiled", "reported"])
def test_every_format_holds_the_same(visitor: Page, house, synthetic: bool):
    rows = list(csv.DictReader(io.StringIO(download(visitor, house, synthetic, ".csv").decode("utf-8-sig"))))
    expected = {row["CELL_KEY"]: float(row["OBS_VALUE"]) if row["OBS_VALUE"] else None for row in rows}
    table = pq.read_table(io.BytesIO(download(visitor, house, synthetic, ".parquet")))
    columns = table.select(["CELL_KEY", "OBS_VALUE"]).to_pylist()
    assert {row["CELL_KEY"]: row["OBS_VALUE"] for row in columns} == expected
    sdmx = csv.DictReader(io.StringIO(download(visitor, house, synthetic, ".sdmx.csv").decode("utf-8-sig")))
    told = sorted(float(row["OBS_VALUE"]) for row in sdmx if row["OBS_VALUE"] not in ("", "NaN"))
    assert told == sorted(value for value in expected.values() if value is not None)
    book = openpyxl.load_workbook(io.BytesIO(download(visitor, house, synthetic, ".xlsx")), read_only=True)
    cells = [value for sheet in book for row in sheet.iter_rows(values_only=True) for value in row]
    assert set(told) <= {float(value) for value in cells if isinstance(value, int | float)}


def test_the_summary_counts_what_the_files_hold(visitor: Page, house):
    told = release(house, True)
    rows = list(csv.DictReader(io.StringIO(download(visitor, house, True, ".csv").decode("utf-8-sig"))))
    assert sum(row["OBS_STATUS"] != "Q" for row in rows) == told["cells_published"]
    withheld = [row for row in rows if row["OBS_STATUS"] == "Q"]
    assert len(withheld) == told["cells_suppressed"] > 0
    assert {(row["OBS_VALUE"], row["CONF_STATUS"]) for row in withheld} == {("", "C")}


def test_chart_and_map_can_be_seen(visitor: Page, house):
    visitor.goto(release(house, True)["page"])
    pictures = visitor.locator("figure.picture img")
    assert pictures.count() >= 1
    for index in range(pictures.count()):
        pictures.nth(index).scroll_into_view_if_needed()
        expect(pictures.nth(index)).to_have_js_property("complete", value=True)
        assert pictures.nth(index).evaluate("image => image.naturalWidth") > 100
        assert pictures.nth(index).get_attribute("alt")


def test_a_chart_in_bangla_has_the_letters_of_the_page(visitor: Page):
    """An image would show boxes where the system has no Bangla; set into the page it has the page's font."""
    answer = visitor.goto("/bn/statistics/DF_REPORTED_FIGURES/")
    assert answer is not None
    sent = re.search(r'<figure class="picture.*?<img[^>]* alt="([^"]*)"', answer.text(), re.DOTALL)
    assert sent, "the page is sent with an image, which the browser may have replaced by now"
    said = html.unescape(sent[1])
    figure = visitor.locator("figure.picture").first
    figure.scroll_into_view_if_needed()
    drawn = figure.locator("svg[role=img]")
    expect(drawn).to_have_attribute("aria-label", said, timeout=30_000)  # drawn when first asked for
    family = drawn.locator("text").first.evaluate("words => getComputedStyle(words).fontFamily")
    assert family.startswith('"Noto Sans Bengali"')
    names = visitor.locator("figure.picture svg [id]").evaluate_all("all => all.map(one => one.id)")
    assert len(names) == len(set(names)), "two pictures of one page share no names"


def test_figures_in_arabic(open_browser: Callable[..., Page], house):
    page = open_browser()
    page.goto(release(house, True)["page"].replace("/statistics/", "/ar/statistics/"))
    assert page.locator("html").get_attribute("dir") == "rtl"
    expect(heading(page)).to_be_visible()
    figure = page.locator(".figures td a").first
    figure.click()
    expect(page).to_have_url(re.compile("/ar/statistics/.*/cells/"))
