"""Titles of fields that many nouns have, and what belongs to what."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from serai.commons.audit.declaring import Part
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


def part(model: Any, to_noun: str, title: Any, what: dict[str, Any]) -> Part:
    """Rows described by ``what``; their other fields have the words that they have everywhere."""
    return Part(model, to_noun, title, {**EVERYWHERE, **what}, tuple(what))


def told(to_noun: str) -> Part:
    """What a row says in other languages."""
    rows = {
        **{name: REFERENCES[name] for name in ("body", "framework", "topic")},
        "partnership": _("the partnership"),
        "activity_kind": _("the kind of activity"),
        "component": _("the component"),
        "objective": _("the objective"),
    }
    words = {
        "column": _("which of its texts"),
        "language": _("the language"),
        "text": _("the text"),
        "original": _("the text that was translated"),
        "reviewed_by": _("who reviewed it"),
        "reviewed_on": _("the day of the review"),
    }
    return Part(models.Telling, to_noun, _("a translation"), {**ROW, **rows, **words}, ("column", "language"))


def linked(model: Any, field: str, title: Any) -> Part:
    """The table of a many-to-many field as a part."""
    link = model._meta.get_field(field)
    # an organisation that names organisations has two columns of one kind: the near one is meant
    return Part(link.remote_field.through, link.m2m_field_name(), title)


def shown(model: Any, *, sources: bool = True) -> tuple[Part, ...]:
    """The parts of everything that is shown."""
    named = linked(model, "audience_organisations", _("an organisation that may see it"))
    return (*((linked(model, "sources", _("a source")),) if sources else ()), named)


def shown_parts(model: Any) -> tuple[Part, ...]:
    """The parts of whatever another room shows: the organisations that are named."""
    return shown(model, sources=False)


def dates(to_noun: str) -> Part:
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
