"""What this room holds on a person, and how it forgets them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from serai.commons.accounts.held import Held, reads_of
from serai.commons.audit.services import redact
from serai.commons.directory.models import ContactUpload, Invitation, Person
from serai.commons.directory.selectors.people import post_line


def held_on(account: int) -> list[Held]:
    """The person's details, posts, lists, and the invitations sent to them."""
    person = Person.objects.filter(account=account).first()
    invited = Invitation.objects.filter(account=account)
    found = [
        Held("directory.invitation", gettext_lazy("Invitations"), tuple(_invitation(row) for row in invited))
    ]
    if person is None:
        return found
    reads = reads_of("directory.person", str(person.pk), account)
    return [*_person(person), *found, Held("directory.read", gettext_lazy("Who read your details"), reads)]


def _person(person: Person) -> list[Held]:
    posts = [post_line(post) for post in person.posts.select_related("organisation")]
    contacts = [{_("mail address"): mail.address} for mail in person.mails.all()]
    contacts += [{_("telephone"): phone.number} for phone in person.phones.all()]
    contacts += [
        {_("form of address"): f"{form.language}: {form.text}"} for form in person.forms_of_address.all()
    ]
    return [
        Held("directory.person", gettext_lazy("Directory"), (_details(person),)),
        Held("directory.contact", gettext_lazy("Contact"), tuple(contacts)),
        Held(
            "directory.post",
            gettext_lazy("Posts"),
            tuple(
                {
                    _("organisation"): line.organisation_name,
                    _("title"): line.title,
                    _("quality"): str(line.quality_word),
                    _("from"): f"{line.since}",
                    _("until"): f"{line.until or ''}",
                }
                for line in posts
            ),
        ),
        Held(
            "directory.list",
            gettext_lazy("Mailing lists"),
            tuple(
                {_("list"): row.mailing_list.name}
                for row in person.list_members.select_related("mailing_list")
            ),
        ),
    ]


def erase(subject: Any) -> list[str]:
    """Remove the person of ``subject`` with contacts, posts and lists, and blank what names them elsewhere."""
    people = Person.objects.filter(pk=subject.person) if subject.person else Person.objects.none()
    if subject.account:
        people = people | Person.objects.filter(account=subject.account)
    mails = [mail.strip().lower() for mail in subject.emails]
    invited = Q(account=subject.account) if subject.account else Q(pk__in=[])
    for mail in mails:
        invited |= Q(address__iexact=mail)
    said = []
    with transaction.atomic():
        for row in people.distinct():
            number = row.pk
            row.delete()
            said.append(f"person {number}: name, contact, posts and lists removed")
        keys = list(Invitation.objects.filter(invited).values_list("pk", flat=True))
        if keys:
            rows = Invitation.objects.filter(pk__in=keys)
            rows.update(address="erased@erased.invalid", name="erased", title="")
            # by number: an invitation may have gone to an address that nobody names any more
            redact("directory.invitation", [str(key) for key in keys])
            said.append(f"{len(keys)} invitations blanked")
        # a sheet that waits may name anybody, and nobody can tell by looking at its bytes
        gone, _by = ContactUpload.objects.all().delete()
        if gone:
            said.append(f"{gone} contact sheets that waited removed")
    return said


def _details(person: Person) -> dict[str, str]:
    return {
        _("name"): person.name,
        _("given names"): person.given_names,
        _("family name"): person.family_name,
        _("language"): person.language,
        _("shown to"): str(person.get_shown_to_display()),
        _("where the details are from"): person.provenance,
    }


def _invitation(row: Invitation) -> dict[str, str]:
    return {
        _("invited by"): str(row.invited_by or ""),
        _("on"): f"{row.made_at:%Y-%m-%d}",
        _("mail address"): row.address,
    }
