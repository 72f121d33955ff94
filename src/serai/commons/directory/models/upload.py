"""A spreadsheet of contacts that waits between preview and confirmation."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models


class ContactUpload(models.Model):
    """The bytes are dropped when they were imported, given up, or a day old; no history is kept of them.

    ``columns`` says which field each column of the file holds, ``report`` the counts of what was done.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="contact_uploads")
    name = models.CharField(max_length=200)
    content = models.BinaryField(null=True)
    received_at = models.DateTimeField(auto_now_add=True)
    columns = models.JSONField(default=dict)
    report = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar[list[str]] = ["-received_at"]

    def __str__(self) -> str:
        return self.name
