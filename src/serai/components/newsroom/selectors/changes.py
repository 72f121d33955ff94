"""What was done with a page, from what Wagtail keeps: its revisions say what, its log says who published."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _
from wagtail.models import PageLogEntry, Revision

from serai.commons.access.readers import Reader
from serai.commons.audit import wording
from serai.commons.audit.records import Change, Deed, Value
from serai.commons.audit.telling import account_names, called, plain, told_field
from serai.components.newsroom.cleaning import plain as pieces_of

FIELDS: Mapping[str, Any] = {
    "title": _("the title"),
    "slug": _("the address"),
    "lead": _("the opening sentences"),
    "day": _("the day"),
    "day_words": _("the words in place of the day"),
    "body": _("the text"),
    "source": _("the source"),
    "origin": _("where it is told from"),
    "audience": _("the audience"),
    "audience_owner": _("the owner organisation"),
    "audience_body": _("the body that may see it"),
    "translation_reviewed": _("whether a speaker read the translation"),
    "search_description": _("the summary for search"),
    "go_live_at": _("the hour of publication"),
    "expire_at": _("the hour at which it is taken off"),
}
# rows of a page: what they point to, and what one of them is
ROWS: Mapping[str, tuple[str, Any]] = {
    "told_activities": ("activity", _("an activity that it tells of")),
    "named": ("organisation", _("an organisation that may see it")),
}
VERBS = {
    "wagtail.publish": "published",
    "wagtail.publish.scheduled": "published",
    "wagtail.unpublish": "unpublished",
    "wagtail.unpublish.scheduled": "unpublished",
    "wagtail.workflow.start": "submitted",
    "wagtail.workflow.resume": "submitted",
    "wagtail.workflow.approve": "approved",
    "wagtail.workflow.reject": "returned",
    "wagtail.workflow.cancel": "withdrawn",
    "wagtail.delete": "deleted",
}
SAID = ("wagtail.create", "wagtail.edit", "wagtail.rename")  # the revision tells it


@dataclass(frozen=True)
class _Step:
    """One thing that Wagtail wrote down: a revision, or an entry of its log."""

    at: datetime
    user: int | None
    revision: int | None = None
    entry: PageLogEntry | None = None


def deeds(
    model: Any, title: Any, reader: Reader, key: str, first: int, number: int
) -> tuple[list[Deed], int]:
    """What was done with the page ``key``, newest first, from the ``first`` on, and how many steps there are.

    A fixed number of queries; texts are read for the steps on this page of the history alone.
    """
    if not key.isdecimal():
        return [], 0
    steps = _steps(model, int(key))
    shown = steps[first : first + number]
    contents = _contents(steps, shown)
    names = account_names(step.user for step in shown if step.user is not None)
    rows = called(_pointed_to(model, contents.values()), reader)
    found = []
    for step in shown:
        before = _before(steps, step)
        changes = _changes(model, title, step, contents, before, rows)
        context = (
            {"user": step.user} if step.user else {"actor": "schedule" if step.entry else "installation"}
        )
        reason = step.entry.data.get("comment", "") if step.entry else ""
        if changes:
            noun = model._meta.label_lower
            who = wording.who(context, names)
            found.append(Deed(step.at, who, "", reason, tuple(changes), noun=noun, key=key))
    return found, len(steps)


def _steps(model: Any, key: int) -> list[_Step]:
    kind = ContentType.objects.get_for_model(model)
    kept = Revision.objects.filter(content_type=kind, object_id=str(key)).values_list(
        "created_at", "user_id", "pk"
    )
    steps = [_Step(at, user, revision=pk) for at, user, pk in kept]
    log = PageLogEntry.objects.filter(content_type=kind, page_id=key).exclude(action__in=SAID)
    steps += [_Step(entry.timestamp, entry.user_id, entry=entry) for entry in log]
    return sorted(steps, key=lambda step: (step.at, step.revision is None), reverse=True)


def _before(steps: list[_Step], step: _Step) -> int | None:
    """The revision before the one of ``step``."""
    older = steps[steps.index(step) + 1 :] if step.revision else []
    return next((one.revision for one in older if one.revision), None)


def _contents(steps: list[_Step], shown: list[_Step]) -> dict[int, dict[str, Any]]:
    wanted = {pk for step in shown for pk in (step.revision, _before(steps, step)) if pk}
    return dict(Revision.objects.filter(pk__in=wanted).values_list("pk", "content"))


def _pointed_to(model: Any, contents: Iterable[Mapping[str, Any]]) -> dict[str, set[str]]:
    """The rows that revisions point to, by noun."""
    keys: dict[str, set[str]] = {}
    for content in contents:
        for field in _fields(model):
            if field.is_relation and content.get(field.name):
                keys.setdefault(field.related_model._meta.label_lower, set()).add(str(content[field.name]))
        for name, (points, _title) in ROWS.items():
            for row in content.get(name) or ():
                keys.setdefault(f"partnership.{points}", set()).add(str(row[points]))
    return keys


def _changes(
    model: Any,
    title: Any,
    step: _Step,
    contents: Mapping[int, Any],
    before: int | None,
    rows: Mapping[Any, Value],
) -> list[Change]:
    if step.entry is not None:
        verb = VERBS.get(step.entry.action, "did")
        what = (Value("text", str(step.entry.message)),) if verb == "did" else ()
        return [Change(verb, title, "", what, ())]
    new, old = contents.get(step.revision or 0), contents.get(before or 0)
    if new is None:
        return []
    told = [
        told_field(FIELDS[field.name], _value(field, old, rows), _value(field, new, rows))
        for field in _fields(model)
        if _raw(field, new) != _raw(field, old or {})
    ]
    if old is None:
        told = [one for one in told if one.after.kind != "none"]
        return [Change("made", title, "", (), tuple(told)), *_row_changes(title, {}, new, rows)]
    changed = [Change("changed", title, "", (), tuple(told))] if told else []
    return [*changed, *_row_changes(title, old, new, rows)]


def _row_changes(
    title: Any, old: Mapping[str, Any], new: Mapping[str, Any], rows: Mapping[Any, Value]
) -> Iterable[Change]:
    for name, (points, part) in ROWS.items():
        was = {str(row[points]) for row in old.get(name) or ()}
        now = {str(row[points]) for row in new.get(name) or ()}
        for verb, keys in (("made", now - was), ("deleted", was - now)):
            for key in sorted(keys):
                value = rows.get((f"partnership.{points}", key), Value("hidden"))
                yield Change(verb, title, part, (value,), ())


def _fields(model: Any) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.name in FIELDS]


def _raw(field: Any, content: Mapping[str, Any]) -> Any:
    raw = content.get(field.name)
    return _text(raw) if field.name == "body" else raw


def _value(field: Any, content: Mapping[str, Any] | None, rows: Mapping[Any, Value]) -> Value:
    raw = _raw(field, content or {})
    if raw in (None, ""):
        return Value("none")
    if field.is_relation:
        return rows.get((field.related_model._meta.label_lower, str(raw)), Value("hidden"))
    return Value("text", raw) if field.name == "body" else plain(field, raw)


def _text(raw: Any) -> str:
    """The words of a page's blocks, one after the other, and the settings of the others as they are kept."""
    blocks = json.loads(raw) if isinstance(raw, str) and raw else raw or []
    words = []
    for block in blocks:
        value = block["value"]
        if block["type"] == "text":
            words += [text for _kind, text in pieces_of(value)]
        else:
            words.append(
                ", ".join(str(one) for one in value.values() if one)
                if isinstance(value, dict)
                else str(value)
            )
    return "\n".join(words)
