"""Invitations: made, mailed, withdrawn, accepted. A link works once, for one address, for two weeks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from serai.commons.access.roles import Role
from serai.commons.accounts import services as accounts
from serai.commons.accounts.events import MailWanted
from serai.commons.accounts.models import User
from serai.commons.directory.access import INVITE_COLLEAGUES
from serai.commons.directory.errors import InvitationVoid, PersonRefused
from serai.commons.directory.models import Invitation, Person, PersonMail, Post
from serai.commons.directory.models.invitation import new_nonce
from serai.commons.directory.models.person import Use
from serai.commons.directory.rules import name_key, one_line
from serai.commons.directory.services.authority import check_looks_after, check_may
from serai.commons.directory.services.people import checked_mail, write_post
from serai.commons.events import announce

GOOD_FOR = timedelta(days=14)
SALT = "serai.directory.invitation"
Link = Callable[[str], str]  # a token → the whole address of the page that accepts it


def invite(
    *,
    actor: User,
    address: str,
    name: str,
    roles: Iterable[str],
    organisation: str = "",
    title: str = "",
    quality: str = Post.Quality.STAFF,
    language: str = "en",
    link: Link,
) -> Invitation:
    """Invite somebody by mail. The answer is the same whether the address has an account or not.

    Raises: PermissionDenied when the organisation or a role is not ``actor``'s to give; PersonRefused.
    An earlier invitation of the same address to the same organisation is withdrawn.
    """
    check_may(actor, INVITE_COLLEAGUES)
    check_looks_after(actor, organisation)
    wanted = sorted(set(roles))
    accounts.check_may_give(actor, wanted)
    if not wanted or not one_line(name):
        raise PersonRefused(_("An invitation needs a name and a role"))
    with transaction.atomic():
        earlier = Invitation.objects.filter(
            address__iexact=address.strip(), organisation=organisation or None
        )
        earlier.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())
        row = Invitation.objects.create(
            address=checked_mail(address),
            name=one_line(name),
            language=language,
            organisation_id=organisation or None,
            title=one_line(title),
            quality=quality,
            roles=wanted,
            invited_by=actor,
            expires_at=timezone.now() + GOOD_FOR,
        )
        _mail(row, link)
    return row


def resend(*, actor: User, number: int, link: Link) -> None:
    """Mail the invitation again with a new link; the earlier link is worthless from now on."""
    with transaction.atomic():
        row = _own(actor, number)
        row.nonce, row.expires_at = new_nonce(), timezone.now() + GOOD_FOR
        row.save(update_fields=["nonce", "expires_at"])
        _mail(row, link)


def withdraw(*, actor: User, number: int) -> None:
    """The link opens nothing any more. Raises: PermissionDenied, InvitationVoid."""
    with transaction.atomic():
        row = _own(actor, number)
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])


def opened(token: str) -> Invitation:
    """The invitation that ``token`` opens. Raises InvitationVoid, with one answer for every reason."""
    try:
        said = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
        row = Invitation.objects.select_related("organisation", "invited_by").get(pk=said["i"])
    except (signing.BadSignature, Invitation.DoesNotExist, KeyError, TypeError) as error:
        raise _void() from error
    same = row.nonce == said.get("n") and row.address.lower() == said.get("a")
    if not same or row.accepted_at or row.withdrawn_at or row.expires_at < timezone.now():
        raise _void()
    _check_inviter(row)
    return row


def accept(*, token: str, password: str = "", account: User | None = None, name: str = "") -> User:
    """Whoever holds the link takes the invitation up: a new account with ``password``, or their own.

    ``account`` is whoever is signed in; it must be the account of the invited address. Roles that need a
    second factor wait until one is set up. Twice is refused. Raises: InvitationVoid, AccountRefused.
    """
    with transaction.atomic():
        row = opened(token)
        row = Invitation.objects.select_for_update().get(pk=row.pk)
        if row.accepted_at or row.withdrawn_at:
            raise _void()
        known = User.objects.filter(email__iexact=row.address).first()
        if known is not None and (account is None or account.pk != known.pk or not known.is_active):
            raise _void()
        user = known or accounts.create_account(
            actor="invitation",
            email=row.address,
            name=one_line(name) or row.name,
            roles=row.roles,
            password=password,
            organisation=row.organisation_id or "",
            given_by=row.invited_by,
        )
        if known is not None:
            _give_missing_roles(known, row)
        _write_person(user, row)
        row.accepted_at, row.account = timezone.now(), user
        row.save(update_fields=["accepted_at", "account"])
    return user


def _give_missing_roles(user: User, row: Invitation) -> None:
    for role in sorted(set(row.roles) - user.roles - user.waiting_roles):
        accounts.give_role(
            actor=row.invited_by or "invitation", user=user, role=role, organisation=row.organisation_id or ""
        )


def _write_person(user: User, row: Invitation) -> None:
    person = Person.objects.filter(account=user).first() or _unclaimed(row)
    if person is None:
        person = Person(name=user.name, language=row.language)
        person.name_key = name_key(person.name)
        person.provenance = _("Invited by %(name)s") % {"name": row.invited_by or ""}
    person.account = user
    person.save()
    if not person.mails.filter(address__iexact=row.address).exists():
        main = not person.mails.filter(is_main=True).exists()
        PersonMail.objects.create(person=person, address=row.address, use=Use.WORK, is_main=main)
    if row.organisation_id:
        write_post(person, row.organisation_id, row.title, row.quality)


def _unclaimed(row: Invitation) -> Person | None:
    """Somebody of the directory who has this address and the same name, and no account yet."""
    people = Person.objects.filter(account=None, mails__address__iexact=row.address)
    return people.filter(name_key=name_key(row.name)).first()


def _own(actor: User, number: int) -> Invitation:
    check_may(actor, INVITE_COLLEAGUES)
    row = Invitation.objects.select_for_update().filter(pk=number).first()
    if row is None or row.accepted_at or row.withdrawn_at:
        raise _void()
    if row.invited_by_id != actor.pk:
        check_looks_after(actor, row.organisation_id or "")
    return row


def _check_inviter(row: Invitation) -> None:
    """Whoever has lost the right to invite since then cannot let anybody in by an old mail."""
    inviter = row.invited_by
    try:
        if inviter is None or not inviter.is_active:
            raise _void()
        check_looks_after(inviter, row.organisation_id or "")
        accounts.check_may_give(inviter, row.roles)
    except PermissionDenied as error:
        raise _void() from error


def _void() -> InvitationVoid:
    return InvitationVoid(
        _("This invitation is not open any more"), advice=_("Ask whoever invited you for a new one.")
    )


def token_of(row: Invitation) -> str:
    """The signed word in the link: it names the invitation, its address and its nonce."""
    return signing.dumps({"i": row.pk, "a": row.address.lower(), "n": row.nonce}, salt=SALT)


def _mail(row: Invitation, link: Link) -> None:
    with override(row.language):
        words = {
            "name": row.name,
            "inviter": str(row.invited_by),
            "organisation": str(row.organisation.name) if row.organisation else "",
            "roles": ", ".join(str(Role(role).label) for role in row.roles),
            "link": link(token_of(row)),
            "until": date_format(timezone.localtime(row.expires_at), "DATE_FORMAT"),
        }
    announce(MailWanted(address=row.address, language=row.language, kind="invitation", words=words))
