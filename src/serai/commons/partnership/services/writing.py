"""Write checked rows: what is new, what is different, what stays, and what the house saw itself."""

from __future__ import annotations

from typing import Any

from django.db import models

from serai.commons.partnership.files import TableFile
from serai.commons.partnership.models import Activity, ActivityCount
from serai.commons.partnership.models.base import Row
from serai.commons.partnership.report import Change, FieldChange, FileReport
from serai.commons.partnership.services.checking import Draft
from serai.commons.partnership.services.columns import key_of, model_of

Many = dict[str, tuple[str, ...]]


class Writer:
    """Writes file after file inside the caller's transaction and keeps the counts."""

    def __init__(self) -> None:
        self.reports: list[FileReport] = []
        self.changes: list[Change] = []

    def write(self, file: TableFile, drafts: list[Draft], *, refused: int) -> None:
        """Bring the database to what ``drafts`` say."""
        model = model_of(file.table)
        existing = model._default_manager.in_bulk([draft.row.key for draft in drafts])
        linked = _links(model, list(existing))
        new: list[Row] = []
        changed: list[Row] = []
        wanted_links: dict[str, Many] = {}
        names: set[str] = set()
        kept = 0
        for draft in drafts:
            row = existing.get(draft.row.key)
            if row is None:
                new.append(model(key=draft.row.key, **draft.row.fields()))
                wanted_links[draft.row.key] = draft.row.many
                self.changes.append(Change(file.name, draft.line, draft.row.key, "created"))
                continue
            if _seen_by_the_house(row):
                kept += 1
                continue
            differences = _differences(row, draft, linked.get(draft.row.key, {}))
            if differences:
                changed.append(row)
                names.update(_assign(row, draft))
                wanted_links[draft.row.key] = draft.row.many
                self.changes.append(
                    Change(file.name, draft.line, draft.row.key, "updated", tuple(differences))
                )
        model._default_manager.bulk_create(new)
        if changed and names:
            model._default_manager.bulk_update(changed, sorted(names))
        _relink(model, linked, wanted_links)
        self.reports.append(
            FileReport(
                file=file.name,
                rows=len(file.rows),
                created=len(new),
                updated=len(changed),
                unchanged=len(drafts) - len(new) - len(changed) - kept,
                kept=kept,
                refused=refused,
                absent=_absent(model, file),
            )
        )


def _absent(model: type[Row], file: TableFile) -> int:
    if file.fault:
        return 0
    present = {key_of(file.table, row.values) for row in file.rows}
    seen: dict[str, Any] = {}
    if model is ActivityCount:
        seen = {"kind": ActivityCount.Kind.OBSERVED}
    if model is Activity:
        seen = {"observed": True}
    rows = model._default_manager.exclude(key__in=present)
    return (rows.exclude(**seen) if seen else rows).count()


def _seen_by_the_house(row: Row) -> bool:
    if isinstance(row, Activity):
        return row.observed
    return isinstance(row, ActivityCount) and row.kind == ActivityCount.Kind.OBSERVED


def _differences(row: Row, draft: Draft, links: dict[str, set[str]]) -> list[FieldChange]:
    changes = []
    for name, value in draft.row.fields().items():
        before = getattr(row, name)
        if before != value:
            changes.append(FieldChange(name.removesuffix("_id"), _words(before), _words(value)))
    for name, keys in draft.row.many.items():
        if links.get(name, set()) != set(keys):
            changes.append(FieldChange(name, "; ".join(sorted(links.get(name, set()))), "; ".join(keys)))
    return changes


def _words(value: object) -> str:
    return "" if value is None else str(value)


def _assign(row: Row, draft: Draft) -> set[str]:
    fields = draft.row.fields()
    for name, value in fields.items():
        setattr(row, name, value)
    return {name.removesuffix("_id") if name not in draft.row.values else name for name in fields}


def _through(field: models.ManyToManyField[Any, Any]) -> tuple[Any, str, str]:
    """The joining model of a field and its two columns: this row, the other row."""
    return field.remote_field.through, f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"


def _links(model: type[Row], keys: list[str]) -> dict[str, dict[str, set[str]]]:
    found: dict[str, dict[str, set[str]]] = {}
    for field in model._meta.many_to_many:
        through, own, other = _through(field)
        for key, target in through._default_manager.filter(**{f"{own}__in": keys}).values_list(own, other):
            found.setdefault(key, {}).setdefault(field.name, set()).add(target)
    return found


def _relink(model: type[Row], linked: dict[str, dict[str, set[str]]], wanted: dict[str, Many]) -> None:
    for field in model._meta.many_to_many:
        through, own, other = _through(field)
        fresh = []
        for key, many in wanted.items():
            if field.name not in many:
                continue
            before, after = linked.get(key, {}).get(field.name, set()), set(many[field.name])
            fresh += [through(**{own: key, other: target}) for target in sorted(after - before)]
            gone = before - after
            if gone:
                through._default_manager.filter(**{own: key, f"{other}__in": gone}).delete()
        through._default_manager.bulk_create(fresh)
