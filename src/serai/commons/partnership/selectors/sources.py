"""Questions about sources: what rests on each, what each said, and where they disagree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import CharField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.partnership import models as nouns
from serai.commons.partnership.errors import UnknownRow
from serai.commons.partnership.files import TABLES
from serai.commons.partnership.models import Disagreement, Source, Statement
from serai.commons.partnership.models.base import Row
from serai.commons.partnership.records import (
    DisagreementLine,
    Link,
    SourceLine,
    SourcePage,
    SourceRef,
    StatementLine,
)
from serai.commons.partnership.rules import row_names
from serai.commons.partnership.selectors.parts import (
    Names,
    activity_lines,
    activity_rows,
    disagreement_lines,
    shown_to,
    source_ref,
)
from serai.commons.partnership.selectors.tellings import Tellings

# file: (noun of the page that shows a row, path to its key, path to its title)
_SHOWN_ON: dict[str, tuple[str, str, str]] = {
    "partnership": ("partnership", "key", "name"),
    "sources": ("source", "key", "title"),
    "states": ("state", "key", "key"),
    "state_names": ("state", "state_id", "text"),
    "organisations": ("organisation", "key", "name"),
    "registers": ("organisation", "organisation_id", "name"),
    "bodies": ("body", "key", "name"),
    "body_members": ("body", "body_id", "body__name"),
    "body_roles": ("body", "body_id", "body__name"),
    "frameworks": ("framework", "key", "title"),
    "topics": ("topic", "key", "title"),
    "topic_links": ("topic", "topic_id", "topic__title"),
    "commitments": ("framework", "framework_id", "title"),
    "programmes": ("programme", "key", "title"),
    "projects": ("project", "key", "name"),
    "phases": ("phase", "key", "title"),
    "project_partners": ("project", "project_id", "project__name"),
    "objectives": ("project", "project_id", "text"),
    "components": ("component", "key", "title"),
    "activities": ("activity", "key", "title"),
    "activity_components": ("activity", "activity_id", "activity__title"),
    "activity_roles": ("activity", "activity_id", "activity__title"),
    "activity_counts": ("activity", "activity_id", "activity__title"),
    "disagreements": ("disagreement", "key", "subject"),
}
# nouns whose titles are told in other languages: their model and the column that is the title
_TOLD: dict[str, tuple[type[Row], str]] = {
    "partnership": (nouns.Partnership, "name"),
    "body": (nouns.Body, "name"),
    "component": (nouns.Component, "title"),
    "framework": (nouns.Framework, "title"),
    "topic": (nouns.Topic, "title"),
}


def sources(*, reader: Reader) -> tuple[SourceLine, ...]:
    """All sources with how many rows rest on each. Two queries."""
    uses = _uses(reader)
    rows = Source.objects.visible_to(reader)
    return tuple(SourceLine(source_ref(row), row.note, uses[row.pk]) for row in rows)


def source(key: str, *, reader: Reader) -> SourcePage:
    """Everything that rests on one source. At most sixteen queries."""
    row = Source.objects.visible_to(reader).filter(key=key).first()
    if row is None:
        raise UnknownRow(_("source"), key)
    words = Names(reader)
    rows = _resting_on(key, reader)
    keys = {link.key for link in rows if link.noun == "activity"}
    statements = list(Statement.objects.filter(source=row))
    named = {name: _told(link, words) for name, link in _named(statements, reader).items()}
    return SourcePage(
        line=SourceLine(source_ref(row), row.note, _uses(reader)[key]),
        statements=tuple(
            StatementLine(
                number=statement.number,
                text=statement.text,
                rows=tuple(dict.fromkeys(named[name] for name in row_names(statement.rows) if name in named)),
            )
            for statement in statements
        ),
        activities=activity_lines(activity_rows(reader).filter(key__in=keys), words),
        rows=tuple(_told(link, words) for link in rows if link.noun != "activity"),
        disagreements=disagreements_of([key], reader=reader),
        shown_to=shown_to(row, reader),
    )


def _told(link: Link, words: Tellings) -> Link:
    if link.noun not in _TOLD:
        return link
    model, column = _TOLD[link.noun]
    return replace(link, title=words.of(model, link.key, column, link.title))


def sources_by_key(keys: Iterable[str], *, reader: Reader) -> dict[str, SourceRef]:
    """The known ones among ``keys``, in the order of their keys. One query."""
    rows = Source.objects.visible_to(reader).filter(pk__in=list(keys))
    return {row.pk: source_ref(row) for row in rows}


def disagreements_of(keys: Iterable[str], *, reader: Reader) -> tuple[DisagreementLine, ...]:
    """Where one of these sources disagrees with another. Four queries."""
    wanted = list(keys)
    rows = Disagreement.objects.visible_to(reader)
    found = rows.filter(sources_a__in=wanted) | rows.filter(sources_b__in=wanted)
    return disagreement_lines(found, Tellings(reader))


def disagreements(*, reader: Reader) -> tuple[DisagreementLine, ...]:
    """All disagreements side by side. Four queries."""
    return disagreement_lines(Disagreement.objects.visible_to(reader), Tellings(reader))


def _pointing(reader: Reader) -> list[tuple[str, QuerySet[Any], str]]:
    """Every way in which rows rest on sources: the file, the rows, and the path to the source's key."""
    ways: list[tuple[str, QuerySet[Any], str]] = []
    for table in TABLES:
        model: Any = getattr(nouns, table.model)
        rows = model.objects.visible_to(reader).order_by()
        for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
            if field.related_model is Source:
                ways.append((table.name, rows.exclude(**{field.name: None}), field.name))
    return ways


def _uses(reader: Reader) -> Counter[str]:
    parts = [
        rows.values(source_key=F(path), row=Cast("pk", CharField()))
        for _name, rows, path in _pointing(reader)
    ]
    return Counter(row["source_key"] for row in parts[0].union(*parts[1:], all=True))


def _resting_on(key: str, reader: Reader) -> tuple[Link, ...]:
    parts = [
        _links(name, rows.filter(**{path: key}))
        for name, rows, path in _pointing(reader)
        if name in _SHOWN_ON
    ]
    found = parts[0].union(*parts[1:])
    links = {Link(row["noun"], row["row_key"], row["row_title"]) for row in found}
    return tuple(sorted(links, key=lambda link: (link.noun, link.title.casefold(), link.key)))


def _links(name: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    noun, key_path, title_path = _SHOWN_ON[name]
    return rows.values(
        noun=Value(noun), row_key=Cast(key_path, CharField()), row_title=Cast(title_path, TextField())
    )


def _named(statements: list[Statement], reader: Reader) -> dict[str, Link]:
    """The rows that statements name, as links: one query."""
    wanted: dict[str, set[str]] = {}
    for statement in statements:
        for name in row_names(statement.rows):
            file, _colon, key = name.partition(":")
            wanted.setdefault(file, set()).add(key)
    parts = []
    for table in TABLES:
        if table.name in wanted and table.name in _SHOWN_ON:
            visible = getattr(nouns, table.model).objects.visible_to(reader)
            rows = visible.order_by().filter(pk__in=wanted[table.name])
            parts.append(
                _links(table.name, rows).annotate(file=Value(table.name), own=Cast("pk", CharField()))
            )
    if not parts:
        return {}
    found = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return {
        f"{row['file']}:{row['own']}": Link(row["noun"], row["row_key"], row["row_title"]) for row in found
    }
