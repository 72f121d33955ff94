"""What people may know of a job, and when each schedule last ran. The queue itself is rows of django-tasks."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Job(models.Model):
    """A piece of work as its owner watches it; the row of the queue has the same ``id``.

    ``title`` and ``words`` are texts of the catalogue and are shown in the reader's language. ``total`` is
    None while nobody knows how much there is to do. ``attempts`` is how often it may be tried in all.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    title = models.CharField(max_length=200, blank=True, default="")
    asked_at = models.DateTimeField()
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    words = models.CharField(max_length=200, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=1)
    tried = models.PositiveSmallIntegerField(default=0)
    cancel_asked_at = models.DateTimeField(null=True)
    # the owner has seen that it failed, and it is no longer on the desk
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at", "pk"]

    def __str__(self) -> str:
        return self.title or str(self.pk)


class ScheduleRun(models.Model):
    """When the schedule ``name`` was last run to its end and what it said, and how often it failed since."""

    name = models.CharField(max_length=60, primary_key=True)
    ran_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=300, blank=True, default="")
    failures = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)
    # the kind of failure; its words may hold data and stand in the log only
    error = models.CharField(max_length=120, blank=True, default="")

    def __str__(self) -> str:
        return self.name
