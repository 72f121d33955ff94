"""What the shared parts call: how a form field is drawn, and small words about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms, template
from django.core.exceptions import DisallowedHost
from django.forms import BoundField
from django.http import HttpRequest
from django.template.context import Context
from django.templatetags.static import static
from django.utils.safestring import SafeString

from serai.web import statics
from serai.web.manifest import HomeCard

register = template.Library()

GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)
# What is typed here is written from left to right in every language.
LEFT_TO_RIGHT = (forms.EmailInput, forms.URLInput, forms.PasswordInput, forms.NumberInput)
KINDS = ("group", "check", "file", "choice", "long", "line")


@register.filter
def kind(field: BoundField) -> str:
    """How a field is laid out: one of ``KINDS``."""
    widget = field.field.widget
    if isinstance(widget, GROUPS) or field.use_fieldset:
        return "group"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.FileInput):
        return "file"
    if isinstance(widget, forms.Select):
        return "choice"
    return "long" if isinstance(widget, forms.Textarea) else "line"


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's input in the look of the site.

    Addresses, passwords and numbers run from left to right; other texts in their own direction, unless
    the form says otherwise. The label says what to type: a placeholder would say it twice, and vanish.
    """
    shape, widget = kind(field), field.field.widget
    if shape == "group":
        return field.as_widget()
    attrs: dict[str, Any] = {"class": f"control control-{shape}"}
    if shape in ("line", "long"):
        attrs |= {"dir": widget.attrs.get("dir") or _direction(widget), "placeholder": ""}
    if shape == "long" and widget.attrs.get("rows") == "10":  # Django's own choice, nobody's here
        attrs |= {"rows": "5"}
    return field.as_widget(attrs=attrs)


def _direction(widget: forms.Widget) -> str:
    numeric = widget.attrs.get("inputmode") == "numeric"
    code = "one-time-code" in str(widget.attrs.get("autocomplete", ""))
    return "ltr" if numeric or code or isinstance(widget, LEFT_TO_RIGHT) else "auto"


@register.filter
def described_by(field: BoundField) -> str:
    """The ids of what explains a group of fields: its help and its errors; empty for others."""
    return str(field.aria_describedby or "") if kind(field) == "group" else ""


@register.filter
def at(items: Sequence[Any], place: int) -> Any:
    """What stands at a place of a row or list, counted from 0; None behind its end."""
    return items[place] if place < len(items) else None


@register.filter
def of_kind(cards: Iterable[HomeCard] | Callable[[], Iterable[HomeCard]], kind: str) -> list[HomeCard]:
    """The cards of the first page that are a "figure", "news" or an "event"."""
    found = cards() if callable(cards) else cards
    return [card for card in found if getattr(card, "kind", "figure") == kind]


@register.simple_tag
def font_of(language: str) -> str:
    """The address of the font that a page in ``language`` needs first; "" where there is none."""
    name = statics.font(language)
    return static(name) if name else ""


@register.simple_tag(takes_context=True)
def whole(context: Context, address: str = "") -> str:
    """An address with scheme and host, as machines outside want it; of the page itself without its query."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return address
    try:
        return request.build_absolute_uri(address.partition("?")[0] or request.path)
    except DisallowedHost:  # the page that refuses a foreign host has no address of its own
        return ""
