"""How histories of projects, frameworks and what they hold read."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from serai.commons.audit.declaring import Noun
from serai.commons.partnership import models
from serai.commons.partnership.history.parts import (
    EVERYWHERE,
    NAMED,
    PARTY,
    ROW,
    SHOWN,
    VALID,
    WRITTEN,
    dates,
    linked,
    part,
    shown,
    told,
)


def _component_names(keys: Collection[str]) -> dict[str, str]:
    rows = models.Component.objects.filter(pk__in=keys)
    return {key: f"{code} {title}" for key, code, title in rows.values_list("pk", "code", "title")}


def agreed() -> tuple[Noun, ...]:
    """Projects with their programmes, objectives and components; frameworks with their topics; the partnership."""
    return (
        Noun(
            models.Project,
            _("project"),
            name="short_name",
            url="project",
            fields={
                **ROW,
                **SHOWN,
                **VALID,
                **NAMED,
                **WRITTEN,
                "programme": _("the programme"),
                "follows": _("the project before it"),
                "aim": _("the aim"),
            },
            parts=(
                part(
                    models.ProjectPartner,
                    "project",
                    _("a partner"),
                    {"role": _("the role"), **PARTY, **VALID},
                ),
                part(models.Phase, "project", _("a phase"), {**WRITTEN, **VALID}),
                part(
                    models.Objective,
                    "project",
                    _("an objective"),
                    {"number": _("the number"), "text": _("the text")},
                ),
                dates("project"),
                *shown(models.Project),
            ),
        ),
        Noun(
            models.Programme,
            _("programme"),
            name="title",
            fields={**ROW, **VALID, **WRITTEN},
            parts=(
                linked(models.Programme, "sources", _("a source")),
                part(models.Phase, "programme", _("a phase"), {**WRITTEN, **VALID}),
            ),
        ),
        Noun(
            models.Partnership,
            _("partnership"),
            name="name",
            fields={
                **ROW,
                **NAMED,
                "about": _("what it is"),
                "nature": _("its nature"),
                "started": _("the beginning"),
                "names_note": _("the note on names"),
            },
            parts=(linked(models.Partnership, "sources", _("a source")), told("partnership")),
        ),
        Noun(
            models.Component,
            _("component"),
            name=_component_names,
            url="component",
            of="project",
            fields={
                **EVERYWHERE,
                **WRITTEN,
                "objective": _("the objective"),
                "code": _("the code"),
                "content": _("the content"),
                "aims": _("the aims"),
            },
            parts=(linked(models.Component, "topics", _("a topic")), told("component")),
        ),
        Noun(
            models.Objective,
            _("objective"),
            name="text",
            of="project",
            fields={**EVERYWHERE, **WRITTEN},
            parts=(told("objective"),),
        ),
        Noun(
            models.Framework,
            _("framework"),
            name="short_title",
            url="framework",
            fields={
                **ROW,
                **SHOWN,
                **VALID,
                **WRITTEN,
                "short_title": _("the short title"),
                "kind": _("the kind"),
                "adopted": _("the day of adoption"),
                "commitments_stated": _("how many commitments the source states"),
            },
            parts=(
                part(
                    models.Topic,
                    "framework",
                    _("a topic"),
                    {"kind": _("the kind"), **WRITTEN, "text": _("the text")},
                ),
                part(models.Commitment, "framework", _("a commitment"), {**WRITTEN, "text": _("the text")}),
                dates("framework"),
                told("framework"),
                *shown(models.Framework),
            ),
        ),
        Noun(
            models.Topic,
            _("topic"),
            name="title",
            url="topic",
            of="framework",
            fields={**EVERYWHERE, **WRITTEN, "framework": _("the framework")},
            parts=(
                part(
                    models.TopicLink,
                    "topic",
                    _("a link"),
                    {"relation": _("the relation"), "other": _("the topic")},
                ),
                told("topic"),
            ),
        ),
    )
