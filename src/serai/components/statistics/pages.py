"""What a release's pages and pictures show: the answers of selectors put together for one reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from sys import getsizeof
from typing import Any
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.partnership.records import DisagreementLine, SourceRef
from serai.commons.places import calendars
from serai.commons.places.middles import MIDDLES
from serai.components.statistics import pictures, tables, wording
from serai.components.statistics.access import SEE_RECEIPTS
from serai.components.statistics.models import Release
from serai.components.statistics.rules.figures import Dimension, Figure, Layout, Table, layout, table
from serai.components.statistics.rules.reported import AREA, INDICATOR, Section, sections
from serai.components.statistics.selectors import context, releases
from serai.components.statistics.wording import said
from serai.engine.publish.pictures import Spec
from serai.web.messages import live
from serai.web.wording import number

MOST_SOURCES = 3


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
    """A table with its pictures; ``section`` and ``parts`` are set for an indicator that others published.

    ``markup`` and ``parts`` are the written tables of the figures and of their breakdowns.
    """

    table: Table
    caption: str
    pictures: tuple[Picture, ...]
    markup: SafeString
    section: Section | None = None
    parts: SafeString | None = None


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
    """The page of a release: its title, and the markup of its opening and of all below."""

    title: str
    opening: SafeString
    body: SafeString


@dataclass(frozen=True)
class Content:
    """All that the page of a release says."""

    reported: bool
    title: str
    span: str
    blocks: tuple[Block, ...]
    files: tuple[File, ...]
    machines: tuple[str, ...]
    revisions: tuple[Release, ...]
    first_revision: int
    sources: tuple[Any, ...]
    notes: tuple[Any, ...]
    extent: releases.Extent
    choices: tuple[Any, ...]
    axes: tuple[Dimension, ...]
    told_by: tuple[SourceRef, ...]
    disagreements: tuple[DisagreementLine, ...]
    sees_receipts: bool


def release_page(reader: Reader, release: Release, asked: Mapping[str, str]) -> ReleasePage:
    """The page of one revision, with the table that the reader asked for.

    A page is kept by its key: whatever can change, or differs between readers, has to stand in it.
    """
    axes = releases.dimensions(release)
    reported = _is_reported(axes)
    revisions = releases.revisions(reader, release.dataflow)
    sees_receipts = SEE_RECEIPTS.held_by(reader)
    key = (
        get_language(),
        live.stamp(),
        calendars.active(),
        context.state(reader) if reported else _layout(release, axes, asked).place(),
        tuple((row.revision, row.published_at, row.reason) for row in revisions),
        sees_receipts,
    )

    def written() -> ReleasePage:
        return _written(release, _content(release, asked, revisions, reader=reader))

    return releases.kept(release, key, written, lambda page: getsizeof(page.opening) + getsizeof(page.body))


def _content(
    release: Release, asked: Mapping[str, str], revisions: list[Release], *, reader: Reader
) -> Content:
    axes = releases.dimensions(release)
    reported = _is_reported(axes)
    extent = releases.extent(release)
    blocks = _reported_blocks(release, axes, reader) if reported else [_table_block(release, axes, asked)]
    told_by = context.sources(context.source_keys(releases.cells(release)), reader=reader) if reported else {}
    return Content(
        reported=reported,
        title=said(release.passport["title"], release.dataflow),
        span=wording.span(extent.first, extent.last),
        blocks=tuple(blocks),
        files=tuple(_file(release, file) for file in release.files),
        machines=_machines(release),
        revisions=tuple(revisions),
        first_revision=revisions[-1].revision,
        sources=tuple(release.passport["sources"]),
        notes=tuple(release.passport.get("notes", ())),
        extent=extent,
        choices=() if reported else blocks[0].table.layout.choices,
        axes=tuple(axis for axis in axes if len(axis.codes) > 1),
        told_by=tuple(told_by.values()),
        disagreements=context.disagreements(told_by, reader=reader) if told_by else (),
        sees_receipts=SEE_RECEIPTS.held_by(reader),
    )


def _machines(release: Release) -> tuple[str, ...]:
    """The addresses of this revision's figures and of their structure for programs that read SDMX."""
    words = [release.passport.get(name) for name in ("agency", "dataflow", "version")]
    if not all(words):
        return ()
    place = "/".join(["dataflow", *map(str, words)])
    moment = f"asOf={release.published_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
    data, structure = (reverse(f"sdmx:{name}", kwargs={"path": place}) for name in ("data", "structure"))
    return f"{data}?{moment}", f"{structure}?references=all&{moment}"


def _written(release: Release, content: Content) -> ReleasePage:
    shown = {"page": content, "release": release}
    return ReleasePage(
        title=content.title,
        opening=render_to_string("statistics/parts/opening.html", shown),
        body=render_to_string("statistics/parts/body.html", shown),
    )


def chart(release: Release, asked: Mapping[str, str], *, reader: Reader, narrow: bool) -> Spec | None:
    """The chart of the table asked for; None when there is nothing to draw."""
    axes = releases.dimensions(release)
    if _is_reported(axes):
        section = _section(release, axes, asked, reader)
        if section is None or not section.drawable.figures():
            return None
        notes = (_source_line(section.drawable.figures(), reader),)
        words = (section.title, wording.joined(wording.unit(section.unit), section.kind))
        return pictures.chart(release, section.drawable, words, notes, narrow=narrow)
    laid = _table(release, axes, asked)
    if not laid.figures():
        return None
    words = (said(release.passport["title"], release.dataflow), pictures.subtitle(release, laid))
    return pictures.chart(release, laid, words, (pictures.sources(release),), narrow=narrow)


def map_picture(release: Release, asked: Mapping[str, str], *, reader: Reader, narrow: bool) -> Spec | None:
    """The map of the last period of the table asked for; None when its figures have no places."""
    axes = releases.dimensions(release)
    if _is_reported(axes):
        section = _section(release, axes, asked, reader)
        return _reported_map(release, section, reader, narrow=narrow) if section else None
    mapped = _mapped(release, axes, asked)
    if mapped is None:
        return None
    if release.synthetic:
        return pictures.invented_map(release, mapped.places, mapped.figures, mapped.words, narrow=narrow)
    notes = (pictures.sources(release),)
    return pictures.real_map(release, mapped.places, mapped.figures, mapped.words, notes, narrow=narrow)


def _is_reported(axes: list[Dimension]) -> bool:
    return any(axis.id == INDICATOR for axis in axes)


def _table(release: Release, axes: list[Dimension], asked: Mapping[str, str]) -> Table:
    chosen = _layout(release, axes, asked)
    return table(releases.cells(release, chosen.fixed()), chosen)


def _layout(release: Release, axes: list[Dimension], asked: Mapping[str, str]) -> Layout:
    """The table asked for; where it would be empty, what was not asked for stands where most figures are."""
    plain = layout(axes, asked)
    if releases.any_shown(release, plain.fixed()):
        return plain
    said_so = {axis.id: asked[axis.id] for axis in axes if asked.get(axis.id) in axis.codes}
    free = [choice.dimension.id for choice in plain.choices if choice.dimension.id not in said_so]
    fixed = {name: code for name, code in said_so.items() if name != plain.columns.id}
    return layout(axes, releases.fullest(release, fixed, free) | {name: asked[name] for name in asked})


def _table_block(release: Release, axes: list[Dimension], asked: Mapping[str, str]) -> Block:
    laid = _table(release, axes, asked)
    under = pictures.subtitle(release, laid)
    query = laid.layout.query()
    title = said(release.passport["title"], release.dataflow)
    drawn = []
    if laid.figures():
        drawn.append(_picture(release, "chart", query, _("Chart: %(what)s") % {"what": f"{title}. {under}"}))
    mapped = _mapped(release, axes, asked)
    if mapped is not None:
        drawn.append(_picture(release, "map", query, _("Map: %(what)s") % {"what": ". ".join(mapped.words)}))
    return Block(laid, under, tuple(drawn), tables.laid_out(release, laid, under))


def _reported_blocks(release: Release, axes: list[Dimension], reader: Reader) -> list[Block]:
    blocks = []
    for section in sections(context.named(axes, reader=reader), releases.cells(release)):
        query = {INDICATOR: section.code}
        drawn = []
        if len(section.drawable.figures()) > 2:
            drawn.append(_picture(release, "chart", query, _("Chart: %(what)s") % {"what": section.title}))
        if len(_latest_whole(section)) > 2:
            drawn.append(_picture(release, "map", query, _("Map: %(what)s") % {"what": section.title}))
        whole = tables.laid_out(release, section.table, section.title, section)
        parts = tables.parts(release, section) if section.parts else None
        blocks.append(Block(section.table, section.title, tuple(drawn), whole, section, parts))
    return blocks


def _section(
    release: Release, axes: list[Dimension], asked: Mapping[str, str], reader: Reader
) -> Section | None:
    found = releases.cells(release, {INDICATOR: asked.get(INDICATOR, "")})
    return next(iter(sections(context.named(axes, reader=reader), found)), None)


def _latest_whole(section: Section) -> list[Figure]:
    """The figures of the last period that has at least three countries whose place is known."""
    for _period, row in section.drawable.rows:
        shown = [figure for figure in row if figure is not None and figure.codes[AREA] in MIDDLES]
        if len(shown) > 2:
            return shown
    return []


def _reported_map(release: Release, section: Section, reader: Reader, *, narrow: bool) -> Spec | None:
    figures = _latest_whole(section)
    places = section.table.layout.columns
    if not figures:
        return None
    words = (
        section.title,
        wording.joined(wording.period(figures[0].period), section.kind, wording.unit(section.unit)),
    )
    return pictures.real_map(release, places, figures, words, (_source_line(figures, reader),), narrow=narrow)


def _source_line(figures: list[Figure], reader: Reader) -> str:
    """The sources of reported figures in one line; the first three by name, the others by number."""
    told_by = context.sources(context.source_keys(figures), reader=reader)
    named = [f"{source.title} ({source.key})" for source in told_by.values()]
    more = len(named) - MOST_SOURCES
    shown = named[:MOST_SOURCES]
    if more > 0:
        words = ngettext("%(count)s more source", "%(count)s more sources", more)
        shown.append(words % {"count": number(more)})
    return _("Source: %(sources)s") % {"sources": wording.joined(*shown)}


@dataclass(frozen=True)
class _Mapped:
    places: Dimension
    figures: list[Figure]
    words: tuple[str, str]


def _mapped(release: Release, axes: list[Dimension], asked: Mapping[str, str]) -> _Mapped | None:
    """The last period's figures by place, at the codes of the table and the first code of its columns."""
    chosen = _layout(release, axes, asked)
    places = pictures.place_dimension(axes)
    if places is None:
        return None
    fixed = {name: code for name, code in chosen.fixed().items() if name != places.id}
    if chosen.columns.id != places.id:
        fixed[chosen.columns.id] = chosen.columns.total or next(iter(chosen.columns.codes))
    shown = releases.cells(release, fixed, latest=True)
    if not shown or not (release.synthetic or any(figure.codes[places.id] in MIDDLES for figure in shown)):
        return None
    told = [axis for axis in axes if axis.id in fixed and len(axis.codes) > 1]
    codes = [f"{axis.title}: {axis.label(fixed[axis.id])}" for axis in told]
    by = _("by %(dimension)s") % {"dimension": places.title.lower()}
    under = wording.joined(wording.period(shown[0].period), *codes, by)
    return _Mapped(places, shown, (said(release.passport["title"], release.dataflow), under))


def _picture(release: Release, name: str, query: Mapping[str, str], alt: str) -> Picture:
    place = [release.dataflow, release.revision]
    svg, png = (reverse(f"statistics:{name}", args=[*place, kind]) for kind in ("svg", "png"))
    plain, narrow = urlencode(query), urlencode({**query, "width": "narrow"})
    # what draws PNG sets joined letters of Bangla over each other: better none than words that nobody can read
    pixels = "" if get_language() == "bn" else f"{png}?{plain}"
    return Picture(name, f"{svg}?{plain}", f"{svg}?{narrow}", pixels, alt)


def _file(release: Release, file: Mapping[str, Any]) -> File:
    url = reverse("statistics:download", args=[release.dataflow, release.revision, file["name"]])
    return File(file["name"], wording.file_kind(file["name"]), file["size"], file["sha256"], url)
