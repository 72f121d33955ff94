"""An agency sends and mends figures, somebody else approves; nobody sees them early; what was wrong is corrected."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Page, expect

FLOW = "DF_BORDER_FLOWS"
TABLE = "Border crossings by kind of border, direction, sex and citizenship"
MARKED = "00FFC7CE"  # the colour of a faulty cell
# the women of the country who came by air; it stands nowhere else, so a page that holds it gave it away
FIGURE = 736251
WRITTEN = ("736251", "736,251")
HEAD = "BORDER,SEX,CITIZENSHIP,DIRECTION,TIME_PERIOD,OBS_VALUE\n"


def month(back: int) -> datetime:
    """The first day of the month so many before this one."""
    day = datetime.now(UTC).replace(day=1)
    for _number in range(back):
        day = (day - timedelta(days=1)).replace(day=1)
    return day


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def state(page: Page):
    return page.locator(".lead strong")


def rows_of(sheet: Worksheet) -> Iterator[tuple[tuple[str, ...], int]]:
    """Place and row of every combination in the template: it writes codes before their labels."""
    for row in range(7, sheet.max_row + 1):
        if sheet.cell(row, 1).value:
            yield tuple(str(sheet.cell(row, at).value).split(" ")[0] for at in (2, 3, 4)), row


def fill(book: Workbook) -> None:
    """1,000 came and 100 left at each of the 27 places without a total, but for the one of ``FIGURE``."""
    sheet = book["Data"]
    for place, row in rows_of(sheet):
        parts = 3 ** place.count("_T")
        holds = all(code in (own, "_T") for code, own in zip(place, ("AIR", "F", "NAT"), strict=True))
        more = FIGURE - 1000 if holds else 0
        for at, figure in enumerate((1000 * parts + more, 100 * parts, 900 * parts + more), start=5):
            sheet.cell(row, at).value = figure


def file_of(book: Workbook, name: str) -> dict[str, Any]:
    stream = io.BytesIO()
    book.save(stream)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": name, "mimeType": kind, "buffer": stream.getvalue()}


def text_file(figures: dict[str, int], code: str) -> dict[str, Any]:
    words = HEAD + "".join(f"{key},{code},{figure}\n" for key, figure in figures.items())
    return {"name": "figures.csv", "mimeType": "text/csv", "buffer": words.encode()}


def send(page: Page, file: dict[str, Any]) -> None:
    page.get_by_label("File with figures").set_input_files(file)
    page.get_by_role("button", name="Send and check").click()


def do(page: Page, title: str, **said: str) -> None:
    """Press a button of the page and answer the question that follows."""
    page.get_by_role("main").get_by_role("link", name=title, exact=True).click()
    expect(heading(page)).to_have_text(title)
    for label, text in said.items():
        page.get_by_label(label.replace("_", " ")).fill(text)
    page.get_by_role("button", name=title, exact=True).click()


def publish(page: Page) -> None:
    do(page, "Publish now")
    expect(page.get_by_role("main")).to_contain_text("Done.", timeout=180_000)


def data(page: Page, **asked: str) -> str:
    """The table as a statistical machine gets it."""
    where = "&".join(f"{name}={quote(text)}" for name, text in asked.items())
    address = f"/sdmx/v2/data/dataflow/SERAI/{FLOW}/1.0.0/*?{where}"
    answer = page.request.get(address, headers={"Accept": "application/vnd.sdmx.data+csv;version=2.0.0"})
    assert answer.status == 200
    return answer.text()


def value(text: str, code: str) -> str:
    """The figure of the women of the country who came by air, of a month."""
    wanted = {"BORDER": "AIR", "SEX": "F", "CITIZENSHIP": "NAT", "DIRECTION": "IN", "TIME_PERIOD": code}
    found = [row for row in csv.DictReader(io.StringIO(text)) if wanted.items() <= row.items()]
    assert len(found) == 1
    return f"{float(found[0]['OBS_VALUE']):.0f}"


def gives_away(page: Page) -> list[str]:
    """Which places tell the figure to whoever looks with ``page``."""
    places = [f"/statistics/{FLOW}/", "/statistics/", "/statistics/calendar/", "/statistics/sending/"]
    told = {place: page.request.get(place).text() for place in places} | {"sdmx": data(page)}
    return [place for place, text in told.items() if any(words in text for words in WRITTEN)]


def test_figures_are_sent_mended_approved_and_seen_by_nobody_before_their_moment(
    open_browser: Callable[..., Page],
):
    period = month(1)
    sender, judge = open_browser("focal_point"), open_browser("statistician")
    main = sender.get_by_role("main")
    sender.goto("/statistics/sending/")
    main.get_by_role("link", name=TABLE).first.click()
    sender.get_by_label(f"{period:%B %Y}", exact=True).check()
    with sender.expect_download() as downloading:
        sender.get_by_role("button", name="Download the template").click()
    book = load_workbook(io.BytesIO(downloading.value.path().read_bytes()))
    fill(book)
    sheet = book["Data"]
    at = dict(rows_of(sheet))
    assert len(at) == 64  # four kinds of border, four sexes, four groups of citizenship

    # a number below zero, a code that is none, a total that does not add up
    minus, strange, whole = at["LAND", "M", "FOR"], at["SEA", "_U", "STL"], at["_T", "_T", "_T"]
    sheet.cell(minus, 6).value = -100
    sheet.cell(strange, 3).value = "QQ"
    sheet.cell(whole, 5).value = 999
    sender.get_by_role("button", name="Begin a submission").click()
    send(sender, file_of(book, "month.xlsx"))
    for row, column, said in (
        (minus, "F", "-100 is below zero"),
        (strange, "C", "“QQ” is not a code of Sex"),
        # 26 places of 1,000 and the one that differs
        (whole, "E", "999 is written, the parts make 762251"),
    ):
        place = f"Data, row {row}, column {column}"
        found = main.get_by_role("row").filter(has=sender.get_by_role("rowheader", name=place)).first
        expect(found).to_contain_text(said)
    expect(sender.get_by_role("link", name="copy with marks")).to_have_count(1)
    submission = sender.url
    assert judge.request.get(submission).status == 404, "a draft is its sender's alone"

    with sender.expect_download() as downloading:
        sender.get_by_role("link", name="copy with marks").click()
    marked = load_workbook(io.BytesIO(downloading.value.path().read_bytes()))
    coloured = {
        cell.coordinate: cell
        for row in marked["Data"].iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == MARKED
    }
    assert {f"F{minus}", f"C{strange}", f"E{whole}"} <= coloured.keys()
    coloured[f"F{minus}"].value = 100
    coloured[f"C{strange}"].value = "_U"
    coloured[f"E{whole}"].value = 762251
    send(sender, file_of(marked, "month, mended.xlsx"))
    # 64 places with three figures each
    expect(sender.locator(".equation")).to_have_text("192 rows in = 192 accepted + 0 refused + 0 repeated")
    expect(main).to_contain_text("1 warning is not explained")
    sender.get_by_label("Why it is no mistake").fill("A feast; the way back falls into the next month")
    sender.get_by_role("button", name="Explain").click()
    expect(main).not_to_contain_text("is not explained")
    do(sender, "Hand in for approval")
    expect(state(sender)).to_have_text("handed in, waits for approval")
    expect(sender.get_by_role("link", name="Approve")).to_have_count(0)

    judge.goto("/statistics/sending/")
    waits = judge.get_by_role("region", name="Waits for you")
    waits.get_by_role("link", name=f"{period:%B %Y}").first.click()
    expect(judge.get_by_role("main")).to_contain_text("A feast; the way back falls into the next month")
    do(judge, "Approve")
    expect(judge.get_by_role("main")).to_contain_text(WRITTEN[1])

    visitor, other = open_browser(), open_browser("reader")
    assert gives_away(visitor) == gives_away(other) == []
    assert visitor.request.get(submission, max_redirects=0).status == 302
    assert other.request.get(submission).status == 404
    # a whole minute, at least twenty seconds ahead
    soon = (datetime.now(UTC) + timedelta(seconds=80)).replace(second=0, microsecond=0)
    do(judge, "Publish at a later moment", Date=f"{soon:%Y-%m-%d}", Hour=f"{soon:%H:%M}")
    expect(state(judge)).to_have_text("under embargo")

    # the clock of the house strikes every minute
    for _look in range(60):
        judge.reload()
        if state(judge).inner_text() == "published":
            break
        judge.wait_for_timeout(3_000)
    expect(state(judge)).to_have_text("published")
    assert datetime.now(UTC) > soon
    assert value(data(visitor), f"{period:%Y-%m}") == value(data(other), f"{period:%Y-%m}") == str(FIGURE)
    judge.get_by_role("link", name="See them as everybody sees them").click()
    visitor.goto(judge.url + f"cells/AIR.F.NAT.IN.{period:%Y-%m}/")
    expect(heading(visitor)).to_contain_text(WRITTEN[1])


def test_what_is_under_embargo_is_announced_and_not_shown(open_browser: Callable[..., Page]):
    """The demonstration keeps a month until ten days after its first start."""
    judge, visitor, code = open_browser("statistician"), open_browser(), f"{month(2):%Y-%m}"
    judge.goto("/statistics/sending/")
    judge.get_by_role("row").filter(has_text="under embargo").get_by_role("link").click()
    shown = judge.get_by_role("table", name="Figures that were sent").get_by_role("row").nth(1)
    figure = shown.get_by_role("cell").nth(4).inner_text()
    assert re.fullmatch(r"[\d,]+", figure)
    assert f",{code}," not in data(visitor)
    visitor.goto("/statistics/calendar/")
    expect(visitor.get_by_role("main")).to_contain_text(f"{month(2):%B %Y}")
    expect(visitor.get_by_role("main")).not_to_contain_text(figure)
    assert visitor.request.get(f"/statistics/{FLOW}/1/cells/AIR.F.NAT.IN.{code}/").status == 404


def test_a_published_month_is_corrected_and_both_answers_stay(
    open_browser: Callable[..., Page], house, tmp_path: Path
):
    period = month(3)
    code, figures = f"{period:%Y-%m}", {"AIR,F,NAT,IN": 5000, "AIR,M,NAT,IN": 6000}
    sender, judge, visitor = open_browser("focal_point"), open_browser("statistician"), open_browser()
    sender.goto("/statistics/sending/")
    sender.get_by_role("row").filter(has_text="returned").get_by_role("link").click()
    submission = sender.url
    send(sender, text_file(figures, code))
    do(sender, "Hand in for approval")
    judge.goto(submission)
    do(judge, "Approve")
    publish(judge)
    between = datetime.now(UTC)
    assert value(data(visitor), code) == "5000"

    sender.goto(submission)
    do(sender, "Correct what was published", In_your_words="A border post was counted twice")
    send(sender, text_file(figures | {"AIR,F,NAT,IN": 4250}, code))
    changes = sender.get_by_role("table", name="Figures that differ from what is published now")
    expect(changes.get_by_role("row")).to_have_count(2)
    do(sender, "Hand in for approval")
    judge.goto(sender.url)
    expect(judge.get_by_role("main")).to_contain_text("A border post was counted twice")
    do(judge, "Approve")
    publish(judge)

    visitor.goto(f"/statistics/{FLOW}/")
    visitor.get_by_role("main").get_by_role("link", name="What changed").first.click()
    expect(visitor.get_by_role("main")).to_contain_text("A border post was counted twice")
    lines = visitor.get_by_role("table", name="Figures that are not what they were").get_by_role("row")
    expect(lines).to_have_count(2)  # the head, and the one figure that changed
    for words in ("Airport", "Female", f"{period:%B %Y}", "5,000", "4,250", "-750"):
        expect(lines.nth(1)).to_contain_text(words)

    assert value(data(visitor), code) == "4250"
    assert value(data(visitor, asOf=between.isoformat()), code) == "5000"
    out = tmp_path / "table.csv"
    command = [sys.executable, "-m", "serai", "sdmx", "export", FLOW, "--out", str(out)]
    command += ["--as-of", f"{datetime.now(UTC):%Y-%m-%d}"]
    subprocess.run(command, env=house.environment, check=True, capture_output=True)
    assert value(out.read_text(), code) == "4250"
