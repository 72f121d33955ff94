"""How the reasons of refusals read."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.simple_tag(name="reason")
def reason_words(reason: tuple[str, dict[str, str]]) -> str:
    """Why a row was refused, in the language of the page; names of languages stay English."""
    words, values = reason
    return gettext(words) % values if values else gettext(words)
