"""Verbs: receive a file of translations, take it in, give it up, forget."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.commons.places.languages import BY_CODE, Language
from serai.web.messages import exchange, live, own
from serai.web.messages.catalogues import house
from serai.web.messages.exchange import Answer, Entry
from serai.web.translators.errors import DeliveryRefused, UnknownDelivery
from serai.web.translators.models import Delivery
from serai.web.translators.records import as_report

if TYPE_CHECKING:
    from serai.commons.accounts.models import User

LARGEST = 5 * 1024 * 1024
MOST_TEXTS = 20_000
KEPT_FOR = timedelta(days=1)
_MARK = re.compile(r"\d{4}-\d\d-\d\d \S")  # a day and who it was; anything else in the column is a tick


def receive(*, actor: User, language: str, name: str, content: bytes, read_all: bool) -> UUID:
    """Look at a file and keep it until it is confirmed; nothing is taken in yet.

    With ``read_all`` the translations in it that bear no mark of review get one of ``actor`` and today.
    Raises: DeliveryRefused for a file that is no use as a whole.
    """
    chosen = BY_CODE[language]
    if len(content) > LARGEST:
        raise DeliveryRefused(_("The file is too large"), advice=_("Send at most 5 MB."))
    mark = _own_mark(actor)
    entries = _entries(name, content, chosen, mark)
    with_words = own.shown(chosen, house(), live.folder())
    answer = exchange.judge(chosen, entries, with_words, mark if read_all else "")
    kept = Delivery.objects.create(
        account=actor,
        language=language,
        name=name[:200],
        read_all=read_all,
        content=content,
        report=as_report(answer),
    )
    return kept.pk


def take(*, actor: User, key: UUID) -> Answer:
    """Take one's own waiting delivery in, as the words stand now; its report says what was done.

    Every process shows the new words from its next page on. Raises: UnknownDelivery.
    """
    with transaction.atomic():
        row = _waiting(actor, key)
        language, mark = BY_CODE[row.language], _own_mark(actor)
        entries = _entries(row.name, bytes(row.content or b""), language, mark)
        row.content, row.taken_at = None, timezone.now()
        by = mark if row.read_all else ""
        answer = own.take(language, entries, house(), live.folder(), by)
        row.report = as_report(answer)
        row.save()
    return answer


def drop(*, actor: User, key: UUID) -> None:
    """Give one's own waiting delivery up; nothing of it is left. Raises: UnknownDelivery."""
    with transaction.atomic():
        _waiting(actor, key).delete()


def forget_stale(now: datetime) -> str:
    """Deliveries that nobody confirmed within a day go; a sentence for the schedule."""
    gone, _models = Delivery.objects.filter(taken_at=None, received_at__lt=now - KEPT_FOR).delete()
    return f"{gone} unconfirmed files of translations dropped" if gone else ""


def forget_person(subject: Any) -> list[str]:
    """A person's name leaves the marks of review and the records of deliveries; the words stay.

    Files that wait may hold the name as well: they are dropped, whoever sent them can send them again.
    """
    Delivery.objects.filter(taken_at=None).delete()
    marks = own.forget_name(subject.names, live.folder())
    changed = 0
    for row in Delivery.objects.all():
        changes = row.report.get("changes", [])
        named = [one for one in changes if any(name and name in one[5] for name in subject.names)]
        for one in named:
            one[5] = f"{one[5].split()[0]} erased"
        if named:
            row.save(update_fields=["report"])
            changed += len(named)
    found = marks + changed
    return [f"{found} marks of reviewed translations without the name"] if found else []


def _waiting(actor: User, key: UUID) -> Delivery:
    rows = Delivery.objects.select_for_update().filter(account=actor, taken_at=None)
    row = rows.filter(pk=key).first()
    if row is None:
        raise UnknownDelivery(_("This file waits no more"), advice=_("Send it again."))
    return row


def _own_mark(actor: User) -> str:
    return f"{timezone.localdate():%Y-%m-%d} {actor.name}"


def _entries(name: str, content: bytes, language: Language, mark: str) -> list[Entry]:
    try:
        entries = list(_ticked(exchange.read(name, content, language), mark))
    except exchange.NotReadable as error:
        words = _(error.reason.words) % error.reason.values
        advice = _("Send a file that was downloaded here, with its translations filled in.")
        raise DeliveryRefused(
            _("The file cannot be used: %(reason)s") % {"reason": words}, advice=advice
        ) from error
    except ValueError as error:  # a JSON file, which only maintainers have
        raise DeliveryRefused(_("The file cannot be used"), advice=_("Send an XLSX or a PO file.")) from error
    if len(entries) > MOST_TEXTS:
        raise DeliveryRefused(
            _("The file has too many rows"), advice=_("Send only the rows that you filled.")
        )
    return entries


def _ticked(entries: Iterable[Entry], mark: str) -> Iterator[Entry]:
    """A tick in the column of reviews stands for who sends the file, today; a whole mark stays as it is."""
    for entry in entries:
        tick = entry.review.strip() and not _MARK.match(entry.review.strip())
        yield replace(entry, review=mark) if tick else entry
