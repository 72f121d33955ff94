"""Links in mails that act: signed, for one person, one item and one action, for some days, once.

Mail programmes and scanners open every link in a mail before a person does. So to open one shows what
would happen and asks; only the answer (POST) acts. Whoever has the link has the mail, no more: actions
that are not declared as harmless need the person to be signed in as well.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pghistory
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from serai.commons.access.readers import Reader
from serai.commons.accounts.models import User
from serai.commons.directory.selectors import reader_of
from serai.kernel.errors import SeraiError
from serai.web.desk import rooms
from serai.web.desk.errors import LinkRefused
from serai.web.desk.models import UsedLink
from serai.web.manifest import DeskAction, DeskItem

GOOD_FOR = timedelta(days=7)
_SALT = "serai.desk.link"


@dataclass(frozen=True)
class Opened:
    """A link that may act: for whom, on what, how; ``digest`` names it without giving it away."""

    user: User
    item: DeskItem
    action: DeskAction
    digest: str
    expires_at: datetime


def make(*, account: int, item: str, action: str, good_for: timedelta = GOOD_FOR) -> str:
    """The path of a link by which ``account`` can do ``action`` on ``item`` (the key of a desk item)."""
    until = int((timezone.now() + good_for).timestamp())
    words = {"a": account, "i": item, "c": action, "u": until, "n": secrets.token_urlsafe(9)}
    return reverse("desk_link", args=[signing.dumps(words, salt=_SALT)])


def open_link(token: str, *, signed_in: int | None) -> Opened:
    """What a link would do. Nothing is written.

    Raises: LinkRefused: broken (or changed), expired, used, foreign (somebody else is signed in, or the
    person may not sign in any more), done (nothing of this kind is due any more).
    """
    try:
        words = signing.loads(token, salt=_SALT)
        until = datetime.fromtimestamp(words["u"], UTC)
        account, key, code = int(words["a"]), str(words["i"]), str(words["c"])
    except (signing.BadSignature, KeyError, TypeError, ValueError) as error:
        raise LinkRefused("broken") from error
    digest = hashlib.sha256(token.encode()).hexdigest()
    if UsedLink.objects.filter(pk=digest).exists():
        raise LinkRefused("used")
    if until <= timezone.now():
        raise LinkRefused("expired")
    if signed_in is not None and signed_in != account:
        raise LinkRefused("foreign")
    user = User.objects.filter(pk=account, is_active=True).first()
    if user is None:
        raise LinkRefused("foreign")
    action = rooms.actions().get(code)
    item = next((one for one in rooms.items_of(reader_of(user)) if one.key == key), None)
    if action is None or item is None or item.action != code:
        raise LinkRefused("done")
    return Opened(user, item, action, digest, until)


def act(token: str, *, signed_in: int | None) -> Opened:
    """Do what the link says, once; the history says that it was done by a link.

    Raises: LinkRefused, as ``open_link`` does; foreign also when the action needs a sign-in and there is
    none; refused when the room says no.
    """
    opened = open_link(token, signed_in=signed_in)
    if not opened.action.low_risk and signed_in is None:
        raise LinkRefused("foreign")
    reader: Reader = reader_of(opened.user)
    try:
        with transaction.atomic(), pghistory.context(user=opened.user.pk, by="link in a mail"):
            UsedLink.objects.create(
                digest=opened.digest,
                account=opened.user,
                item=opened.item.key[:200],
                action=opened.action.code,
                expires_at=opened.expires_at,
            )
            opened.action.perform(reader, opened.item.key)
    except IntegrityError as error:  # the same link, twice in the same moment
        raise LinkRefused("used") from error
    except SeraiError as error:
        raise LinkRefused("refused", str(error)) from error
    return opened


def forget_expired(now: datetime) -> str:
    """Used links that have expired anyway need not be remembered."""
    gone, _models = UsedLink.objects.filter(expires_at__lt=now - timedelta(days=30)).delete()
    return f"{gone} expired links forgotten" if gone else ""
