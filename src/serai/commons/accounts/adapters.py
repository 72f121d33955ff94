"""What Serai decides otherwise than allauth does by itself."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _

from serai.commons.accounts.models import ClosedProvider, User
from serai.commons.accounts.services import links


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in without sign-up; whoever has a first step to take is led to it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        if isinstance(user, User):
            user.must_change_password = False
        super().set_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url(_first_step(request) or "mfa_index")

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **details: Any) -> HttpResponse:
        response = super().post_login(request, user, **details)
        step = _first_step(request)
        return redirect(step) if step else response


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The secrets of authenticator apps and recovery codes lie encrypted in the database."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


class OtherOrganisationAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Signing in through another organisation: it proves who somebody is, and never makes an account.

    The first time, the mail address that the organisation says it has verified must be the one of an
    account; from then on the number that the organisation gave the person counts, not the address.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def authenticate_by_email(self, login: SocialLogin) -> None:
        """Nobody is found by address here; ``pre_social_login`` does it, once, and links."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(_not_let_in(request))
        if sociallogin.is_existing:
            return
        user = _account_of(sociallogin)
        if user is None:
            raise ImmediateHttpResponse(_not_let_in(request))
        sociallogin.connect(request, user)
        links.tell(user, sociallogin.account.provider)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **details: Any) -> None:
        raise ImmediateHttpResponse(_not_let_in(request))


def _account_of(sociallogin: SocialLogin) -> User | None:
    """The account whose address the organisation has verified, unless it is linked to somebody else there.

    Nor one whose person has removed this way in: then an address alone opens it no more.
    """
    verified = [mail.email for mail in sociallogin.email_addresses if mail.verified is True]
    user = User.objects.filter(email__iexact=verified[0], is_active=True).first() if verified else None
    provider = sociallogin.account.provider
    linked = SocialAccount.objects.filter(user=user, provider=provider)
    closed = ClosedProvider.objects.filter(user=user, provider=provider)
    return None if user is None or linked.exists() or closed.exists() else user


def _not_let_in(request: HttpRequest) -> HttpResponse:
    """One answer for every reason: it must not say which addresses have accounts."""
    messages.error(request, _("This sign-in does not lead to an account here. Ask whoever invited you."))
    return redirect("account_login")


def _first_step(request: HttpRequest) -> str:
    user = request.user
    # asked anew: the account may have changed within this request
    return User.objects.get(pk=user.pk).first_step if isinstance(user, User) else ""


def _cipher() -> MultiFernet:
    """The key comes from the installation's secret, which lies outside the database; old ones still open."""
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str | bytes) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"serai second factor").derive(
        force_bytes(secret)
    )
    return Fernet(base64.urlsafe_b64encode(derived))
