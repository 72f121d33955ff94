"""What the templates of this room call: words for figures, periods and protection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from serai.components.statistics import wording
from serai.components.statistics.models import Release
from serai.components.statistics.rules.figures import Figure, State
from serai.components.statistics.rules.reported import Section
from serai.web.wording import number

register = template.Library()


@register.simple_tag
def figure(release: Release, figure: Figure | None, section: Section | None = None) -> SafeString:
    """One place of a table: a link to the figure's passport, its flag, the number of its remark."""
    if figure is None:
        return format_html('<span class="soft" title="{}">\u2013</span>', _("no figure"))
    url = wording.cell_address(release.dataflow, release.revision, figure.key)
    kind = format_html(' class="is-{}"', figure.state) if figure.state is not State.SHOWN else ""
    link = format_html('<a href="{}"{}>{}</a>', url, kind, wording.value(figure))
    flag = wording.status(figure)
    flagged = format_html('{} <span class="flag">{}</span>', link, flag) if flag else link
    mark = section.marks.get(figure.key) if section else None
    if section is None or mark is None:
        return flagged
    words = _("Remark %(number)s") % {"number": number(mark)}
    place = f"remark-{section.code}-{mark}"
    return format_html(
        '{}<sup><a href="#{}" aria-label="{}">{}</a></sup>', flagged, place, words, number(mark)
    )


@register.filter
def unit_words(code: str) -> str:
    """A unit in words."""
    return wording.unit(code)


@register.filter
def status_words(figure: Figure) -> str:
    """ "provisional", "estimated" or nothing."""
    return wording.status(figure)


@register.filter
def size_words(octets: int) -> str:
    """The size of a file."""
    return wording.size(octets)


@register.filter
def period_words(code: str) -> str:
    """A period as people say it."""
    return wording.period(code)


@register.filter
def definition_words(definition: Any) -> str:
    """The definition of a release in words; empty when it has none."""
    if isinstance(definition, Mapping):
        return wording.said(definition.get("words", ""))
    return str(definition or "")


@register.filter
def rejected_total(rejected: Mapping[str, int]) -> int:
    """How many rows of an import were refused, for whatever reason."""
    return sum(rejected.values())


@register.simple_tag
def protection_words(release: Release) -> str:
    """How a release protects people, in a sentence or two."""
    protection = release.passport["protection"]
    threshold = protection.get("threshold") or 0
    if not threshold:
        return _("Nothing was withheld: others have published these figures before.")
    told = {
        "threshold": number(threshold),
        "withheld": number(release.passport["cells_suppressed"]),
        "published": number(release.passport["cells_published"]),
    }
    sentence = _(
        "Counts of fewer than %(threshold)s people are withheld, and with them as many other figures as it "
        "takes that nobody can work them out from totals. In this release %(withheld)s figures are "
        "withheld and %(published)s are shown."
    )
    return sentence % told
