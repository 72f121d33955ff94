"""What a state says of its registers, and the steps of its plans."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from serai.components.statistics.models import ImprovementStep, RegisterEntry

_UNKNOWN = _("Leave it empty while it is not known.")


class EntryForm(forms.ModelForm[RegisterEntry]):
    """Legal basis, coverage and gaps of a register; each may be not known."""

    class Meta:
        model = RegisterEntry
        fields = ("legal_basis", "covers", "gaps")
        help_texts: ClassVar[dict[str, Any]] = {"legal_basis": _UNKNOWN, "covers": _UNKNOWN, "gaps": _UNKNOWN}
        widgets: ClassVar[dict[str, Any]] = {name: forms.Textarea(attrs={"rows": 3}) for name in fields}


class StepForm(forms.ModelForm[ImprovementStep]):
    """One step of a plan: an office, never a person's name."""

    class Meta:
        model = ImprovementStep
        fields = ("what", "office", "due_on", "done_on")
        help_texts: ClassVar[dict[str, Any]] = {"office": _("An office, not a person.")}
        widgets: ClassVar[dict[str, Any]] = {
            name: forms.DateInput(attrs={"type": "date"}) for name in ("due_on", "done_on")
        }
