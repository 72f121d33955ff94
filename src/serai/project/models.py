"""What this installation is: made for real use, or a demonstration whose data may be thrown away."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class Installation(models.Model):
    """One row, written when the database is made; a demonstration touches none without its mark."""

    class Kind(models.TextChoices):
        DEMO = "demo", "demonstration"
        REAL = "real", "real"

    only = models.BooleanField(primary_key=True, default=True, editable=False)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    identity = models.UUIDField(default=uuid.uuid4, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(only=True), name="installation_is_one_row"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.identity}"
