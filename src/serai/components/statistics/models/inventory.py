"""What is known of a register beyond the partnership's list of them, and what is planned to mend it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from serai.commons.audit.tracking import tracked
from serai.commons.partnership.models import Register


@tracked()
class RegisterEntry(models.Model):
    """What the state that keeps a register says of it. An empty text is "not known yet", and never invented."""

    register = models.OneToOneField(
        Register, models.PROTECT, related_name="+", primary_key=True, verbose_name=_("register")
    )
    legal_basis = models.TextField(_("legal basis"), blank=True, default="")
    covers = models.TextField(_("who and what is in it, and since when"), blank=True, default="")
    gaps = models.TextField(_("gaps"), blank=True, default="")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("changed by")
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    def __str__(self) -> str:
        return str(self.register_id)


@tracked()
class ImprovementStep(models.Model):
    """One step of the plan by which a register gets better: what, which office, until when."""

    register = models.ForeignKey(Register, models.PROTECT, related_name="+", verbose_name=_("register"))
    what = models.CharField(_("what will be done"), max_length=300)
    office = models.CharField(_("which office does it"), max_length=200, blank=True, default="")
    due_on = models.DateField(_("until"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.what
