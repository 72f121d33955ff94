"""Dates that different sources tell about one thing, side by side."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from serai.commons.audit.tracking import tracked
from serai.commons.partnership.models.activity import Dated, dated_constraint
from serai.commons.partnership.models.base import Row, one_of, ref


@tracked()
class DatedStatement(Row, Dated):
    """What one source says about when a thing started, ended, opened or was held."""

    class About(models.TextChoices):
        """Which moment."""

        START = "start", _("start")
        END = "end", _("end")
        HELD = "held", _("held")
        ADOPTED = "adopted", _("adopted")
        ENDORSED = "endorsed", _("endorsed")
        STAFFED = "staffed", _("work began")
        OPENED = "opened", _("opened")
        INAUGURATED = "inaugurated", _("inaugurated")

    class Standing(models.TextChoices):
        """Plan or report."""

        PLANNED = "planned", _("planned")
        REPORTED = "reported", _("reported")

    project = ref("partnership.Project", "dated_statements", null=True)
    organisation = ref("partnership.Organisation", "dated_statements", null=True)
    activity = ref("partnership.Activity", "dated_statements", null=True)
    framework = ref("partnership.Framework", "dated_statements", null=True)
    about = models.CharField(max_length=12, choices=About)
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.REPORTED)
    source = ref("partnership.Source", "dated_statements")

    class Meta:
        ordering = ["key"]
        constraints = [
            dated_constraint(),
            one_of("project", "organisation", "activity", "framework", name="dated_statement_one_object"),
        ]
