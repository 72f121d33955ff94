"""Somebody is removed from an organisation, or moves: what lets them in ends at once."""

from __future__ import annotations

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from serai.commons.accounts import services as accounts
from serai.commons.accounts.models import User
from serai.commons.directory.errors import PersonRefused
from serai.commons.directory.models import Invitation, Person, Post
from serai.commons.directory.services.authority import check_looks_after, current_posts
from serai.commons.directory.services.people import end_posts, write_post


def leave(
    *,
    actor: User,
    person: Person,
    organisation: str,
    successor: User | None = None,
    new_organisation: str = "",
    new_title: str = "",
) -> list[str]:
    """``person`` leaves ``organisation`` now; sentences saying what ended and what was handed over.

    Posts there end, roles held for it end, tokens end, and every session is over at its next click. With
    no other post left the account is closed. With ``new_organisation`` the person holds a post there from
    today, and roles have to be given anew. Raises: PermissionDenied, PersonRefused.
    """
    check_looks_after(actor, organisation)
    if person.account_id == actor.pk:
        raise PersonRefused(_("Nobody removes themselves"), advice=_("Ask the secretariat."))
    posts = list(current_posts().filter(person=person, organisation=organisation))
    if not posts:
        raise PersonRefused(_("This person holds no post there"), where=str(person))
    if new_organisation:
        check_looks_after(actor, new_organisation)
    with transaction.atomic():
        said = [
            _("Post ended: %(title)s") % {"title": post.title or post.get_quality_display()} for post in posts
        ]
        end_posts(posts)
        if new_organisation:
            post = write_post(person, new_organisation, new_title, Post.Quality.STAFF)
            said.append(_("New post: %(title)s") % {"title": post.title or post.organisation.name})
        said += _hand_over(person, successor)
        said += _end_access(actor, person, organisation)
    return said


def _end_access(actor: User, person: Person, organisation: str) -> list[str]:
    if person.account is None:
        return []
    remains = current_posts().filter(person=person).exists()
    try:
        ended = accounts.end_access(
            actor=actor, user=person.account, organisation=organisation if remains else "", close=not remains
        )
    except PermissionDenied as error:
        raise PersonRefused(
            _("This person holds a role that is not yours to take"), advice=_("Ask the secretariat.")
        ) from error
    said = [_("Role ended: %(role)s") % {"role": role} for role in ended]
    return [
        *said,
        _("Every open session ended") if remains else _("Account closed; every open session ended"),
    ]


def _hand_over(person: Person, successor: User | None) -> list[str]:
    """What waits for the person goes to ``successor``; invitations nobody takes over are withdrawn."""
    if person.account_id is None:
        return []
    waiting = Invitation.objects.filter(invited_by=person.account_id, accepted_at=None, withdrawn_at=None)
    said = []
    if successor is not None:
        count = waiting.update(invited_by=successor)
        said = [_("Invitations handed over: %(count)d") % {"count": count}] if count else []
        for config in apps.get_app_configs():
            hand_over = getattr(config, "hand_over", None)
            said += hand_over(person.account_id, successor.pk) if hand_over else []
    return said
