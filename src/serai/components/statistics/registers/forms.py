"""What a person chooses to have registers linked, or who migrated compiled from one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from serai.commons.vaults.keys import Scope
from serai.components.statistics.registers.selectors import Compilation, Held, Linkage
from serai.components.statistics.registers.wordings import KINDS
from serai.components.statistics.selectors.datasets import POLICIES
from serai.engine.model.definition import DEFINITIONS, ORPHANS
from serai.web import wording

ENDINGS = ".csv,.tsv,.xlsx,.sav,.dta"


class BringForm(forms.Form):
    """One file of people, whose register it goes into, and which kind it is."""

    file = forms.FileField(label=_("File"), widget=forms.FileInput(attrs={"accept": ENDINGS}))
    scope = forms.ChoiceField(label=_("Organisation that holds the register"))
    base = forms.ChoiceField(
        label=_("What kind of register it is"),
        help_text=_("A file like one that was taken before is recognised by itself."),
        required=False,
    )
    register = forms.CharField(
        label=_("Name of the register"),
        help_text=_("Small letters a to z, figures and _. Left empty: as before, or that of the kind."),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *given: Any, scopes: Sequence[Scope], **more: Any) -> None:
        super().__init__(*given, **more)
        fields: dict[str, Any] = dict(self.fields)
        fields["file"].help_text = _("CSV, Excel (XLSX), SPSS or Stata, at most %(limit)s MB.") % {
            "limit": wording.number(int(settings.FILE_LIMIT) // 1024 // 1024)
        }
        fields["base"].choices = [("", _("Find it out")), *KINDS.items()]
        self._scopes = {str(scope): scope for scope in scopes}
        fields["scope"].choices = [
            (key, f"{scope.organisation} ({scope.country})") for key, scope in self._scopes.items()
        ]
        if len(scopes) == 1:
            del self.fields["scope"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        only = next(iter(self._scopes), "")
        return given | {"scope": self._scopes.get(given.get("scope", only))}


class RegistersForm(forms.Form):
    """Which work, on which registers; the choices are those that the reader may work with."""

    kind = forms.ChoiceField(
        label=_("What shall be done"),
        choices=[("link", _("Find who is one person")), ("compile", _("Compile who migrated"))],
        widget=forms.RadioSelect,
    )
    registers = forms.MultipleChoiceField(
        label=_("Registers"),
        help_text=_("Of one organisation; one alone for compiling."),
        widget=forms.CheckboxSelectMultiple,
    )
    definition = forms.ChoiceField(
        label=_("Who counts as a resident"), choices=[(name, name) for name in DEFINITIONS], initial="12/16"
    )
    orphans = forms.ChoiceField(
        label=_("A crossing whose other half is missing"),
        choices=[(name, POLICIES[name]) for name in ORPHANS],
        initial="drop",
    )
    permits = forms.ChoiceField(
        label=_("Register of permits"),
        help_text=_("Only for compiling; of the same organisation."),
        required=False,
    )

    discard = forms.BooleanField(
        label=_("What was compiled by person may go"),
        required=False,
    )

    def __init__(
        self, *given: Any, held: Iterable[Held], linkages: Iterable[Linkage] = (), **more: Any
    ) -> None:
        super().__init__(*given, **more)
        named = [
            (f"{one.country}/{one.organisation}/{one.register}", f"{one.register} ({one.organisation})")
            for one in held
            if one.state == "open"
        ]
        fields: dict[str, Any] = self.fields
        fields["registers"].choices = named
        fields["permits"].choices = [("", "–"), *named]
        self._lost = {(one.country, one.organisation): one.lost for one in linkages if one.lost}
        if self._lost:
            fields["discard"].help_text = _(
                "Only for finding who is one person. These would go: %(lost)s"
            ) % {"lost": "; ".join(_told(one) for lost in self._lost.values() for one in lost)}
        else:
            del fields["discard"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        chosen = given.get("registers", [])
        asked = [*chosen, given.get("permits", "")] if given.get("kind") == "compile" else chosen
        if len({name.rpartition("/")[0] for name in asked if name}) > 1:
            self.add_error(
                "registers",
                _(
                    "Choose registers of one organisation. Those of several have keys of their own and are not "
                    "linked here; one of them can take both, under a data-sharing agreement."
                ),
            )
        if given.get("kind") == "compile" and len(chosen) > 1:
            self.add_error("registers", _("Choose one register to compile from."))
        lost = self._lost.get(tuple(chosen[0].split("/")[:2])) if chosen else None
        if given.get("kind") == "link" and lost and not given["discard"]:
            self.add_error("discard", _("Say that what was compiled may go; compile again afterwards."))
        return given | {"discard": bool(given.get("discard"))}


def _told(one: Compilation) -> str:
    return ngettext(
        "%(register)s by %(definition)s, %(day)s, %(rows)s row",
        "%(register)s by %(definition)s, %(day)s, %(rows)s rows",
        one.rows,
    ) % {
        "register": one.register,
        "definition": one.definition,
        "day": wording.day(one.at),
        "rows": wording.number(one.rows),
    }
