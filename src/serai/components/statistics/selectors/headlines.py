"""One figure that speaks for each published dataflow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.components.statistics import wording
from serai.components.statistics.models import Release
from serai.components.statistics.rules.figures import Dimension, Figure, layout, table
from serai.components.statistics.rules.reported import INDICATOR, sections
from serai.components.statistics.selectors.releases import cells, dimensions, extent, kept, latest
from serai.components.statistics.wording import said
from serai.web.manifest import HomeCard
from serai.web.messages import live


@dataclass(frozen=True)
class Headline:
    """A dataflow in a list: its latest release, one figure of it, and what that figure is."""

    release: Release
    title: str
    figure: Figure | None
    what: str
    span: str

    @property
    def url(self) -> str:
        """The page of the dataflow."""
        return reverse("statistics:release", args=[self.release.dataflow])

    @property
    def value(self) -> str:
        """The figure in words and digits."""
        return wording.value(self.figure)


def headlines(reader: Reader) -> list[Headline]:
    """A headline for each dataflow that ``reader`` may see; one query."""
    return [_headline(release) for release in latest(reader)]


def cards(reader: Reader) -> Iterable[HomeCard]:
    """The headlines as cards of the first page."""
    for headline in headlines(reader):
        yield HomeCard(
            title=headline.title,
            value=headline.value,
            url=headline.url,
            detail=headline.what,
            synthetic=headline.release.synthetic,
        )


def _headline(release: Release) -> Headline:
    key = ("headline", get_language(), live.stamp())
    told = kept(release, key, lambda: _told(release), lambda _told: 0)
    return Headline(release, *told)


def _told(release: Release) -> tuple[str, Figure | None, str, str]:
    axes = dimensions(release)
    reported = any(axis.id == INDICATOR for axis in axes)
    figure, what = _of_reported(axes, cells(release)) if reported else _of_table(release, axes)
    ends = extent(release)
    title = said(release.passport["title"], release.dataflow)
    return title, figure, what, wording.span(ends.first, ends.last)


def _of_table(release: Release, axes: list[Dimension]) -> tuple[Figure | None, str]:
    chosen = layout(axes, {})
    laid = table(cells(release, chosen.fixed()), chosen)
    for period, row in laid.rows:
        for (_code, label), figure in zip(laid.columns, row, strict=True):
            if figure is not None and figure.value is not None:
                return figure, wording.when(label, period)
    return None, ""


def _of_reported(axes: list[Dimension], found: list[Figure]) -> tuple[Figure | None, str]:
    for section in sections(axes, found):
        for period, row in section.drawable.rows:
            shown = [
                (figure, label)
                for (_code, label), figure in zip(section.drawable.columns, row, strict=True)
                if figure is not None and figure.value is not None
            ]
            if shown:
                figure, label = max(shown, key=lambda pair: float(pair[0].value or 0))
                return figure, wording.joined(
                    wording.when(f"{section.title}: {label}", period), _("reported")
                )
    return None, ""
