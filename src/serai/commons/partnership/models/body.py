"""The partnership itself and its bodies, with dated members and roles."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from serai.commons.audit.tracking import tracked
from serai.commons.partnership.models.audience import Shown, shown_constraints
from serai.commons.partnership.models.base import (
    Party,
    Row,
    Validity,
    partial_date,
    party_constraint,
    ref,
    validity_constraints,
)


@tracked()
class Partnership(Row):
    """What this installation serves: one row."""

    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    about = models.TextField()
    nature = models.TextField(blank=True, default="")
    started = partial_date()
    names_note = models.TextField(
        blank=True, default="", help_text=_("The note about names of states and borders.")
    )
    sources = models.ManyToManyField("partnership.Source", related_name="partnerships")

    class Meta:
        ordering = ["key"]


@tracked()
class Body(Row, Shown, Validity):
    """A conference, group, committee or circle of states in which the partnership meets or counts itself."""

    class Kind(models.TextChoices):
        """What sort of body it is."""

        DIALOGUE = "dialogue", _("the dialogue as a whole")
        CONFERENCE = "conference", _("conference")
        SENIOR = "senior", _("meeting of senior officials")
        STEERING = "steering", _("steering or advisory group")
        WORKING_GROUP = "working_group", _("working group")
        COMMUNITY = "community", _("community of practice")
        COUNTRY_GROUP = "country_group", _("group of countries")

    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, blank=True, default="")
    kind = models.CharField(max_length=16, choices=Kind)
    parent = ref("self", "children", null=True)
    number = models.PositiveIntegerField(default=0)
    frequency = models.CharField(max_length=120, blank=True, default="")
    description = models.TextField(blank=True, default="")
    sources = models.ManyToManyField("partnership.Source", related_name="bodies")

    class Meta:
        ordering = ["number", "name"]
        verbose_name_plural = "bodies"
        constraints = [*shown_constraints(), *validity_constraints()]


@tracked()
class BodyMember(Row, Validity, Party):
    """A member of a body, from when to when."""

    class Status(models.TextChoices):
        """In which quality it belongs."""

        MEMBER = "member", _("member")
        OBSERVER = "observer", _("observer")
        NOT_SEPARATED = "not_separated", _("member or observer (the source does not say which)")

    body = ref("partnership.Body", "members")
    status = models.CharField(max_length=16, choices=Status, default=Status.MEMBER)
    source = ref("partnership.Source", "body_members")
    footnote = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["key"]
        constraints = [*validity_constraints(), party_constraint()]


@tracked()
class BodyRole(Row, Validity, Party):
    """An office in a body, from when to when, and who says so."""

    class Role(models.TextChoices):
        """Which office."""

        CHAIR = "chair", _("chair")
        CO_CHAIR = "co_chair", _("co-chair")
        RAPPORTEUR = "rapporteur", _("rapporteur")
        SECRETARIAT = "secretariat", _("secretariat")

    body = ref("partnership.Body", "roles")
    role = models.CharField(max_length=16, choices=Role)
    source = ref("partnership.Source", "body_roles")
    footnote = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["body_id", "role", "since"]
        constraints = [*validity_constraints(), party_constraint()]
