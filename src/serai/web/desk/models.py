"""Links in mails that were used: each acts once."""

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
