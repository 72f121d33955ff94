"""Tables of figures as markup, written in one go: a template would ask its questions once for each cell."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from serai.components.statistics import wording
from serai.components.statistics.models import Release
from serai.components.statistics.rules.figures import Figure, Table
from serai.components.statistics.rules.reported import Section
from serai.web.wording import UNKNOWN, comma

Cell = Callable[[Figure | None], str]
OPENING = (
    '<div class="table-wrap" tabindex="0" role="region" aria-label="{}"><table class="table">'
    '<caption class="visually-hidden">{}</caption>'
)
CLOSING = "</table></div>"


def laid_out(release: Release, table: Table, caption: str, section: Section | None = None) -> SafeString:
    """Periods down, codes across; every figure leads to its passport."""
    cell = _cells(release, section)
    heads = "".join(f'<th scope="col" class="num">{escape(label)}</th>' for _code, label in table.columns)
    corner = format_html('<th scope="col">{}</th>', _("Period"))
    rows = "\n".join(
        f'<tr><th scope="row">{escape(wording.period(period))}</th>'
        + "".join(f'<td class="num">{cell(figure)}</td>' for figure in row)
        + "</tr>"
        for period, row in table.rows
    )
    return _whole(
        caption,
        f"<thead><tr>{corner}{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>",
    )


def parts(release: Release, section: Section) -> SafeString:
    """The breakdowns of an indicator: one group of rows for each whole."""
    cell = _cells(release, section)
    groups = []
    for part in section.parts:
        by = f'<br><span class="soft">{escape(part.by)}</span>' if part.by else ""
        head = (
            f'<th scope="rowgroup" rowspan="{len(part.figures)}">'
            f"{escape(part.area)}{comma()}{escape(wording.period(part.period))}{by}</th>"
        )
        rows = [
            f'<td>{escape(label or UNKNOWN)}</td><td class="num">{cell(figure)}</td></tr>'
            for label, figure in part.figures
        ]
        groups.append(f"<tbody><tr>{head}" + "<tr>".join(rows) + "</tbody>")
    titles = format_html(
        '<th scope="col">{}</th><th scope="col">{}</th><th scope="col" class="num">{}</th>',
        _("Country and period"),
        pgettext("one of several that make a figure", "Part"),
        _("Figure"),
    )
    caption = _("%(title)s: parts of the figures") % {"title": section.title}
    return _whole(caption, f"<thead><tr>{titles}</tr></thead>\n" + "\n".join(groups))


def _whole(caption: str, inside: str) -> SafeString:
    # every text inside was escaped where it was put in
    return format_html(OPENING, caption, caption) + mark_safe(f"\n{inside}{CLOSING}")  # noqa: S308


def _cells(release: Release, section: Section | None) -> Cell:
    """What writes one place of a table: a link to the passport, its flag, the number of its remark."""
    none = format_html('<span class="soft" title="{}">{}</span>', _("no figure"), UNKNOWN)
    marks = section.marks if section else {}
    remarks = {mark: _remark(section.code, mark) for mark in set(marks.values())} if section else {}
    address = wording.cell_addresses(release.dataflow, release.revision)

    def cell(figure: Figure | None) -> str:
        if figure is None:
            return none
        flag, shown = wording.status(figure), escape(wording.value(figure))
        # a minus would go to the wrong side of the number on a page from right to left
        side = ' dir="ltr"' if (figure.value or 0) < 0 else ""
        return (
            f'<a href="{escape(address(figure.key))}" class="is-{figure.state}"{side}>{shown}</a>'
            + (f' <span class="flag">{escape(flag)}</span>' if flag else "")
            + (remarks[marks[figure.key]] if figure.key in marks else "")
        )

    return cell


def _remark(code: str, mark: int) -> str:
    shown = wording.number(mark)
    words = _("Remark %(number)s") % {"number": shown}
    return format_html('<sup><a href="#remark-{}-{}" aria-label="{}">{}</a></sup>', code, mark, words, shown)
