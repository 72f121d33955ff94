"""axe finds nothing serious on any page, in both languages, for visitors and for people at work."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = {"serious", "critical"}
OPEN = [
    "/",
    "/about/",
    "/partnership/activities/",
    "/partnership/activities/SE01/",
    "/partnership/calendar/",
    "/partnership/states/",
    "/partnership/states/TUR/",
    "/partnership/bodies/",
    "/partnership/bodies/MC/",
    "/partnership/organisations/",
    "/partnership/organisations/ICMPD/",
    "/partnership/projects/",
    "/partnership/projects/SRP/",
    "/partnership/frameworks/",
    "/partnership/frameworks/IMD-2013/",
    "/partnership/sources/",
    "/partnership/sources/D1/",
    "/partnership/disagreements/",
    "/statistics/",
    "/statistics/DF_MIGRATION_FLOWS/",
    "/statistics/DF_REPORTED_FIGURES/",
    "/accounts/login/",
    "/accounts/inactive/",
]
AT_WORK = [
    "/accounts/second-factor/",
    "/accounts/password/",
    "/accounts/confirm/",
    "/accounts/logout/",
    "/statistics/imports/",
    "/partnership/load/",
]


def grave(page: Page) -> list[str]:
    """What axe calls serious or critical on the page: the rule and the first place it was broken."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{v['id']}: {v['help']}: {v['nodes'][0]['html'][:200]}" for v in found if v["impact"] in GRAVE]


@pytest.mark.parametrize("tongue", ["", "/ar"], ids=["english", "arabic"])
def test_pages_for_everybody(visitor: Page, tongue: str):
    complaints = {}
    for path in OPEN:
        answer = visitor.goto(tongue + path)
        assert answer is not None
        assert answer.status == 200, tongue + path
        if found := grave(visitor):
            complaints[tongue + path] = found
    assert complaints == {}


def test_the_passport_of_a_figure_and_a_receipt(open_browser: Callable[..., Page]):
    page = open_browser("statistician")
    page.goto("/statistics/DF_MIGRATION_FLOWS/")
    page.locator(".figures td a").first.click()
    page.wait_for_url("**/cells/**")
    assert grave(page) == []
    page.goto("/statistics/imports/")
    page.get_by_role("main").locator("th a").first.click()
    page.wait_for_url("**/imports/*/")
    assert grave(page) == []


@pytest.mark.parametrize("tongue", ["", "/ar"], ids=["english", "arabic"])
def test_pages_for_people_at_work(open_browser: Callable[..., Page], tongue: str):
    page = open_browser("secretariat")
    complaints = {}
    for path in AT_WORK:
        answer = page.goto(tongue + path)
        assert answer is not None
        assert answer.status == 200, tongue + path
        if found := grave(page):
            complaints[tongue + path] = found
    assert complaints == {}


def test_the_check_finds_what_is_wrong(page: Page):
    """Without this, a check that loads no rules would find every page clean."""
    page.set_content("<html lang='en'><title>x</title><main><h1>x</h1><img src='data:,'></main></html>")
    assert any(line.startswith("image-alt") for line in grave(page))
