"""Every page as a picture, wide and narrow, in English, Urdu, Dari and Bangla; none may scroll sideways.

The pictures are left in ``screenshots/`` for people to look at.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from .test_accessibility import WHO, open_to

FOLDER = Path(__file__).resolve().parents[2] / "screenshots"
TONGUES = {"english": "", "urdu": "/ur", "dari": "/fa-af", "bangla": "/bn"}


@pytest.mark.full
@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("tongue", TONGUES)
def test_every_page_fits_its_window(open_browser: Callable[..., Page], tongue: str, width: int) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    too_wide = {}
    for who, role in WHO.items():
        page = open_browser(role, viewport={"width": width, "height": 800})
        page.set_default_timeout(180_000)  # a busy machine takes its time; the pictures are what counts
        for path in open_to(who, page).values():
            page.goto(TONGUES[tongue] + path)
            name = (path.strip("/").replace("/", "-") or "home") + (f"-{role}" if role else "")
            page.screenshot(path=FOLDER / f"{name}-{tongue}-{width}.png", full_page=True)
            needed = page.evaluate("document.documentElement.scrollWidth")
            if needed > width:
                too_wide[f"{TONGUES[tongue]}{path} {role}"] = needed
    assert too_wide == {}
