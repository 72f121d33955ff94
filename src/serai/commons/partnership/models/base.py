"""What all rows of the partnership share: a stable key, where they come from, dates that may be partial."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Least, Left, Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from serai.commons.partnership.models.audience import VisibleManager
from serai.kernel.clock import PartialDate

PARTIAL = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"


class Provenance(models.TextChoices):
    """How a row came to be known."""

    DOCUMENT = "document", _("said in the partnership's own document")
    FOUND = "found", _("found on a public page")
    DERIVED = "derived", _("worked out from other rows")
    BACKGROUND = "background", _("general knowledge, not yet checked against a source")
    INVENTED = "invented", _("invented, for a test or a demonstration")


class Row(models.Model):
    """One row of a partnership's files. ``key`` never changes; pages, files and rooms point to it."""

    key = models.CharField(primary_key=True, max_length=160)
    provenance = models.CharField(max_length=12, choices=Provenance, default=Provenance.FOUND)
    note = models.TextField(blank=True, default="")

    objects = VisibleManager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key


def ref(to: str, related: str, *, null: bool = False) -> models.ForeignKey[Any, Any]:
    """A reference to another row of this room; a row that is pointed to cannot be deleted."""
    return models.ForeignKey(to, models.PROTECT, related_name=related, null=null, blank=null)


def partial_date() -> models.CharField[str, str]:
    """A day, month or year as ISO text ("2006-01"); empty when not known."""
    message = _("Write a date as 2006, 2006-01 or 2006-01-31.")
    return models.CharField(
        max_length=10, blank=True, default="", validators=[RegexValidator(PARTIAL, message)]
    )


class Validity(models.Model):
    """From when to when a row is true, as precisely as known; empty means not stated."""

    since = partial_date()
    until = partial_date()

    class Meta:
        abstract = True

    @property
    def since_date(self) -> PartialDate:
        """``since`` as a partial date."""
        return PartialDate.parse(self.since)

    @property
    def until_date(self) -> PartialDate:
        """``until`` as a partial date."""
        return PartialDate.parse(self.until)


def validity_constraints() -> list[models.BaseConstraint]:
    """Dates are partial ISO dates, and the end does not lie before the start.

    "2013-05" until "2013" is in order: only as much is compared as both say.
    """
    shared = Least(Length("since"), Length("until"))
    return [
        models.CheckConstraint(
            name="%(class)s_partial_dates",
            condition=(models.Q(since="") | models.Q(since__regex=PARTIAL))
            & (models.Q(until="") | models.Q(until__regex=PARTIAL)),
        ),
        models.CheckConstraint(
            name="%(class)s_dates_ordered",
            condition=models.Q(since="")
            | models.Q(until="")
            | models.Q(LessThanOrEqual(Left("since", shared), Left("until", shared))),
        ),
    ]


class Party(models.Model):
    """A row about one state or one organisation, never both."""

    state = ref("partnership.State", "%(class)s_set", null=True)
    organisation = ref("partnership.Organisation", "%(class)s_set", null=True)

    class Meta:
        abstract = True


def one_of(*fields: str, name: str) -> models.CheckConstraint:
    """Exactly one of ``fields`` is set."""
    alternatives: list[models.Q] = []
    for chosen in fields:
        others = {f"{other}__isnull": other != chosen for other in fields}
        alternatives.append(models.Q(**others))
    condition = alternatives[0]
    for alternative in alternatives[1:]:
        condition |= alternative
    return models.CheckConstraint(name=name, condition=condition)


def once(*fields: str, name: str, nulls_distinct: bool | None = None) -> models.UniqueConstraint:
    """``fields`` together are unique. Checked at the end of a transaction, so that rows may swap places."""
    return models.UniqueConstraint(
        fields=fields, name=name, nulls_distinct=nulls_distinct, deferrable=models.Deferrable.DEFERRED
    )


def party_constraint() -> models.CheckConstraint:
    """A state or an organisation, and exactly one of them."""
    return one_of("state", "organisation", name="%(class)s_one_party")
