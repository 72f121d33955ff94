"""Files that translators hand in: they wait for a confirmation, then the record of what they changed stays."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class Delivery(models.Model):
    """One file of one language. Its bytes go when it is taken in or given up.

    ``read_all`` says that the sender, who speaks the language, has looked at every translation in it.
    ``report`` is what would change, and after ``taken_at`` what did.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    language = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    read_all = models.BooleanField(default=False)
    content = models.BinaryField(null=True)
    received_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True)
    report: Any = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar[list[str]] = ["-received_at", "pk"]
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"{self.language}: {self.name}"
