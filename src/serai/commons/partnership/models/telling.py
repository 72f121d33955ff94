"""What rows say in the other languages of the house: a translation of one text of one row."""

from __future__ import annotations

from django.db import models

from serai.commons.audit.tracking import tracked
from serai.commons.partnership.models.base import Row, once, one_of, partial_date, ref
from serai.commons.partnership.rules import TOLD


@tracked()
class Telling(Row):
    """One text of one row in another language.

    ``original`` is the text that was translated: where the row says something else by now, the translation
    is stale and shown nowhere. Until ``reviewed_on`` says when a speaker looked at it, it is a draft.
    It hangs on its row, and is seen by whoever may see that.
    """

    partnership = ref("partnership.Partnership", "tellings", null=True)
    activity_kind = ref("partnership.ActivityKind", "tellings", null=True)
    body = ref("partnership.Body", "tellings", null=True)
    component = ref("partnership.Component", "tellings", null=True)
    framework = ref("partnership.Framework", "tellings", null=True)
    objective = ref("partnership.Objective", "tellings", null=True)
    topic = ref("partnership.Topic", "tellings", null=True)
    column = models.CharField(max_length=20)
    language = models.CharField(max_length=12)
    text = models.TextField()
    original = models.TextField()
    reviewed_by = models.CharField(max_length=120, blank=True, default="")
    reviewed_on = partial_date()

    class Meta:
        ordering = ["key"]
        constraints = [
            one_of(*TOLD, name="telling_one_row"),
            once(*TOLD, "column", "language", name="telling_once", nulls_distinct=False),
        ]
