"""Files that wait between preview and confirmation, and what loads did."""

from __future__ import annotations

import uuid

from django.db import models


class Upload(models.Model):
    """Uploaded partnership files. The bytes are dropped once they are loaded or given up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    actor = models.CharField(max_length=120)
    received_at = models.DateTimeField(auto_now_add=True)
    archive = models.BinaryField(null=True)
    report = models.JSONField()

    class Meta:
        ordering = ["-received_at"]

    def __str__(self) -> str:
        return f"{self.received_at:%Y-%m-%d %H:%M} {self.actor}"
