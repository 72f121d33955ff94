"""Choices above the lists of histories."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from serai.commons.audit.declaring import nouns
from serai.commons.audit.selectors import actors


class OverviewForm(forms.Form):
    """Which changes: by whom, on what, on which day."""

    who = forms.ChoiceField(label=_("Who"), required=False)
    noun = forms.ChoiceField(label=_("On what"), required=False)
    day = forms.DateField(label=_("On the day"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        everybody = [("", _("everybody and everything"))]
        named = sorted(
            ((label, str(noun.title)) for label, noun in nouns().items() if noun.log is None),
            key=lambda pair: pair[1],
        )
        self.fields["who"] = forms.ChoiceField(label=_("Who"), required=False, choices=everybody + actors())
        self.fields["noun"] = forms.ChoiceField(
            label=_("On what"), required=False, choices=[("", _("all kinds of things")), *named]
        )


class ReadsForm(forms.Form):
    """Whose reads: the number of an account."""

    account = forms.IntegerField(label=_("Number of the account"), required=False, min_value=1)
