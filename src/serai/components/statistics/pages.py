"""What a release's pages and pictures show: the answers of selectors put together for one reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from serai.components.statistics import pictures, wording
from serai.components.statistics.models import Release
from serai.components.statistics.rules.figures import Dimension, Figure, State, Table, layout, table
from serai.components.statistics.rules.reported import INDICATOR, Section, sections
from serai.components.statistics.selectors import releases
from serai.components.statistics.wording import said
from serai.engine.publish.pictures import Spec


@dataclass(frozen=True)
class Picture:
    """A picture on a page: its addresses and what it shows, in words."""

    name: str
    svg: str
    narrow: str
    png: str
    alt: str


@dataclass(frozen=True)
class Block:
    """A table with its pictures; ``section`` is set for an indicator that others published."""

    table: Table
    caption: str
    pictures: tuple[Picture, ...]
    section: Section | None = None


@dataclass(frozen=True)
class File:
    """One download."""

    name: str
    kind: str
    size: int
    sha256: str
    url: str


@dataclass(frozen=True)
class ReleasePage:
    """All that the page of a release shows."""

    template: str
    title: str
    first: str
    last: str
    blocks: tuple[Block, ...]
    files: tuple[File, ...]
    revisions: tuple[Release, ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    withheld: bool
    unknown: bool
    provisional: bool
    choices: tuple[Any, ...]
    axes: tuple[Dimension, ...]


def release_page(user: Any, release: Release, asked: Mapping[str, str]) -> ReleasePage:
    """The page of one revision, with the table that the reader asked for."""
    axes, found = releases.dimensions(release), releases.cells(release)
    reported = _is_reported(axes)
    blocks = (
        _reported_blocks(release, axes, found) if reported else [_table_block(release, axes, found, asked)]
    )
    periods = sorted({figure.period for figure in found})
    return ReleasePage(
        template="statistics/reported.html" if reported else "statistics/release.html",
        title=said(release.passport["title"], release.dataflow),
        first=wording.period(periods[0]) if periods else "",
        last=wording.period(periods[-1]) if periods else "",
        blocks=tuple(blocks),
        files=tuple(_file(release, file) for file in release.files),
        revisions=tuple(releases.revisions(user, release.dataflow)),
        sources=tuple(said(source) for source in release.passport["sources"]),
        notes=tuple(said(note) for note in release.passport.get("notes", ())),
        withheld=any(figure.state is State.WITHHELD for figure in found),
        unknown=any(figure.state is State.UNKNOWN for figure in found),
        provisional=any(figure.provisional for figure in found),
        choices=() if reported else blocks[0].table.layout.choices,
        axes=tuple(axis for axis in axes if len(axis.codes) > 1),
    )


def chart(release: Release, asked: Mapping[str, str], *, narrow: bool) -> Spec | None:
    """The chart of the table asked for; None when there is nothing to draw."""
    axes, found = releases.dimensions(release), releases.cells(release)
    if _is_reported(axes):
        section = _section(axes, found, asked)
        if section is None or not section.drawable.figures():
            return None
        notes = (_source_line(section.drawable.figures()),)
        return pictures.chart(release, section.drawable, section.title, notes, narrow=narrow)
    laid = table(found, layout(axes, asked))
    if not laid.figures():
        return None
    title = said(release.passport["title"], release.dataflow)
    return pictures.chart(release, laid, title, (pictures.sources(release),), narrow=narrow)


def map_picture(release: Release, asked: Mapping[str, str], *, narrow: bool) -> Spec | None:
    """The map of the last period of the table asked for; None when its figures have no places."""
    axes, found = releases.dimensions(release), releases.cells(release)
    if _is_reported(axes):
        section = _section(axes, found, asked)
        return _reported_map(release, axes, section, narrow=narrow) if section else None
    places, shown, words = _mapped(release, axes, found, asked)
    if places is None:
        return None
    if release.synthetic:
        return pictures.invented_map(release, places, shown, words, narrow=narrow)
    return pictures.real_map(release, places, shown, words, (pictures.sources(release),), narrow=narrow)


def _is_reported(axes: list[Dimension]) -> bool:
    return any(axis.id == INDICATOR for axis in axes)


def _table_block(
    release: Release, axes: list[Dimension], found: list[Figure], asked: Mapping[str, str]
) -> Block:
    laid = table(found, layout(axes, asked))
    under = pictures.subtitle(release, laid)
    query = laid.layout.query()
    title = said(release.passport["title"], release.dataflow)
    drawn = []
    if laid.figures():
        drawn.append(_picture(release, "chart", query, _("Chart: %(what)s") % {"what": f"{title}. {under}"}))
    places, _shown, words = _mapped(release, axes, found, asked)
    if places is not None:
        drawn.append(_picture(release, "map", query, _("Map: %(what)s") % {"what": ". ".join(words)}))
    return Block(laid, under, tuple(drawn))


def _reported_blocks(release: Release, axes: list[Dimension], found: list[Figure]) -> list[Block]:
    blocks = []
    for section in sections(axes, found):
        query = {INDICATOR: section.code}
        drawn = []
        if len(section.drawable.figures()) > 2:
            drawn.append(_picture(release, "chart", query, _("Chart: %(what)s") % {"what": section.title}))
        if len(_latest_whole(section)) > 2:
            drawn.append(_picture(release, "map", query, _("Map: %(what)s") % {"what": section.title}))
        blocks.append(Block(section.table, section.title, tuple(drawn), section))
    return blocks


def _section(axes: list[Dimension], found: list[Figure], asked: Mapping[str, str]) -> Section | None:
    code = asked.get(INDICATOR, "")
    mine = [figure for figure in found if figure.codes[INDICATOR] == code]
    return next(iter(sections(axes, mine)), None)


def _latest_whole(section: Section) -> list[Figure]:
    """The figures of the last period that has at least three countries."""
    for _period, row in section.drawable.rows:
        shown = [figure for figure in row if figure is not None]
        if len(shown) > 2:
            return shown
    return []


def _reported_map(release: Release, axes: list[Dimension], section: Section, *, narrow: bool) -> Spec | None:
    figures = _latest_whole(section)
    places = pictures.place_dimension(axes, figures)
    if places is None:
        return None
    words = (section.title, wording.period(figures[0].period))
    return pictures.real_map(release, places, figures, words, (_source_line(figures),), narrow=narrow)


def _source_line(figures: list[Figure]) -> str:
    named = sorted({text for figure in figures if (text := source_of(figure))})
    return _("Source: %(sources)s") % {"sources": "; ".join(named)}


def source_of(figure: Figure) -> str:
    """Who said a reported figure, as the release names it."""
    return figure.attributes.get("SOURCE_TITLE") or figure.attributes.get("SOURCE", "")


def _mapped(
    release: Release, axes: list[Dimension], found: list[Figure], asked: Mapping[str, str]
) -> tuple[Dimension | None, list[Figure], tuple[str, str]]:
    """The places of a table: their dimension, the last period's figures at the chosen codes, the words."""
    laid = layout(axes, asked)
    places = pictures.place_dimension(axes, found)
    if places is None:
        return None, [], ("", "")
    fixed = {name: code for name, code in laid.fixed().items() if name != places.id}
    if laid.columns.id != places.id:
        first = asked.get(laid.columns.id, "")
        fixed[laid.columns.id] = first if first in laid.columns.codes else next(iter(laid.columns.codes))
    chosen = [figure for figure in found if all(figure.codes[name] == code for name, code in fixed.items())]
    when, shown = pictures.latest(chosen)
    by_id = {axis.id: axis for axis in axes}
    told = [by_id[name].label(code) for name, code in fixed.items() if len(by_id[name].codes) > 1]
    return places, shown, (f"{places.title}: {said(release.passport['title'])}", ", ".join([when, *told]))


def _picture(release: Release, name: str, query: Mapping[str, str], alt: str) -> Picture:
    place = [release.dataflow, release.revision]
    svg, png = (reverse(f"statistics:{name}", args=[*place, kind]) for kind in ("svg", "png"))
    plain, narrow = urlencode(query), urlencode({**query, "width": "narrow"})
    return Picture(name, f"{svg}?{plain}", f"{svg}?{narrow}", f"{png}?{plain}", alt)


def _file(release: Release, file: Mapping[str, Any]) -> File:
    url = reverse("statistics:download", args=[release.dataflow, release.revision, file["name"]])
    return File(file["name"], wording.file_kind(file["name"]), file["size"], file["sha256"], url)
