"""A statistician brings the file of people that comes every month: pointed at once, then it runs by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

HEAD = "شماره ثبت تردد,تاریخ تردد,نوع تردد,مرز,نام و تخلص,جنس,تابعیت,شماره پاسپورت"
FIRST = [
    "۱,۱۴۰۲/۰۱/۱۵,ورود,دروازه شمال,زرغونه مارکریمی,زن,افغان,ZARGHPASS3301",
    "۲,۱۴۰۲/۰۱/۱۵,ورود,دروازه شمال,امید رضایی,مرد,افغان,OMIDPASS1290",
    "۳,۱۴۰۲/۰۱/۱۶,برون,دروازه شمال,امید رضایی,مرد,افغان,OMIDPASS1290",
    "۴,۱۴۰۲/۰۱/۱۶,برون,دروازه شرق,احمد نوری,مرد,افغان,VISITPASS771",
    "۵,۱۴۰۲/۰۱/۱۷,برون,دروازه شرق,نوید نوری,مرد,افغان,VISITPASS882",
    "۶,۱۴۰۲/۱۳/۱۷,برون,دروازه شرق,حمید نوری,مرد,افغان,VISITPASS993",
]
SECOND = [
    "۷,۱۴۰۲/۰۲/۰۱,ورود,دروازه شمال,امید رضایی,مرد,افغان,OMIDPASS1290",
    "۸,۱۴۰۲/۰۲/۰۲,برون,دروازه شمال,امید رضایی,مرد,افغان,OMIDPASS1290",
]


def month(name: str, rows: list[str]) -> dict[str, Any]:
    return {"name": name, "mimeType": "text/csv", "buffer": "\n".join([HEAD, *rows, ""]).encode()}


def bring(page: Page, file: dict[str, Any], kind: str = "") -> None:
    page.goto("/statistics/registers/")
    page.get_by_role("link", name="Bring a file of people").click()
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_label("What kind of register it is").select_option(kind)
    page.get_by_label("Name of the register").fill("gates" if kind else "")
    page.get_by_role("button", name="Look at its headers").click()


def receipt(page: Page) -> None:
    expect(page).to_have_url(re.compile("/jobs/"))
    expect(page.get_by_role("main")).to_contain_text("Done.", timeout=180_000)
    page.goto("/statistics/registers/")
    page.get_by_role("main").get_by_role("link", name="gates", exact=True).click()


def test_a_file_of_people_is_pointed_at_once_and_the_next_runs_by_itself(open_browser: Callable[..., Page]):
    page = open_browser("statistician")
    main = page.get_by_role("main")
    bring(page, month("hamal.csv", FIRST), "register_crossings")
    # every header is known in its language, and no row is shown
    expect(page.get_by_label("تاریخ تردد")).to_have_value("field:crossed_on")
    expect(page.get_by_label("شماره پاسپورت")).to_have_value("field:document_number")
    expect(main).not_to_contain_text("PASS")
    page.get_by_role("button", name="Remember this and go on").click()
    expect(page.get_by_label("تاریخ تردد")).to_have_value("dates:solar")
    expect(main).to_contain_text("reads 5 of 6")
    page.get_by_label("نوع تردد = برون").select_option("direction:OUT")
    page.get_by_role("button", name="Remember this and take the file").click()

    receipt(page)
    expect(page.locator(".equation")).to_have_text("6 rows in = 5 accepted + 1 refused + 0 repeated")
    places = page.get_by_role("table", name="Places beside the file before, worst first")
    expect(places.get_by_role("row").filter(has_text="دروازه شرق")).to_contain_text("3")

    bring(page, month("sawr.csv", SECOND))
    receipt(page)
    expect(page.locator(".equation")).to_have_text("2 rows in = 2 accepted + 0 refused + 0 repeated")
    lost = places.get_by_role("row").filter(has_text="دروازه شرق")
    expect(lost).to_contain_text("missing: it had rows in the file before")
    expect(main).not_to_contain_text("PASS")
