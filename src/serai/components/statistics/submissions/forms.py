"""The shape of what people fill in about submissions, provisions and agreements."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from serai.commons.access.readers import Reader
from serai.commons.partnership.models import Organisation
from serai.commons.partnership.models.audience import Audience
from serai.commons.places.fields import DayField
from serai.components.statistics import wording
from serai.components.statistics.access import ARRANGE_SENDING
from serai.components.statistics.models import Provision, SharingAgreement
from serai.components.statistics.submissions import flows
from serai.components.statistics.submissions.moments import MomentField

EARLIEST, LATEST = 1900, 2200


class UploadForm(forms.Form):
    """One file with figures."""

    file = forms.FileField(label=_("File with figures"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.help_text = _("The filled-in template (xlsx) or a table as csv; at most %(limit)s MB.") % {
            "limit": int(settings.FILE_LIMIT) // 1024 // 1024
        }
        field.widget.attrs["accept"] = ".csv,.xlsx"


class PeriodsForm(forms.Form):
    """Which periods a template or the form is for."""

    periods = forms.MultipleChoiceField(label=_("Periods"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, codes: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["periods"]
        field.choices = [(code, wording.period(code)) for code in codes]


class WordsForm(forms.Form):
    """A reason, a comment or an explanation."""

    text = forms.CharField(
        label=_("In your words"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )


class CommentForm(WordsForm):
    """A comment, if wanted about one figure."""

    cell = forms.CharField(label=_("Code of a figure"), required=False, max_length=200)


class SureForm(forms.Form):
    """Nothing to fill in: the button is the answer."""


class ApproveForm(SureForm):
    """What is approved is what was looked at."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class EmbargoForm(forms.Form):
    """Until which moment nobody else sees the figures."""

    until = MomentField(
        label=_("Published at"),
        help_text=_("Day and hour by the clock of this site. Until then nobody else sees a figure."),
    )


class GrantForm(forms.Form):
    """Who may see figures before their day, and until when."""

    mail = forms.EmailField(
        label=_("Mail address of their account"),
        help_text=_(
            "Whoever has an account with this address now sees them and is told. Whether one has is not said here."
        ),
    )
    until = MomentField(label=_("Until"))


class ProvisionForm(forms.ModelForm[Provision]):
    """Who sends which table by when."""

    dataflow = forms.ChoiceField(label=_("Table"))
    since = DayField(label=_("From"))
    until = DayField(label=_("Until"), required=False)

    class Meta:
        model = Provision
        fields = (
            "organisation", "dataflow", "frequency", "since", "until", "due_days", "release_days", "contact",
            "audience",
        )  # fmt: skip

    def __init__(self, reader: Reader, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["dataflow"].choices = [(flow.id, flows.title(flow.id)) for flow in flows.sendable()]
        for name in ("organisation", "contact"):
            fields[name].queryset = Organisation.objects.visible_to(reader).order_by("name")
            fields[name].label_from_instance = lambda row: row.name
        fields["contact"].help_text = _("Its statisticians approve. Empty: those of the organisation itself.")
        fields["release_days"].help_text = _("Empty: no publication is announced.")
        fields["audience"].label = _("Who sees it announced")
        fields["audience"].choices = [
            (one.value, one.label) for one in (Audience.PUBLIC, Audience.PARTNERSHIP, Audience.OWNER)
        ]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("until") and given.get("since") and given["until"] < given["since"]:
            self.add_error("until", _("The end lies before the start."))
        # every period from then on is counted on pages that everybody reads
        if given.get("since") and not EARLIEST <= given["since"].year <= LATEST:
            self.add_error("since", _("Write a year from 1900 to 2200."))
        return given


class AgreementForm(forms.ModelForm[SharingAgreement]):
    """Terms of a data-sharing agreement."""

    dataflows = forms.MultipleChoiceField(
        label=_("Tables"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all tables."),
    )
    since = DayField(label=_("From"))
    until = DayField(label=_("Until"), required=False)

    class Meta:
        model = SharingAgreement
        fields = (
            "provider", "receiver", "dataflows", "level", "purpose", "legal_basis", "document", "since", "until",
        )  # fmt: skip

    def __init__(self, reader: Reader, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["dataflows"].choices = [(flow.id, flows.title(flow.id)) for flow in flows.sendable()]
        self._own = None if ARRANGE_SENDING.held_by(reader) else reader.organisations
        for name in ("provider", "receiver"):
            fields[name].queryset = Organisation.objects.visible_to(reader).order_by("name")
            fields[name].label_from_instance = lambda row: row.name
        for name in ("purpose", "legal_basis"):
            fields[name].widget.attrs["rows"] = 3

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        sides = {given[name].pk for name in ("provider", "receiver") if given.get(name)}
        if len(sides) == 1 and given.get("provider") and given.get("receiver"):
            self.add_error("receiver", _("Choose another organisation."))
        if self._own is not None and sides and not sides & self._own:
            self.add_error("provider", _("One of the two is your own organisation."))
        if given.get("until") and given.get("since") and given["until"] < given["since"]:
            self.add_error("until", _("The end lies before the start."))
        return given
