"""The shape of a token that is asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from serai.web.api.access import SCOPES

LENGTHS = ((7, _("a week")), (30, _("30 days")), (90, _("90 days")), (365, _("a year")))


class TokenForm(forms.Form):
    """What a token is for, what it may read, and for how long."""

    name = forms.CharField(
        label=_("What is it for?"), max_length=100, help_text=_("For you, to know it again.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it read?"),
        choices=[(scope.code, scope.title) for scope in SCOPES],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(label=_("For how long?"), choices=LENGTHS, coerce=int, initial=90)

    def asked(self) -> dict[str, Any]:
        """As the service takes it."""
        given = self.cleaned_data
        expires = timezone.localdate() + timedelta(days=given["days"])
        return {"name": given["name"], "scopes": given["scopes"], "expires": expires}
