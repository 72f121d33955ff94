"""The shapes of what people give about people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from serai.commons.directory.models import Person, Post
from serai.commons.directory.rules import forms_of_address, lines
from serai.commons.directory.services import Details
from serai.commons.partnership.models import Organisation

Choices = list[tuple[str, Any]]
NONE = ("", _("any"))


def _lines(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class PeopleFilter(forms.Form):
    """What narrows the directory."""

    words = forms.CharField(label=_("Name or mail address"), required=False)
    organisation = forms.ChoiceField(label=_("Organisation"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[NONE, *settings.LANGUAGES])
    mailing_list = forms.ChoiceField(label=_("Mailing list"), required=False)

    def __init__(
        self, *args: Any, organisations: Choices, states: Choices, lists: Choices, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["organisation"].choices = [NONE, *organisations]  # type: ignore[attr-defined]
        self.fields["state"].choices = [NONE, *states]  # type: ignore[attr-defined]
        self.fields["mailing_list"].choices = [NONE, *lists]  # type: ignore[attr-defined]
        if not lists:
            del self.fields["mailing_list"]


class DetailsForm(forms.Form):
    """A person's details; each line of a field is one thing."""

    name = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("As the person writes it. A single name is enough.")
    )
    given_names = forms.CharField(label=_("Given names"), max_length=120, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language for letters"), choices=settings.LANGUAGES)
    forms_of_address = forms.CharField(
        label=_("Forms of address"),
        required=False,
        widget=_lines(),
        help_text=_("One for each language, for example en: Her Excellency"),
    )
    mails = forms.CharField(
        label=_("Work mail addresses"),
        required=False,
        widget=_lines(),
        help_text=_("One on each line; the first is written to."),
    )
    private_mails = forms.CharField(
        label=_("Private mail addresses"),
        required=False,
        widget=_lines(1),
        help_text=_("Seen by the secretariat and the person only."),
    )
    phones = forms.CharField(
        label=_("Work telephones"),
        required=False,
        widget=_lines(),
        help_text=_("With + and the country's code, one on each line."),
    )
    private_phones = forms.CharField(label=_("Private telephones"), required=False, widget=_lines(1))
    shown_to = forms.ChoiceField(
        label=_("Who else sees the name and the work contact"),
        choices=Person.Shown,
        help_text=_("The secretariat and the focal points of the own organisation see them always."),
    )
    provenance = forms.CharField(
        label=_("Where the details are from"),
        required=False,
        widget=_lines(),
        help_text=_("For example: business card, May 2026"),
    )

    def __init__(self, *args: Any, own: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        if own:
            del self.fields["provenance"]

    def clean_forms_of_address(self) -> dict[str, str]:
        """Lines as language → form."""
        found, bad = forms_of_address(self.cleaned_data["forms_of_address"], dict(settings.LANGUAGES))
        if bad:
            raise ValidationError(
                _("Write each line as a language, a colon and the form: %(line)s"), params={"line": bad[0]}
            )
        return found

    def details(self, provenance: str = "") -> Details:
        """What the form says, for the service."""
        said = self.cleaned_data
        each = {
            name: tuple(lines(said[name])) for name in ("mails", "private_mails", "phones", "private_phones")
        }
        return Details(
            name=said["name"],
            given_names=said["given_names"],
            family_name=said["family_name"],
            language=said["language"],
            shown_to=said["shown_to"],
            provenance=said.get("provenance", provenance),
            forms=said["forms_of_address"],
            **each,
        )

    @staticmethod
    def initial_of(person: Person) -> dict[str, Any]:
        """What the form shows of somebody who stands in the directory."""

        def joined(rows: Any, use: str, field: str) -> str:
            return "\n".join(getattr(row, field) for row in rows if row.use == use)

        mails, phones = list(person.mails.all()), list(person.phones.all())
        return {
            "name": person.name,
            "given_names": person.given_names,
            "family_name": person.family_name,
            "language": person.language,
            "shown_to": person.shown_to,
            "provenance": person.provenance,
            "mails": joined(mails, "work", "address"),
            "private_mails": joined(mails, "private", "address"),
            "phones": joined(phones, "work", "number"),
            "private_phones": joined(phones, "private", "number"),
            "forms_of_address": "\n".join(f"{f.language}: {f.text}" for f in person.forms_of_address.all()),
        }


class PostForm(forms.Form):
    """A post in an organisation."""

    organisation = forms.ChoiceField(label=_("Organisation"))
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    quality = forms.ChoiceField(label=_("Quality"), choices=Post.Quality)
    since = forms.DateField(
        label=_("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: today."),
    )

    def __init__(self, *args: Any, organisations: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["organisation"].choices = [("", _("choose")), *organisations]  # type: ignore[attr-defined]


class InviteForm(forms.Form):
    """Whom to invite, where to, as what."""

    name = forms.CharField(label=_("Name"), max_length=200)
    address = forms.EmailField(
        label=_("Work mail address"), help_text=_("The link works for this address only.")
    )
    organisation = forms.ChoiceField(label=_("Organisation"), required=False)
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    quality = forms.ChoiceField(label=_("Quality"), choices=Post.Quality)
    roles = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple)
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)

    def __init__(
        self, *args: Any, organisations: Choices, roles: Choices, anybody: bool, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        none = [("", _("none"))] if anybody else []
        self.fields["organisation"].choices = [*none, *organisations]  # type: ignore[attr-defined]
        self.fields["organisation"].required = not anybody
        self.fields["roles"].choices = roles  # type: ignore[attr-defined]


class AcceptForm(forms.Form):
    """The invited person's own name and password."""

    name = forms.CharField(label=_("Your name, as you write it"), max_length=200)
    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. Four words that do not belong together are good."),
    )
    password2 = forms.CharField(
        label=_("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password1(self) -> str:
        """The rules of passwords, told where the password was typed."""
        validate_password(self.cleaned_data["password1"])
        return str(self.cleaned_data["password1"])

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if "password1" in said and said["password1"] != said.get("password2"):
            self.add_error("password2", _("The two passwords differ."))
        return said


class LeaveForm(forms.Form):
    """Who takes over, and where the person goes."""

    successor = forms.ChoiceField(label=_("Hand over to"), required=False)
    new_organisation = forms.ChoiceField(label=_("Moves to"), required=False)
    new_title = forms.CharField(label=_("Title there"), max_length=200, required=False)

    def __init__(self, *args: Any, successors: Choices, organisations: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["successor"].choices = [("", _("nobody")), *successors]  # type: ignore[attr-defined]
        self.fields["new_organisation"].choices = [("", _("nowhere here")), *organisations]  # type: ignore[attr-defined]


class ListForm(forms.Form):
    """A mailing list."""

    key = forms.SlugField(label=_("Short name"), max_length=60, help_text=_("Letters, digits and hyphens."))
    name = forms.CharField(label=_("Name"), max_length=120)
    purpose = forms.CharField(label=_("What is sent to it"), max_length=300, required=False)


class RuleForm(forms.Form):
    """Everybody with a post that meets all conditions given."""

    quality = forms.ChoiceField(label=_("Quality"), required=False, choices=[NONE, *Post.Quality.choices])
    organisation_kind = forms.ChoiceField(
        label=_("Kind of organisation"), required=False, choices=[NONE, *Organisation.Kind.choices]
    )
    state = forms.ChoiceField(label=_("State"), required=False)
    body = forms.ChoiceField(label=_("Member of the body"), required=False)

    def __init__(self, *args: Any, states: Choices, bodies: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["state"].choices = [NONE, *states]  # type: ignore[attr-defined]
        self.fields["body"].choices = [NONE, *bodies]  # type: ignore[attr-defined]


class SheetForm(forms.Form):
    """A spreadsheet of contacts."""

    sheet = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("XLSX, ODS or CSV with a row of headings, at most 5 000 rows."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv"}),
    )
