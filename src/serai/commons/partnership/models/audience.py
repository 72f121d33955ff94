"""Who may see a thing: every object that is ever shown has an owner organisation and an audience.

What hangs on such objects (a membership, a count, a topic) has no audience of its own: it is seen by
whoever may see everything that it hangs on, the source that tells it included.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from serai.commons.access.readers import NOBODY, Reader

M = TypeVar("M", bound=models.Model, covariant=True)


class Audience(models.TextChoices):
    """Who may see it, from everybody to the owner alone."""

    PUBLIC = "public", _("everybody")
    PARTNERSHIP = "partnership", _("the partnership")
    BODY = "body", _("members of a body")
    ORGANISATIONS = "organisations", _("named organisations")
    OWNER = "owner", _("the owner organisation only")


def seen(model: type[models.Model], reader: Reader, path: str = "") -> Q:
    """The condition under which ``reader`` may see a row of ``model``, asked from where ``path`` leads to it.

    A row that ``path`` does not reach (an empty reference) does not meet it. An empty condition: open.
    """
    kind = Reader(None, frozenset(), reader.partnership, reader.organisations, reader.bodies)
    if not path:
        return _condition(model, kind)
    keys = _seen_keys(model, kind)
    return Q(**{f"{path}pk__in": keys}) if keys else Q()


@lru_cache(maxsize=4096)
def _seen_keys(model: type[models.Model], reader: Reader) -> RawSQL | None:
    """The keys of the rows of ``model`` that ``reader`` may see, as SQL; None: all of them.

    Kept as text, because putting it together took nine tenths of a page. It holds no row and no date, only
    what the reader is; two people of one organisation ask by the same text.
    """
    condition = _condition(model, reader)
    return _text_of(model._default_manager.filter(condition).order_by().values("pk")) if condition else None


def _text_of(rows: models.QuerySet[Any, Any]) -> RawSQL:
    return RawSQL(*rows.query.sql_with_params())  # noqa: S611 (Django's own text)


@lru_cache(maxsize=4096)
def _condition(model: type[models.Model], reader: Reader) -> Q:
    condition = _by_audience(model, reader) if issubclass(model, WithAudience) else Q()
    for field in _hangs_on(model):
        inner = seen(field.related_model, reader, f"{field.name}__")
        if inner:
            condition &= inner | Q(**{f"{field.name}__isnull": True}) if field.null else inner
    more = getattr(model, "seen_also", None)
    return condition & more(reader) if more else condition


def _by_audience(model: type[WithAudience], reader: Reader) -> Q:
    """The owner organisation sees its own whatever the audience."""
    condition = Q(audience=Audience.PUBLIC)
    if reader.partnership:
        condition |= Q(audience=Audience.PARTNERSHIP)
    if reader.bodies:
        condition |= Q(audience=Audience.BODY, audience_body__in=reader.bodies)
    if reader.organisations:
        named: Any = model._meta.get_field("audience_organisations")  # type: ignore[attr-defined]
        # an organisation that names organisations has two columns of one kind: the far one is meant
        far = {f"{named.m2m_reverse_field_name()}__in": reader.organisations}
        rows = named.remote_field.through._default_manager.filter(**far)
        keys = _text_of(rows.values(f"{named.m2m_field_name()}_id"))
        condition |= Q(**{f"{model.owner_field}__in": reader.organisations})
        condition |= Q(audience=Audience.ORGANISATIONS, pk__in=keys)
    return condition


# one reader of each kind, towards a thing of the organisation "owner" that names the body "body" and the
# organisation "named"; ``may_see`` says what ``_by_audience`` asks the database
READERS: tuple[tuple[Any, Reader], ...] = (
    (_("visitor"), NOBODY),
    (_("account outside the partnership"), Reader(1, organisations=frozenset({"other"}))),
    (_("partnership"), Reader(2, partnership=True)),
    (_("member of the body"), Reader(3, partnership=True, bodies=frozenset({"body"}))),
    (_("named organisation"), Reader(4, partnership=True, organisations=frozenset({"named"}))),
    (_("owner"), Reader(5, partnership=True, organisations=frozenset({"owner"}))),
)


def may_see(audience: str, reader: Reader) -> bool:
    """Whether ``reader`` sees a thing of the organisation "owner", as ``READERS`` describe it."""
    return (
        "owner" in reader.organisations
        or {
            Audience.PUBLIC: True,
            Audience.PARTNERSHIP: reader.partnership,
            Audience.BODY: "body" in reader.bodies,
            Audience.ORGANISATIONS: "named" in reader.organisations,
            Audience.OWNER: False,
        }[Audience(audience)]
    )


def _hangs_on(model: type[models.Model]) -> list[Any]:
    """The references without which a row is not seen: all of them, unless the model names its own."""
    chosen = getattr(model, "hangs_on", () if issubclass(model, WithAudience) else None)
    references = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    return [field for field in references if chosen is None or field.name in chosen]


class VisibleQuerySet(models.QuerySet[M]):
    """Rows that not everybody may see."""

    def visible_to(self, reader: Reader) -> Self:
        """The rows that ``reader`` may see."""
        return self.filter(seen(self.model, reader))


VisibleManager = models.Manager.from_queryset(VisibleQuerySet)


class WithAudience:
    """What ``seen`` asks for: ``audience``, ``audience_body``, ``audience_organisations``, an owner organisation.

    ``owner_field`` names the column of the owner. ``hangs_on`` names the references that a reader must be
    allowed to see as well.
    """

    owner_field: ClassVar[str] = "owner"
    hangs_on: ClassVar[tuple[str, ...]] = ()


class Shown(WithAudience, models.Model):
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

    objects = VisibleManager()

    class Meta:
        abstract = True


def shown_constraints(owner: str = "owner") -> list[models.BaseConstraint]:
    """An audience of a body names the body, an audience of the owner has an owner."""
    return [
        models.CheckConstraint(
            name="%(class)s_audience_body",
            condition=Q(audience=Audience.BODY, audience_body__isnull=False)
            | ~Q(audience=Audience.BODY) & Q(audience_body__isnull=True),
        ),
        models.CheckConstraint(
            name="%(class)s_audience_owner",
            condition=~Q(audience=Audience.OWNER) | Q(**{f"{owner}__isnull": False}),
        ),
    ]
