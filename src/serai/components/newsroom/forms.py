"""Forms of the public site. Each carries a field that people do not see and machines fill."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from serai.components.newsroom.models import ContactRole


class Guarded(forms.Form):
    """``website`` stays empty when a person writes; whoever fills it is told that all went well."""

    website = forms.CharField(label=_("Leave this empty"), required=False, widget=forms.HiddenInput)

    @property
    def filled_by_machine(self) -> bool:
        """Whether the hidden field was filled."""
        return bool(self.data.get("website"))


class ContactForm(Guarded):
    """A message to a role. The sender's address is passed on and not kept."""

    role = forms.ModelChoiceField(
        label=_("To"), queryset=ContactRole.objects.all(), to_field_name="key", empty_label=_("Choose")
    )
    email = forms.EmailField(
        label=_("Your mail address"), help_text=_("The answer goes there; we do not keep it.")
    )
    subject = forms.CharField(label=_("Subject"), max_length=150)
    message = forms.CharField(label=_("Message"), max_length=5000, widget=forms.Textarea)

    def __init__(self, *args: Any, language: str = "en", **values: Any) -> None:
        super().__init__(*args, **values)
        field = self.fields["role"]
        field.label_from_instance = lambda role: role.titles.get(language) or role.titles.get("en", role.key)  # type: ignore[attr-defined]


class SignUpForm(Guarded):
    """An address and a language; nothing else is asked."""

    email = forms.EmailField(label=_("Your mail address"))
    language = forms.ChoiceField(label=_("Language of the newsletter"), choices=settings.LANGUAGES)
    agreed = forms.BooleanField(
        label=_(
            "I want to receive the newsletter. My address is used for nothing else, and I can leave at any time."
        )
    )


class IssueForm(forms.Form):
    """A title, opening words, a language and the stories of an issue."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    title = forms.CharField(label=_("Title"), max_length=200)
    opening = forms.CharField(
        label=_("Opening words"), required=False, max_length=2000, widget=forms.Textarea
    )
    stories = forms.MultipleChoiceField(
        label=_("Stories"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Published news only; newest first."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["stories"].choices = choices  # type: ignore[attr-defined]
