"""How histories of people, mailing lists and invitations read. A person's holds private contact details: for who may
see all of those, and for the person."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from serai.commons.access.readers import Reader
from serai.commons.audit.declaring import Noun, Part
from serai.commons.directory.access import EDIT_PEOPLE, READ_ALL_PEOPLE
from serai.commons.directory.models import (
    FormOfAddress,
    Invitation,
    ListExit,
    ListMember,
    ListRule,
    MailingList,
    Person,
    PersonMail,
    PersonPhone,
    Post,
)
from serai.commons.directory.selectors.invitations import seen_by

USE = {"use": _("what it is for")}


def _visible(reader: Reader, keys: Collection[str]) -> set[str]:
    rows = Person.objects.filter(pk__in=keys)
    if not READ_ALL_PEOPLE.roles & reader.roles:
        rows = rows.filter(account__isnull=False, account=reader.account)
    return {str(key) for key in rows.values_list("pk", flat=True)}


def nouns() -> tuple[Noun, ...]:
    """A person, with addresses, telephones, posts and forms of address; a mailing list; an invitation."""
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
        _mailing_list(),
        _invitation(),
    )


def _mailing_list() -> Noun:
    """A mailing list, with who was put on it and who left it."""
    of = "mailing_list"
    rule = {
        "organisation_kind": _("the kind of organisation"),
        "state": _("the state"),
        "body": _("the body"),
        "quality": _("the quality"),
    }
    return Noun(
        MailingList,
        _("mailing list"),
        name="name",
        url=_list_pages,
        visible=_lists,
        personal=True,
        fields={"key": _("the short name"), "name": _("the name"), "purpose": _("what is sent to it")},
        parts=(
            Part(ListMember, of, _("somebody on the list"), {"person": _("the person")}, ("person",)),
            Part(ListRule, of, _("a rule"), rule, tuple(rule)),
            Part(
                ListExit,
                of,
                _("somebody who left it"),
                {"person": _("the person"), "left_at": _("when")},
                ("person", "left_at"),
            ),
        ),
    )


def _lists(reader: Reader, keys: Collection[str]) -> set[str]:
    if not EDIT_PEOPLE.held_by(reader):
        return set()
    return {str(pk) for pk in MailingList.objects.filter(pk__in=keys).values_list("pk", flat=True)}


def _list_pages(keys: Collection[str]) -> dict[str, str]:
    rows = MailingList.objects.filter(pk__in=keys).values_list("pk", "key")
    return {str(pk): reverse("mailing_list", args=[key]) for pk, key in rows}


def _invitation() -> Noun:
    """An invitation, for those who may withdraw it."""
    return Noun(
        Invitation,
        _("invitation"),
        name="name",
        visible=_invitations,
        personal=True,
        fields={
            "address": _("the mail address"),
            "name": _("the name"),
            "language": _("the language"),
            "organisation": _("the organisation"),
            "title": _("the title"),
            "quality": _("the quality"),
            "roles": _("the roles"),
            "invited_by": _("who invited"),
            "made_at": _("when it was made"),
            "expires_at": _("when it runs out"),
            "accepted_at": _("when it was accepted"),
            "account": _("the account"),
            "withdrawn_at": _("when it was withdrawn"),
        },
    )


def _invitations(reader: Reader, keys: Collection[str]) -> set[str]:
    rows = seen_by(reader).filter(pk__in=keys)
    return {str(pk) for pk in rows.values_list("pk", flat=True)}
