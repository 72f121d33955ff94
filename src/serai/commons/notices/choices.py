"""What each person wants to be told how, in which language, and the link by which they end it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from serai.commons.directory.models import Person
from serai.commons.notices.errors import BadLink
from serai.commons.notices.kinds import NoticeKind, kind_of, kinds
from serai.commons.notices.models import Delivery, Preference

_SALT = "serai.notices.unsubscribe"


@transaction.atomic
def choose(*, account: int, wanted: Mapping[str, str]) -> None:
    """How ``account`` wants news: kind -> delivery. Security kinds are left alone, whatever is asked."""
    known = kinds()
    for code, delivery in wanted.items():
        kind = known.get(code)
        if kind is not None and not kind.security and delivery in Delivery.values:
            Preference.objects.update_or_create(
                account_id=account, kind=code, defaults={"delivery": delivery}
            )


def unsubscribe_path(account: int, kind: str, language: str) -> str:
    """The path by which ``account`` ends mails of ``kind``; "" for kinds that cannot be ended."""
    if kind_of(kind).security:
        return ""
    with override(language):
        return reverse("unsubscribe", args=[signing.dumps({"a": account, "k": kind}, salt=_SALT)])


def open_unsubscribe(token: str) -> tuple[int, str]:
    """The account and the kind that a link names. Raises: BadLink when it was changed or cut short."""
    try:
        words = signing.loads(token, salt=_SALT)
        return int(words["a"]), str(words["k"])
    except (signing.BadSignature, KeyError, TypeError, ValueError) as error:
        raise BadLink(_("This link is incomplete or was changed")) from error


def deliveries(accounts: Iterable[int], kind: NoticeKind) -> dict[int, str]:
    """How each account gets news of ``kind``. One query."""
    wanted = list(accounts)
    if kind.security:
        return dict.fromkeys(wanted, Delivery.AT_ONCE.value)
    chosen = Preference.objects.filter(account__in=wanted, kind=kind.code).values_list("account", "delivery")
    return dict.fromkeys(wanted, str(kind.default)) | dict(chosen)


def languages_of(accounts: Iterable[int]) -> dict[int, str]:
    """The language of each account, as the directory knows it. One query."""
    wanted = list(accounts)
    known = Person.objects.filter(account__in=wanted).values_list("account", "language")
    offered = dict(settings.LANGUAGES)
    spoken = {account: language for account, language in known if account and language in offered}
    return dict.fromkeys(wanted, settings.LANGUAGE_CODE) | spoken
