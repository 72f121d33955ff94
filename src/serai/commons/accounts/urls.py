"""Signing in and out, the password, the second factor. Only the pages of allauth that Serai uses are mounted.

Nobody signs up here and nobody resets a password by mail: accounts are made, and access is given back,
by an administrator.
"""

from __future__ import annotations

from collections.abc import Callable

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.http import HttpResponseBase
from django.urls import URLPattern, path
from django.views import View

from serai.commons.access import public, signed_in


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
]
