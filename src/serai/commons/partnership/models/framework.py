"""What was agreed: frameworks, their topics in order, how topics carry over, and commitments."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from serai.commons.audit.tracking import tracked
from serai.commons.partnership.models.audience import Shown, shown_constraints
from serai.commons.partnership.models.base import (
    Row,
    Validity,
    once,
    partial_date,
    ref,
    validity_constraints,
)


@tracked()
class Framework(Row, Shown, Validity):
    """A declaration, call for action, compact, set of indicators or list of topics."""

    class Kind(models.TextChoices):
        """What sort of framework it is."""

        DECLARATION = "declaration", _("declaration")
        CALL_FOR_ACTION = "call_for_action", _("call for action")
        COMMITMENTS = "commitments", _("commitments")
        TRAINING_TOPICS = "training_topics", _("training topics")
        COMPACT = "compact", _("global compact")
        INDICATORS = "indicators", _("set of indicators")

    title = models.CharField(max_length=200)
    short_title = models.CharField(max_length=80)
    kind = models.CharField(max_length=16, choices=Kind)
    number = models.PositiveIntegerField(default=0)
    adopted = partial_date()
    commitments_stated = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("How many the source says there are; texts may be missing.")
    )
    description = models.TextField(blank=True, default="")
    sources = models.ManyToManyField("partnership.Source", related_name="frameworks")

    class Meta:
        ordering = ["number", "key"]
        constraints = [*shown_constraints(), *validity_constraints()]


@tracked()
class Topic(Row):
    """A priority topic, goal, objective or indicator, in the order its framework prints it."""

    class Kind(models.TextChoices):
        """What the framework calls it."""

        PRIORITY = "priority", _("priority area")
        GOAL = "goal", _("priority goal")
        TRAINING = "training", _("training topic")
        OBJECTIVE = "objective", _("objective")
        PRINCIPLE = "principle", _("guiding principle")
        CROSS_CUTTING = "cross_cutting", _("cross-cutting concern")
        INDICATOR = "indicator", _("indicator")
        DOMAIN = "domain", _("domain")
        FOCUS = "focus", _("agreed focus")

    framework = ref("partnership.Framework", "topics")
    kind = models.CharField(max_length=16, choices=Kind)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=250)
    text = models.TextField(blank=True, default="")
    source = ref("partnership.Source", "topics")

    class Meta:
        ordering = ["framework_id", "kind", "number"]
        constraints = [
            once("framework", "kind", "number", name="topic_place_once"),
        ]


@tracked()
class TopicLink(Row):
    """The crosswalk: how a topic of one framework stands to a topic of another."""

    class Relation(models.TextChoices):
        """How they stand to each other."""

        CONTINUES = "continues", _("continues")
        COVERS = "covers", _("covers")
        SUPPORTS = "supports", _("supports")

    topic = ref("partnership.Topic", "links")
    relation = models.CharField(max_length=12, choices=Relation)
    other = ref("partnership.Topic", "linked_from")
    source = ref("partnership.Source", "topic_links")

    class Meta:
        ordering = ["key"]
        constraints = [
            once("topic", "other", name="topic_link_once"),
            models.CheckConstraint(
                condition=~models.Q(topic=models.F("other")), name="topic_link_two_topics"
            ),
        ]


@tracked()
class Commitment(Row):
    """Something that the partners undertook to do. Its text is loaded, never written here."""

    framework = ref("partnership.Framework", "commitments")
    topic = ref("partnership.Topic", "commitments", null=True)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=250)
    text = models.TextField(blank=True, default="")
    source = ref("partnership.Source", "commitments")

    class Meta:
        ordering = ["framework_id", "number"]
        constraints = [
            once("framework", "number", name="commitment_number_once"),
        ]
