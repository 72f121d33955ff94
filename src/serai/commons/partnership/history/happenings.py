"""How histories of activities read."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from serai.commons.audit.declaring import Noun
from serai.commons.partnership import models
from serai.commons.partnership.history.parts import (
    DATED,
    PARTY,
    ROW,
    SHOWN,
    SOURCED,
    WRITTEN,
    dates,
    linked,
    part,
    shown,
    told,
)


def happenings() -> tuple[Noun, ...]:
    """Activities and their kinds."""
    activity = "activity"
    return (
        Noun(
            models.Activity,
            _("activity"),
            name="title",
            url="activity",
            fields={
                **ROW,
                **SHOWN,
                **DATED,
                "kind": _("the kind"),
                "title": _("the title"),
                "status": _("the status"),
                "state": _("the state"),
                "place": _("the place"),
                "place_note": _("the note on the place"),
                "online": _("whether it is online"),
                "days_stated": _("the number of days stated"),
                "body": _("the body"),
                "project": _("the project"),
                "framework": _("the framework"),
                "subject": _("the subject"),
                "attendance": _("who came"),
                "outcome": _("the outcome"),
                "same_as": _("the first report of the same event"),
                "plan_of": _("what came of the plan"),
                "observed": _("whether this site saw it itself"),
            },
            parts=(
                part(
                    models.ActivityCount,
                    activity,
                    _("a count"),
                    {
                        "measure": _("what was counted"),
                        "qualifier": _("how exact it is"),
                        "value": _("the number"),
                        "kind": _("who counted"),
                        "composition": _("what it covers"),
                        "source": _("the source"),
                    },
                ),
                part(
                    models.ActivityRole,
                    activity,
                    _("a part in it"),
                    {"role": _("the role"), **PARTY, "words": _("the words of the source"), **SOURCED},
                ),
                part(
                    models.ActivityComponent,
                    activity,
                    _("a component"),
                    {"component": _("the component"), "inferred": _("whether it is inferred")},
                ),
                linked(models.Activity, "topics", _("a topic")),
                dates(activity),
                *shown(models.Activity),
            ),
        ),
        Noun(
            models.ActivityKind,
            _("kind of activity"),
            name="title",
            fields={**ROW, **WRITTEN, "family": _("the family")},
            parts=(told("activity_kind"),),
        ),
    )
