"""How histories of the partnership's nouns read: titles of fields, and what belongs to what."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from serai.commons.audit.declaring import Noun, Part
from serai.commons.partnership import models

ROW = {"provenance": _("how it is known"), "note": _("the note")}
VALID = {"since": _("the beginning"), "until": _("the end")}
SHOWN = {
    "owner": _("the owner organisation"),
    "audience": _("the audience"),
    "audience_body": _("the body that may see it"),
}
DATED = {
    "first_day": _("the start"),
    "last_day": _("the end"),
    "date_precision": _("how much of the date is known"),
    "date_certainty": _("how the date is known"),
    "date_note": _("the note on the date"),
}
NAMED = {"name": _("the name"), "short_name": _("the short name"), "kind": _("the kind")}
WRITTEN = {"title": _("the title"), "description": _("the description"), "number": _("the number")}
PARTY = {"state": _("the state"), "organisation": _("the organisation")}
REFERENCES = {
    "activity": _("the activity"),
    "project": _("the project"),
    "organisation": _("the organisation"),
    "body": _("the body"),
    "framework": _("the framework"),
    "topic": _("the topic"),
}
SOURCED = {"source": _("the source"), "footnote": _("the footnote")}
EVERYWHERE = {
    **ROW,
    **SOURCED,
    **PARTY,
    "kind": _("the kind"),
    "text": _("the text"),
    "topic": _("the topic"),
    "programme": _("the programme"),
    "project": _("the project"),
    "rows": _("the rows that hold it"),
}


def _part(model: Any, to_noun: str, title: Any, what: dict[str, Any]) -> Part:
    """Rows described by ``what``; their other fields have the words that they have everywhere."""
    return Part(model, to_noun, title, {**EVERYWHERE, **what}, tuple(what))


def _linked(model: Any, field: str, title: Any) -> Part:
    """The table of a many-to-many field as a part."""
    link = model._meta.get_field(field)
    # an organisation that names organisations has two columns of one kind: the near one is meant
    return Part(link.remote_field.through, link.m2m_field_name(), title)


def _shown(model: Any, *, sources: bool = True) -> tuple[Part, ...]:
    """The parts of everything that is shown."""
    named = _linked(model, "audience_organisations", _("an organisation that may see it"))
    return (*((_linked(model, "sources", _("a source")),) if sources else ()), named)


def shown_parts(model: Any) -> tuple[Part, ...]:
    """The parts of whatever another room shows: the organisations that are named."""
    return _shown(model, sources=False)


def _dates(to_noun: str) -> Part:
    """What sources say of a day; each row is about one thing."""
    about = ("project", "organisation", "activity", "framework")
    words = {"about": _("what it dates"), "standing": _("how firm it is"), **DATED, **SOURCED}
    others = {name: REFERENCES[name] for name in about if name != to_noun}
    return Part(
        models.DatedStatement,
        to_noun,
        _("a date told"),
        {**EVERYWHERE, **words, **others},
        ("about", "first_day", "source"),
    )


def _state_names(keys: Collection[str]) -> dict[str, str]:
    rows = models.StateName.objects.filter(state__in=keys, language="en").order_by("since", "key")
    return {**{key: key for key in keys}, **dict(rows.values_list("state_id", "text"))}


def _component_names(keys: Collection[str]) -> dict[str, str]:
    rows = models.Component.objects.filter(pk__in=keys)
    return {key: f"{code} {title}" for key, code, title in rows.values_list("pk", "code", "title")}


def nouns() -> tuple[Noun, ...]:
    """Every noun of the partnership that has a page, and those that others point to."""
    return (*_happenings(), *_partners(), *_agreed(), *_evidence())


def _happenings() -> tuple[Noun, ...]:
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
                _part(
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
                _part(
                    models.ActivityRole,
                    activity,
                    _("a part in it"),
                    {"role": _("the role"), **PARTY, "words": _("the words of the source"), **SOURCED},
                ),
                _part(
                    models.ActivityComponent,
                    activity,
                    _("a component"),
                    {"component": _("the component"), "inferred": _("whether it is inferred")},
                ),
                _linked(models.Activity, "topics", _("a topic")),
                _dates(activity),
                *_shown(models.Activity),
            ),
        ),
        Noun(
            models.ActivityKind,
            _("kind of activity"),
            name="title",
            fields={**ROW, **WRITTEN, "family": _("the family")},
        ),
    )


def _partners() -> tuple[Noun, ...]:
    return (
        Noun(
            models.State,
            _("state"),
            name=_state_names,
            url="state",
            fields={**ROW, "iso3": "ISO 3166-1 alpha-3", "iso2": "ISO 3166-1 alpha-2", "unhcr_code": "UNHCR"},
            parts=(
                _part(
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
                _part(
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
                _part(
                    models.Participation,
                    "organisation",
                    _("a participation"),
                    {"status": _("the status"), **VALID},
                ),
                _dates("organisation"),
                *_shown(models.Organisation),
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
            parts=_shown(models.Register),
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
                _part(
                    models.BodyMember, "body", _("a member"), {"status": _("the status"), **PARTY, **VALID}
                ),
                _part(models.BodyRole, "body", _("an office"), {"role": _("the role"), **PARTY, **VALID}),
                *_shown(models.Body),
            ),
        ),
    )


def _agreed() -> tuple[Noun, ...]:
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
                _part(
                    models.ProjectPartner,
                    "project",
                    _("a partner"),
                    {"role": _("the role"), **PARTY, **VALID},
                ),
                _part(models.Phase, "project", _("a phase"), {**WRITTEN, **VALID}),
                _part(
                    models.Objective,
                    "project",
                    _("an objective"),
                    {"number": _("the number"), "text": _("the text")},
                ),
                _dates("project"),
                *_shown(models.Project),
            ),
        ),
        Noun(
            models.Programme,
            _("programme"),
            name="title",
            fields={**ROW, **VALID, **WRITTEN},
            parts=(
                _linked(models.Programme, "sources", _("a source")),
                _part(models.Phase, "programme", _("a phase"), {**WRITTEN, **VALID}),
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
            parts=(_linked(models.Partnership, "sources", _("a source")),),
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
            parts=(_linked(models.Component, "topics", _("a topic")),),
        ),
        Noun(models.Objective, _("objective"), name="text", of="project", fields={**EVERYWHERE, **WRITTEN}),
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
                _part(
                    models.Topic,
                    "framework",
                    _("a topic"),
                    {"kind": _("the kind"), **WRITTEN, "text": _("the text")},
                ),
                _part(models.Commitment, "framework", _("a commitment"), {**WRITTEN, "text": _("the text")}),
                _dates("framework"),
                *_shown(models.Framework),
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
                _part(
                    models.TopicLink,
                    "topic",
                    _("a link"),
                    {"relation": _("the relation"), "other": _("the topic")},
                ),
            ),
        ),
    )


def _evidence() -> tuple[Noun, ...]:
    return (
        Noun(
            models.Source,
            _("source"),
            name="title",
            url="source",
            fields={
                **ROW,
                **SHOWN,
                **WRITTEN,
                "kind": _("the kind"),
                "url": _("the address"),
                "low_authority": _("whether its authority is low"),
            },
            parts=(
                _part(
                    models.Statement,
                    "source",
                    _("a statement"),
                    {"number": _("the number"), "text": _("the text")},
                ),
                *_shown(models.Source, sources=False),
            ),
        ),
        Noun(
            models.Disagreement,
            _("disagreement"),
            name="subject",
            fields={
                **ROW,
                **SHOWN,
                "subject": _("the subject"),
                "statement_a": _("what one side says"),
                "statement_b": _("what the other side says"),
                "handling": _("how it is handled"),
            },
            parts=(
                _linked(models.Disagreement, "sources_a", _("a source of one side")),
                _linked(models.Disagreement, "sources_b", _("a source of the other side")),
                _linked(
                    models.Disagreement,
                    "audience_organisations",
                    _("an organisation that may see it"),
                ),
                Part(
                    models.DisagreementLink,
                    "disagreement",
                    _("a thing that it speaks of"),
                    {**EVERYWHERE, **REFERENCES},
                    tuple(REFERENCES),
                ),
            ),
        ),
    )
