"""Organisations of every kind, sub-national governments too, and the registers they keep."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from serai.commons.audit.tracking import tracked
from serai.commons.partnership.models.audience import Shown, shown_constraints
from serai.commons.partnership.models.base import Row, Validity, ref, validity_constraints


@tracked()
class Organisation(Row, Shown, Validity):
    """A ministry, agency, sub-national government, centre, bank, network or international organisation."""

    class Kind(models.TextChoices):
        """What sort of organisation it is."""

        INTERNATIONAL = "international", _("international organisation")
        REGIONAL = "regional", _("regional organisation")
        EUROPEAN = "european", _("European Union institution or agency")
        SUB_NATIONAL = "sub_national", _("sub-national government")
        MINISTRY = "ministry", _("ministry")
        AGENCY = "agency", _("government agency")
        STATISTICS = "statistics", _("statistical office")
        BANK = "bank", _("central bank")
        CENTRE = "centre", _("resource centre")
        CIVIL_SOCIETY = "civil_society", _("civil society or foundation")
        ACADEMIC = "academic", _("university or institute")
        NETWORK = "network", _("network or process")

    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, blank=True, default="")
    kind = models.CharField(max_length=16, choices=Kind)
    state = ref("partnership.State", "organisations", null=True)
    parent = ref("self", "children", null=True)
    place = models.CharField(max_length=120, blank=True, default="")
    other_names = models.TextField(blank=True, default="")
    description = models.TextField(blank=True, default="")
    sources = models.ManyToManyField("partnership.Source", related_name="organisations")

    class Meta:
        ordering = ["name"]
        constraints = [*shown_constraints(), *validity_constraints()]


@tracked()
class Register(Row, Shown):
    """A register or system that an organisation keeps, and the migration data in it."""

    class Kind(models.TextChoices):
        """What the register can count."""

        STOCK = "stock", _("stock")
        FLOW = "flow", _("flow")
        STOCK_AND_FLOW = "stock_and_flow", _("stock and flow")
        MONEY_FLOW = "money_flow", _("money flow")
        MIXED = "mixed", _("mixed")

    hangs_on = ("organisation",)

    organisation = ref("partnership.Organisation", "registers")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=Kind)
    holds = models.TextField()
    sources = models.ManyToManyField("partnership.Source", related_name="registers")

    class Meta:
        ordering = ["key"]
        constraints = [*shown_constraints()]
