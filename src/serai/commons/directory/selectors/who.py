"""Who asks: what selectors need to know of a person."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from serai.commons.access.readers import NOBODY, Reader
from serai.commons.directory.models import Post
from serai.commons.partnership.models import BodyMember, Organisation, Participation
from serai.commons.partnership.rules import covers


def reader_of(user: Any) -> Reader:
    """What selectors need to know of ``user`` (an account or an anonymous visitor). At most four queries."""
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    today = timezone.localdate()
    posts = Post.objects.filter(Q(until__isnull=True) | Q(until__gte=today), since__lte=today)
    keys = posts.filter(person__account=user.pk).values_list("organisation_id", flat=True)
    places = dict(Organisation.objects.filter(pk__in=list(keys)).values_list("pk", "state_id"))
    states = [state for state in places.values() if state]
    party = Q(organisation__in=places) | Q(state__in=states)
    bodies = {
        row.body_id
        for row in (BodyMember.objects.filter(party) if places else ())
        if covers(row.since, row.until, today)
    }
    takes_part = bool(user.roles) or any(
        covers(row.since, row.until, today) for row in (Participation.objects.filter(party) if places else ())
    )
    return Reader(user.pk, user.roles, takes_part, frozenset(places), frozenset(bodies))
