"""The fields that a column of a contact sheet can hold, and the words by which columns are recognised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from serai.commons.directory.rules import name_key


@dataclass(frozen=True)
class Field:
    """``code`` names it in files of our own; ``words`` are other headings for it, in small letters."""

    code: str
    title: Any
    words: tuple[str, ...] = ()


FIELDS = (
    Field("name", _("Name"), ("full name", "contact", "person", "الاسم", "نام")),
    Field("given_names", _("Given names"), ("first name", "given name", "forename")),
    Field("family_name", _("Family name"), ("last name", "surname")),
    Field(
        "mail",
        _("Work mail address"),
        ("email", "e mail", "mail", "email address", "البريد الإلكتروني", "ایمیل"),
    ),
    Field("private_mail", _("Private mail address"), ("private email",)),
    Field("phone", _("Work telephone"), ("phone", "telephone", "tel", "mobile", "الهاتف", "تلفن")),
    Field("private_phone", _("Private telephone"), ("private phone",)),
    Field(
        "organisation",
        _("Organisation"),
        ("institution", "agency", "ministry", "organization", "المؤسسة", "سازمان"),
    ),
    Field("title", _("Title"), ("position", "job title", "function", "post")),
    Field("quality", _("Quality (staff, focal point, head, deputy)"), ("role",)),
    Field("since", _("In the post since"), ("from",)),
    Field("language", _("Language"), ("lang",)),
    Field("form_of_address", _("Form of address"), ("salutation", "honorific", "protocol")),
    Field("provenance", _("Where the details are from"), ("source", "note", "notes")),
    Field("list", _("Mailing list"), ("lists", "mailing lists")),
)
BY_CODE = {field.code: field for field in FIELDS}


def guess(header: list[str]) -> dict[str, str]:
    """For each column of ``header``, by its number, the field that it seems to hold ("" for none)."""
    known = {
        name_key(word): field.code
        for field in FIELDS
        for word in (field.code.replace("_", " "), field.code, str(field.title), *field.words)
    }
    found: dict[str, str] = {}
    for number, heading in enumerate(header):
        code = known.get(name_key(heading), "")
        found[str(number)] = code if code not in found.values() else ""
    return found
