"""Signing in and out, the password, second factors, sessions, and the accounts as administrators see them.

Only the pages of allauth that Serai uses are mounted. Nobody signs up here and nobody resets a password
by mail: people are invited, and access is given back by an administrator.
"""

from __future__ import annotations

from collections.abc import Callable

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from django.http import HttpResponseBase
from django.urls import URLPattern, path
from django.views import View

from serai.commons.access import public, signed_in
from serai.commons.accounts.views import accounts, links, openid, own, resets
from serai.commons.accounts.views.passkeys import AddPasskeyView, ConfirmPasskeyView, NamePasskeyView


def _for_all(view: type[View], template: str) -> Callable[..., HttpResponseBase]:
    return public(view.as_view(template_name=f"accounts/{template}"))


def _for_people(view: type[View], template: str) -> Callable[..., HttpResponseBase]:
    return signed_in(view.as_view(template_name=f"accounts/{template}"))


urlpatterns: list[URLPattern] = [
    path("login/", _for_all(account.LoginView, "login.html"), name="account_login"),
    path("login/code/", _for_all(factor.AuthenticateView, "login_code.html"), name="mfa_authenticate"),
    path("inactive/", _for_all(account.AccountInactiveView, "inactive.html"), name="account_inactive"),
    path("logout/", _for_all(account.LogoutView, "logout.html"), name="account_logout"),
    path("confirm/", _for_people(account.ReauthenticateView, "confirm.html"), name="account_reauthenticate"),
    path("confirm/code/", _for_people(factor.ReauthenticateView, "confirm.html"), name="mfa_reauthenticate"),
    path(
        "password/", _for_people(account.PasswordChangeView, "password.html"), name="account_change_password"
    ),
    path("second-factor/", _for_people(factor.IndexView, "second_factor.html"), name="mfa_index"),
    path("second-factor/app/", _for_people(totp.ActivateTOTPView, "enrol.html"), name="mfa_activate_totp"),
    path(
        "second-factor/app/remove/",
        _for_people(totp.DeactivateTOTPView, "remove.html"),
        name="mfa_deactivate_totp",
    ),
    path(
        "second-factor/codes/",
        _for_people(codes.ViewRecoveryCodesView, "codes.html"),
        name="mfa_view_recovery_codes",
    ),
    path(
        "second-factor/codes/new/",
        _for_people(codes.GenerateRecoveryCodesView, "codes_new.html"),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "second-factor/codes/file/",
        _for_people(codes.DownloadRecoveryCodesView, "codes.txt"),
        name="mfa_download_recovery_codes",
    ),
    path(
        "second-factor/passkeys/",
        _for_people(passkey.ListWebAuthnView, "passkeys.html"),
        name="mfa_list_webauthn",
    ),
    path(
        "second-factor/passkeys/add/",
        _for_people(AddPasskeyView, "passkey_add.html"),
        name="mfa_add_webauthn",
    ),
    path(
        "second-factor/passkeys/<int:pk>/remove/",
        _for_people(passkey.RemoveWebAuthnView, "passkey_remove.html"),
        name="mfa_remove_webauthn",
    ),
    path(
        "second-factor/passkeys/<int:pk>/name/",
        _for_people(NamePasskeyView, "passkey_name.html"),
        name="mfa_edit_webauthn",
    ),
    path("login/passkey/", public(passkey.LoginWebAuthnView.as_view()), name="mfa_login_webauthn"),
    path(
        "confirm/passkey/",
        _for_people(ConfirmPasskeyView, "confirm_passkey.html"),
        name="mfa_reauthenticate_webauthn",
    ),
    path("login/with/<slug:provider_id>/", openid.begin, name="openid_connect_login"),
    path("login/with/<slug:provider_id>/back/", openid.come_back, name="openid_connect_callback"),
    path("links/", links.links, name="account_links"),
    path("links/<int:number>/remove/", links.unlink, name="account_unlink"),
    path("sessions/", own.sessions, name="account_sessions"),
    path("held/", own.held_page, name="account_held"),
    path("held/file/", own.held_file, name="account_held_file"),
    path("second-factor/not-lost/", own.stop_reset, name="account_stop_reset"),
    path("manage/", accounts.accounts, name="accounts"),
    path("manage/new/", accounts.new_account, name="new_account"),
    path("manage/lost-factors/", resets.resets, name="factor_resets"),
    path("manage/<int:number>/", accounts.account, name="account"),
    path("manage/<int:number>/roles/", accounts.give_role, name="give_role"),
    path("manage/<int:number>/roles/<int:held>/end/", accounts.end_role, name="end_role"),
    path("manage/<int:number>/access/", accounts.give_access, name="give_access"),
    path("manage/<int:number>/close/", accounts.close, name="close_account"),
    path("manage/<int:number>/lost-factor/", resets.ask_reset, name="ask_factor_reset"),
]
