"""A contact sheet waits between preview and confirmation; its bytes go once it is written or given up."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import Http404

from serai.commons.accounts.models import User
from serai.commons.audit.services import record_read
from serai.commons.directory.access import EDIT_PEOPLE
from serai.commons.directory.imports import sheets
from serai.commons.directory.imports.fields import BY_CODE, FIELDS, guess
from serai.commons.directory.imports.plan import Plan, plan
from serai.commons.directory.imports.writing import write
from serai.commons.directory.models import ContactUpload, Person
from serai.commons.directory.selectors.people import with_posts
from serai.commons.directory.services.authority import check_may

KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Preview:
    """What the page shows: the columns with their fields, and the plan; after writing, the counts."""

    name: str
    columns: list[tuple[str, str, str]]
    plan: Plan | None
    report: dict[str, int]


def receive(*, actor: User, name: str, content: bytes) -> uuid.UUID:
    """Take a file in and guess its columns. Raises: PermissionDenied; PersonRefused for no spreadsheet."""
    check_may(actor, EDIT_PEOPLE)
    sheet = sheets.read(name, content)
    row = ContactUpload.objects.create(
        account=actor, name=name[:200], content=content, columns=guess(sheet.header)
    )
    return row.pk


def preview(key: uuid.UUID, *, actor: User) -> Preview:
    """What would become of each row. Raises: PermissionDenied; Http404 for somebody else's file."""
    check_may(actor, EDIT_PEOPLE)
    row = _own(key, actor)
    if row.content is None:
        return Preview(row.name, [], None, row.report)
    sheet = sheets.read(row.name, bytes(row.content))
    columns = [
        (str(number), heading, row.columns.get(str(number), ""))
        for number, heading in enumerate(sheet.header)
    ]
    return Preview(row.name, columns, plan(row.name, sheet, row.columns), {})


def match(key: uuid.UUID, *, actor: User, columns: dict[str, str]) -> None:
    """Say which field each column holds; a field is held by one column."""
    check_may(actor, EDIT_PEOPLE)
    row = _own(key, actor)
    row.columns = {number: code for number, code in columns.items() if code in BY_CODE}
    row.save(update_fields=["columns"])


def confirm(key: uuid.UUID, *, actor: User, choices: dict[str, str]) -> dict[str, int]:
    """Write the file as chosen. ``choices`` maps "sheet:row" to "new", "skip" or the key of a likeness.

    Twice is once: the report of the first time comes back.
    """
    check_may(actor, EDIT_PEOPLE)
    with transaction.atomic():
        row = ContactUpload.objects.select_for_update().filter(pk=key, account=actor).first()
        if row is None:
            raise Http404
        if row.content is None:
            return dict(row.report)
        planned = plan(row.name, sheets.read(row.name, bytes(row.content)), row.columns)
        for one in planned.planned:
            choice = choices.get(f"{one.row.sheet}:{one.row.number}", one.choice)
            if choice in ("new", "skip") or choice in {like.key for like in one.likely}:
                one.choice = choice
        row.report, row.content = write(planned).as_dict(), None
        row.save(update_fields=["report", "content"])
    return dict(row.report)


def give_up(key: uuid.UUID, *, actor: User) -> None:
    """Nothing is written, and the bytes go."""
    _own(key, actor).delete()


def forget_stale(now: datetime) -> str:
    """Files that nobody confirmed within a day go; a sentence for the schedule."""
    gone, _by = ContactUpload.objects.filter(received_at__lt=now - KEPT_FOR).delete()
    return f"{gone} contact sheets dropped" if gone else ""


def export(*, actor: User, people: Any) -> list[list[str]]:
    """Everybody of ``people`` (rows the actor may see) as a sheet that ``receive`` reads back."""
    check_may(actor, EDIT_PEOPLE)
    found = with_posts(people).prefetch_related("phones", "forms_of_address", "list_members__mailing_list")
    rows = [[field.code for field in FIELDS]]
    keys = []
    for person in found:
        keys.append(str(person.pk))
        rows += _sheet_rows(person)
    record_read(actor=actor.pk, noun="directory.person", keys=keys, purpose="export")
    return rows


def _sheet_rows(person: Person) -> list[list[str]]:
    """One row for each post: a person with two posts has two, which come back as one person."""
    mails, phones = list(person.mails.all()), list(person.phones.all())
    forms = {form.language: form.text for form in person.forms_of_address.all()}
    shared = {
        "name": person.name,
        "given_names": person.given_names,
        "family_name": person.family_name,
        "mail": "; ".join(mail.address for mail in mails if mail.use == "work"),
        "private_mail": "; ".join(mail.address for mail in mails if mail.use == "private"),
        "phone": "; ".join(phone.number for phone in phones if phone.use == "work"),
        "private_phone": "; ".join(phone.number for phone in phones if phone.use == "private"),
        "language": person.language,
        "form_of_address": forms.get(person.language, ""),
        "provenance": person.provenance,
        "list": "; ".join(member.mailing_list.key for member in person.list_members.all()),
    }
    posts = [
        {
            "organisation": p.organisation_id,
            "title": p.title,
            "quality": p.quality,
            "since": p.since.isoformat(),
        }
        for p in person.posts.all()
        if p.until is None
    ]
    return [[{**shared, **post}.get(field.code, "") for field in FIELDS] for post in posts or [{}]]


def _own(key: uuid.UUID, actor: User) -> ContactUpload:
    row = ContactUpload.objects.filter(pk=key, account=actor).first()
    if row is None:
        raise Http404
    return row
