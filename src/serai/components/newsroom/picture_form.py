"""The editor's form for a picture: no picture without consent, words and an end where people are shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm

from serai.components.newsroom import rules
from serai.components.newsroom.stripping import stripped

PROBLEMS = {
    "consent": ("consent", _("Say what is known of the people in the picture.")),
    "alt": ("alt_en", _("Describe the picture for readers who cannot see it.")),
    "end": ("expires_on", _("People agree for a time: say until when the picture may be shown.")),
    "past": ("expires_on", _("This day is over.")),
}


class PictureForm(BaseImageForm):  # type: ignore[misc]
    """Adds an alternative text for each language, and takes out what a camera wrote into the file."""

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        told = self.instance.alt if self.instance else {}
        for code, name in settings.LANGUAGES:
            label = _("Alternative text: %(language)s") % {"language": name}
            self.fields[f"alt_{code}"] = forms.CharField(
                label=label, required=code == "en", initial=told.get(code, ""), max_length=250
            )
        if self.instance.pk:
            # the editor's page of a picture has no other place of ours
            url = reverse("history", args=[self.instance._meta.label_lower, self.instance.pk])
            words = _("Who changed what")
            self["title"].help_text = format_html('<a href="{}">{}</a>', url, words)

    def clean_file(self) -> Any:
        """The picture without metadata; a file that is no picture is refused."""
        file = self.cleaned_data.get("file")
        return stripped(file) if file and hasattr(file, "content_type") else file

    def clean(self) -> dict[str, Any]:
        """The house's rule for pictures."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        problem = rules.picture_problem(
            values.get("consent") or "",
            values.get("alt_en") or "",
            values.get("expires_on"),
            timezone.localdate(),
        )
        if problem:
            field, words = PROBLEMS[problem]
            if field not in self.errors:
                self.add_error(field, ValidationError(words))
        return values

    def save(self, commit: bool = True) -> Any:
        """Put the alternative texts beside the picture."""
        texts = {code: self.cleaned_data.get(f"alt_{code}", "") for code, _name in settings.LANGUAGES}
        self.instance.alt = {code: text for code, text in texts.items() if text}
        return super().save(commit)
