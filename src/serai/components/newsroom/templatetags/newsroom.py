"""What the templates of this room call."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from serai.components.newsroom.cleaning import clean
from serai.web import wording

register = template.Library()


@register.filter
def clean_html(value: Any) -> SafeString:
    """A text block as cleaned HTML."""
    return clean(value.source)


@register.simple_tag
def language_words(code: str) -> str:
    """The name of a language in itself."""
    return dict(settings.LANGUAGES).get(code, code)


@register.filter
def day_of(moment: datetime | None) -> str:
    """The day of a moment, in words."""
    return wording.day(timezone.localdate(moment)) if moment else ""


@register.simple_tag
def owner_words(owner: str) -> str:
    """For whom somebody approves an issue."""
    return {"secretariat": _("the secretariat"), "project_manager": _("the project")}.get(owner, owner)
