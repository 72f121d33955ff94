"""axe finds nothing serious on any page that links lead to, in English and Dari, for visitors and at work."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from .test_workbench import bring, loaded
from .walking import pages

GRAVE = {"serious", "critical"}
TONGUES = {"english": "", "dari": "/fa-af"}
WHO = {
    "a visitor": "",
    "an administrator": "administrator",
    "a statistician": "statistician",
    "a focal point": "focal_point",
}
ROOM = "/statistics/"  # of what only these two see, the room of figures has the most
CHANGES = "/statistics/DF_BORDER_FLOWS/2/changes/"  # other tables have one revision
AT_WORK = {"a statistician": "/statistics/workbench/", "a focal point": "/statistics/sending/"}
# Pages that a walk has to find: where it finds less, it was stopped early and would call nothing wrong.
EXPECTED = {
    "a visitor": {"home", "about", "style", "activities", "activity", "states", "state", "bodies", "body"}
    | {"organisations", "organisation", "projects", "project", "frameworks", "framework", "sources", "source"}
    | {"disagreements", "calendar", "statistics:list", "statistics:release", "account_login"}
    | {"statistics:calendar", "statistics:changes", "statistics:structures", "statistics:structure"},
    "an administrator": {"mfa_index", "desk", "notices"},
    "a statistician": {
        f"statistics:{name}" for name in ("workbench", "bench", "match", "bench_publish", "matchings")
    }
    | {f"statistics:{name}" for name in ("matching", "submission", "submission_do", "structures_load")},
    "a focal point": {f"statistics:{name}" for name in ("sending", "provision", "submission")},
}
_walked: dict[str, dict[str, str]] = {}


def grave(page: Page, *, colours: bool = True) -> list[str]:
    """What axe calls serious or critical on the page: the rule and the first place it was broken.

    Contrast is the slowest rule by far; ``colours`` leaves it out where the same style sheet was measured.
    """
    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": colours}}}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{v['id']}: {v['help']}: {v['nodes'][0]['html'][:200]}" for v in found if v["impact"] in GRAVE]


def open_to(who: str, page: Page) -> dict[str, str]:
    """Names and paths of the pages that ``who`` reaches by links; walked once for all tests."""
    if who not in _walked:
        if who in AT_WORK:
            _walked[who] = _of_the_room(who, page)
        else:
            starts = ("/", "/desk/") if WHO[who] else ("/", "/accounts/login/", "/search/", CHANGES)
            _walked[who] = pages(page, *starts)
    return _walked[who]


def _of_the_room(who: str, page: Page) -> dict[str, str]:
    """The pages of the room of figures that nobody reaches without an account."""
    starts = [AT_WORK[who]]
    if who == "a statistician":
        starts = [*_on_the_workbench(page), "/statistics/sending/", "/statistics/structures/load/", *starts]
    found = pages(page, *starts, below=ROOM)
    return {name: path for name, path in found.items() if name not in _walked.get("a visitor", {})}


def _on_the_workbench(page: Page) -> list[str]:
    """A file that was loaded, with its publication, and one that is asked about."""
    bring(page, _sheet("loaded.csv", "Ausgang"))
    page.get_by_label(re.compile("^Ausgang")).select_option("direction:OUT")
    page.get_by_role("button", name="Remember this and load the file").click()
    bench = urlsplit(loaded(page, "loaded.csv").url).path
    bring(page, _sheet("asked.csv", "Durchreise"))
    return [bench, f"{bench}publish/", urlsplit(page.url).path]


def _sheet(name: str, label: str) -> dict[str, Any]:
    words = f"Border post,Month,Arrivals,{label}\nGate South,Jan 2019,410,96\nGate West,Jan 2019,77,20\n"
    return {"name": name, "mimeType": "text/csv", "buffer": words.encode()}


@pytest.mark.parametrize(
    ("who", "tongue"),
    [
        ("a visitor", "english"),
        ("a visitor", "dari"),
        ("an administrator", "english"),
        ("a statistician", "english"),
        ("a focal point", "english"),
        pytest.param("an administrator", "dari", marks=pytest.mark.full),
        pytest.param("a statistician", "dari", marks=pytest.mark.full),
        pytest.param("a focal point", "dari", marks=pytest.mark.full),
    ],
)
def test_no_page_shuts_anybody_out(
    open_browser: Callable[..., Page], who: str, tongue: str, request: pytest.FixtureRequest
):
    page = open_browser(WHO[who])
    reached = open_to(who, page)
    assert EXPECTED[who] - reached.keys() == set()
    long = request.config.getoption("--full")
    if WHO[who] and not long:
        # what a visitor reaches as well is looked at as a visitor; the long run looks at it twice
        public = open_to("a visitor", open_browser())
        reached = {name: path for name, path in reached.items() if name not in public}
    complaints = {}
    for path in reached.values():
        answer = page.goto(TONGUES[tongue] + path)
        assert answer is not None
        assert answer.status == 200, TONGUES[tongue] + path
        if found := grave(page, colours=long or tongue == "english"):
            complaints[TONGUES[tongue] + path] = found
    assert complaints == {}


@pytest.mark.parametrize("tongue", TONGUES)
def test_a_form_that_comes_back_with_errors(visitor: Page, tongue: str):
    visitor.goto(f"{TONGUES[tongue]}/accounts/login/")
    visitor.locator("main form.form button[type=submit]").first.click()
    wrong = visitor.locator(".wrong")
    assert wrong.evaluate("box => box === document.activeElement"), "what is wrong takes the focus"
    assert grave(visitor) == []
    wrong.get_by_role("link").first.click()
    assert visitor.evaluate("document.activeElement.tagName") == "INPUT"


def test_an_open_question_and_open_panels(visitor: Page):
    visitor.goto("/style/")
    asking = visitor.locator("a[data-dialog]")
    asking.click()
    assert visitor.locator("dialog[open]").count() == 1
    assert grave(visitor) == []
    visitor.keyboard.press("Escape")
    assert visitor.locator("dialog[open]").count() == 0
    assert asking.evaluate("link => link === document.activeElement"), "the focus comes back"
    visitor.locator("header summary:visible").first.click()
    assert grave(visitor) == []


def test_the_check_finds_what_is_wrong(page: Page):
    """Without this, a check that loads no rules would find every page clean."""
    page.set_content("<html lang='en'><title>x</title><main><h1>x</h1><img src='data:,'></main></html>")
    assert any(line.startswith("image-alt") for line in grave(page))
