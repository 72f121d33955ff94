"""Before something is due, the person is told: at most once a day, with links that act where that is harmless."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override

from serai.commons.access.readers import Reader
from serai.commons.accounts.models import User
from serai.commons.directory.selectors import reader_of
from serai.commons.notices import choices
from serai.commons.notices import selectors as notices
from serai.commons.notices.models import Notice
from serai.commons.notices.services import notify
from serai.web.desk import links, rooms, rules
from serai.web.manifest import DeskItem

KIND = "desk_reminder"
BEFORE = timedelta(days=2)
MOST_LINES = 10
EARLIEST_HOUR = 7


def remind(now: datetime) -> str:
    """Tell everybody who has something overdue or due within ``BEFORE``; a sentence for the schedule.

    Asked every hour; each person is told in the morning of their own clock, and once on each of their days.
    """
    told = 0
    for user in User.objects.filter(is_active=True).order_by("pk"):
        here = _clock(user.pk, now)
        if here.hour >= EARLIEST_HOUR and not _told_on(user.pk, here):
            told += _remind(user, reader_of(user), here)
    return f"{told} people reminded" if told else ""


def _remind(user: User, reader: Reader, here: datetime) -> int:
    language = choices.languages_of([user.pk])[user.pk]
    with override(language):
        near = rules.soon(rooms.items_of(reader), here.date(), BEFORE)
        if not near:
            return 0
        lines = [_line(user.pk, item, here) for item in near[:MOST_LINES]]
        words = {"number": str(len(near)), "lines": "\n\n".join(lines)}
    return notify(to=[user], kind=KIND, words=words, url=reverse("desk"))


def _line(account: int, item: DeskItem, here: datetime) -> str:
    """One thing: what, until when, and where it is done; with a link that acts where one is declared."""
    day = date_format(item.due, "DATE_FORMAT") if item.due else ""
    line = f"{item.verb}: {item.title} ({day})"
    action = rooms.actions().get(item.action)
    if action is None:
        return line
    path = links.make(account=account, item=item.key, action=action.code)
    return f"{line}\n{action.title}: {settings.BASE_URL}{path}" if settings.BASE_URL else line


def _clock(account: int, now: datetime) -> datetime:
    try:
        return now.astimezone(ZoneInfo(notices.rhythm(account).time_zone))
    except (ZoneInfoNotFoundError, ValueError):
        return now


def _told_on(account: int, here: datetime) -> bool:
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    return Notice.objects.filter(account=account, kind=KIND, made_at__gte=midnight).exists()
