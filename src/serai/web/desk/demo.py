"""A desk that is alive in the demonstration: real nouns of the house, invented content."""

from __future__ import annotations

import io
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from serai.commons.accounts.models import User
from serai.commons.files import services as files
from serai.commons.files.models import KeptFile
from serai.commons.notices.models import Notice
from serai.commons.notices.services import notify

_NOTE = (
    "SYNTHETIC. Notes for the demonstration: nobody wrote them, and nothing in them was said.\n"
    "The desk asks whether they are kept, because their day comes.\n"
)


def furnish() -> None:
    """Give each invented person a first notice, and those who keep files one that is about to go. Idempotent."""
    people = list(User.objects.filter(is_demo=True, is_active=True).order_by("pk"))
    welcomed = set(Notice.objects.filter(kind="welcome").values_list("account", flat=True))
    fresh = [person for person in people if person.pk not in welcomed]
    if fresh:
        notify(to=fresh, kind="welcome", url=reverse("notice_settings"))
    today = timezone.localdate()
    for person in people:
        roles = person.roles - {"reader"}
        if roles and not KeptFile.objects.filter(kept_by=person).exists():
            files.keep(
                actor=person.pk,
                stream=io.BytesIO(f"{_NOTE}{person.pk}\n".encode()),
                name=f"notes of {person.name} (synthetic).txt",
                note="SYNTHETIC",
                audience="partnership",
                keep_until=today + timedelta(days=5),
            )
