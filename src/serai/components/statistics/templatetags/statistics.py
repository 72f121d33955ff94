"""What the templates of this room call: words for figures, periods and protection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from serai.components.statistics import wording
from serai.components.statistics.models import Release
from serai.components.statistics.rules.figures import Figure
from serai.components.statistics.rules.reported import Section
from serai.web.wording import number

register = template.Library()


@register.simple_tag
def figure_url(release: Release, figure: Figure) -> str:
    """The address of a figure's passport."""
    return reverse("statistics:cell", args=[release.dataflow, release.revision, figure.key])


@register.filter
def figure_words(figure: Figure) -> str:
    """The figure with its qualifier, or the word that says why there is none."""
    return wording.value(figure)


@register.filter
def status_words(figure: Figure) -> str:
    """ "provisional", "estimated" or nothing."""
    return wording.status(figure)


@register.filter
def period_words(code: str) -> str:
    """A period as people say it."""
    return wording.period(code)


@register.simple_tag
def remark(section: Section | None, figure: Figure | None) -> int | None:
    """The number of the remark that a figure carries in its section; None when it has none."""
    return section.marks.get(figure.key) if section and figure else None


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
