"""States, their dated names, and their part in the partnership."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from serai.commons.audit.tracking import tracked
from serai.commons.partnership.models.base import (
    Party,
    Row,
    Validity,
    once,
    party_constraint,
    ref,
    validity_constraints,
)


@tracked()
class State(Row):
    """A state that appears anywhere in the partnership's files. Codes are kept apart: they differ."""

    iso3 = models.CharField(max_length=3, validators=[RegexValidator(r"^[A-Z]{3}$")])
    iso2 = models.CharField(max_length=2, validators=[RegexValidator(r"^[A-Z]{2}$")])
    unhcr_code = models.CharField(
        max_length=3, blank=True, default="", validators=[RegexValidator(r"^[A-Z]{3}$")]
    )

    class Meta:
        ordering = ["key"]
        constraints = [
            once("iso3", name="state_iso3_once"),
            once("iso2", name="state_iso2_once"),
        ]


@tracked()
class StateName(Row, Validity):
    """A name of a state: whose way of writing, in which language, from when to when."""

    class Kind(models.TextChoices):
        """Whose name it is."""

        OFFICIAL = "official", _("official name")
        SHORT = "short", _("short name")
        PARTNERSHIP = "partnership", _("as the partnership writes it")

    state = ref("partnership.State", "names")
    kind = models.CharField(max_length=12, choices=Kind)
    language = models.CharField(max_length=12, default="en")
    text = models.CharField(max_length=200)
    source = ref("partnership.Source", "state_names")
    footnote = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["state_id", "kind", "language", "since"]
        constraints = [
            *validity_constraints(),
            once("state", "kind", "language", "since", name="state_name_once_at_a_time"),
        ]


@tracked()
class Participation(Row, Validity, Party):
    """A state's or an organisation's part in the partnership."""

    class Status(models.TextChoices):
        """In which quality it takes part."""

        PARTICIPANT = "participant", _("participant")
        OBSERVER = "observer", _("observer")
        NOT_SEPARATED = "not_separated", _("participant or observer (the source does not say which)")

    status = models.CharField(max_length=16, choices=Status)
    source = ref("partnership.Source", "participations")
    footnote = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["key"]
        constraints = [*validity_constraints(), party_constraint()]
