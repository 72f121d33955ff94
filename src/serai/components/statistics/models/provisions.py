"""Who provides which table and when, and which agencies share figures before everybody sees them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from serai.commons.audit.tracking import tracked
from serai.commons.partnership.models import Organisation
from serai.commons.partnership.models.audience import Shown, shown_constraints


@tracked()
class Provision(Shown):
    """An organisation provides a dataflow, so often and by then: the provision agreement of SDMX.

    ``contact`` is the organisation to which the figures are sent and whose statisticians approve them; without
    one they are the provider's own. ``due_days`` and ``release_days`` are days after the end of a period; without
    ``release_days`` no publication is announced. The audience is that of the announcement in the calendar.
    """

    owner_field = "organisation"

    class Frequency(models.TextChoices):
        """How often, by the code of SDMX."""

        ANNUAL = "A", _("every year")
        HALF_YEARLY = "S", _("every half-year")
        QUARTERLY = "Q", _("every quarter")
        MONTHLY = "M", _("every month")

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    dataflow = models.CharField(_("table"), max_length=63)
    frequency = models.CharField(_("how often"), max_length=1, choices=Frequency, default=Frequency.ANNUAL)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    due_days = models.PositiveSmallIntegerField(_("days after the end of a period when it is due"))
    release_days = models.PositiveSmallIntegerField(
        _("days after the end of a period when it is published"), null=True, blank=True
    )
    contact = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("is sent to")
    )
    synthetic = models.BooleanField(_("figures are invented"), default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["dataflow", "organisation_id", "since"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *shown_constraints("organisation"),
            models.UniqueConstraint(fields=["organisation", "dataflow", "since"], name="provision_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="provision_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataflow}: {self.organisation_id}"

    @property
    def judge_id(self) -> str:
        """The organisation whose statisticians approve."""
        return self.contact_id or self.organisation_id


@tracked()
class SharingAgreement(models.Model):
    """One organisation lets another see what it sent before everybody does.

    In force from the moment when both have signed, between its days, until somebody of either side ends it.
    ``dataflows`` is empty for all of them. It never opens records of persons, nor what is under embargo.
    """

    class Level(models.TextChoices):
        """What the receiver may see."""

        APPROVED = "approved", _("figures as soon as they are approved, unless under embargo")
        PUBLISHED = "published", _("figures once they are published, whoever the publication is for")

    provider = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("who gives figures")
    )
    receiver = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("who sees them")
    )
    dataflows: Any = ArrayField(models.CharField(max_length=63), default=list, blank=True)
    level = models.CharField(_("what may be seen"), max_length=12, choices=Level)
    purpose = models.TextField(_("purpose"))
    legal_basis = models.TextField(_("legal basis"))
    document = models.CharField(_("reference of the document"), max_length=200, blank=True, default="")
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    provider_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    provider_signed_at = models.DateTimeField(null=True)
    receiver_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    receiver_signed_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["-since", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(provider=F("receiver")), name="agreement_between_two"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="agreement_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider_id} - {self.receiver_id}"
