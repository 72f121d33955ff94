"""The shape of an upload, and of an audience."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from serai.commons.access.readers import Reader
from serai.commons.partnership import selectors
from serai.commons.partnership.archive import MAX_ENTRIES, MAX_UPLOAD_BYTES, Sent
from serai.commons.partnership.models.audience import Audience


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files as a list."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Each file by itself; the size of all of them together."""
        given = data if isinstance(data, list | tuple) else [data]
        files = [super(FilesField, self).clean(item, initial) for item in given]
        if len(files) > MAX_ENTRIES or sum(file.size for file in files) > MAX_UPLOAD_BYTES:
            raise forms.ValidationError(_("Together the files are too large: send at most 5 MB."))
        return files


class UploadForm(forms.Form):
    """The partnership's files: one zip file, or several CSV and YAML files."""

    folder = FilesField(
        label=_("Files of the partnership"),
        help_text=_("One zip file of the folder, or its CSV and YAML files; at most 5 MB."),
        widget=SeveralFiles(attrs={"multiple": True, "accept": ".zip,.csv,.yaml"}),
    )

    def sent(self) -> list[Sent]:
        """The files with their bytes."""
        return [Sent(file.name or "", file.read()) for file in self.cleaned_data["folder"]]


class AudienceForm(forms.Form):
    """Who may see a thing; the lists hold what the reader may see."""

    audience = forms.ChoiceField(
        label=_("Who may see it"),
        choices=Audience.choices,
        help_text=_("The owner organisation always sees it."),
    )
    body = forms.ChoiceField(label=_("Members of this body"), required=False)
    organisations = forms.MultipleChoiceField(label=_("These organisations"), required=False)

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = [(line.key, line.name) for line in selectors.bodies(reader=reader)]
        organisations = [(line.key, line.name) for line in selectors.organisations(reader=reader)]
        self.fields["body"].choices = [("", "-"), *bodies]  # type: ignore[attr-defined]
        self.fields["organisations"].choices = organisations  # type: ignore[attr-defined]
