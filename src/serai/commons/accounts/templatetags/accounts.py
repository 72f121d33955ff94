"""What the account pages ask besides their view: ways to sign in, one's own roles."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

from serai.commons.accounts import selectors
from serai.commons.accounts.models import FactorReset, User

register = template.Library()


@register.simple_tag
def other_organisations() -> list[dict[str, Any]]:
    """The organisations through which one may sign in."""
    return list(settings.OPENID)


@register.simple_tag
def own_roles(user: User) -> list[selectors.RoleLine]:
    """The roles of the person who reads their own page."""
    return selectors.role_lines(user)


@register.simple_tag
def reset_asked(user: User) -> FactorReset | None:
    """The open request to forget this person's second factor, or None."""
    return user.factor_resets.select_related("asked_by").filter(closed_at=None).first()
