"""People are told here: in the house, and by mail as they want it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.accounts.models import User
from serai.commons.notices import mailing, rules, texts
from serai.commons.notices.choices import (
    choose,
    deliveries,
    languages_of,
    open_unsubscribe,
    unsubscribe_path,
)
from serai.commons.notices.errors import NothingToSend
from serai.commons.notices.kinds import DIGEST, kind_of, kinds
from serai.commons.notices.models import Delivery, Mail, Notice, Rhythm


@transaction.atomic
def notify(
    *,
    to: Iterable[User],
    kind: str,
    words: Mapping[str, str] | None = None,
    url: str = "",
    actor: int | None = None,
) -> int:
    """Tell each of ``to`` once; how many were told. Nothing goes out before the transaction is committed.

    ``kind`` is declared by an application and has a template ``notices/<kind>.txt``; ``words`` fill it;
    ``url`` is a path of this site. People whose account is closed are not told. A hundred people cost
    as many queries as one.
    Raises: ValueError for an address elsewhere, TemplateDoesNotExist for a kind without words.
    """
    if not rules.is_own_path(url):
        raise ValueError("a notice leads to a path of this site")
    told = {name: str(word) for name, word in (words or {}).items()}
    texts.text(kind, told, language=settings.LANGUAGE_CODE, url=url)  # a missing template shows here
    people = {user.pk: user for user in to if user.is_active}
    how, languages = deliveries(people, kind_of(kind)), languages_of(people)
    made = [
        Notice(account_id=pk, kind=kind, words=told, url=url, actor_id=actor, delivery=how[pk])
        for pk in people
    ]
    for notice in made:
        if notice.delivery == Delivery.AT_ONCE:
            person = people[notice.account_id]
            notice.mail = Mail(
                account=person,
                address=person.email,
                language=languages[person.pk],
                kind=kind,
                words=told,
                url=url,
                unsubscribe=unsubscribe_path(person.pk, kind, languages[person.pk]),
                next_try_at=timezone.now(),
            )
    Mail.objects.bulk_create([notice.mail for notice in made if notice.mail is not None])
    Notice.objects.bulk_create(made)
    if any(notice.mail for notice in made):
        mailing.ask_for_sending()
    return len(made)


@transaction.atomic
def send_mail(*, address: str, language: str, kind: str, words: Mapping[str, str]) -> None:
    """A mail to somebody who may have no account: an invitation, a newsletter that waits for its opt-in.

    A word ``leave`` is the address by which they get no more of them. The words are forgotten once it is
    sent. Raises: TemplateDoesNotExist for a kind without words.
    """
    told = {name: str(word) for name, word in words.items()}
    texts.text(kind, told, language=language)
    Mail.objects.create(
        address=" ".join(address.split()),
        language=language,
        kind=kind,
        words=told,
        unsubscribe=told.get("leave", ""),
        next_try_at=timezone.now(),
    )
    mailing.ask_for_sending()


def read(*, reader: Reader, number: int | None = None) -> None:
    """One notice of the reader, or all of them, have been read."""
    mine = Notice.objects.filter(account=reader.account, read_at=None)
    (mine.filter(pk=number) if number is not None else mine).update(read_at=timezone.now())


def set_rhythm(*, account: int, time_zone: str, hour: int, week_day: int) -> None:
    """When the digests of ``account`` go out, by their own clock."""
    Rhythm.objects.update_or_create(
        account_id=account, defaults={"time_zone": time_zone, "hour": hour, "week_day": week_day}
    )


def unsubscribe(token: str) -> str:
    """No more mails of the kind that the link names, to the person it was sent to; the kind comes back.

    The link of a digest ends every kind that comes in one. In the house the notices stay.
    """
    account, code = open_unsubscribe(token)
    codes = [code]
    if code == DIGEST:
        how = {kind.code: deliveries([account], kind)[account] for kind in kinds().values()}
        codes = [one for one, delivery in how.items() if delivery in (Delivery.DAILY, Delivery.WEEKLY)]
    if User.objects.filter(pk=account).exists():
        choose(account=account, wanted=dict.fromkeys(codes, Delivery.OFF.value))
    return code


@transaction.atomic
def send_again(*, number: int) -> Mail:
    """Ask for a mail once more; the log keeps both. Raises: NothingToSend when its words are gone."""
    old = Mail.objects.select_for_update().get(pk=number)
    notices = list(old.notices.all())
    words = old.words or (notices[0].words if len(notices) == 1 else {})
    if not words and not notices:
        raise NothingToSend(
            _("The words of this mail are gone: they are kept only until it is sent"),
            advice=_("Do again what led to it, for example a new invitation."),
        )
    address = old.account.email if old.account else old.address
    new = Mail.objects.create(
        account=old.account,
        address=address,
        language=old.language,
        kind=old.kind,
        words=words,
        url=old.url,
        unsubscribe=old.unsubscribe,
        next_try_at=timezone.now(),
    )
    Notice.objects.filter(mail=old).update(mail=new)
    if old.state == Mail.State.QUEUED:
        Mail.objects.filter(pk=old.pk).update(state=Mail.State.FAILED, error="SentAgain", words={})
    mailing.ask_for_sending()
    return new


def forget_old(now: datetime) -> str:
    """Read notices go after half a year, unread ones and the log of mails after one."""
    half, year = now - mailing.HALF_A_YEAR, now - 2 * mailing.HALF_A_YEAR
    gone, _models = Notice.objects.filter(Q(read_at__lt=half) | Q(made_at__lt=year)).delete()
    mails, _models = Mail.objects.filter(asked_at__lt=year).delete()
    emptied = Mail.objects.filter(asked_at__lt=now - mailing.KEEP_WORDS).exclude(words={}).update(words={})
    return (
        f"{gone} notices, {mails} mails and the words of {emptied} removed"
        if gone or mails or emptied
        else ""
    )
