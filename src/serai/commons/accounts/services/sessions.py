"""Sessions: noted as they are used, ended one by one or all at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from serai.commons.accounts.models import OpenSession, User
from serai.commons.accounts.rules import device_words

if TYPE_CHECKING:
    from collections.abc import Iterable

NOTED = "serai_noted"  # when and under which key the session was written down, kept in the session itself
EVERY = timedelta(minutes=5)


def note(request: HttpRequest) -> None:
    """Write down that the session of ``request`` was used, at most every five minutes."""
    session, now = request.session, timezone.now()
    key, user = str(session.session_key), cast(User, request.user)
    at, earlier = session.get(NOTED, (0, ""))
    if earlier == key and now.timestamp() - at < EVERY.total_seconds():
        return
    row = OpenSession.objects.filter(session_key=earlier or key, user_id=user.pk).first()
    if row is None:
        device = device_words(request.headers.get("user-agent", ""))
        row = OpenSession(user_id=user.pk, device=device, opened_at=now)
    row.session_key, row.seen_at, row.round = key, now, user.session_round
    # the same key may have been noted a moment ago by the same browser's other request
    OpenSession.objects.filter(session_key=key).exclude(pk=row.pk).delete()
    row.save()
    session[NOTED] = (now.timestamp(), key)  # Django's own middleware saves it with the answer


def end_all(user: User) -> None:
    """Every session of ``user`` is over at its next click."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
        user.refresh_from_db(fields=["session_round"])
        _forget(OpenSession.objects.filter(user=user))


def end_others(request: HttpRequest, user: User) -> None:
    """Every session of ``user`` is over but the one of ``request``."""
    own = request.session.session_key
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
        user.refresh_from_db(fields=["session_round"])
        _forget(OpenSession.objects.filter(user=user).exclude(session_key=own))
    if request.user.pk == user.pk and HASH_SESSION_KEY in request.session:
        request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        OpenSession.objects.filter(user=user, session_key=own).update(round=user.session_round)


def end_one(user: User, number: int) -> bool:
    """End the session with that number on the list of ``user``; false when it is not on it."""
    rows = OpenSession.objects.filter(user=user, pk=number)
    there = rows.exists()
    _forget(rows)
    return there


def forget_ended(now: datetime) -> str:
    """Notes of sessions that no longer exist go; a sentence for the schedule."""
    alive = Session.objects.filter(expire_date__gte=now).values("session_key")
    gone, _by_model = OpenSession.objects.exclude(session_key__in=alive).delete()
    return f"{gone} ended sessions forgotten" if gone else ""


def _forget(rows: Iterable[OpenSession]) -> None:
    keys = [row.session_key for row in rows]
    Session.objects.filter(session_key__in=keys).delete()
    OpenSession.objects.filter(session_key__in=keys).delete()
