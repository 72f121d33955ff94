"""What the pages about people ask besides their view: ways that are open, names of languages."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from serai.commons.access import Permission
from serai.commons.directory.access import EDIT_PEOPLE, INVITE_COLLEAGUES

register = template.Library()
_WAYS: tuple[tuple[str, Any, Permission], ...] = (
    ("invite", _("Invite somebody"), INVITE_COLLEAGUES),
    ("invitations", _("Invitations"), INVITE_COLLEAGUES),
    ("new_person", _("Add a person"), EDIT_PEOPLE),
    ("mailing_lists", _("Mailing lists"), EDIT_PEOPLE),
    ("import_contacts", _("Import contacts"), EDIT_PEOPLE),
)


@register.simple_tag(takes_context=True)
def people_ways(context: Context) -> list[dict[str, Any]]:
    """What the reader may do from the directory, with its addresses."""
    user = context["request"].user
    return [{"url": reverse(name), "title": words} for name, words, who in _WAYS if who.granted_to(user)]


@register.simple_tag
def language_name(code: str) -> str:
    """A language of the house in its own words."""
    return str(dict(settings.LANGUAGES).get(code, code))
