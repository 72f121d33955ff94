"""The index that pages read: imports and releases as the engine's store holds them.

The store's commits are the truth. These rows repeat what pages need to list and to find; they are
written by ``services.register`` alone and can be thrown away and made again at any time.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from serai.commons.audit.tracking import tracked
from serai.commons.partnership.models.audience import Shown, shown_constraints


@tracked()
class Import(Shown):
    """What became of every row of one loaded file: the receipt, as the engine wrote it."""

    import_id = models.CharField(max_length=64, unique=True)
    dataset = models.CharField(max_length=63)
    mapping = models.CharField(max_length=200)
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    rows_in = models.PositiveBigIntegerField()
    accepted = models.PositiveBigIntegerField()
    duplicates = models.PositiveBigIntegerField()
    refused = models.PositiveBigIntegerField()
    rejected = models.JSONField(default=dict)
    sums = models.JSONField(default=dict)
    missing = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    places: Any = models.JSONField(default=list)  # of each sheet and place what became of its rows
    synthetic = models.BooleanField()
    loaded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-loaded_at", "dataset"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *shown_constraints(),
            models.CheckConstraint(
                condition=Q(rows_in=F("accepted") + F("refused") + F("duplicates")), name="import_adds_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name}: {self.dataset}"


@tracked()
class Release(Shown):
    """One published revision of a dataflow. It never changes; a newer revision replaces it."""

    dataflow = models.CharField(max_length=63)
    revision = models.PositiveIntegerField()
    key = models.CharField(max_length=200, unique=True)
    folder = models.CharField(max_length=500)
    # text, because the database's own JSON forgets the order of code lists
    passport_json = models.TextField()
    files: Any = models.JSONField()
    reason = models.TextField(default="")  # why it revises the one before
    snapshot_id = models.BigIntegerField()
    published_at = models.DateTimeField()
    synthetic = models.BooleanField()

    class Meta:
        ordering: ClassVar[list[str]] = ["dataflow", "-revision"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *shown_constraints(),
            models.UniqueConstraint(fields=["dataflow", "revision"], name="release_revision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.dataflow} {self.revision}"

    @cached_property
    def passport(self) -> dict[str, Any]:
        """What stands behind the release, as it was published."""
        words: dict[str, Any] = json.loads(self.passport_json)
        return words
