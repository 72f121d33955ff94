"""A planned contact sheet becomes records; the counts add up, and nothing that stands is overwritten."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone

from serai.commons.directory.imports.plan import Contact, Plan, Planned
from serai.commons.directory.models import (
    FormOfAddress,
    ListExit,
    ListMember,
    MailingList,
    Person,
    PersonMail,
    PersonPhone,
)
from serai.commons.directory.models.person import Use
from serai.commons.directory.rules import name_key
from serai.commons.directory.services.authority import current_posts
from serai.commons.directory.services.people import note_other_spelling, write_post


@dataclass
class Counts:
    """``rows`` is always new + merged + left out + refused."""

    rows: int = 0
    new: int = 0
    merged: int = 0
    left_out: int = 0
    refused: int = 0

    def as_dict(self) -> dict[str, int]:
        """For the record of the upload."""
        return asdict(self)


def write(plan: Plan) -> Counts:
    """Write every planned row as chosen, whoever asks; for this package only."""
    counts = Counts(rows=plan.rows, refused=len(plan.refused))
    made: dict[str, Person] = {}
    with transaction.atomic():
        for planned in plan.planned:
            if planned.choice == "skip":
                counts.left_out += 1
                continue
            person = _known(planned, made)
            if person is None:
                person = _new(planned.contact)
                counts.new += 1
            else:
                counts.merged += 1
            made[f"{planned.row.sheet}:{planned.row.number}"] = person
            _add(person, planned.contact)
    return counts


def _known(planned: Planned, made: dict[str, Person]) -> Person | None:
    kind, rest = planned.choice[:1], planned.choice[1:]
    if kind == "p":
        return Person.objects.select_for_update().filter(pk=int(rest)).first()
    return made.get(rest) if kind == "r" else None


def _new(contact: Contact) -> Person:
    return Person.objects.create(
        name=contact.name,
        name_key=name_key(contact.name),
        given_names=contact.given_names,
        family_name=contact.family_name,
        language=contact.language or "en",
        provenance=contact.provenance,
    )


def _add(person: Person, contact: Contact) -> None:
    """What the row says beyond what stands; another spelling of the name is kept as a note."""
    if person.name != contact.name or person.provenance != contact.provenance:
        note_other_spelling(person, contact.name)
        if contact.provenance and contact.provenance not in person.provenance:
            person.provenance = "\n".join(filter(None, (person.provenance, contact.provenance)))
        person.given_names = person.given_names or contact.given_names
        person.family_name = person.family_name or contact.family_name
        person.save()
    for mails, use in ((contact.mails, Use.WORK), (contact.private_mails, Use.PRIVATE)):
        for address in mails:
            _add_mail(person, address, use)
    for phones, use in ((contact.phones, Use.WORK), (contact.private_phones, Use.PRIVATE)):
        for number in phones:
            PersonPhone.objects.get_or_create(person=person, number=number, defaults={"use": use})
    if contact.form_of_address:
        language = contact.language or person.language
        FormOfAddress.objects.get_or_create(
            person=person, language=language, defaults={"text": contact.form_of_address}
        )
    _add_post(person, contact)
    for row in MailingList.objects.filter(key__in=contact.lists):
        if not ListExit.objects.filter(mailing_list=row, person=person).exists():
            ListMember.objects.get_or_create(mailing_list=row, person=person)


def _add_mail(person: Person, address: str, use: Use) -> None:
    if not person.mails.filter(address__iexact=address).exists():
        main = use == Use.WORK and not person.mails.filter(is_main=True).exists()
        PersonMail.objects.create(person=person, address=address, use=use, is_main=main)


def _add_post(person: Person, contact: Contact) -> None:
    if not contact.organisation:
        return
    held = current_posts().filter(person=person, organisation=contact.organisation)
    same = held.filter(quality=contact.quality)
    if not (same.filter(title=contact.title) if contact.title else same).exists():
        since = contact.since or timezone.localdate()
        write_post(person, contact.organisation, contact.title, contact.quality, since)
