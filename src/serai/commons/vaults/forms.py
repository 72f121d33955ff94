"""Forms of the room: shape only."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from serai.commons.access.readers import Reader
from serai.commons.vaults.declarations import Vault, declared


class HoldForm(forms.Form):
    """Whose records must stay, and why."""

    vault = forms.ChoiceField(label=_("Vault"))
    subject = forms.UUIDField(label=_("Pseudonym"), help_text=_("The number of the person inside the vault."))
    reason = forms.CharField(label=_("Reason"), max_length=400, widget=forms.Textarea)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        _choose(self, declared())


class GlassForm(forms.Form):
    """Whom to open, by number or by what is known of them, and why. Only vaults that ``reader`` may break."""

    vault = forms.ChoiceField(label=_("Vault"))
    known = forms.CharField(
        label=_("Document or address"),
        help_text=_("The number of a passport or another document, or a mail address, exactly as it is."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    subject = forms.UUIDField(
        label=_("Pseudonym"),
        help_text=_("The number of the person inside the vault, if you were told it."),
        required=False,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("A sentence, without a name: the data protection officers read it, and it stays."),
        max_length=400,
        widget=forms.Textarea,
    )

    def __init__(self, *args: object, reader: Reader, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        _choose(self, tuple(vault for vault in declared() if vault.breakers & reader.roles))

    def clean(self) -> None:
        """One of the two says whom."""
        super().clean()
        given = [self.cleaned_data.get(name) for name in ("known", "subject") if name not in self.errors]
        if len(given) == 2 and len([one for one in given if one]) != 1:
            self.add_error("known", gettext("Say whom: a document or address, or else the pseudonym."))


def _choose(form: forms.Form, vaults: tuple[Vault, ...]) -> None:
    field = form.fields["vault"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(vault.name, str(vault.title)) for vault in vaults]
