"""Every page as a picture, wide and narrow, in English and Arabic; none may scroll sideways.

The pictures are left in ``screenshots/`` for people to look at.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from .test_accessibility import AT_WORK, OPEN

FOLDER = Path(__file__).resolve().parents[2] / "screenshots"


@pytest.mark.full
@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("tongue", ["", "/ar"], ids=["english", "arabic"])
def test_every_page_fits_its_window(open_browser: Callable[..., Page], tongue: str, width: int) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    too_wide = {}
    for role, paths in (("", OPEN), ("secretariat", AT_WORK)):
        page = open_browser(role, viewport={"width": width, "height": 800})
        for path in paths:
            page.goto(tongue + path)
            name = (tongue + path).strip("/").replace("/", "-") or "home"
            page.screenshot(path=FOLDER / f"{name}-{width}.png", full_page=True)
            needed = page.evaluate("document.documentElement.scrollWidth")
            if needed > width:
                too_wide[tongue + path] = needed
    assert too_wide == {}
