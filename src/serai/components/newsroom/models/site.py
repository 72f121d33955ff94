"""Words and addresses around the pages: who to write to, and how donors are named."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from serai.commons.audit.tracking import tracked
from serai.commons.partnership.models import Organisation, Project
from serai.components.newsroom.models.pictures import Picture


@tracked()
class ContactRole(models.Model):
    """A role that people can write to. No person is named; the mailbox is shown to nobody."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    order = models.PositiveIntegerField(_("place in the list"), default=0)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    mailbox = models.EmailField(_("mailbox"))
    titles = models.JSONField(_("title by language"), default=dict)
    answers = models.JSONField(_("what it answers, by language"), default=dict)

    class Meta:
        ordering: ClassVar[list[str]] = ["order", "key"]
        verbose_name = _("contact role")

    def __str__(self) -> str:
        return str(self.titles.get("en", self.key))


@tracked()
class VisibilityLine(models.Model):
    """How a project names those who pay for it and carry it out, in one language.

    Who they are stands in the partnership's rows; here are wording, disclaimer and emblem as the donor
    asks for them. ``wording`` "" means the usual words.
    """

    class Kind(models.TextChoices):
        """What is said."""

        FUNDED = "funded", _("Funded by")
        CO_FUNDED = "co_funded", _("Co-funded by")
        IMPLEMENTED = "implemented", _("Implemented by")

    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    kind = models.CharField(_("line"), max_length=12, choices=Kind)
    language = models.CharField(_("language"), max_length=12, default="en")
    wording = models.CharField(_("wording"), max_length=200, blank=True, default="")
    disclaimer = models.TextField(_("disclaimer"), blank=True, default="")
    emblem = models.ForeignKey(
        Picture, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("emblem")
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["project_id", "kind", "language"]
        verbose_name = _("visibility line")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "kind", "language"], name="visibility_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.get_kind_display()} ({self.language})"
