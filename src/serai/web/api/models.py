"""Tokens: what a programme shows instead of a person who signs in. Never in any history."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ApiToken(models.Model):
    """A token of a person. Only its hash is kept: it is shown once, when it is made.

    It sees what its person may see today, as far as its ``scopes`` reach.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=100)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of 32 random bytes: nothing to guess
    scopes: Any = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)
    expires = models.DateField()
    last_used = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "pk"]

    def __str__(self) -> str:
        return self.name
