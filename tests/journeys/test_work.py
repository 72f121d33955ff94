"""Work asked for on a page of the demonstration is done beside it: nobody has to start a second program."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_a_statistician_has_the_quality_of_the_register_measured(open_browser: Callable[..., Page]):
    page = open_browser("statistician")
    page.goto("/statistics/datasets/crossings_qrv/")
    page.get_by_role("link", name="Have work done on it").click()
    page.get_by_label("Measure the quality of a register").check()
    page.get_by_label("State whose borders these are").fill("QRV")
    page.get_by_role("button", name="Begin").click()
    expect(page).to_have_url(re.compile("/jobs/"))
    expect(page.get_by_role("main")).to_contain_text("Done.", timeout=120_000)
    page.goto("/statistics/datasets/crossings_qrv/")
    table = page.get_by_role("table", name="Indicators, the least reliable first")
    expect(table.get_by_role("row").nth(1)).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("SYNTHETIC", ignore_case=True)
