"""Decisions about accounts without database, clock or Django."""

from __future__ import annotations

from datetime import date, timedelta

# the first that is found names the device; the order matters: an iPad calls itself a Macintosh too
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("YaBrowser/", "Yandex Browser"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


def device_words(user_agent: str) -> str:
    """A browser as its owner would call it ("Firefox, Windows"); "" when it does not say.

    Nothing else of the text is kept: versions and models would tell devices apart too well.
    """
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return ", ".join(word for word in (browser, system) if word)


def last_day(since: date, today: date) -> date | None:
    """The last day of something that began on ``since`` and must not hold today any more.

    None when it has not held on any whole day: then there is nothing to keep but its history.
    """
    yesterday = today - timedelta(days=1)
    return yesterday if since <= yesterday else None


def may_unlink(*, password: bool, passkeys: int, others: int) -> bool:
    """Whether somebody can still sign in without one organisation: by password, passkey or another one."""
    return password or passkeys > 0 or others > 0
