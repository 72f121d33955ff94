"""Mailing lists: who is on them, by name and by rule, and how one leaves them."""

from __future__ import annotations

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from serai.commons.directory.access import EDIT_PEOPLE
from serai.commons.directory.errors import InvitationVoid, PersonRefused
from serai.commons.directory.models import ListExit, ListMember, ListRule, MailingList, Person
from serai.commons.directory.services.authority import Actor, check_may

SALT = "serai.directory.list"


def write_list(*, actor: Actor, key: str, name: str, purpose: str = "") -> MailingList:
    """Make a list, or name it anew. Raises: PermissionDenied, PersonRefused."""
    check_may(actor, EDIT_PEOPLE)
    if not key or not name.strip():
        raise PersonRefused(_("A list needs a short name and a name"))
    row, _made = MailingList.objects.update_or_create(
        key=key, defaults={"name": name.strip(), "purpose": purpose.strip()}
    )
    return row


def add_rule(
    *,
    actor: Actor,
    to: MailingList,
    organisation_kind: str = "",
    state: str = "",
    body: str = "",
    quality: str = "",
) -> ListRule:
    """Everybody with such a post is on the list. Raises: PermissionDenied, PersonRefused (an empty rule)."""
    check_may(actor, EDIT_PEOPLE)
    if not (organisation_kind or state or body or quality):
        raise PersonRefused(_("The rule says nothing"), advice=_("Choose at least one condition."))
    return ListRule.objects.create(
        mailing_list=to,
        organisation_kind=organisation_kind,
        state_id=state or None,
        body_id=body or None,
        quality=quality,
    )


def drop_rule(*, actor: Actor, of: MailingList, number: int) -> None:
    """The rule brings nobody any more. Raises PermissionDenied."""
    check_may(actor, EDIT_PEOPLE)
    ListRule.objects.filter(mailing_list=of, pk=number).delete()


def add_member(*, actor: Actor, to: MailingList, person: Person) -> None:
    """Put somebody on a list by name. Raises: PermissionDenied; PersonRefused when they left it."""
    check_may(actor, EDIT_PEOPLE)
    if ListExit.objects.filter(mailing_list=to, person=person).exists():
        raise PersonRefused(
            _("This person left the list"), advice=_("They come back by their own wish only.")
        )
    ListMember.objects.get_or_create(mailing_list=to, person=person)


def drop_member(*, actor: Actor, of: MailingList, person: Person) -> None:
    """Take somebody off a list, so that no rule brings them back. Raises PermissionDenied."""
    check_may(actor, EDIT_PEOPLE)
    _leave(of, person)


def leaving_token(of: MailingList, person: Person) -> str:
    """The signed word in the link by which somebody leaves a list; it does not expire, mails are old."""
    return signing.dumps({"l": of.pk, "p": person.pk}, salt=SALT)


def leaving(token: str) -> tuple[MailingList, Person]:
    """The list and the person a link is about. Raises InvitationVoid."""
    try:
        said = signing.loads(token, salt=SALT)
        return MailingList.objects.get(pk=said["l"]), Person.objects.get(pk=said["p"])
    except (
        signing.BadSignature,
        KeyError,
        TypeError,
        MailingList.DoesNotExist,
        Person.DoesNotExist,
    ) as error:
        raise InvitationVoid(_("This link opens nothing"), advice=_("Write to the secretariat.")) from error


def leave_list(token: str) -> None:
    """Whoever holds the link leaves the list. Twice is once. Raises InvitationVoid."""
    _leave(*leaving(token))


def _leave(of: MailingList, person: Person) -> None:
    with transaction.atomic():
        ListMember.objects.filter(mailing_list=of, person=person).delete()
        ListExit.objects.get_or_create(mailing_list=of, person=person)
