"""Notices for the person they are for, and the log of mails for those who look after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.template import TemplateDoesNotExist
from django.utils.translation import get_language

from serai.commons.access.readers import Reader
from serai.commons.notices import texts
from serai.commons.notices.choices import deliveries
from serai.commons.notices.kinds import NoticeKind, kind_of, kinds
from serai.commons.notices.models import Mail, Notice, Preference, Rhythm

PAGE = 30
MAILS = 100


@dataclass(frozen=True)
class NoticeLine:
    """A notice in the language in which it is asked for; ``url`` is a path of this site or ""."""

    number: int
    subject: str
    body: str
    url: str
    made_at: datetime
    unread: bool


@dataclass(frozen=True)
class NoticePage:
    """One page of a person's notices, and how many they have not read."""

    notices: tuple[NoticeLine, ...]
    page: int
    pages: int
    unread: int


@dataclass(frozen=True)
class MailLine:
    """What became of a mail. Its words are not told."""

    number: int
    address: str
    kind: str
    state: str
    state_title: str
    attempts: int
    error: str
    asked_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True)
class Choice:
    """How a person gets news of one kind."""

    kind: NoticeKind
    delivery: str


def notices(reader: Reader, page: int = 1) -> NoticePage:
    """The reader's notices, the newest first. Three queries."""
    mine = Notice.objects.filter(account=reader.account)
    pages = max(1, -(-mine.count() // PAGE))
    page = min(max(page, 1), pages)
    rows = mine[(page - 1) * PAGE : page * PAGE]
    return NoticePage(tuple(_line(row) for row in rows), page, pages, unread(reader.account))


def notice(reader: Reader, number: int) -> NoticeLine:
    """One notice of the reader; 404 for anybody else's."""
    return _line(get_object_or_404(Notice, pk=number, account=reader.account))


def unread(account: int | None) -> int:
    """How many notices ``account`` has not read. One query, none for visitors."""
    return Notice.objects.filter(account=account, read_at=None).count() if account is not None else 0


def choices(account: int) -> list[Choice]:
    """How ``account`` gets news of every kind; security first, then by title. One query."""
    chosen = dict(Preference.objects.filter(account=account).values_list("kind", "delivery"))
    found = []
    for kind in kinds().values():
        how = (
            chosen.get(kind.code, kind.default) if not kind.security else deliveries([account], kind)[account]
        )
        found.append(Choice(kind, str(how)))
    return sorted(found, key=lambda choice: (not choice.kind.security, str(choice.kind.title)))


def choice(account: int, code: str) -> Choice:
    """How ``account`` gets news of one kind."""
    kind = kind_of(code)
    return Choice(kind, deliveries([account], kind)[account])


def rhythm(account: int) -> Rhythm:
    """When the digests of ``account`` go out; not kept until they choose."""
    return Rhythm.objects.filter(account=account).first() or Rhythm(account_id=account)


def time_zones() -> list[str]:
    """Names of time zones that people live in, in the order of the alphabet."""
    regions = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return ["UTC", *sorted(zone for zone in available_timezones() if zone.startswith(regions))]


def unreachable(account: int) -> bool:
    """Whether the last mail to ``account`` failed for good: they should look at their address. One query."""
    last = (
        Mail.objects.filter(account=account).exclude(state__in=["queued", "sending"]).order_by("-pk").first()
    )
    return last is not None and last.state == Mail.State.FAILED


def mails(state: str = "") -> list[MailLine]:
    """The newest mails, or those that stand at ``state``. One query."""
    rows = Mail.objects.filter(state=state) if state in Mail.State.values else Mail.objects.all()
    return [_mail(row) for row in rows[:MAILS]]


def mail_states() -> list[tuple[str, Any]]:
    """The states that a mail can have: (code, title)."""
    return list(Mail.State.choices)


def _line(row: Notice) -> NoticeLine:
    language = get_language() or settings.LANGUAGE_CODE
    url = texts.in_language(row.url, language) if row.url else ""
    try:
        told = texts.text(row.kind, row.words, language=language, url=url)
    except TemplateDoesNotExist:  # a room that is no longer there
        told = texts.Text(str(kind_of(row.kind).title), "")
    return NoticeLine(row.pk, told.subject, told.body, url, row.made_at, row.read_at is None)


def _mail(row: Mail) -> MailLine:
    title = str(row.get_state_display())
    return MailLine(
        row.pk, row.address, row.kind, row.state, title, row.attempts, row.error, row.asked_at, row.sent_at
    )
