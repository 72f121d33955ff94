"""Accounts: who signs in, and the roles they hold from one day to another."""

from __future__ import annotations

from typing import ClassVar

from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from serai.commons.access.roles import NEED_SECOND_FACTOR, Role
from serai.commons.audit.tracking import tracked

DEMO_DOMAIN = "@demo.invalid"
# what puts a role in force: an app's code or a passkey; recovery codes alone do not
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class UserManager(BaseUserManager["User"]):
    """Finds accounts by their address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


@tracked(without=["password", "last_login", "session_round"])
class User(PermissionsMixin, AbstractBaseUser):  # type: ignore[django-manager-missing]
    """A person who signs in by mail address. What they may do follows from their roles.

    Groups and superusers are Django's own and decide nothing in Serai; Wagtail's editor needs the groups,
    and they follow from the roles.
    """

    email = models.EmailField(_("mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    # somebody else knows the password (it was made on the command line), so it must be changed first
    must_change_password = models.BooleanField(default=False)
    # accounts that the demonstration made; they must never exist in a real installation
    is_demo = models.BooleanField(default=False)
    # every session was opened in a round; one more ends all that are open, at their next click
    session_round = models.PositiveIntegerField(default=0)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_in_any_case"),
            # no real address can be marked as invented, and no invented one can pass for real
            models.CheckConstraint(
                condition=Q(is_demo=True, email__endswith=DEMO_DOMAIN)
                | Q(is_demo=False) & ~Q(email__iendswith=DEMO_DOMAIN),
                name="user_demo_address",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must know to stay open: it changes with the password and with the round.

        Django asks this method (AbstractBaseUser) whenever it reads a session.
        """
        return salted_hmac(
            "serai.accounts.session",
            f"{self.password}:{self.session_round}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()

    @cached_property
    def _held(self) -> tuple[frozenset[str], frozenset[str], str]:
        """Roles in force, roles that wait, and what they wait for; one query for each request."""
        today = timezone.localdate()
        has_factor = Authenticator.objects.filter(user=OuterRef("user"), type__in=FACTORS)
        held = self.held_roles.filter(Q(until__isnull=True) | Q(until__gte=today), since__lte=today)
        rows = list(held.annotate(has_factor=Exists(has_factor)).values_list("role", "has_factor"))
        roles = frozenset(role for role, _has in rows)
        if self.must_change_password:
            return frozenset(), roles, "account_change_password"
        waiting = frozenset(role for role, has in rows if role in NEED_SECOND_FACTOR and not has)
        return roles - waiting, waiting, "mfa_index" if waiting else ""

    @property
    def roles(self) -> frozenset[str]:
        """The role codes in force now; a role that needs a second factor is not among them without one."""
        return self._held[0]

    @property
    def waiting_roles(self) -> frozenset[str]:
        """The role codes held today that sleep until ``first_step`` is taken."""
        return self._held[1]

    @property
    def first_step(self) -> str:
        """The URL name of the page this person must go through first, or ""."""
        return self._held[2]


@tracked()
class HeldRole(models.Model):
    """A role that a person holds from one day to another (inclusive; no end means until further notice)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="held_roles")
    role = models.CharField(max_length=20, choices=Role.choices)
    # the key of the organisation for whose sake it is held, "" for the house as a whole; organisations
    # stand above accounts, so this is a word and no foreign key
    organisation = models.CharField(max_length=160, blank=True, default="")
    given_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="held_role_dates_in_order",
            ),
            models.UniqueConstraint(fields=["user", "role", "since"], name="held_role_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class OpenSession(models.Model):
    """A browser in which somebody is signed in: which kind of device, since when, last seen when.

    The network address is not kept: it would say where the person is. ``round`` is the account's round
    in which the session was opened; an earlier one is over.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="open_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=80)
    round = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-seen_at"]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.device}"


@tracked()
class FactorReset(models.Model):
    """A request to forget a lost second factor: one officer asks, another one confirms or refuses."""

    user = models.ForeignKey(User, models.CASCADE, related_name="factor_resets")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(_("reason"), max_length=300)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    confirmed = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # whoever loses a factor neither asks nor confirms, and nobody does both
            models.CheckConstraint(condition=~Q(asked_by=models.F("user")), name="factor_reset_not_own"),
            models.CheckConstraint(
                condition=Q(confirmed=False)
                | Q(closed_by__isnull=False)
                & ~Q(closed_by=models.F("asked_by"))
                & ~Q(closed_by=models.F("user")),
                name="factor_reset_two_officers",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(closed_at__isnull=True), name="factor_reset_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}, {self.asked_at:%Y-%m-%d}"


@tracked()
class ClosedProvider(models.Model):
    """An organisation through which a person no longer wants to sign in.

    Without this row the next sign-in there would link the account again, by its verified mail address.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="closed_providers")
    provider = models.CharField(max_length=200)
    closed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["provider"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "provider"], name="closed_provider_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.provider}"


class CacheEntry(models.Model):
    """What all processes remember for a while: attempts to sign in, and codes that were used.

    ``memory.py`` reads and writes the rows. In the memory of each process, somebody could guess once for
    every process, and use a code once in each.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "accounts_cache"

    def __str__(self) -> str:
        return self.cache_key
