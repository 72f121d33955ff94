"""Mailing lists as the secretariat sees them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from serai.commons.access.readers import Reader
from serai.commons.audit.services import record_read
from serai.commons.directory.access import EDIT_PEOPLE
from serai.commons.directory.models import ListMember, ListRule, MailingList
from serai.commons.directory.records import ListPage, RuleLine
from serai.commons.directory.selectors.lists import ListLine, lists, members
from serai.commons.directory.selectors.people import line_of, with_posts


def mailing_lists(*, reader: Reader) -> list[ListLine]:
    """Every list with its size. Raises PermissionDenied."""
    _check(reader)
    return lists()


def list_row(key: str, *, reader: Reader) -> MailingList:
    """The row of a list, for services. Raises: PermissionDenied, Http404."""
    _check(reader)
    row = MailingList.objects.prefetch_related("rules__state__names", "rules__body").filter(key=key).first()
    if row is None:
        raise Http404
    return row


def mailing_list(key: str, *, reader: Reader) -> ListPage:
    """One list with everybody on it; the read is written down. Raises: PermissionDenied, Http404."""
    row = list_row(key, reader=reader)
    people = tuple(line_of(person) for person in with_posts(members(row)))
    record_read(actor=reader.account, noun="directory.person", keys=[str(line.number) for line in people])
    return ListPage(
        number=row.pk,
        key=row.key,
        name=row.name,
        purpose=row.purpose,
        rules=tuple(RuleLine(rule.pk, _words(rule)) for rule in row.rules.all()),
        people=people,
        by_name=frozenset(ListMember.objects.filter(mailing_list=row).values_list("person_id", flat=True)),
        left=row.exits.count(),
    )


def _words(rule: ListRule) -> tuple[Any, ...]:
    words: list[Any] = []
    if rule.quality:
        words.append(rule.get_quality_display())
    if rule.organisation_kind:
        words.append(rule.get_organisation_kind_display())
    if rule.state:
        names = {name.kind: name.text for name in rule.state.names.all() if name.language == "en"}
        words.append(names.get("partnership") or names.get("short") or rule.state_id)
    if rule.body:
        words.append(rule.body.short_name or rule.body.name)
    return tuple(words)


def _check(reader: Reader) -> None:
    if not EDIT_PEOPLE.roles & reader.roles:
        raise PermissionDenied(str(EDIT_PEOPLE.title))
