"""What was taught about sheets, and the files that people bring through the workbench."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from serai.commons.audit.tracking import tracked
from serai.commons.files.models import KeptFile
from serai.commons.partnership.models import Organisation


@tracked()
class Matching(models.Model):
    """What the labels of one kind of sheet mean: taught once, read again every month.

    ``base`` is the shipped mapping that it adds ``words`` to (as ``grid.words`` of a mapping takes them); ``shapes``
    are the headers of the files that it was made for, as ``Look.shape`` gives them. An ``owner`` of none is the house.
    """

    name = models.CharField(_("name in files"), max_length=63, unique=True)
    title = models.CharField(_("name"), max_length=120)
    base = models.CharField(_("kind of sheet"), max_length=63)
    dataset = models.CharField(_("dataset"), max_length=63)
    owner = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    shapes: Any = models.JSONField(_("headers"), default=list)
    words: Any = models.JSONField(_("labels and what they mean"), default=dict)
    version = models.PositiveIntegerField(_("version"), default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("changed by")
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


@tracked(without=("look",))
class Bench(models.Model):
    """One file on its way: brought, matched, loaded, published.

    ``look`` is what was seen in it when it was brought; ``trouble`` is why it could not be loaded.
    """

    class State(models.TextChoices):
        """Where the file stands."""

        ASKED = "asked", _("waits for what its labels mean")
        LOADING = "loading", _("is being loaded")
        LOADED = "loaded", _("loaded")
        FAILED = "failed", _("could not be loaded")

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("file"), max_length=200)
    file = models.ForeignKey(KeptFile, models.SET_NULL, null=True, related_name="+")
    owner = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("brought by")
    )
    brought_at = models.DateTimeField(_("brought"), auto_now_add=True)
    base = models.CharField(_("kind of sheet"), max_length=63)
    look: Any = models.JSONField(default=dict)
    matching = models.ForeignKey(
        Matching, models.PROTECT, null=True, blank=True, related_name="benches", verbose_name=_("matching")
    )
    matched_alone = models.BooleanField(_("recognised by itself"), default=False)
    asked = ArrayField(models.TextField(), verbose_name=_("labels not known"), default=list)
    state = models.CharField(_("where it stands"), max_length=10, choices=State, default=State.ASKED)
    trouble = models.TextField(_("what went wrong"), blank=True, default="")
    job = models.CharField(max_length=64, blank=True, default="")
    import_id = models.CharField(_("number of the import"), max_length=64, blank=True, default="")
    dataset = models.CharField(_("dataset"), max_length=63, blank=True, default="")
    dataflow = models.CharField(_("published as"), max_length=63, blank=True, default="")
    revision = models.PositiveIntegerField(_("revision"), null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-brought_at", "pk"]

    def __str__(self) -> str:
        return self.name
