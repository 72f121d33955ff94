"""Links in mails that were used, and addresses of calendars."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class UsedLink(models.Model):
    """A signed link that somebody acted by: who, when, and what it did. The link itself is not kept."""

    digest = models.CharField(primary_key=True, max_length=64)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    item = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    used_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-used_at"]

    def __str__(self) -> str:
        return f"{self.action} {self.item}"


class CalendarAddress(models.Model):
    """The address at which somebody's calendar reads what is due from them.

    Only its hash is kept: it is shown once, when it is made. A new one ends the old one.
    """

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of 32 random bytes: nothing to guess
    made_at = models.DateTimeField()
    last_read = models.DateField(null=True)

    def __str__(self) -> str:
        return f"calendar of account {self.account_id}"
