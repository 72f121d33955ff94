"""How histories of states, organisations, registers and bodies read."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from serai.commons.audit.declaring import Noun
from serai.commons.partnership import models
from serai.commons.partnership.history.parts import (
    NAMED,
    PARTY,
    ROW,
    SHOWN,
    SOURCED,
    VALID,
    WRITTEN,
    dates,
    part,
    shown,
    told,
)


def _state_names(keys: Collection[str]) -> dict[str, str]:
    rows = models.StateName.objects.filter(state__in=keys, language="en").order_by("since", "key")
    return {**{key: key for key in keys}, **dict(rows.values_list("state_id", "text"))}


def partners() -> tuple[Noun, ...]:
    """States, organisations, registers, bodies."""
    return (
        Noun(
            models.State,
            _("state"),
            name=_state_names,
            url="state",
            fields={**ROW, "iso3": "ISO 3166-1 alpha-3", "iso2": "ISO 3166-1 alpha-2", "unhcr_code": "UNHCR"},
            parts=(
                part(
                    models.StateName,
                    "state",
                    _("a name"),
                    {
                        "kind": _("the kind"),
                        "text": _("the name"),
                        "language": _("the language"),
                        **VALID,
                        **SOURCED,
                    },
                ),
                part(
                    models.Participation, "state", _("a participation"), {"status": _("the status"), **VALID}
                ),
            ),
        ),
        Noun(
            models.Organisation,
            _("organisation"),
            name="name",
            url="organisation",
            fields={
                **ROW,
                **SHOWN,
                **VALID,
                **NAMED,
                **WRITTEN,
                "state": _("the state"),
                "parent": _("the organisation above it"),
                "place": _("the place"),
                "other_names": _("the other names"),
            },
            parts=(
                part(
                    models.Participation,
                    "organisation",
                    _("a participation"),
                    {"status": _("the status"), **VALID},
                ),
                dates("organisation"),
                *shown(models.Organisation),
            ),
        ),
        Noun(
            models.Register,
            _("register"),
            name="name",
            of="organisation",
            fields={
                **ROW,
                **SHOWN,
                **NAMED,
                "holds": _("what it holds"),
                "organisation": _("the organisation"),
            },
            parts=shown(models.Register),
        ),
        Noun(
            models.Body,
            _("body"),
            name="name",
            url="body",
            fields={
                **ROW,
                **SHOWN,
                **VALID,
                **NAMED,
                **WRITTEN,
                "parent": _("the body above it"),
                "frequency": _("how often it meets"),
            },
            parts=(
                part(models.BodyMember, "body", _("a member"), {"status": _("the status"), **PARTY, **VALID}),
                part(models.BodyRole, "body", _("an office"), {"role": _("the role"), **PARTY, **VALID}),
                told("body"),
                *shown(models.Body),
            ),
        ),
    )
