"""Programmes and projects: who pays, who carries out, in which phases, with which objectives."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from serai.commons.audit.tracking import tracked
from serai.commons.partnership.models.audience import Shown, shown_constraints
from serai.commons.partnership.models.base import (
    Party,
    Row,
    Validity,
    once,
    one_of,
    party_constraint,
    ref,
    validity_constraints,
)


@tracked()
class Programme(Row, Validity):
    """A line of projects, or the dialogue's own work."""

    title = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")
    sources = models.ManyToManyField("partnership.Source", related_name="programmes")

    class Meta:
        ordering = ["key"]
        constraints = [*validity_constraints()]


@tracked()
class Project(Row, Shown, Validity):
    """A funded piece of work. ``since`` and ``until`` are shown; all dates told stay side by side."""

    name = models.CharField(max_length=250)
    short_name = models.CharField(max_length=80)
    programme = ref("partnership.Programme", "projects")
    follows = ref("self", "followed_by", null=True)
    number = models.PositiveIntegerField(default=0)
    aim = models.TextField(blank=True, default="")
    description = models.TextField(blank=True, default="")
    sources = models.ManyToManyField("partnership.Source", related_name="projects")

    class Meta:
        ordering = ["number", "key"]
        constraints = [*shown_constraints(), *validity_constraints()]


@tracked()
class Phase(Row, Validity):
    """A stretch of a programme or of a project."""

    programme = ref("partnership.Programme", "phases", null=True)
    project = ref("partnership.Project", "phases", null=True)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    source = ref("partnership.Source", "phases")

    class Meta:
        ordering = ["programme_id", "project_id", "number"]
        constraints = [
            *validity_constraints(),
            one_of("programme", "project", name="phase_of_one_thing"),
        ]


@tracked()
class ProjectPartner(Row, Validity, Party):
    """A state's or organisation's part in a project."""

    class Role(models.TextChoices):
        """What it does there."""

        LEAD_DONOR = "lead_donor", _("donor and lead state")
        DONOR = "donor", _("donor")
        CO_FUNDER = "co_funder", _("co-funder")
        VISIBILITY = "visibility", _("named for visibility")
        IMPLEMENTER = "implementer", _("implementer")
        BENEFICIARY = "beneficiary", _("beneficiary")
        PARTICIPATING = "participating", _("participating")

    project = ref("partnership.Project", "partners")
    role = models.CharField(max_length=16, choices=Role)
    source = ref("partnership.Source", "project_partners")

    class Meta:
        ordering = ["project_id", "role", "key"]
        constraints = [*validity_constraints(), party_constraint()]


@tracked()
class Objective(Row):
    """What a project wants to reach."""

    project = ref("partnership.Project", "objectives")
    number = models.PositiveIntegerField()
    text = models.TextField()
    source = ref("partnership.Source", "objectives")

    class Meta:
        ordering = ["project_id", "number"]
        constraints = [
            once("project", "number", name="objective_number_once"),
        ]


@tracked()
class Component(Row):
    """A block of a project's work; without a project, a strand of the partnership's work as a whole."""

    project = ref("partnership.Project", "components", null=True)
    objective = ref("partnership.Objective", "components", null=True)
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=16)
    title = models.CharField(max_length=200)
    content = models.TextField(blank=True, default="")
    aims = models.TextField(blank=True, default="")
    topics = models.ManyToManyField("partnership.Topic", related_name="components", blank=True)
    source = ref("partnership.Source", "components")

    class Meta:
        ordering = ["project_id", "number"]
        constraints = [
            once("project", "code", name="component_code_once", nulls_distinct=False),
        ]
