"""A statistician brings the sheets that invented posts send every month: asked once, read by itself from then on."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook
from playwright.sync_api import Page, expect

NORTH, EAST = "دروازه شمال", "دروازه شرق"
LEAVING = "رهسپاران"  # "those who set out": no list of the house has it
PASSING = "گذریان"
NATIVE = str.maketrans("0123456789,", "۰۱۲۳۴۵۶۷۸۹٬")
KIND = "Sheets of the two gates"
# men and women who came, men and women who left; the gate in the east sent nothing for the second month
SPRING = {
    NORTH: {"فروردین": [1200, 300, 40, 25], "اردیبهشت": [1100, 400, 50, 3]},
    EAST: {"فروردین": [100, 50, 10, 5]},
}
THIRD = {NORTH: {"خرداد": [1000, 350, 45, 20]}, EAST: {"خرداد": [90, 45, 12, 8]}}
FOURTH = {NORTH: {"تیر": [900, 310, 60, 30]}, EAST: {"تیر": [80, 41, 14, 9]}}


def sheets(name: str, posts: dict[str, dict[str, list[int]]], more: str = "") -> dict[str, Any]:
    """A workbook with a sheet for each post: sexes under directions, the digits and months of the country."""
    book = Workbook()
    book.remove(book.active)
    for post, months in posts.items():
        made = book.create_sheet(post)
        made.append(["آمار ورود و خروج مسافران سال ۱۴۰۴"])
        made.append(["ماه", "ورودی", None, LEAVING, None, "جمع کل", *([more] if more else [])])
        made.append([None, "مرد", "زن", "مرد", "زن"])
        for month, figures in months.items():
            told = [*figures, sum(figures), *([7] if more else [])]
            made.append([month, *(f"{number:,}".translate(NATIVE) for number in told)])
        for span in ("A2:A3", "B2:C2", "D2:E2", "F2:F3"):
            made.merge_cells(span)
    stream = io.BytesIO()
    book.save(stream)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": name, "mimeType": kind, "buffer": stream.getvalue()}


def bring(page: Page, file: dict[str, Any]) -> None:
    page.goto("/statistics/workbench/")
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_label("State whose borders these are").fill("QRV")
    page.get_by_role("button", name="Look at it").click()


def loaded(page: Page, name: str) -> Page:
    """The job is done, and the page of the file is open."""
    expect(page).to_have_url(re.compile("/jobs/"))
    expect(page.get_by_role("main")).to_contain_text("Done.", timeout=180_000)
    page.goto("/statistics/workbench/")
    page.get_by_role("main").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return page


def asked(page: Page) -> list[str]:
    """The labels that the form asks about."""
    shown = page.locator("form label[for^=id_first_]").all_inner_texts()
    return [text.removesuffix("(optional)").strip() for text in shown]


def test_a_monthly_sheet_is_explained_once_published_and_read_by_itself(open_browser: Callable[..., Page]):
    page = open_browser("statistician")
    main = page.get_by_role("main")
    bring(page, sheets("spring.xlsx", SPRING))
    expect(page.get_by_role("heading", level=1)).to_have_text("What the labels mean")
    assert asked(page) == [LEAVING]
    page.get_by_label("Name of this kind of file").fill(KIND)
    page.get_by_label(re.compile(f"^{LEAVING}")).select_option("direction:OUT")
    page.get_by_role("button", name="Remember this and load the file").click()

    # three rows of five figures; the three totals are compared with their parts and not stored beside them
    loaded(page, "spring.xlsx")
    expect(page.locator(".equation")).to_have_text("15 rows in = 12 accepted + 3 refused + 0 repeated")
    expect(main).to_contain_text("1 place is missing or fell by more than half")
    posts = page.get_by_role("table", name="Places beside the month before, worst first")
    lost = posts.get_by_role("row").filter(has_text=EAST)
    expect(lost).to_contain_text("missing: it had figures the month before")
    expect(lost.get_by_role("cell").nth(3)).to_have_text("165")
    expect(posts.get_by_role("row").filter(has_text=NORTH)).to_contain_text("1,553")

    page.get_by_role("link", name="See what would be withheld, and publish").click()
    page.get_by_label("Who may see it").select_option("public")
    page.get_by_role("button", name="Show what would be withheld").click()
    withheld = page.get_by_role("table", name="Figures that would be withheld")
    expect(withheld.get_by_role("row").filter(has_text="Female").first).to_contain_text("Departures")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(main).to_contain_text("Done.", timeout=180_000)

    visitor = open_browser()
    # 1 Farvardin 1404 was 21 March 2025; 1,200 and 100 men came; of the women who left in the second month were 3
    visitor.goto("/statistics/DF_BORDER_CROSSINGS_QRV/1/cells/M.QRV.IN.M._T.2025-03-21%2F2025-04-20/")
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("1,300")
    visitor.goto("/statistics/DF_BORDER_CROSSINGS_QRV/1/cells/M.QRV.OUT.F._T.2025-04-21%2F2025-05-21/")
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("withheld")

    # the next month has the same heads: nothing is asked
    bring(page, sheets("third.xlsx", THIRD))
    loaded(page, "third.xlsx")
    expect(page.locator(".equation")).to_have_text("10 rows in = 8 accepted + 2 refused + 0 repeated")
    expect(main).to_contain_text("Recognised by itself:")

    # a column more: it alone is asked about, everything else is remembered
    bring(page, sheets("fourth.xlsx", FOURTH, more=PASSING))
    expect(main).to_contain_text("1 label is not known")
    expect(main).to_contain_text(f"It is like the files of “{KIND}”")
    assert asked(page) == [PASSING]
    page.get_by_label(re.compile(f"^{PASSING}")).select_option("not_data")
    page.get_by_role("button", name="Remember this and load the file").click()
    loaded(page, "fourth.xlsx")
    expect(page.locator(".equation")).to_have_text("12 rows in = 8 accepted + 4 refused + 0 repeated")
