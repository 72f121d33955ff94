"""Activities: one row per thing that happened or is planned; every room's work hangs on one."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from serai.commons.audit.tracking import tracked
from serai.commons.partnership.models.audience import Shown, shown_constraints
from serai.commons.partnership.models.base import Party, Row, once, ref
from serai.kernel.clock import Certainty as CertaintyWord
from serai.kernel.clock import PartialDate
from serai.kernel.clock import Precision as PrecisionWord
from serai.kernel.units import Count
from serai.kernel.units import Qualifier as QualifierWord


class Precision(models.TextChoices):
    """How much of a date is known (the words of ``kernel.clock``)."""

    DAY = PrecisionWord.DAY.value, _("day")
    MONTH = PrecisionWord.MONTH.value, _("month")
    YEAR = PrecisionWord.YEAR.value, _("year")
    WINDOW = PrecisionWord.WINDOW.value, _("within a window")
    NONE = PrecisionWord.NONE.value, _("no date stated")


class Certainty(models.TextChoices):
    """How a date is known (the words of ``kernel.clock``)."""

    STATED = CertaintyWord.STATED.value, _("stated")
    INFERRED = CertaintyWord.INFERRED.value, _("inferred")
    ANNOUNCED = CertaintyWord.ANNOUNCED.value, _("announced")
    REPORTED = CertaintyWord.REPORTED.value, _("when it was reported")


class Dated(models.Model):
    """When something was: bounds, precision, certainty and a note. Read it as ``when``."""

    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    date_precision = models.CharField(max_length=8, choices=Precision, default=Precision.NONE)
    date_certainty = models.CharField(max_length=10, choices=Certainty, default=Certainty.STATED)
    date_note = models.CharField(max_length=250, blank=True, default="")

    class Meta:
        abstract = True

    @property
    def when(self) -> PartialDate:
        """The date as one value."""
        return PartialDate(
            self.first_day,
            self.last_day,
            PrecisionWord(self.date_precision),
            CertaintyWord(self.date_certainty),
            self.date_note,
        )


def dated_constraint() -> models.CheckConstraint:
    """Days are there exactly when something is known, and in order."""
    return models.CheckConstraint(
        name="%(class)s_dates_ordered",
        condition=Q(date_precision="none", first_day__isnull=True, last_day__isnull=True)
        | (~Q(date_precision="none") & Q(first_day__isnull=False) & Q(last_day__gte=F("first_day"))),
    )


@tracked()
class ActivityKind(Row):
    """A kind of activity. Kinds are data: a partnership brings its own."""

    class Family(models.TextChoices):
        """What the house does with this kind."""

        MEETING = "meeting", _("meetings")
        TRAINING = "training", _("trainings")
        VISIT = "visit", _("visits")
        PUBLICATION = "publication", _("publications")
        PILOT = "pilot", _("pilots and services")
        MILESTONE = "milestone", _("milestones")

    title = models.CharField(max_length=120)
    family = models.CharField(max_length=16, choices=Family)

    class Meta:
        ordering = ["family", "title"]


@tracked()
class Activity(Row, Shown, Dated):
    """One thing that happened or is planned.

    ``plan_of`` points from a plan to what came of it, ``same_as`` from a second report to the first.
    ``observed`` rows were seen by the house itself: a load leaves them as they are. Whoever may not see
    the project sees none of its activities: their number alone would tell what goes on in it.
    """

    hangs_on = ("project",)

    class Status(models.TextChoices):
        """How far the sources go."""

        PLANNED = "planned", _("planned")
        ANNOUNCED = "announced", _("announced")
        HELD = "held", _("held")

    kind = ref("partnership.ActivityKind", "activities")
    title = models.CharField(max_length=250)
    status = models.CharField(max_length=10, choices=Status)
    state = ref("partnership.State", "activities", null=True)
    place = models.CharField(max_length=120, blank=True, default="")
    place_note = models.CharField(max_length=200, blank=True, default="")
    online = models.BooleanField(default=False)
    days_stated = models.PositiveIntegerField(null=True, blank=True)
    body = ref("partnership.Body", "activities", null=True)
    project = ref("partnership.Project", "activities", null=True)
    framework = ref("partnership.Framework", "activities", null=True)
    topics = models.ManyToManyField("partnership.Topic", related_name="activities", blank=True)
    subject = models.TextField(blank=True, default="")
    attendance = models.TextField(blank=True, default="", help_text=_("Who came, in words."))
    outcome = models.TextField(blank=True, default="")
    same_as = ref("self", "reported_again", null=True)
    plan_of = ref("self", "plans", null=True)
    observed = models.BooleanField(default=False, editable=False)
    sources = models.ManyToManyField("partnership.Source", related_name="activities")

    class Meta:
        ordering = [F("first_day").asc(nulls_last=True), "key"]
        verbose_name_plural = "activities"
        indexes = [models.Index(fields=["first_day", "last_day"], name="activity_days")]
        constraints = [
            *shown_constraints(),
            dated_constraint(),
            models.CheckConstraint(
                name="activity_not_of_itself",
                condition=(Q(same_as__isnull=True) | ~Q(same_as=F("key")))
                & (Q(plan_of__isnull=True) | ~Q(plan_of=F("key"))),
            ),
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class ActivityComponent(Row):
    """An activity counts towards a component; ``inferred`` when no source says so."""

    activity = ref("partnership.Activity", "component_links")
    component = ref("partnership.Component", "activity_links")
    inferred = models.BooleanField(default=False)

    class Meta:
        ordering = ["key"]
        constraints = [
            once("activity", "component", name="activity_component_once"),
        ]


@tracked()
class ActivityRole(Row, Party):
    """Who hosted, chaired or organised with others. ``words`` keeps what the source says about it."""

    class Role(models.TextChoices):
        """What the party did."""

        HOST = "host", _("host")
        CO_HOST = "co_host", _("co-host")
        CHAIR = "chair", _("chair")
        CO_CHAIR = "co_chair", _("co-chair")
        ORGANISER = "organiser", _("organiser")
        CO_ORGANISER = "co_organiser", _("co-organiser")
        VENUE = "venue", _("venue")
        PARTICIPANT = "participant", _("took part")

    activity = ref("partnership.Activity", "roles")
    role = models.CharField(max_length=16, choices=Role)
    words = models.CharField(max_length=250, blank=True, default="")
    source = ref("partnership.Source", "activity_roles")

    class Meta:
        ordering = ["activity_id", "role", "key"]


@tracked()
class ActivityCount(Row):
    """A number told or seen about an activity. Every source keeps its own row."""

    class Measure(models.TextChoices):
        """What was counted; only like is ever added to like."""

        PARTICIPANTS = "participants", _("participants")
        WOMEN = "women", _("women")
        COUNTRIES = "countries", _("countries")
        ORGANISATIONS = "organisations", _("organisations")
        PARTIES = "parties", _("countries and organisations together")
        INSTITUTIONS = "institutions", _("institutions")
        RECOMMENDATIONS = "recommendations", _("recommendations")
        ITEMS = "items", _("items handed over")
        COUNSELLED = "counselled", _("people counselled one by one")
        ORIENTATION = "orientation", _("people in orientation sessions")
        PRE_DEPARTURE = "pre_departure", _("people in pre-departure sessions")
        ASSISTED = "assisted", _("returnees assisted")
        INFORMED = "informed", _("people informed")
        REACHED_DIRECT = "reached_direct", _("people reached directly")
        REACHED_MEDIA = "reached_media", _("people reached by media")
        SERVED = "served", _("people served (reach and service mixed in the source)")
        STUDY_USERS = "study_users", _("people in a study")

    class Qualifier(models.TextChoices):
        """How exact the source is (the words of ``kernel.units``)."""

        EXACT = QualifierWord.EXACT.value, _("exactly")
        MORE_THAN = QualifierWord.MORE_THAN.value, _("more than")
        AT_LEAST = QualifierWord.AT_LEAST.value, _("at least")
        AROUND = QualifierWord.AROUND.value, _("around")
        ALMOST = QualifierWord.ALMOST.value, _("almost")
        UP_TO = QualifierWord.UP_TO.value, _("up to")

    class Kind(models.TextChoices):
        """Who counted."""

        REPORTED = "reported", _("reported")
        OBSERVED = "observed", _("observed")

    activity = ref("partnership.Activity", "counts")
    measure = models.CharField(max_length=16, choices=Measure)
    value = models.PositiveBigIntegerField()
    qualifier = models.CharField(max_length=10, choices=Qualifier, default=Qualifier.EXACT)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.REPORTED)
    composition = models.TextField(blank=True, default="", help_text=_("What the number covers."))
    source = ref("partnership.Source", "activity_counts", null=True)

    class Meta:
        ordering = ["activity_id", "measure", "key"]
        constraints = [
            once("activity", "measure", "kind", "source", name="activity_count_once", nulls_distinct=False),
            models.CheckConstraint(
                name="activity_count_reported_has_source",
                condition=Q(kind="observed") | Q(source__isnull=False),
            ),
        ]

    @property
    def count(self) -> Count:
        """The number with its qualifier."""
        return Count(self.value, QualifierWord(self.qualifier))
