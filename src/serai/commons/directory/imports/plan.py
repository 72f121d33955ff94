"""What would become of each row of a contact sheet: new, perhaps somebody known, or refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from serai.commons.directory.errors import PersonRefused
from serai.commons.directory.imports.fields import BY_CODE
from serai.commons.directory.imports.sheets import Row, Sheet
from serai.commons.directory.models import MailingList, Person, PersonMail, Post
from serai.commons.directory.rules import name_key, one_line
from serai.commons.directory.services.people import checked_mail, checked_phone
from serai.commons.partnership.models import Organisation


@dataclass(frozen=True)
class Contact:
    """One row in order: what it says of a person, in the forms that the directory keeps."""

    name: str
    given_names: str = ""
    family_name: str = ""
    language: str = ""
    provenance: str = ""
    mails: tuple[str, ...] = ()
    private_mails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    private_phones: tuple[str, ...] = ()
    form_of_address: str = ""
    organisation: str = ""
    title: str = ""
    quality: str = Post.Quality.STAFF
    since: date | None = None
    lists: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """Why a row is refused, where it stands, and the way out."""

    file: str
    sheet: str
    row: int
    field: str
    value: str
    reason: str
    advice: str


@dataclass(frozen=True)
class Likeness:
    """Somebody who may be the person of a row. ``key`` is "p12" for a record, "rSheet1:7" for an earlier row."""

    key: str
    name: str
    why: str
    certain: bool


@dataclass
class Planned:
    """A row in order with whoever it may be; ``choice`` is "new", "skip" or the key of a likeness."""

    row: Row
    contact: Contact
    likely: list[Likeness]
    choice: str = "new"


@dataclass
class Plan:
    """All rows of a file: ``planned`` and ``refused`` together are as many as ``rows``."""

    rows: int
    planned: list[Planned] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


class _Known:
    """Whom the directory, and the rows so far, know by mail address and by name with organisation."""

    def __init__(self) -> None:
        self.mails: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.names: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        people = dict(Person.objects.values_list("pk", "name"))
        for person, address in PersonMail.objects.values_list("person_id", "address"):
            self.mails[address.lower()].append((f"p{person}", people[person]))
        posts = Post.objects.values_list("person_id", "organisation_id").distinct()
        places = defaultdict(set)
        for person, organisation in posts:
            places[person].add(organisation)
        for person, name in people.items():
            for organisation in places[person] or {""}:
                self.names[name_key(name), organisation].append((f"p{person}", name))

    def alike(self, contact: Contact) -> list[Likeness]:
        """Same mail address first, then same folded name in the same organisation."""
        found: dict[str, Likeness] = {}
        key = name_key(contact.name)
        for mail in (*contact.mails, *contact.private_mails):
            for who, name in self.mails[mail.lower()]:
                why = _("same mail address, same name") if name_key(name) == key else _("same mail address")
                # offices share mailboxes: the address alone is no proof
                found[who] = Likeness(who, name, why, certain=name_key(name) == key)
        for who, name in self.names[key, contact.organisation]:
            found.setdefault(who, Likeness(who, name, _("same name, same organisation"), certain=True))
        return list(found.values())

    def add(self, row: Row, contact: Contact) -> None:
        """A row that would make somebody new is known to the rows after it."""
        for mail in (*contact.mails, *contact.private_mails):
            self.mails[mail.lower()].append((f"r{row.sheet}:{row.number}", contact.name))
        self.names[name_key(contact.name), contact.organisation].append(
            (f"r{row.sheet}:{row.number}", contact.name)
        )


def plan(name: str, sheet: Sheet, columns: dict[str, str]) -> Plan:
    """Look at every row; write nothing. ``columns`` says which field each column holds ("" for none)."""
    organisations = _organisations()
    lists = {name_key(row.key): row.key for row in MailingList.objects.all()}
    lists |= {name_key(row.name): row.key for row in MailingList.objects.all()}
    known, result = _Known(), Plan(rows=len(sheet.rows))
    for row in sheet.rows:
        values = _values(row, columns)
        try:
            contact = _contact(values, organisations, lists)
        except _Bad as bad:
            value = values.get(bad.field, "")
            words = (bad.field, one_line(value)[:120], bad.reason, bad.advice)
            result.refused.append(Refusal(name, row.sheet, row.number, *words))
            continue
        likely = known.alike(contact)
        certain = [one.key for one in likely if one.certain]
        planned = Planned(row, contact, likely, choice=certain[0] if len(certain) == 1 else "new")
        result.planned.append(planned)
        if planned.choice == "new":
            known.add(row, contact)
    return result


class _Bad(Exception):
    """A field that cannot be taken as it stands."""

    def __init__(self, field: str, reason: str, advice: str = "") -> None:
        self.field, self.reason, self.advice = field, reason, advice
        super().__init__(field)


def _organisations() -> dict[str, str]:
    known: dict[str, str] = {}
    for key, name, short in Organisation.objects.values_list("key", "name", "short_name"):
        for word in (key, name, short):
            if word:
                known[name_key(word)] = key
    return known


def _values(row: Row, columns: dict[str, str]) -> dict[str, str]:
    return {
        columns[str(number)]: cell.removeprefix("'")
        for number, cell in enumerate(row.cells)
        if columns.get(str(number)) in BY_CODE and cell
    }


def _contact(values: dict[str, str], organisations: dict[str, str], lists: dict[str, str]) -> Contact:
    given, family = one_line(values.get("given_names", "")), one_line(values.get("family_name", ""))
    name = one_line(values.get("name", "")) or " ".join(word for word in (given, family) if word)
    if not name:
        raise _Bad("name", _("There is no name"), _("Give a name; a single one is enough."))
    if len(name) > 200:
        raise _Bad("name", _("The name is too long"), _("Keep it below 200 letters."))
    return Contact(
        name=name,
        given_names=given[:120],
        family_name=family[:120],
        language=_language(values.get("language", "")),
        provenance=values.get("provenance", "").strip(),
        mails=_each("mail", values, checked_mail),
        private_mails=_each("private_mail", values, checked_mail),
        phones=_each("phone", values, checked_phone),
        private_phones=_each("private_phone", values, checked_phone),
        form_of_address=one_line(values.get("form_of_address", ""))[:120],
        organisation=_one_of(
            "organisation",
            values,
            organisations,
            _("Load the organisation first, or write its name as it stands here."),
        ),
        title=one_line(values.get("title", ""))[:200],
        quality=_quality(values.get("quality", "")),
        since=_day(values.get("since", "")),
        lists=tuple(_list(word, lists) for word in _split(values.get("list", ""))),
    )


def _each(code: str, values: dict[str, str], check: Callable[[str], str]) -> tuple[str, ...]:
    try:
        return tuple(dict.fromkeys(check(word) for word in _split(values.get(code, ""))))
    except PersonRefused as error:
        raise _Bad(code, error.what, error.advice or _("Correct it, or leave it empty.")) from error


def _split(text: str) -> Iterable[str]:
    return [part.strip() for part in text.replace("\n", ";").split(";") if part.strip()]


def _one_of(code: str, values: dict[str, str], known: dict[str, str], advice: str) -> str:
    text = values.get(code, "")
    if text and name_key(text) not in known:
        raise _Bad(code, _("This is not known here"), advice)
    return known[name_key(text)] if text else ""


def _list(word: str, lists: dict[str, str]) -> str:
    if name_key(word) not in lists:
        raise _Bad("list", _("There is no such mailing list"), _("Make the list first."))
    return lists[name_key(word)]


def _language(text: str) -> str:
    if not text.strip():
        return ""
    known = {code: code for code, _name in settings.LANGUAGES}
    known |= {name_key(name): code for code, name in settings.LANGUAGES}
    wanted = name_key(text) if text.strip().lower() not in known else text.strip().lower()
    if wanted not in known:
        codes = ", ".join(code for code, _name in settings.LANGUAGES)
        raise _Bad("language", _("This language is not one of the house"), _("Write one of: %s.") % codes)
    return known[wanted]


def _quality(text: str) -> str:
    if not text.strip():
        return Post.Quality.STAFF.value
    known = {name_key(value.replace("_", " ")): value for value in Post.Quality.values}
    known |= {name_key(str(label)): value for value, label in Post.Quality.choices}
    if name_key(text.replace("_", " ")) not in known:
        raise _Bad("quality", _("This quality is not known"), _("Write staff, focal point, head or deputy."))
    return known[name_key(text.replace("_", " "))]


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError as error:
        raise _Bad("since", _("This is no day"), _("Write it as 2026-01-31.")) from error
