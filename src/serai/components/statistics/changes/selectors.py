"""What changed between two revisions that the asker may see, and which one was the latest on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from serai.commons.access.readers import Reader
from serai.components.statistics.models import Release
from serai.components.statistics.rules.figures import Dimension
from serai.components.statistics.selectors import releases
from serai.engine.publish.changes import ADDED, CHANGED, REMOVED, SAME, Change, Comparison

ON_A_PAGE = 50


@dataclass(frozen=True)
class Pair:
    """A revision and the earlier one that it is compared with; ``earlier`` are all with which it can be."""

    now: Release
    before: Release
    earlier: tuple[Release, ...]


@dataclass(frozen=True)
class Changes:
    """One page of what changed, the largest first, with the counts of all."""

    changed: int
    added: int
    removed: int
    same: int
    rows: tuple[Change, ...]
    number: int
    pages: int


def as_of(reader: Reader, dataflow: str, day: dt.date) -> Release | None:
    """The revision that was the latest at the end of a day, by the clock of Greenwich; None if there was none."""
    end = dt.datetime.combine(day, dt.time.max, tzinfo=dt.UTC)
    found = releases.releases(reader).filter(dataflow=dataflow, published_at__lte=end)
    return found.order_by("-revision").first()


def earlier(reader: Reader, now: Release) -> tuple[Release, ...]:
    """The revisions before one that the reader may see, newest first."""
    return tuple(one for one in releases.revisions(reader, now.dataflow) if one.revision < now.revision)


def pair(reader: Reader, now: Release, against: int | None) -> Pair | None:
    """A revision and the one before it, or the one named; None when there is no such earlier one."""
    every = earlier(reader, now)
    found = next((one for one in every if against is None or one.revision == against), None)
    return Pair(now, found, every) if found else None


def dimensions(pair: Pair) -> list[Dimension]:
    """The dimensions of the later revision, with codes that only the earlier one has behind its own."""
    before = {axis.id: axis for axis in releases.dimensions(pair.before)}
    made = []
    for axis in releases.dimensions(pair.now):
        old = before[axis.id].codes if axis.id in before else {}
        made.append(
            Dimension(axis.id, axis.title, axis.codes | {c: w for c, w in old.items() if c not in axis.codes})
        )
    return made


def changes(pair: Pair, where: Mapping[str, str], number: int) -> Changes:
    """One page of what changed at the codes of ``where``."""
    found = _comparison(pair, where)
    counts = found.counts()
    told = counts[CHANGED] + counts[ADDED] + counts[REMOVED]
    pages = max(1, -(-told // ON_A_PAGE))
    number = min(max(number, 1), pages)
    rows = tuple(found.changes(first=(number - 1) * ON_A_PAGE, most=ON_A_PAGE))
    return Changes(counts[CHANGED], counts[ADDED], counts[REMOVED], counts[SAME], rows, number, pages)


def every_change(pair: Pair, where: Mapping[str, str]) -> Iterator[Change]:
    """All that changed at the codes of ``where``."""
    return _comparison(pair, where).changes()


def _comparison(pair: Pair, where: Mapping[str, str]) -> Comparison:
    files = [releases.folder(one) / "cells.parquet" for one in (pair.before, pair.now)]
    return Comparison(files[0], files[1], [axis.id for axis in dimensions(pair)], where)
