"""Subscribing: asked by a form, confirmed by the owner of the address, ended by one click.

A link is signed and runs out; what it does is written down, so that it works once. Nobody learns from an
answer whether an address is known here.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.components.newsroom.errors import LinkExpired
from serai.components.newsroom.models import Subscriber

CONFIRM_WITHIN = timedelta(days=3)
_CONFIRM = "newsroom.newsletter.confirm"
_LEAVE = "newsroom.newsletter.leave"


def ask(*, email: str, language: str) -> tuple[Subscriber, str] | None:
    """Somebody asks for the newsletter: the waiting row and the word for its link.

    None when the address is confirmed already, or was asked for within the hour: no second mail.
    """
    row = Subscriber.objects.filter(email__iexact=email).first()
    now = timezone.now()
    if row and (row.confirmed_at or now - row.asked_at < timedelta(hours=1)):
        return None
    if row is None:
        row = Subscriber(email=email)
    row.language, row.asked_at = language, now
    row.save()
    return row, _signed(_CONFIRM, row)


def _signed(salt: str, row: Subscriber) -> str:
    # the moment of asking is in it: a link from an earlier request stops working with the next one
    return TimestampSigner(salt=salt).sign(f"{row.pk}-{int(row.asked_at.timestamp())}")


def waiting(token: str) -> Subscriber:
    """The row that a confirmation link means. Raises LinkExpired for an old, used or invented one."""
    row = _row(_CONFIRM, token, CONFIRM_WITHIN)
    if row is None or row.confirmed_at is not None:
        raise LinkExpired(_("This link has been used, or is too old"), advice=_("Sign up again."))
    return row


def confirm(token: str) -> Subscriber:
    """The owner of the address says yes; the moment is kept as their consent. Raises LinkExpired."""
    row = waiting(token)
    now = timezone.now()
    # two clicks at once: one of them confirms
    if not Subscriber.objects.filter(pk=row.pk, confirmed_at__isnull=True).update(confirmed_at=now):
        raise LinkExpired(_("This link has been used, or is too old"), advice=_("Sign up again."))
    row.confirmed_at = now
    return row


def leave_word(row: Subscriber) -> str:
    """The word for a subscriber's own way out; it does not run out, as mails are kept for years."""
    return _signed(_LEAVE, row)


def leaving(token: str) -> Subscriber | None:
    """The subscriber that a way out belongs to; None when they have left. Raises LinkExpired for others."""
    return _row(_LEAVE, token, None)


def leave(token: str) -> None:
    """The subscriber's row is deleted, with every trace of what was sent to them. Twice is no error."""
    row = leaving(token)
    if row is not None:
        row.delete()


def _row(salt: str, token: str, age: timedelta | None) -> Subscriber | None:
    try:
        word = TimestampSigner(salt=salt).unsign(token, max_age=age)
        number, _dash, asked = word.partition("-")
    except BadSignature as error:
        raise LinkExpired(_("This link has been used, or is too old"), advice=_("Sign up again.")) from error
    row = Subscriber.objects.filter(pk=int(number)).first()
    return row if row and int(row.asked_at.timestamp()) == int(asked) else None


def forget_unconfirmed(now: datetime) -> str:
    """Addresses whose link nobody followed in time go."""
    old = Subscriber.objects.filter(confirmed_at__isnull=True, asked_at__lt=now - CONFIRM_WITHIN)
    gone, _by_model = old.delete()
    return f"{gone} unconfirmed newsletter addresses removed" if gone else ""


def erase(emails: tuple[str, ...]) -> list[str]:
    """Addresses of a person leave the newsletter, with what was sent to them."""
    gone = 0
    for email in emails:
        _count, by_model = Subscriber.objects.filter(email__iexact=email).delete()
        gone += by_model.get("newsroom.Subscriber", 0)
    return [f"newsletter: {gone} addresses removed"] if gone else []
