"""The shapes of what administrators and officers give."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from serai.commons.access.roles import Role


def _day_widget() -> Any:
    return forms.DateInput(attrs={"type": "date"})


class AccountFilter(forms.Form):
    """What narrows the list of accounts."""

    words = forms.CharField(label=_("Name or address"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("any role")), *Role.choices])


class NewAccountForm(forms.Form):
    """A new account; its one-time password is shown once."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("Mail address"))
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple
    )


class RoleForm(forms.Form):
    """A role and its days."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    since = forms.DateField(
        label=_("From"), required=False, help_text=_("Empty: from today."), widget=_day_widget()
    )
    until = forms.DateField(
        label=_("Until"), required=False, help_text=_("Empty: until further notice."), widget=_day_widget()
    )


class ResetForm(forms.Form):
    """Why a second factor is to be forgotten."""

    reason = forms.CharField(
        label=_("How do you know that the person has lost it?"),
        help_text=_("For example: called back at the number of the ministry. The person reads it too."),
        max_length=300,
    )
