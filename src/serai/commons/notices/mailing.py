"""Mails leave the house here: claimed one by one, sent, tried again after a pause, and written down."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template import TemplateDoesNotExist
from django.utils import timezone
from django.utils.translation import gettext_noop, ngettext, override
from django_tasks import task

from serai.commons.accounts.models import DEMO_DOMAIN, User
from serai.commons.jobs import services as jobs
from serai.commons.jobs.rules import pause
from serai.commons.notices import rules, texts
from serai.commons.notices.choices import languages_of, unsubscribe_path
from serai.commons.notices.kinds import DIGEST
from serai.commons.notices.models import Delivery, Mail, Notice, Rhythm

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(minutes=1)
STUCK_AFTER = timedelta(minutes=15)
KEEP_WORDS = timedelta(days=14)
HALF_A_YEAR = timedelta(days=183)
AT_MOST = 500  # mails of one round; the next minute brings the next round
TITLE = gettext_noop("Send mail")


@task()
def send_waiting() -> dict[str, Any]:
    """Send what waits; a job, so that no page waits for a mail server."""
    send_due(timezone.now())
    return {}


def ask_for_sending() -> None:
    """Have a worker send what waits once the open transaction is committed; the clock would do it later."""
    jobs.enqueue(send_waiting, title=TITLE)


def send_due(now: datetime) -> str:
    """Send every mail that is due, over one connection; a sentence for the schedule.

    A mail is claimed before it is sent, so that two workers never send it twice. What a killed worker left
    half sent is sent again after a quarter of an hour: rather twice than never.
    """
    stuck = Mail.objects.filter(state=Mail.State.SENDING, next_try_at__lt=now - STUCK_AFTER)
    stuck.update(state=Mail.State.QUEUED, next_try_at=now)
    sent = failed = 0
    connection: Any = None
    synthetic = is_demonstration()
    while sent + failed < AT_MOST and (mail := _claim(now)) is not None:
        try:
            if mail.address.lower().endswith(DEMO_DOMAIN) or mail.address.lower().endswith(".invalid"):
                message(mail, synthetic=synthetic)  # a mistake in its words shows in a demonstration too
                _settle(mail, Mail.State.HELD)
            else:
                connection = connection or get_connection()
                connection.send_messages([message(mail, synthetic=synthetic)])
                _settle(mail, Mail.State.SENT)
            sent += 1
        except Exception as error:  # noqa: BLE001  whatever happens to one mail, the others go out
            _give_back(mail, error, now)
            failed += 1
            connection = None
    if connection is not None:
        connection.close()
    return f"{sent} mails sent, {failed} attempts failed" if sent or failed else ""


def message(mail: Mail, *, synthetic: bool) -> EmailMultiAlternatives:
    """The mail as it is sent. Raises: TemplateDoesNotExist when its kind has no words any more."""
    if mail.kind == DIGEST:
        told = [
            texts.text(one.kind, one.words, language=mail.language, url=one.url)
            for one in mail.notices.order_by("made_at", "pk")
        ]
        with override(mail.language):
            number = len(told)
            subject = ngettext("%(number)d notice", "%(number)d notices", number) % {"number": number}
    else:
        told = [texts.text(mail.kind, mail.words, language=mail.language, url=mail.url)]
        subject = ""
    made = texts.mail_text(
        told, language=mail.language, subject=subject, unsubscribe=mail.unsubscribe, synthetic=synthetic
    )
    headers = {
        "Auto-Submitted": "auto-generated",  # RFC 3834: holiday notes and bounces do not answer
        "X-Auto-Response-Suppress": "All",
        "Content-Language": mail.language,
    }
    if mail.unsubscribe:
        headers["List-Unsubscribe"] = f"<{texts.absolute(mail.unsubscribe)}>"
        if mail.account_id is not None:  # our own page takes the one click of RFC 8058
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    whole = EmailMultiAlternatives(made.subject, made.plain, to=[mail.address], headers=headers)
    whole.attach_alternative(made.html, "text/html")
    return whole


def send_digests(now: datetime) -> str:
    """One mail for each person whose hour has come and who has unread news waiting for it."""
    waiting = Notice.objects.filter(
        mail=None, read_at=None, delivery__in=[Delivery.DAILY, Delivery.WEEKLY], account__is_active=True
    )
    people = User.objects.filter(pk__in=waiting.values("account")).order_by("pk")
    rhythms = {rhythm.account_id: rhythm for rhythm in Rhythm.objects.filter(account__in=people)}
    made = 0
    for person in people:
        rhythm = rhythms.get(person.pk) or Rhythm(account=person)
        for delivery in _due(rhythm, now):
            made += _make_digest(person, rhythm, delivery, now)
    if made:
        ask_for_sending()
    return f"{made} digests made" if made else ""


def is_demonstration() -> bool:
    """Whether the people of this installation are invented."""
    return User.objects.filter(is_demo=True).exists()


@transaction.atomic
def _claim(now: datetime) -> Mail | None:
    due = Mail.objects.filter(state=Mail.State.QUEUED, next_try_at__lte=now).order_by("next_try_at", "pk")
    mail = due.select_for_update(skip_locked=True, of=("self",)).first()
    if mail is not None:
        mail.state, mail.attempts, mail.next_try_at = Mail.State.SENDING, mail.attempts + 1, now
        mail.save(update_fields=["state", "attempts", "next_try_at"])
    return mail


def _settle(mail: Mail, state: str) -> None:
    """Sent: the words are forgotten, what happened stays in the log."""
    Mail.objects.filter(pk=mail.pk).update(
        state=state, sent_at=timezone.now(), words={}, error="", next_try_at=None
    )


def _give_back(mail: Mail, error: Exception, now: datetime) -> None:
    """Another try after a pause, unless the server says that it is of no use, or it was tried often enough."""
    code = type(error).__name__
    logger.warning("mail %s could not be sent: %s", mail.pk, code)
    if _is_final(error) or mail.attempts >= MOST_ATTEMPTS:
        Mail.objects.filter(pk=mail.pk).update(state=Mail.State.FAILED, error=code, next_try_at=None)
        return
    Mail.objects.filter(pk=mail.pk).update(
        state=Mail.State.QUEUED, error=code, next_try_at=now + pause(mail.attempts, FIRST_PAUSE)
    )


def _is_final(error: Exception) -> bool:
    """Whether to try again is of no use: a refused address, a text that cannot be a mail."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return False  # the setting is wrong, not the mail
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= 500
    return isinstance(error, TemplateDoesNotExist | ValueError | KeyError)


def _due(rhythm: Rhythm, now: datetime) -> Iterable[str]:
    try:
        here = now.astimezone(ZoneInfo(rhythm.time_zone))
    except (ZoneInfoNotFoundError, ValueError):
        here = now
    if rules.digest_is_due(here, hour=rhythm.hour, last=rhythm.daily_on):
        yield Delivery.DAILY
    if rules.digest_is_due(here, hour=rhythm.hour, last=rhythm.weekly_on, week_day=rhythm.week_day):
        yield Delivery.WEEKLY


@transaction.atomic
def _make_digest(person: User, rhythm: Rhythm, delivery: str, now: datetime) -> int:
    waiting = Notice.objects.select_for_update().filter(
        account=person, mail=None, read_at=None, delivery=delivery
    )
    numbers = [notice.pk for notice in waiting]
    if not numbers:
        return 0
    language = languages_of([person.pk])[person.pk]
    mail = Mail.objects.create(
        account=person,
        address=person.email,
        language=language,
        kind=DIGEST,
        unsubscribe=unsubscribe_path(person.pk, DIGEST, language),
        next_try_at=now,
    )
    Notice.objects.filter(pk__in=numbers).update(mail=mail)
    here = now.astimezone(ZoneInfo(rhythm.time_zone)).date()
    field = "daily_on" if delivery == Delivery.DAILY else "weekly_on"
    setattr(rhythm, field, here)
    rhythm.save()
    return 1
