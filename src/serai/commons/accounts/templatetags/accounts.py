"""How a form field of the account pages is drawn."""

from __future__ import annotations

from django import template
from django.forms import BoundField, CheckboxInput
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's input in the look of the site. Addresses, passwords and codes run from left to right."""
    if isinstance(field.field.widget, CheckboxInput):
        return field.as_widget(attrs={"class": "form-check-input"})
    # the label says what to type; a placeholder would say it twice, and vanish
    return field.as_widget(attrs={"class": "form-control", "dir": "ltr", "placeholder": ""})
