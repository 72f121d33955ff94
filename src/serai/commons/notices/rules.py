"""Decisions about notices, without clock, database and Django."""

from __future__ import annotations

import re
from datetime import date, datetime

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
KEPT_LINE = "\ue000"  # stands for a line break of a word while a text is made from its template
LONGEST_SUBJECT = 180


def plain(word: str) -> str:
    """A word without control characters and without letters that turn the direction of what follows."""
    return _CONTROL.sub(" ", word.replace("\r\n", "\n").replace("\r", "\n").replace(KEPT_LINE, " "))


def keep_lines(word: str) -> str:
    """A word whose line breaks cannot be taken for those of the template."""
    return plain(word).replace("\n", KEPT_LINE)


def subject_and_body(text: str) -> tuple[str, str]:
    """The first line of a finished text, on one line whatever its words were, and the rest of it."""
    first, _line, rest = text.strip().partition("\n")
    subject = " ".join(first.replace(KEPT_LINE, " ").split())
    return subject[:LONGEST_SUBJECT], rest.replace(KEPT_LINE, "\n").strip()


def is_own_path(url: str) -> bool:
    """Whether ``url`` is "" or a path of this site: it begins with one slash and leads nowhere else."""
    own = url.startswith("/") and not url.startswith(("//", "/\\"))
    return url == "" or (own and not _CONTROL.search(url) and "\n" not in url)


def digest_is_due(now: datetime, *, hour: int, last: date | None, week_day: int | None = None) -> bool:
    """Whether a digest goes out at ``now``, a moment on the person's own clock.

    Once on a day, from ``hour`` on; with ``week_day`` (Monday is 0) on that day only, or on a later one
    when the last one lies more than a week back.
    """
    today = now.date()
    if now.hour < hour or last == today:
        return False
    if week_day is None or today.weekday() == week_day:
        return True
    return last is not None and (today - last).days > 7
