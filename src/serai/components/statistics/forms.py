"""What a person fills in to have work done on a dataset."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from serai.components.statistics.selectors.datasets import POLICIES
from serai.engine.model.definition import DEFINITIONS, ORPHANS


class WorkForm(forms.Form):
    """Which work, for which state, by which definition, until which day.

    Permits are of people and lie in a vault, so what follows them is compiled there, not from a dataset.
    """

    kind = forms.ChoiceField(
        label=_("What shall be done"),
        choices=[
            ("quality", _("Measure the quality of a register")),
            ("compile", _("Compile who migrated")),
            ("bridge", _("Compare two definitions")),
        ],
        widget=forms.RadioSelect,
    )
    country = forms.CharField(
        label=_("State whose borders these are"),
        help_text=_("Three letters of ISO 3166, such as QRV."),
        max_length=3,
        validators=[RegexValidator("^[A-Z]{3}$", _("Write three capital letters."))],
    )
    definition = forms.ChoiceField(
        label=_("Who counts as a resident"), choices=[(name, name) for name in DEFINITIONS], initial="12/16"
    )
    other = forms.ChoiceField(
        label=_("Definition to compare with"),
        help_text=_("Only for comparing two definitions."),
        choices=[("", "–"), *((name, name) for name in DEFINITIONS)],
        required=False,
    )
    orphans = forms.ChoiceField(
        label=_("A crossing whose other half is missing"),
        help_text=_("Measuring the quality shows what each of these would change."),
        choices=[(name, POLICIES[name]) for name in ORPHANS if name != "permit-expiry"],
        initial="drop",
    )
    until = forms.DateField(
        label=_("Last day observed"),
        help_text=_("Leave it empty for the day of the last crossing."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("kind") == "bridge" and given.get("other") in ("", given.get("definition")):
            self.add_error("other", _("Choose another definition to compare with."))
        return given
