"""What is asked of the list of structures, and what is sent to the registry."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from serai.engine.ingest.structures.reading import LARGEST


class ChoiceForm(forms.Form):
    """Which structures are listed."""

    kind = forms.ChoiceField(label=_("Type"), required=False)
    agency = forms.ChoiceField(label=_("Agency"), required=False)
    word = forms.CharField(label=_("Word in its name or identifier"), max_length=100, required=False)

    def __init__(self, *given: Any, kinds: list[tuple[str, str]], agencies: list[str], **more: Any) -> None:
        super().__init__(*given, **more)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [("", _("every type")), *kinds]
        fields["agency"].choices = [("", _("every agency")), *((one, one) for one in agencies)]


class LoadForm(forms.Form):
    """A structure message."""

    file = forms.FileField(
        label=_("Structure message"),
        help_text=_("SDMX-ML 2.1, 3.0 or 3.1, or SDMX-JSON 2.0 or 2.1; at most 64 MB."),
        widget=forms.FileInput(attrs={"accept": ".xml,.json,application/xml,application/json"}),
    )

    def clean_file(self) -> Any:
        """The file, unless it is too large."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is too large. Split it into several messages."))
        return file
