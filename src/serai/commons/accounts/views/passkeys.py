"""Setting up a passkey, naming it, confirming by it: allauth's pages, otherwise where they need it.

The device must check its owner, so that the passkey alone is two factors.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, ReauthenticateWebAuthnView
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 60


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """The name of the passkey; ``passwordless`` is not asked, it always holds."""

    name = forms.CharField(label=_("Name of the passkey"), required=False, max_length=LONGEST_NAME)
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


class PasskeyNameForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey, asked for in the words and within the length of the first one."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=LONGEST_NAME)


class NamePasskeyView(EditWebAuthnView):  # type: ignore[misc]
    """allauth's page with our form."""

    def get_form_class(self) -> type[PasskeyNameForm]:
        return PasskeyNameForm


class ConfirmPasskeyView(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """allauth's page; what is no proof leads back to it, and not away to the page for signing in."""

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        for message in form.errors.get("credential", []):
            messages.error(self.request, str(message))
        return redirect(self.passthrough_next_url(reverse("mfa_reauthenticate_webauthn")))
