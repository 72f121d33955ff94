"""What a stranger can do without an account, in two languages and without a mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

FIRST_ACTIVITY = "First preparatory meeting on the Call for Action"


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def test_from_the_first_page_to_an_activity_and_its_project(visitor: Page):
    visitor.goto("/")
    expect(heading(visitor)).to_be_visible()
    visitor.get_by_role("navigation", name="Main menu").get_by_role("link", name="Activities").first.click()
    expect(heading(visitor)).to_contain_text("Activities")
    visitor.get_by_label("Words in title").fill("preparatory meeting on the Call")
    visitor.get_by_role("button", name="Show").click()
    visitor.get_by_role("main").get_by_role("link", name=FIRST_ACTIVITY).click()
    expect(heading(visitor)).to_contain_text(FIRST_ACTIVITY)
    expect(visitor.get_by_role("main")).to_contain_text("Istanbul")
    visitor.get_by_role("navigation", name="Main menu").get_by_role("link", name="Projects").first.click()
    visitor.get_by_role("main").get_by_role("link", name=re.compile("Bridging Measures")).first.click()
    expect(heading(visitor)).to_contain_text("Bridging Measures")


def test_the_same_way_in_arabic_runs_from_right_to_left(visitor: Page):
    visitor.goto("/")
    visitor.locator("header summary", has_text="English").click()
    visitor.get_by_role("navigation", name="Language").get_by_role("link", name="العربية").click()
    expect(visitor).to_have_url(re.compile("/ar/$"))
    assert visitor.locator("html").get_attribute("dir") == "rtl"
    brand = visitor.locator("header .brand").bounding_box()
    assert brand is not None
    assert brand["x"] > visitor.viewport_size["width"] / 2, (
        "the name of the site opens the line, at the right"
    )
    visitor.locator("nav.menu a").nth(1).click()
    expect(visitor).to_have_url(re.compile("/ar/"))
    expect(heading(visitor)).to_be_visible()


def test_changing_the_language_keeps_the_page(visitor: Page):
    visitor.goto("/partnership/activities/SE01/")
    visitor.locator("header summary", has_text="English").click()
    visitor.get_by_role("navigation", name="Language").get_by_role("link", name="العربية").click()
    expect(visitor).to_have_url(re.compile("/ar/partnership/activities/SE01/$"))
    expect(heading(visitor)).to_contain_text(FIRST_ACTIVITY)


def focused(page: Page) -> dict[str, object]:
    return page.evaluate(
        """() => { const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
        return {tag: e.tagName, words: (e.innerText || e.ariaLabel || '').trim(), id: e.id,
                ring: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 || s.boxShadow !== 'none',
                seen: r.width > 1 && r.height > 1 && r.bottom > 0 && r.right > 0}; }"""
    )


@pytest.mark.parametrize("path", ["/", "/ar/"])
def test_a_walk_by_keyboard_shows_where_it_is(visitor: Page, path: str):
    visitor.goto(path)
    visitor.keyboard.press("Tab")
    first = focused(visitor)
    assert first["tag"] == "A"
    assert first["seen"], "the link that skips to the content shows itself when it has the focus"
    for _step in range(40):
        visitor.keyboard.press("Tab")
        here = focused(visitor)
        if here["tag"] == "BODY":
            break
        assert here["ring"], f"no ring around {here}"
        assert here["seen"], f"not on the screen: {here}"


def test_skipping_to_the_content_and_opening_a_page_by_keyboard(visitor: Page):
    visitor.goto("/partnership/activities/")
    visitor.keyboard.press("Tab")
    visitor.keyboard.press("Enter")
    assert focused(visitor)["id"] == "content"
    for _step in range(80):
        visitor.keyboard.press("Tab")
        if visitor.evaluate("document.activeElement.closest('main h3') !== null"):
            break
    title = str(focused(visitor)["words"])
    visitor.keyboard.press("Enter")
    visitor.wait_for_url(re.compile(r"/activities/\w+/$"))
    expect(heading(visitor)).to_contain_text(title)


def test_a_page_that_does_not_exist_says_so_and_leads_on(house, page: Page):
    answer = page.goto(f"{house.url}/nowhere/")
    assert answer is not None
    assert answer.status == 404
    page.get_by_role("main").get_by_role("link").first.click()
    expect(heading(page)).to_be_visible()


def test_a_phone_of_320_pixels_needs_no_sideways_scrolling(open_browser):
    page = open_browser(viewport={"width": 320, "height": 640})
    for path in ("/", "/ar/", "/partnership/activities/", "/partnership/activities/SE01/", "/statistics/"):
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, f"{path} is {wide} pixels wide"
