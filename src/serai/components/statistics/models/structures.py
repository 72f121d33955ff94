"""The registry of structures: artefacts of SDMX that somebody loaded, as they came."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from serai.commons.audit.tracking import tracked


@tracked()
class Artefact(models.Model):
    """One version of a code list, a data structure or another artefact, as it was loaded.

    ``text`` is the message that it came in, alone, in ``form``; ``content`` is the same in SDMX-JSON 2.1, for
    pages and answers. ``refers`` has the names (URN) of what it refers to, ``words`` what it is searched by.
    """

    kind = models.CharField(max_length=40)
    agency = models.CharField(max_length=200)
    identity = models.CharField(max_length=200)
    version = models.CharField(max_length=60)
    names: Any = models.JSONField(default=dict)
    form = models.CharField(max_length=10)
    # texts, because the database's own JSON forgets the order of code lists
    text = models.TextField()
    content = models.TextField()
    final = models.BooleanField()
    fingerprint = models.CharField(max_length=64)
    refers: Any = models.JSONField(default=list)
    words = models.TextField()
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(default=timezone.now)
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["kind", "agency", "identity", "version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "agency", "identity", "version"], name="artefact_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.agency}:{self.identity}({self.version})"
