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
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from serai.commons.access.roles import NEED_SECOND_FACTOR, Role
from serai.commons.audit.tracking import tracked

DEMO_DOMAIN = "@demo.invalid"


class UserManager(BaseUserManager["User"]):
    """Finds accounts by their address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


@tracked(without=["password", "last_login"])
class User(PermissionsMixin, AbstractBaseUser):
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

    @cached_property
    def _held(self) -> tuple[frozenset[str], frozenset[str], str]:
        """Roles in force, roles that wait, and what they wait for; one query for each request."""
        today = timezone.localdate()
        has_factor = Authenticator.objects.filter(user=OuterRef("user"), type=Authenticator.Type.TOTP)
        held = self.held_roles.filter(Q(until__isnull=True) | Q(until__gte=today), since__lte=today)
        rows = list(held.annotate(has_factor=Exists(has_factor)).values_list("role", "has_factor"))
        roles = frozenset(role for role, _has in rows)
        if self.must_change_password:
            return frozenset(), roles, "account_change_password"
        waiting = frozenset(role for role, has in rows if role in NEED_SECOND_FACTOR and not has)
        return roles - waiting, waiting, "mfa_activate_totp" if waiting else ""

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


class CacheEntry(models.Model):
    """What all processes remember for a while: attempts to sign in, and codes that were used.

    Django's database cache reads and writes the rows. In the memory of each process, somebody could guess
    once for every process, and use a code once in each.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "accounts_cache"

    def __str__(self) -> str:
        return self.cache_key
