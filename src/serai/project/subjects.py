"""Who is meant by an erasure, told from the rows of today, and from marks when a backup was restored."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from serai.kernel.errors import SeraiError
from serai.project import environment

if TYPE_CHECKING:
    from serai.commons.vaults.erasure import Subject

BLANK = ("erased", "@erased.invalid", "erased-")  # what an earlier erasure left in place of a name


def complete(given: Subject) -> Subject:
    """``given`` with what accounts and directory know: numbers, names and addresses, former ones too, pseudonyms.

    Raises SeraiError when nobody is meant.
    """
    from serai.commons.accounts.models import User
    from serai.commons.directory.models import Person
    from serai.commons.vaults import declarations, erasure

    account = User.objects.filter(pk=given.account).first() if given.account else None
    person = Person.objects.filter(pk=given.person).first() if given.person else None
    for email in given.emails:
        account = account or User.objects.filter(email__iexact=email).first()
        sharing = list(Person.objects.filter(mails__address__iexact=email).distinct()[:2])
        if len(sharing) > 1 and not person:
            raise SeraiError("several people share this address", where=email, advice="Say --person.")
        person = person or next(iter(sharing), None)
    if account and not person:
        person = Person.objects.filter(account=account).first()
    if person and not account:
        account = person.account
    subject = replace(
        given,
        account=account.pk if account else given.account,
        person=person.pk if person else given.person,
    )
    names, emails = _called(subject)
    own = [email for email in emails if not _shared(email, subject)]
    subject = replace(subject, names=_known(given.names, names), emails=_known(given.emails, own))
    if not (subject.account or subject.person or subject.emails or subject.records):
        raise SeraiError("nobody was named", advice="Say --email, --account, --person or --record.")
    found = {
        f"{vault.name}:{pseudonym}"
        for vault in declarations.declared()
        for pseudonym in erasure.find(vault, subject)[0]
    }
    return replace(subject, records=tuple(sorted({*given.records, *found})))


def _called(subject: Subject) -> tuple[list[str], list[str]]:
    """Every name and address that account and person have, and had since their histories began."""
    from serai.commons.accounts.models import User
    from serai.commons.directory.models import Person, PersonMail

    names: list[str] = []
    emails: list[str] = []
    for model, field, key, number, into in (
        (User, "name", "pk", subject.account, names),
        (User, "email", "pk", subject.account, emails),
        (Person, "name", "pk", subject.person, names),
        (PersonMail, "address", "person_id", subject.person, emails),
    ):
        if number:
            into += model._default_manager.filter(**{key: number}).values_list(field, flat=True)
            column = model._meta.pk.name if key == "pk" else key
            into += _events(model).filter(**{column: number}).values_list(field, flat=True)
    return names, emails


def _shared(email: str, subject: Subject) -> bool:
    """Whether somebody else has this address too, as colleagues do: then it names nobody."""
    from serai.commons.accounts.models import User
    from serai.commons.directory.models import PersonMail

    accounts = User.objects.filter(email__iexact=email).values_list("pk", flat=True)
    people = PersonMail.objects.filter(address__iexact=email).values_list("person", flat=True)
    return bool(set(accounts) - {subject.account} or set(people) - {subject.person})


def _known(*texts: Iterable[str]) -> tuple[str, ...]:
    """Each once, without what an earlier erasure left."""
    found = dict.fromkeys(text.strip() for some in texts for text in some if text.strip())
    return tuple(
        text
        for text in found
        if not (text == BLANK[0] or text.endswith(BLANK[1]) or (text.startswith(BLANK[2]) and "@" in text))
    )


def _events(model: Any) -> Any:
    from serai.commons.audit.tracking import event_classes

    return next(event for event in event_classes() if event.pgh_tracked_model is model).objects


def entry(subject: Subject) -> dict[str, Any]:
    """What the list beside the keys says: numbers and marks, no name, and no address if that can be helped."""
    known = subject.account or subject.person
    return {
        "account": subject.account,
        "account_born": mark(_born("account", subject.account)),
        "person": subject.person,
        "person_born": mark(_born("person", subject.person)),
        "records": list(subject.records),
        "emails": [] if known else list(subject.emails),
        "email_marks": sorted(mark(email.lower()) for email in subject.emails),
        "keep_mentions": subject.keep_mentions,
    }


def again(entries: list[dict[str, Any]]) -> Iterator[Subject]:
    """Whom each entry means in the rows that stand now; addresses are found by their marks."""
    from serai.commons.vaults.erasure import Subject

    marked = {mark(address): address for address in _addresses()}
    for line in entries:
        emails = (*line.get("emails", ()), *(marked.get(one, "") for one in line.get("email_marks", ())))
        yield Subject(
            account=_still(line, "account"),
            person=_still(line, "person"),
            emails=tuple(dict.fromkeys(filter(None, emails))),
            records=tuple(line.get("records", ())),
            keep_mentions=bool(line.get("keep_mentions")),
        )


def _still(line: dict[str, Any], kind: str) -> int | None:
    """The number, if it still means the same person: numbers may be given again after a restore."""
    number, born = line.get(kind), line.get(f"{kind}_born")
    return number if number and born and mark(_born(kind, number)) == born else None


def _born(kind: str, number: int | None) -> str:
    """The moment that a row was made, which no change of name or address touches and every backup holds."""
    from serai.commons.accounts.models import User
    from serai.commons.directory.models import Person

    if number is None:
        return ""
    model = User if kind == "account" else Person
    first = _events(model).filter(**{str(model._meta.pk.name): number}).order_by("pgh_id").first()
    return f"{kind} {number} {first.pgh_created_at.isoformat()}" if first else ""


def _addresses() -> Iterator[str]:
    """Every mail address that stands anywhere in the house, in small letters."""
    from django.apps import apps
    from django.db.models import EmailField

    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EmailField):
                for address in model._default_manager.values_list(field.name, flat=True).distinct():
                    if address:
                        yield str(address).lower()


def mark(text: str) -> str:
    """A keyed digest: tells whether two texts are equal, to whoever holds the key beside the list."""
    from serai.commons.vaults import crypto, keyfiles

    path = environment.keys() / "erased.key"
    if not path.exists():
        keyfiles.write(path, crypto.new_key())
    return hmac.new(path.read_bytes(), text.encode(), hashlib.sha256).hexdigest() if text else ""
