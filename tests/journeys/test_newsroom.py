"""An editor writes a story and translates it, the secretariat approves, a visitor reads it in both languages."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

TITLE, LEAD = "A story of the journey", "It happened in a test."
IN_ARABIC = {TITLE: "قصة من الرحلة", LEAD: "حدث ذلك في اختبار."}


def number_of(page: Page, slug: str, locale: str) -> int:
    """The number of the page with this slug in a language, as the editor's own interface tells it."""
    (found,) = page.request.get(f"/editor/api/main/pages/?slug={slug}&locale={locale}").json()["items"]
    return int(found["id"])


def press(page: Page, selector: str) -> None:
    """Press a button of the editor's foot, which may be folded away in its menu, and wait for the answer."""
    with page.expect_navigation():
        page.locator(selector).first.evaluate("button => button.click()")


def test_a_story_goes_out_in_two_languages(open_browser: Callable[..., Page]):
    editor = open_browser("editor")
    folder = number_of(editor, "news", "en")
    editor.goto(f"/editor/pages/add/newsroom/newspage/{folder}/")
    # the editor's scripts make this field; what is sent before they have is refused
    expect(editor.locator("[name=body-count]")).to_be_attached()
    editor.locator("#id_title").fill(TITLE)
    editor.locator("#id_day").fill("2026-11-22")
    editor.locator("#id_lead").fill(LEAD)
    press(editor, "[name=action-submit]")
    story = number_of(editor, "a-story-of-the-journey", "en")

    editor.goto(f"/editor/localize/submit/page/{story}/")
    editor.get_by_label("العربية").check()
    with editor.expect_navigation():
        editor.locator("main [type=submit]").first.click()
    translated = number_of(editor, "a-story-of-the-journey", "ar")
    editor.goto(f"/editor/pages/{translated}/edit/")
    for words in IN_ARABIC.values():
        editor.get_by_role("button", name="Translate", exact=True).first.click()
        editor.locator("textarea").first.fill(words)
        with editor.expect_response(lambda answer: answer.request.method == "PUT"):
            editor.get_by_role("button", name="Save", exact=True).first.click()

    visitor = open_browser()
    assert visitor.request.get("/news/a-story-of-the-journey/").status == 404, (
        "nothing is out before approval"
    )

    secretariat = open_browser("secretariat")
    secretariat.goto("/desk/")
    expect(secretariat.get_by_role("main")).to_contain_text(TITLE)
    secretariat.goto(f"/editor/pages/{story}/edit/")
    press(secretariat, "[data-workflow-action-name=approve]")
    secretariat.goto(f"/editor/pages/{translated}/edit/")
    press(secretariat, "footer button[value=publish]")

    visitor.goto("/news/a-story-of-the-journey/")
    expect(visitor.get_by_role("heading", level=1)).to_have_text(TITLE)
    visitor.get_by_role("main").get_by_role("link", name="العربية").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(IN_ARABIC[TITLE])
    expect(visitor.locator("html")).to_have_attribute("dir", "rtl")
    assert IN_ARABIC[TITLE] in visitor.request.get("/ar/news/feed/").text()
    assert TITLE in visitor.request.get("/news/feed/").text()
