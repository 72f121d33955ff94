"""Setting up a passkey: the device must check its owner, so that the passkey alone is two factors."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import AddWebAuthnView
from django import forms
from django.utils.translation import gettext_lazy as _


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """The name of the passkey; ``passwordless`` is not asked, it always holds."""

    name = forms.CharField(label=_("Name of the passkey"), required=False, max_length=60)
    passwordless = None

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        return dict(super().clean())


class AddPasskeyView(AddWebAuthnView):  # type: ignore[misc]
    """allauth's page, with options that ask for a passkey from the beginning."""

    form_class = PasskeyForm

    def get_form_class(self) -> type[PasskeyForm]:
        return PasskeyForm

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**more)
        # asked again, because the first answer allows keys that check nobody
        context["js_data"] = {"creation_options": auth.begin_registration(self.request.user, True)}
        return context
