"""People are written, get posts, and are merged here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.commons.accounts.rules import last_day
from serai.commons.directory.access import EDIT_PEOPLE
from serai.commons.directory.errors import PersonRefused
from serai.commons.directory.models import (
    FormOfAddress,
    ListExit,
    ListMember,
    Person,
    PersonMail,
    PersonPhone,
    Post,
)
from serai.commons.directory.models.person import Use
from serai.commons.directory.rules import name_key, one_line, phone_number
from serai.commons.directory.services.authority import Actor, check_may, check_may_write
from serai.commons.partnership.models import Organisation


@dataclass(frozen=True)
class Details:
    """What is known of a person, as a form or a row of a file gives it. The first work mail is the main one."""

    name: str
    given_names: str = ""
    family_name: str = ""
    language: str = "en"
    shown_to: str = Person.Shown.NOBODY
    provenance: str = ""
    mails: tuple[str, ...] = ()
    private_mails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    private_phones: tuple[str, ...] = ()
    forms: dict[str, str] = field(default_factory=dict)


def write_person(*, actor: Actor, details: Details, person: Person | None = None) -> Person:
    """Write a new person, or bring ``person`` to ``details``: what is not among them goes.

    Raises: PermissionDenied; PersonRefused naming what is wrong, and then nothing is written.
    """
    if person is None:
        check_may(actor, EDIT_PEOPLE)
    else:
        check_may_write(actor, person)
    row = person or Person()
    with transaction.atomic():
        _write_names(row, details)
        _write_mails(row, details)
        _write_phones(row, details)
        FormOfAddress.objects.filter(person=row).exclude(language__in=details.forms).delete()
        for language, text in details.forms.items():
            FormOfAddress.objects.update_or_create(
                person=row, language=language, defaults={"text": one_line(text)}
            )
    return row


def _write_names(row: Person, details: Details) -> None:
    row.name = one_line(details.name)
    if not row.name:
        raise PersonRefused(_("A person needs a name"), advice=_("A single name is enough."))
    if details.language not in dict(settings.LANGUAGES):
        raise PersonRefused(_("This language is not one of the house"), where=details.language)
    row.name_key = name_key(row.name)
    row.given_names, row.family_name = one_line(details.given_names), one_line(details.family_name)
    row.language, row.shown_to, row.provenance = (
        details.language,
        details.shown_to,
        details.provenance.strip(),
    )
    row.save()


def _write_mails(row: Person, details: Details) -> None:
    wanted = [(mail, Use.WORK) for mail in details.mails] + [
        (mail, Use.PRIVATE) for mail in details.private_mails
    ]
    keep, main = [], True
    PersonMail.objects.filter(person=row).update(is_main=False)
    for text, use in wanted:
        address = checked_mail(text)
        found = PersonMail.objects.filter(person=row, address__iexact=address).first() or PersonMail(
            person=row
        )
        found.address, found.use, found.is_main = address, use, main
        found.save()
        keep.append(found.pk)
        main = False
    PersonMail.objects.filter(person=row).exclude(pk__in=keep).delete()


def _write_phones(row: Person, details: Details) -> None:
    keep = []
    for texts, use in ((details.phones, Use.WORK), (details.private_phones, Use.PRIVATE)):
        for text in texts:
            number = checked_phone(text)
            found, _made = PersonPhone.objects.update_or_create(
                person=row, number=number, defaults={"use": use}
            )
            keep.append(found.pk)
    PersonPhone.objects.filter(person=row).exclude(pk__in=keep).delete()


def checked_mail(text: str) -> str:
    """``text`` as a mail address. Raises PersonRefused."""
    address = text.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise PersonRefused(_("This is no mail address"), where=one_line(address)) from error
    return address


def checked_phone(text: str, region: str = "") -> str:
    """``text`` as a telephone number in international form. Raises PersonRefused."""
    number = phone_number(text, region)
    if number is None:
        raise PersonRefused(
            _("This is no telephone number"),
            where=one_line(text),
            advice=_("Begin with + and the country's code."),
        )
    return number


def add_post(
    *,
    actor: Actor,
    person: Person,
    organisation: str,
    title: str = "",
    quality: str = Post.Quality.STAFF,
    since: date | None = None,
    until: date | None = None,
) -> Post:
    """``person`` holds a post in an organisation from ``since`` (today). Raises: PermissionDenied, PersonRefused."""
    check_may(actor, EDIT_PEOPLE)
    return write_post(person, organisation, title, quality, since, until)


def write_post(
    person: Person,
    organisation: str,
    title: str,
    quality: str,
    since: date | None = None,
    until: date | None = None,
) -> Post:
    """Write a post, whoever asks; for this package only. Raises PersonRefused."""
    first = since or timezone.localdate()
    if not Organisation.objects.filter(pk=organisation).exists():
        raise PersonRefused(_("This organisation is not known"), where=organisation)
    if until and until < first:
        raise PersonRefused(_("The post ends before it begins"), advice=_("Exchange the two days."))
    return Post.objects.create(
        person=person,
        organisation_id=organisation,
        title=one_line(title),
        quality=quality,
        since=first,
        until=until,
    )


def end_post(*, actor: Actor, post: Post) -> None:
    """The post ends now. Raises PermissionDenied."""
    check_may(actor, EDIT_PEOPLE)
    end_posts([post])


def end_posts(posts: Iterable[Post]) -> None:
    """Posts end now, whoever asks; one that was given today is no post at all (history keeps it)."""
    today = timezone.localdate()
    for post in posts:
        post.until = last_day(post.since, today)
        if post.until is None:
            post.delete()
        else:
            post.save(update_fields=["until"])


def merge(*, actor: Actor, keep: Person, other: Person) -> Person:
    """Two records of one person become one; nothing that either said is lost.

    Raises: PermissionDenied; PersonRefused when both have accounts, because then they are two people.
    """
    check_may(actor, EDIT_PEOPLE)
    if keep.pk == other.pk:
        raise PersonRefused(_("This is the same record"))
    if keep.account_id and other.account_id:
        raise PersonRefused(_("Both have an account"), advice=_("Close one of the accounts first."))
    with transaction.atomic():
        _move_contacts(keep, other)
        Post.objects.filter(person=other).update(person=keep)
        for model in (ListMember, ListExit):
            there = model.objects.filter(person=keep).values_list("mailing_list", flat=True)
            model.objects.filter(person=other).exclude(mailing_list__in=list(there)).update(person=keep)
        account, other.account = other.account, None
        other.save(update_fields=["account"])
        keep.account = keep.account or account
        keep.given_names = keep.given_names or other.given_names
        keep.family_name = keep.family_name or other.family_name
        note_other_spelling(keep, other.name)
        keep.provenance = "\n".join(filter(None, (keep.provenance, other.provenance)))
        keep.save()
        other.delete()
    return keep


def note_other_spelling(person: Person, name: str) -> None:
    """Remember under which other spelling a merged record stood; the caller saves."""
    if name and name != person.name:
        words = _("Also written: %(name)s") % {"name": name}
        person.provenance = "\n".join(filter(None, (person.provenance, words)))


def _move_contacts(keep: Person, other: Person) -> None:
    known = {mail.address.lower() for mail in keep.mails.all()}
    has_main = keep.mails.filter(is_main=True).exists()
    for mail in other.mails.all():
        if mail.address.lower() not in known:
            mail.person, mail.is_main = keep, mail.is_main and not has_main
            mail.save()
    numbers = set(keep.phones.values_list("number", flat=True))
    other.phones.exclude(number__in=numbers).update(person=keep)
    languages = set(keep.forms_of_address.values_list("language", flat=True))
    other.forms_of_address.exclude(language__in=languages).update(person=keep)
