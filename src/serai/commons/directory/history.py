"""How histories of people read. They hold private contact details: who may see all of those, and the person, may."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from serai.commons.access.readers import Reader
from serai.commons.audit.declaring import Noun, Part
from serai.commons.directory.access import READ_ALL_PEOPLE
from serai.commons.directory.models import FormOfAddress, Person, PersonMail, PersonPhone, Post

USE = {"use": _("what it is for")}


def _visible(reader: Reader, keys: Collection[str]) -> set[str]:
    rows = Person.objects.filter(pk__in=keys)
    if not READ_ALL_PEOPLE.roles & reader.roles:
        rows = rows.filter(account__isnull=False, account=reader.account)
    return {str(key) for key in rows.values_list("pk", flat=True)}


def nouns() -> tuple[Noun, ...]:
    """A person, with addresses, telephones, posts and forms of address."""
    person = "person"
    return (
        Noun(
            Person,
            _("person"),
            name="name",
            url="person",
            visible=_visible,
            personal=True,
            fields={
                "account": _("the account"),
                "name": _("the name"),
                "given_names": _("the given names"),
                "family_name": _("the family name"),
                "name_key": _("the form for searching"),
                "language": _("the language"),
                "shown_to": _("who sees the work contact"),
                "provenance": _("where the details are from"),
            },
            parts=(
                Part(
                    FormOfAddress,
                    person,
                    _("a form of address"),
                    {"language": _("the language"), "text": _("the words")},
                    ("language", "text"),
                ),
                Part(
                    PersonMail,
                    person,
                    _("a mail address"),
                    {"address": _("the address"), "is_main": _("whether it comes first"), **USE},
                    ("address", "use"),
                ),
                Part(
                    PersonPhone,
                    person,
                    _("a telephone"),
                    {"number": _("the number"), **USE},
                    ("number", "use"),
                ),
                Part(
                    Post,
                    person,
                    _("a post"),
                    {
                        "title": _("the title"),
                        "organisation": _("the organisation"),
                        "quality": _("the quality"),
                        "since": _("the first day"),
                        "until": _("the last day"),
                    },
                    ("title", "organisation", "quality", "since", "until"),
                ),
            ),
        ),
    )
