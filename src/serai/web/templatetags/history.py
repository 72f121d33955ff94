"""Histories as sentences: values written out in the reader's language, in sentences that can be translated."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from serai.commons.audit.records import Change, Deed, Told, Value
from serai.web import wording
from serai.web.templatetags.serai import moment

register = template.Library()

SHORT = 160  # letters of a text inside a sentence

# what is done with pages of the site besides writing them
_PAGES = {
    "published": gettext_lazy("{who} published this {noun}."),
    "unpublished": gettext_lazy("{who} took this {noun} off the site."),
    "submitted": gettext_lazy("{who} handed this {noun} in for approval."),
    "approved": gettext_lazy("{who} approved this {noun}."),
    "returned": gettext_lazy("{who} sent this {noun} back to its author."),
    "withdrawn": gettext_lazy("{who} withdrew this {noun} from approval."),
    "did": gettext_lazy("{who} did something else with this {noun}: {what}."),
}


@register.filter
def value(told: Value) -> SafeString:
    """A value as the reader reads it; the names of rows are links to their pages."""
    match told.kind:
        case "row" if told.url:
            return format_html('<a href="{}"><bdi>{}</bdi></a>', told.url, told.raw)
        case "day":
            return format_html('<bdi><time datetime="{}">{}</time></bdi>', told.raw, wording.day(told.raw))
        case "moment":
            return format_html("<bdi>{}</bdi>", moment(told.raw))
        case "number":
            return format_html("<bdi>{}</bdi>", wording.number(told.raw))
        case "yes_no":
            return format_html("{}", _("yes") if told.raw else _("no"))
        case "none":
            return format_html("{}", _("nothing"))
        case "hidden":
            return format_html("<em>{}</em>", _("something that you may not see"))
        case "erased":
            return format_html("<em>{}</em>", _("something that was erased"))
        case _:
            text = str(told.raw)
            if not isinstance(told.raw, Promise) and len(text) > SHORT:
                text = text[:SHORT].rstrip() + "…"
            return format_html("<bdi>{}</bdi>", text)


@register.filter
def sentences(deed: Deed) -> list[dict[str, Any]]:
    """What was done as ``{words, pieces}``; ``pieces`` where a long text was rewritten."""
    return [line for change in deed.changes for line in _lines(change, deed.who)]


@register.filter
def pieces(told: Told) -> SafeString:
    """A text that was rewritten: what went is struck out, what came is marked."""
    marks = {"same": "{}", "gone": "<del>{}</del>", "new": "<ins>{}</ins>"}
    return mark_safe("".join(format_html(marks[how], text) for how, text in told.pieces))  # noqa: S308


def _lines(change: Change, who: Any) -> list[dict[str, Any]]:
    facts: dict[str, Any] = {
        "who": format_html("<bdi>{}</bdi>", who),
        "noun": change.noun,
        "part": change.part,
    }
    facts["what"] = format_html_join(wording.comma(), "{}", ((value(one),) for one in change.what))
    if change.verb == "changed":
        return [_changed(told, facts, part=bool(change.part)) for told in change.fields]
    return [{"words": format_html(_made_or_deleted(change), **facts), "told": None, "fields": change.fields}]


def _made_or_deleted(change: Change) -> str:
    if change.verb in _PAGES:
        return str(_PAGES[change.verb])
    if change.part:
        return (
            _("{who} added {part}: {what}.") if change.verb == "made" else _("{who} removed {part}: {what}.")
        )
    return _("{who} entered this {noun}.") if change.verb == "made" else _("{who} deleted this {noun}.")


def _changed(told: Told, facts: dict[str, Any], *, part: bool) -> dict[str, Any]:
    said = {**facts, "field": told.field, "before": value(told.before), "after": value(told.after)}
    words = format_html(_sentence_of_part(told) if part else _sentence(told), **said)
    return {"words": words, "told": told if told.pieces else None, "fields": ()}


def _sentence(told: Told) -> str:
    if not told.field:
        return _("{who} changed something that was erased since.")
    if told.pieces:
        return _("{who} rewrote {field}.")
    if told.before.kind == "none":
        return _("{who} set {field} to {after}.")
    if told.after.kind == "none":
        return _("{who} removed {field}, which was {before}.")
    if told.before.kind == told.after.kind == "day":
        return _("{who} moved {field} from {before} to {after}.")
    return _("{who} changed {field} from {before} to {after}.")


def _sentence_of_part(told: Told) -> str:
    if not told.field:
        return _("{who} changed {part}: something that was erased since.")
    if told.pieces:
        return _("{who} changed {part} ({what}): {field} was rewritten.")
    return _("{who} changed {part} ({what}): {field} from {before} to {after}.")
