"""Where facts come from, what each source said, and where sources disagree."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from serai.commons.access.readers import Reader
from serai.commons.audit.tracking import tracked
from serai.commons.partnership.models.audience import Shown, seen, shown_constraints
from serai.commons.partnership.models.base import Row, once, one_of, ref


@tracked()
class Source(Row, Shown):
    """A document, page, package or article that facts were read in."""

    class Kind(models.TextChoices):
        """What sort of source it is."""

        DOCUMENT = "document", _("the partnership's own document")
        PAGE = "page", _("public page")
        DATA = "data", _("published data")
        PRESS = "press", _("press")
        BACKGROUND = "background", _("general knowledge")
        DERIVED = "derived", _("worked out here")

    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=300)
    url = models.URLField(max_length=500, blank=True, default="")
    low_authority = models.BooleanField(default=False)

    class Meta:
        ordering = ["key"]
        constraints = [*shown_constraints()]


@tracked()
class Statement(Row):
    """One thing that a document says, in our own words, and the rows that hold it."""

    source = ref("partnership.Source", "statements")
    number = models.PositiveIntegerField()
    text = models.TextField()
    rows = models.TextField(help_text=_("The rows that hold it, as file:key, parted by semicolons."))

    class Meta:
        ordering = ["source_id", "number"]
        constraints = [
            once("source", "number", name="statement_number_once"),
        ]


@tracked()
class Disagreement(Row, Shown):
    """Two statements that cannot both be right as they stand; both are kept.

    Its words tell what the sources say about the objects: it is seen by who may see all of them.
    """

    subject = models.CharField(max_length=200)
    statement_a = models.TextField()
    sources_a = models.ManyToManyField("partnership.Source", related_name="disagreements_a")
    statement_b = models.TextField()
    sources_b = models.ManyToManyField("partnership.Source", related_name="disagreements_b")
    handling = models.TextField()

    @classmethod
    def seen_also(cls, reader: Reader) -> Q:
        """Besides its own audience: both sides' sources and everything that it speaks of are seen."""
        hidden = Source.objects.exclude(pk__in=Source.objects.visible_to(reader).values("pk"))
        condition = Q()
        for side in (cls.sources_a.through, cls.sources_b.through):
            told = side._default_manager.filter(source__in=hidden).values("disagreement_id")
            condition &= ~Q(pk__in=told)
        return condition & ~Q(pk__in=DisagreementLink.to_hidden(reader).values("disagreement"))

    class Meta:
        ordering = ["key"]
        constraints = [*shown_constraints()]


@tracked()
class DisagreementLink(Row):
    """What a disagreement speaks of."""

    disagreement = ref("partnership.Disagreement", "links")
    activity = ref("partnership.Activity", "disagreement_links", null=True)
    project = ref("partnership.Project", "disagreement_links", null=True)
    organisation = ref("partnership.Organisation", "disagreement_links", null=True)
    body = ref("partnership.Body", "disagreement_links", null=True)
    framework = ref("partnership.Framework", "disagreement_links", null=True)
    topic = ref("partnership.Topic", "disagreement_links", null=True)

    @classmethod
    def to_hidden(cls, reader: Reader) -> models.QuerySet[DisagreementLink]:
        """Links whose object ``reader`` may not see."""
        open_ones = Q()
        for name in ("activity", "project", "organisation", "body", "framework", "topic"):
            model: Any = cls._meta.get_field(name).related_model
            open_ones &= Q(**{f"{name}__isnull": True}) | seen(model, reader, f"{name}__")
        return cls.objects.exclude(pk__in=cls.objects.filter(open_ones).values("pk"))

    class Meta:
        ordering = ["key"]
        constraints = [
            one_of(
                *("activity", "project", "organisation", "body", "framework", "topic"),
                name="disagreement_link_one_object",
            ),
        ]
