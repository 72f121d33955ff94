"""What the templates of this room call: words for figures, periods and protection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from serai.components.statistics import wording
from serai.components.statistics.models import Release
from serai.components.statistics.rules.figures import Figure
from serai.components.statistics.wording import number
from serai.web.templatetags.serai import told

register = template.Library()


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
def sheet_columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """The letters of the columns of a sheet, as spreadsheets write them."""
    return [get_column_letter(at) for at in range(1, max(map(len, rows), default=0) + 1)]


@register.filter
def labelled(text: Any) -> SafeString | str:
    """A text of a release in the reader's language; marked as English where it was not translated."""
    said = wording.said(text or "")
    # a reader of Dari gets the Persian text, which is no English
    return said if isinstance(text, Mapping) and said != text.get("en") else told(said)


@register.simple_tag(takes_context=True)
def file_link(context: Context, file: Mapping[str, Any]) -> SafeString:
    """The name of a loaded file; a link to its receipt for those who may see it."""
    if not context["page"].sees_receipts:
        return format_html("<bdi>{}</bdi>", file["file_name"])
    url = reverse("statistics:receipt", args=[file["import_id"]])
    return format_html('<a href="{}"><bdi>{}</bdi></a>', url, file["file_name"])


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
        "largest": number(threshold - 1),
        "withheld": number(release.passport["cells_suppressed"]),
        "published": number(release.passport["cells_published"]),
    }
    sentence = _(
        "Counts from 1 to %(largest)s are withheld, and with them as many other figures as it takes that "
        "nobody can work them out from totals. In this release %(withheld)s figures are "
        "withheld and %(published)s are shown."
    )
    if not protection.get("certificate"):
        return sentence % told
    audit = _(
        "The finished table was attacked with linear programming; no withheld figure could be worked out."
    )
    return f"{sentence % told} {audit}"
