"""The shape of a delivery."""

from __future__ import annotations

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _


class DeliveryForm(forms.Form):
    """A file, and whether a speaker has looked at all of it."""

    file = forms.FileField(
        label=_("File with translations"),
        help_text=_("The sheet (.xlsx) or the .po file that you downloaded here, filled in; at most 5 MB."),
        validators=[FileExtensionValidator(["xlsx", "po"])],
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.po"}),
    )
    read_all = forms.BooleanField(
        label=_("I speak this language and have read every translation in this file"),
        help_text=_(
            "Each is then marked as reviewed, with your name and today’s date. Were only some rows read, leave "
            "this empty and put an x into their column “reviewed”."
        ),
        required=False,
    )
