"""What is left in the hands of somebody who leaves, and who may take it over."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.urls import reverse
from django.utils.translation import gettext as _

from serai.commons.accounts.models import User
from serai.commons.accounts.selectors import role_lines
from serai.commons.directory.models import Invitation, ListMember, Person, Post
from serai.commons.directory.records import Left
from serai.commons.directory.selectors.people import post_line
from serai.commons.directory.services.authority import current_posts


def left_with(person: Person) -> list[Left]:
    """Posts, roles, duties, invitations and lists of somebody; rooms add theirs by ``left_with(account)``."""
    found = [_post(post) for post in current_posts().filter(person=person).select_related("organisation")]
    if person.account is not None:
        found += [
            Left(_("Role: %(role)s") % {"role": line.word})
            for line in role_lines(person.account)
            if line.state != "over"
        ]
        waiting = Invitation.objects.filter(invited_by=person.account, accepted_at=None, withdrawn_at=None)
        found += [
            Left(_("Invitation that waits: %(name)s") % {"name": row.name}, reverse("invitations"))
            for row in waiting
        ]
        for config in apps.get_app_configs():
            ask = getattr(config, "left_with", None)
            found += ask(person.account_id) if ask else []
    found += [
        Left(_("On the list: %(list)s") % {"list": row.mailing_list.name})
        for row in ListMember.objects.filter(person=person).select_related("mailing_list")
    ]
    return found


def successors(person: Person, organisation: str) -> list[tuple[str, Any]]:
    """Colleagues with accounts who may take over what ``person`` leaves."""
    keys = current_posts().filter(organisation=organisation).values("person")
    rows = User.objects.filter(person__pk__in=keys, is_active=True).exclude(pk=person.account_id or 0)
    return [(str(row.pk), row.name) for row in rows.order_by("name")]


def _post(post: Post) -> Left:
    line = post_line(post)
    return Left(
        f"{line.title or line.quality_word}, {line.organisation_name}",
        reverse("organisation", args=[line.organisation]),
    )
