"""Whose people somebody may look after."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.commons.access import Permission
from serai.commons.accounts.models import User
from serai.commons.directory.access import EDIT_PEOPLE, INVITE_ANYBODY, INVITE_COLLEAGUES
from serai.commons.directory.models import Person, Post

Actor = User | str  # a word such as "demonstration" is a programme of the house


def current_posts() -> QuerySet[Post]:
    """The posts that are held today."""
    today = timezone.localdate()
    return Post.objects.filter(Q(until__isnull=True) | Q(until__gte=today), since__lte=today)


def focal_organisations(actor: User) -> frozenset[str]:
    """The organisations for which ``actor`` is focal point today, if the role is in force."""
    if not INVITE_COLLEAGUES.granted_to(actor):
        return frozenset()
    posts = current_posts().filter(person__account=actor.pk, quality=Post.Quality.FOCAL_POINT)
    return frozenset(posts.values_list("organisation_id", flat=True))


def check_may(actor: Actor, needed: Permission) -> None:
    """Raises PermissionDenied unless ``actor`` holds the permission, or is a programme of the house."""
    if not isinstance(actor, str) and not needed.granted_to(actor):
        raise PermissionDenied(str(needed.title))


def check_looks_after(actor: Actor, organisation: str) -> None:
    """Raises PermissionDenied unless ``actor`` may invite to, and remove from, the organisation ("": none)."""
    if isinstance(actor, str) or INVITE_ANYBODY.granted_to(actor):
        return
    if organisation and organisation in focal_organisations(actor):
        return
    raise PermissionDenied(_("You look after the people of your own organisation only."))


def check_may_write(actor: Actor, person: Person) -> None:
    """Raises PermissionDenied unless ``actor`` may write the details: the secretariat, or the person."""
    own = isinstance(actor, User) and person.account_id == actor.pk
    if not own:
        check_may(actor, EDIT_PEOPLE)
