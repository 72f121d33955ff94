"""Files: what a person or a room keeps, and the content behind it, stored once."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from serai.commons.audit.tracking import tracked
from serai.commons.partnership.models.audience import Shown, shown_constraints


class Content(models.Model):
    """Bytes that are stored once, named by their SHA-256. It goes when no file has it any more."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=120)
    stored_at = models.DateTimeField(auto_now_add=True)
    # the last time that somebody compared the stored bytes with their name, and whether they fitted
    checked_at = models.DateTimeField(null=True)
    intact = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.sha256[:12]


@tracked()
class KeptFile(Shown):
    """A file as people know it: a name, an owner, an audience. Several may have the same content.

    ``sent_sha256`` is that of the bytes as they were sent, where they were cleaned before they were kept.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content = models.ForeignKey(Content, models.PROTECT, related_name="kept")
    name = models.CharField(_("name"), max_length=200)
    note = models.CharField(_("what it is"), max_length=300, blank=True, default="")
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kept_at = models.DateTimeField(auto_now_add=True)
    # after this day it is removed; no day means until somebody deletes it
    keep_until = models.DateField(_("keep until"), null=True, blank=True)
    sent_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar[list[str]] = ["-kept_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [*shown_constraints()]

    def __str__(self) -> str:
        return self.name
