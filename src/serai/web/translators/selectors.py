"""Questions: languages with their numbers, one language, one delivery, what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from serai.commons.access.readers import Reader
from serai.commons.accounts.held import Held
from serai.commons.places.languages import BY_CODE, LANGUAGES
from serai.web.messages import exchange, live, own, review
from serai.web.messages.catalogues import Coverage, house
from serai.web.translators.access import TRANSLATE
from serai.web.translators.errors import UnknownDelivery
from serai.web.translators.models import Delivery
from serai.web.translators.records import DeliveryPage, from_report
from serai.web.translators.services import KEPT_FOR

if TYPE_CHECKING:
    from serai.commons.accounts.models import User

LATEST = 20
FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "po": "text/x-gettext-translation; charset=utf-8",
}


@dataclass(frozen=True)
class Waiting:
    """A delivery that its sender has neither confirmed nor given up; it goes at ``drops_at``."""

    key: str
    language: str
    drops_at: datetime


def languages() -> tuple[Coverage, ...]:
    """Every language into which is translated, with its numbers."""
    return tuple(review.told(one) for one in LANGUAGES if one.code != "en")


def file_of(code: str, form: str) -> bytes:
    """One language as a file of ``FORMS``: every text, with the words that this installation shows."""
    catalogue = own.shown(BY_CODE[code], house(), live.folder())
    return exchange.to_po(catalogue) if form == "po" else exchange.to_xlsx(BY_CODE[code], catalogue)


def deliveries(code: str, *, actor: User) -> tuple[DeliveryPage, ...]:
    """The latest deliveries of a language that were taken in, and one's own that wait. One query."""
    rows = Delivery.objects.filter(language=code).filter(Q(taken_at__isnull=False) | Q(account=actor))
    return tuple(_page(row) for row in rows.select_related("account").defer("content")[:LATEST])


def delivery(key: UUID, code: str, *, actor: User) -> DeliveryPage:
    """One delivery: of anybody once it is taken in, else one's own. Raises UnknownDelivery. One query."""
    rows = Delivery.objects.filter(pk=key, language=code).select_related("account").defer("content")
    row = rows.filter(Q(taken_at__isnull=False) | Q(account=actor)).first()
    if row is None:
        raise UnknownDelivery("delivery", where=str(key))
    return _page(row)


def waiting(reader: Reader) -> list[Waiting]:
    """The deliveries of ``reader`` that wait for a confirmation, the oldest first. One query."""
    if reader.account is None or not TRANSLATE.held_by(reader):
        return []
    rows = Delivery.objects.filter(account=reader.account, taken_at=None).order_by("received_at")
    values = rows.values_list("pk", "language", "received_at")
    return [Waiting(str(key), language, at + KEPT_FOR) for key, language, at in values]


def held_on(account: int) -> list[Held]:
    """The files of translations that somebody sent."""
    rows = Delivery.objects.filter(account=account).values_list("language", "name", "received_at")
    told = tuple(
        {str(_("language")): language, str(_("file")): name, str(_("sent")): f"{at:%Y-%m-%d}"}
        for language, name, at in rows
    )
    return [Held("translators.delivery", _("Translations that you sent"), told)] if told else []


def _page(row: Delivery) -> DeliveryPage:
    return from_report(
        row.report,
        key=str(row.pk),
        name=row.name,
        sender=row.account.name if row.account else "",
        received_at=row.received_at,
        taken_at=row.taken_at,
        waiting=row.taken_at is None,
        read_all=row.read_all,
    )
