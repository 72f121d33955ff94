"""Who may see a thing: every object that is ever shown has an owner organisation and an audience."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from serai.commons.access.readers import Reader


class Audience(models.TextChoices):
    """Who may see it, from everybody to the owner alone."""

    PUBLIC = "public", _("everybody")
    PARTNERSHIP = "partnership", _("the partnership")
    BODY = "body", _("members of a body")
    ORGANISATIONS = "organisations", _("named organisations")
    OWNER = "owner", _("the owner organisation only")


class ShownQuerySet(models.QuerySet[Any]):
    """Rows with an audience."""

    def visible_to(self, reader: Reader) -> Self:
        """The rows that ``reader`` may see; the owner organisation sees its own whatever the audience."""
        seen = Q(audience=Audience.PUBLIC)
        if reader.partnership:
            seen |= Q(audience=Audience.PARTNERSHIP)
        if reader.bodies:
            seen |= Q(audience=Audience.BODY, audience_body__in=reader.bodies)
        if reader.organisations:
            through = self.model._meta.get_field("audience_organisations").remote_field.through
            column = self.model._meta.get_field("audience_organisations").m2m_field_name()
            named = through._default_manager.filter(
                **{column: OuterRef("pk")}, organisation__in=reader.organisations
            )
            seen |= Q(owner__in=reader.organisations) | Q(audience=Audience.ORGANISATIONS) & Q(Exists(named))
        return self.filter(seen)


class Shown(models.Model):
    """A thing with an owner organisation and an audience. Ask ``objects.visible_to(reader)``."""

    owner = models.ForeignKey(
        "partnership.Organisation", models.PROTECT, null=True, blank=True, related_name="owned_%(class)s_set"
    )
    audience = models.CharField(_("audience"), max_length=16, choices=Audience, default=Audience.PUBLIC)
    audience_body = models.ForeignKey(
        "partnership.Body", models.PROTECT, null=True, blank=True, related_name="+"
    )
    audience_organisations: Any = models.ManyToManyField(
        "partnership.Organisation", blank=True, related_name="+"
    )

    objects: ClassVar[Any] = ShownQuerySet.as_manager()

    class Meta:
        abstract = True


def shown_constraints() -> list[models.BaseConstraint]:
    """An audience of a body names the body, an audience of the owner has an owner."""
    return [
        models.CheckConstraint(
            name="%(class)s_audience_body",
            condition=Q(audience=Audience.BODY, audience_body__isnull=False)
            | ~Q(audience=Audience.BODY) & Q(audience_body__isnull=True),
        ),
        models.CheckConstraint(
            name="%(class)s_audience_owner",
            condition=~Q(audience=Audience.OWNER) | Q(owner__isnull=False),
        ),
    ]
