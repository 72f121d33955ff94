"""Who is on a mailing list today."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from serai.commons.directory.models import ListExit, ListMember, ListRule, MailingList, Person, Post
from serai.commons.directory.services.authority import current_posts
from serai.commons.partnership.models import BodyMember
from serai.commons.partnership.rules import covers


@dataclass(frozen=True)
class ListLine:
    """A mailing list and how many people are on it today."""

    key: str
    name: str
    purpose: str
    people: int


def members(of: MailingList) -> QuerySet[Person]:
    """Everybody on the list today: named ones and those whom a rule finds, without those who left it."""
    named = Q(pk__in=ListMember.objects.filter(mailing_list=of).values("person"))
    for rule in of.rules.all():
        named |= Q(pk__in=_posts(rule).values("person"))
    gone = ListExit.objects.filter(mailing_list=of).values("person")
    return Person.objects.filter(named).exclude(pk__in=gone)


def lists() -> list[ListLine]:
    """Every mailing list, by name."""
    rows = MailingList.objects.prefetch_related("rules")
    return [ListLine(row.key, row.name, row.purpose, members(row).count()) for row in rows]


def _posts(rule: ListRule) -> QuerySet[Post]:
    posts = current_posts()
    if rule.organisation_kind:
        posts = posts.filter(organisation__kind=rule.organisation_kind)
    if rule.state_id:
        posts = posts.filter(organisation__state=rule.state_id)
    if rule.quality:
        posts = posts.filter(quality=rule.quality)
    if rule.body_id:
        posts = posts.filter(_in_body(rule.body_id))
    return posts


def _in_body(body: str) -> Q:
    """Posts in organisations that are members of the body today, or whose state is."""
    today = timezone.localdate()
    rows = [row for row in BodyMember.objects.filter(body=body) if covers(row.since, row.until, today)]
    organisations = [row.organisation_id for row in rows if row.organisation_id]
    states = [row.state_id for row in rows if row.state_id]
    return Q(organisation__in=organisations) | Q(organisation__state__in=states)
