"""What is due as a calendar that a person's own programme reads: at an address that nobody can guess.

Whoever has the address reads it, and calendars often lie with a company. So an entry says what is to be done
and where, and never names anybody: only words that a room declared to be fit for it (``DeskItem.about``).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from serai.commons.accounts.models import User
from serai.commons.directory.selectors import reader_of
from serai.commons.notices import choices
from serai.web.desk import rooms
from serai.web.desk.models import CalendarAddress
from serai.web.manifest import DeskItem

READ_AGAIN = "PT6H"  # how often a calendar may come back, as RFC 5545 writes a time span


def make(*, actor: User) -> str:
    """A new address for ``actor``; the old one is worth nothing from now on. Its words are told this once."""
    words = secrets.token_urlsafe(32)
    CalendarAddress.objects.update_or_create(
        account=actor,
        defaults={"digest": _digest(words), "made_at": timezone.now(), "last_read": None},
    )
    return words


def end(account: int) -> int:
    """The address of ``account`` is worth nothing from now on; how many there were."""
    return CalendarAddress.objects.filter(account=account).delete()[0]


def address_of(account: int) -> CalendarAddress | None:
    """Since when there is an address, and when it was last read."""
    return CalendarAddress.objects.filter(account=account).first()


def owner_of(words: str) -> User | None:
    """Whose calendar stands at this address; None for an address that is not in force. Notes the day."""
    found = CalendarAddress.objects.select_related("account")
    row = found.filter(digest=_digest(words), account__is_active=True).first()
    if row is None:
        return None
    today = timezone.localdate()
    if row.last_read != today:
        CalendarAddress.objects.filter(pk=row.pk).update(last_read=today)
    return row.account


def calendar_of(user: User, *, site: str) -> bytes:
    """iCalendar text of what is due from ``user`` on a day, as their own desk would show it now.

    ``site`` is the address of the first page ("https://example.org"). In the language of the person.
    """
    with override(choices.languages_of([user.pk])[user.pk]):
        return written(rooms.items_of(reader_of(user)), site=site, name=_("Your desk"))


def written(items: Iterable[DeskItem], *, site: str, name: str) -> bytes:
    """Items with a date as all-day events; what has none is in no calendar. Names of people never stand in it."""
    from icalendar import Calendar, Event

    calendar, host = Calendar(), site.partition("://")[2].partition(":")[0]
    calendar.add("prodid", "-//Serai//desk//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("x-published-ttl", READ_AGAIN)
    for item in sorted(items, key=lambda one: (one.due or date.max, one.key)):
        if item.due is None:
            continue
        event = Event()
        # the same thing keeps its mark, so that a calendar changes its entry when the day moves
        event.add("uid", f"{hashlib.sha256(item.key.encode()).hexdigest()[:32]}@{host}")
        event.add("dtstamp", timezone.now())
        event.add("dtstart", item.due)
        event.add("dtend", item.due + timedelta(days=1))  # the day after: RFC 5545, 3.6.1
        plain = f"{item.room}: {item.verb}" if item.room else item.verb
        event.add("summary", str(item.about or plain))
        event.add("url", f"{site}{item.url}")
        event.add("transp", "TRANSPARENT")
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
