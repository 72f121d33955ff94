"""Forms of the room: shape only."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from serai.commons.vaults.declarations import declared


class HoldForm(forms.Form):
    """Whose records must stay, and why."""

    vault = forms.ChoiceField(label=_("Vault"))
    subject = forms.UUIDField(label=_("Pseudonym"), help_text=_("The number of the person inside the vault."))
    reason = forms.CharField(label=_("Reason"), max_length=400, widget=forms.Textarea)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["vault"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(vault.name, str(vault.title)) for vault in declared()]
