"""What of the partnership can be found by its words, and which of it a reader may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model

from serai.commons.access.readers import NOBODY, Reader
from serai.commons.partnership.models import (
    Activity,
    Body,
    Component,
    Framework,
    Organisation,
    Project,
    Source,
    State,
    StateName,
    Topic,
)
from serai.commons.partnership.models.audience import Audience, Shown
from serai.kernel.clock import Precision
from serai.kernel.findable import Findable

LANGUAGE = "en"  # the files of a partnership are written in it
MODELS: dict[str, type[Model]] = {
    f"partnership.{model._meta.model_name}": model
    for model in (Activity, Body, Component, Framework, Organisation, Project, Source, State, Topic)
}


def entries() -> Iterator[Findable]:
    """Every row that has a page, with the words of its own columns. Two queries for each noun."""
    for make in (
        _activities,
        _projects,
        _bodies,
        _organisations,
        _frameworks,
        _topics,
        _components,
        _sources,
    ):
        yield from make()
    yield from _states()


def visible(reader: Reader, noun: str, keys: Iterable[str]) -> set[str]:
    """Which of ``keys`` the reader may see now. One query."""
    rows: Any = MODELS[noun]._default_manager
    return set(rows.visible_to(reader).filter(pk__in=list(keys)).values_list("pk", flat=True))


def _activities() -> Iterator[Findable]:
    for row in Activity.objects.select_related("kind").prefetch_related("audience_organisations"):
        text = (row.subject, row.outcome, row.attendance, row.place, row.place_note)
        day = row.first_day if row.when.precision is Precision.DAY else None
        yield _row(row, "activity", row.title, *text, other=(row.kind.title, row.pk), day=day)


def _projects() -> Iterator[Findable]:
    for row in Project.objects.prefetch_related("audience_organisations"):
        yield _row(row, "project", row.name, row.aim, row.description, other=(row.short_name, row.pk))


def _bodies() -> Iterator[Findable]:
    for row in Body.objects.prefetch_related("audience_organisations"):
        yield _row(row, "body", row.name, row.description, other=(row.short_name,))


def _organisations() -> Iterator[Findable]:
    for row in Organisation.objects.prefetch_related("audience_organisations"):
        other = (row.short_name, row.other_names, row.pk)
        yield _row(row, "organisation", row.name, row.description, row.place, other=other)


def _frameworks() -> Iterator[Findable]:
    for row in Framework.objects.prefetch_related("audience_organisations"):
        yield _row(row, "framework", row.title, row.description, other=(row.short_title,))


def _topics() -> Iterator[Findable]:
    for row in Topic.objects.select_related("framework").prefetch_related(
        "framework__audience_organisations"
    ):
        yield _row(row, "topic", row.title, row.text, shown=row.framework)


def _components() -> Iterator[Findable]:
    for row in Component.objects.select_related("project").prefetch_related(
        "project__audience_organisations"
    ):
        yield _row(row, "component", row.title, row.content, row.aims, other=(row.code,), shown=row.project)


def _sources() -> Iterator[Findable]:
    for row in Source.objects.prefetch_related("audience_organisations"):
        yield _row(row, "source", row.title, other=(row.pk,))


def _states() -> Iterator[Findable]:
    """One entry for each language in which a state has a name that everybody may see."""
    names: dict[tuple[str, str], list[StateName]] = {}
    for name in StateName.objects.visible_to(NOBODY).order_by("state_id", "language", "-since"):
        names.setdefault((name.state_id, name.language), []).append(name)
    codes = {row.pk: (row.iso3, row.iso2) for row in State.objects.all()}
    for (state, language), rows in names.items():
        first = min(rows, key=_rank)
        texts = list(dict.fromkeys(row.text for row in rows if row.text != first.text))
        yield Findable(
            "partnership.state", state, language, first.text, ("state", state), "; ".join(texts),
            " ".join(codes[state]),
        )  # fmt: skip


def _rank(name: StateName) -> int:
    order = [StateName.Kind.PARTNERSHIP, StateName.Kind.SHORT, StateName.Kind.OFFICIAL]
    return order.index(StateName.Kind(name.kind)) if name.kind in order else len(order)


def _row(
    row: Any,
    view: str,
    title: str,
    *text: str,
    other: Iterable[str] = (),
    shown: Any = None,
    day: Any = None,
) -> Findable:
    """A row as it is found. ``shown`` is the row whose audience holds for it, itself unless another is named.

    A component of no project hangs on nothing that could be closed: it is everybody's.
    """
    whose = shown or row
    closed = isinstance(whose, Shown)
    return Findable(
        noun=f"partnership.{row._meta.model_name}",
        key=row.pk,
        language=LANGUAGE,
        title=title,
        address=(view, row.pk),
        text="\n".join(part for part in text if part),
        other=" ".join(part for part in other if part),
        day=day,
        owner=whose.owner_id if closed else None,
        audience=whose.audience if closed else Audience.PUBLIC,
        body=whose.audience_body_id if closed else None,
        organisations=tuple(sorted(one.pk for one in whose.audience_organisations.all())) if closed else (),
    )
