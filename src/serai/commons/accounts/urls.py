"""Signing in and out, the password, the second factor. Only the pages of allauth that Serai uses are mounted.

Nobody signs up here and nobody resets a password by mail: accounts are made, and access is given back,
by an administrator.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import path

from serai.commons.access import public, signed_in

urlpatterns = [
    path("login/", public(account.login), name="account_login"),
    path("login/code/", public(mfa.authenticate), name="mfa_authenticate"),
    path("inactive/", public(account.account_inactive), name="account_inactive"),
    path("logout/", public(account.logout), name="account_logout"),
    path("reauthenticate/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("reauthenticate/code/", signed_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("password/", signed_in(account.password_change), name="account_change_password"),
    path("second-factor/", signed_in(mfa.index), name="mfa_index"),
    path("second-factor/app/", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("second-factor/app/remove/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("second-factor/codes/", signed_in(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("second-factor/codes/new/", signed_in(recovery_codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("second-factor/codes/file/", signed_in(recovery_codes.download_recovery_codes), name="mfa_download_recovery_codes"),
]
