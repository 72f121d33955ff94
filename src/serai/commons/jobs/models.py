"""When each schedule last ran. Jobs themselves are rows of django-tasks."""

from __future__ import annotations

from django.db import models


class ScheduleRun(models.Model):
    """The last time that the schedule ``name`` was run to its end."""

    name = models.CharField(max_length=60, primary_key=True)
    ran_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
