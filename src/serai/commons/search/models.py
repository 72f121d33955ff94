"""The index: one row for each thing that has a page, in each language in which it has words."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from serai.commons.partnership.models.audience import Shown, shown_constraints


class Entry(Shown):
    """A thing that can be found. Written by ``services`` alone out of what the rooms say; it keeps no history.

    ``vector`` holds our own normalised words, ``digest`` what the row was made from.
    """

    noun = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=400)
    text = models.TextField(blank=True, default="")
    address = models.JSONField()
    day = models.DateField(null=True)
    vector = SearchVectorField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "entries"
        ordering = ["noun", "key", "language"]
        indexes = [GinIndex(fields=["vector"], name="entry_vector")]
        constraints = [
            *shown_constraints(),
            models.UniqueConstraint(fields=["noun", "key", "language"], name="entry_once"),
        ]

    def __str__(self) -> str:
        return f"{self.noun} {self.key} ({self.language})"
