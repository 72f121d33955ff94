"""Which releases the asker may see, and what stands in them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import and_
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings
from django.db.models import QuerySet

from serai.commons.access.readers import Reader
from serai.components.statistics.errors import ReleaseDamaged
from serai.components.statistics.models import Release
from serai.components.statistics.rules.figures import Dimension, Figure, figure
from serai.components.statistics.wording import said

T = TypeVar("T")
CACHED_BYTES = 64 * 1024 * 1024
MADE_BYTES = 8 * 1024 * 1024  # of one release
_cache: OrderedDict[str, _Shelved] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class Extent:
    """The first and the last year of a release, and whether any figure is withheld, unknown, provisional."""

    first: str
    last: str
    withheld: bool
    unknown: bool
    provisional: bool


def releases(reader: Reader) -> QuerySet[Release]:
    """Every release that ``reader`` may see."""
    return Release.objects.visible_to(reader)


def latest(reader: Reader) -> list[Release]:
    """The latest revision of each dataflow that ``reader`` may see, real figures before synthetic ones."""
    found = releases(reader).order_by("dataflow", "-revision").distinct("dataflow")
    return sorted(found, key=lambda release: (release.synthetic, release.dataflow))


def release(reader: Reader, dataflow: str, revision: int | None = None) -> Release | None:
    """One revision of a dataflow, the latest when none is named; None when the asker may not see it."""
    found = releases(reader).filter(dataflow=dataflow)
    if revision is not None:
        found = found.filter(revision=revision)
    return found.order_by("-revision").first()


def revisions(reader: Reader, dataflow: str) -> list[Release]:
    """All revisions of a dataflow, newest first, without their passports."""
    found = releases(reader).filter(dataflow=dataflow).order_by("-revision")
    return list(found.defer("passport_json", "files"))


def folder(release: Release) -> Path:
    """Where the files of a release lie."""
    return Path(settings.HOME) / release.folder


def download(release: Release, name: str) -> Path | None:
    """The path of a registered file of a release; None for every other name, whatever lies there."""
    if not any(file["name"] == name for file in release.files):
        return None
    path = folder(release) / name
    if not path.is_file():
        raise ReleaseDamaged(
            "a published file is missing", where=name, advice="Restore it from a backup with 'serai restore'."
        )
    return path


def dimensions(release: Release) -> list[Dimension]:
    """The dimensions of a release, labelled in the reader's language."""
    return [
        Dimension(
            id=item["id"],
            title=said(item["title"], item["id"]),
            codes={code: said(labels, code) for code, labels in item["codes"].items()},
        )
        for item in release.passport["dimensions"]
        if item["id"] != "TIME_PERIOD"
    ]


def cells(release: Release, where: Mapping[str, str] | None = None, *, latest: bool = False) -> list[Figure]:
    """The figures of a release; ``where`` narrows them by equal values, ``latest`` to one period."""
    shelved = _shelved(release)
    if not where and not latest:
        return list(shelved.figures)
    found = shelved.table
    for name, code in (where or {}).items():
        if name not in found.column_names:
            return []
        found = found.filter(pc.equal(found.column(name), code))
    if latest:
        found = found.filter(pc.equal(found.column("TIME_PERIOD"), pc.max(found.column("TIME_PERIOD"))))
    return _figures(found, shelved.names)


def cell(release: Release, key: str) -> Figure | None:
    """One figure by its key; None when the release has no such cell."""
    found = cells(release, {"CELL_KEY": key})
    return found[0] if found else None


def any_shown(release: Release, where: Mapping[str, str]) -> bool:
    """Whether a figure is shown at these codes."""
    return len(_shown(release, where)) > 0


def fullest(release: Release, where: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """The codes of ``names`` under which most figures are shown, at the codes of ``where``; empty where none is.

    Of those that are equally full the first by their codes.
    """
    found = _shown(release, where)
    if not len(found) or not names:
        return {}
    counted = found.group_by(list(names)).aggregate([([], "count_all")])
    order = [("count_all", "descending"), *((name, "ascending") for name in names)]
    first = counted.sort_by(order).slice(0, 1).to_pylist()[0]
    return {name: first[name] for name in names}


def _shown(release: Release, where: Mapping[str, str]) -> pa.Table:
    found = _shelved(release).table
    if any(name not in found.column_names for name in where):
        return found.slice(0, 0)
    asked = [pc.equal(pc.field(name), code) for name, code in where.items()]
    hidden = pc.equal(pc.field("OBS_STATUS"), "Q") | pc.equal(pc.field("CONF_STATUS"), "C")
    there = pc.field("OBS_VALUE").is_valid() & ~pc.coalesce(hidden, False)
    return found.filter(reduce(and_, asked, there))


def extent(release: Release) -> Extent:
    """What the cells of a release span, and which signs stand among them."""
    return _shelved(release).extent


def kept(release: Release, key: Hashable, make: Callable[[], T], weigh: Callable[[T], int]) -> T:
    """What ``make`` gives, made once while there is room: a release never changes.

    ``key`` has to hold everything else that the result depends on (the language, what the reader may
    see, records of the partnership); ``weigh`` gives the result's size in octets.
    """
    shelved = _shelved(release)
    with _lock:
        if key in shelved.made:
            shelved.made.move_to_end(key)
            found: T = shelved.made[key][0]
            return found
    result = make()
    with _lock:
        shelved.made[key] = (result, weigh(result))
        while len(shelved.made) > 1 and shelved.made_bytes > MADE_BYTES:
            shelved.made.popitem(last=False)
        _make_room()
    return result


@dataclass(frozen=True)
class _Shelved:
    table: pa.Table
    extent: Extent
    names: tuple[str, ...]
    made: OrderedDict[Hashable, tuple[Any, int]] = field(default_factory=OrderedDict)

    @property
    def made_bytes(self) -> int:
        """What was made of the cells, in octets; a key counts as a kilobyte."""
        return sum(weight + 1024 for _made, weight in self.made.values())

    @cached_property
    def figures(self) -> list[Figure]:
        """Every figure, made when somebody first asks for all of them."""
        return _figures(self.table, self.names)


def _names(release: Release) -> tuple[str, ...]:
    return tuple(item["id"] for item in release.passport["dimensions"] if item["id"] != "TIME_PERIOD")


def _figures(table: pa.Table, names: Sequence[str]) -> list[Figure]:
    return [figure(row, names) for row in table.to_pylist()]


def _shelved(release: Release) -> _Shelved:
    # a release never changes, so its key is all that the cache has to know
    with _lock:
        if release.key in _cache:
            _cache.move_to_end(release.key)
            return _cache[release.key]
    path = folder(release) / "cells.parquet"
    if not path.is_file():
        raise ReleaseDamaged(
            "the cells of a release are missing",
            where=str(release),
            advice="Restore them with 'serai restore'.",
        )
    table = pq.read_table(path)
    found = _Shelved(table, _extent(table), _names(release))
    with _lock:
        _cache[release.key] = found
        _make_room()
    return found


def _make_room() -> None:
    while len(_cache) > 1 and sum(s.table.nbytes + s.made_bytes for s in _cache.values()) > CACHED_BYTES:
        _cache.popitem(last=False)


def _extent(table: pa.Table) -> Extent:
    status = table.column("OBS_STATUS")
    withheld = pc.fill_null(pc.or_(pc.equal(status, "Q"), pc.equal(table.column("CONF_STATUS"), "C")), False)
    empty = pc.and_(pc.is_null(table.column("OBS_VALUE")), pc.invert(withheld))
    ends = pc.min_max(table.column("TIME_PERIOD")).as_py()
    return Extent(
        first=(ends["min"] or "")[:4],
        last=(ends["max"] or "")[:4],
        withheld=bool(pc.any(withheld).as_py()),
        unknown=bool(pc.any(empty).as_py()),
        provisional=bool(pc.any(pc.equal(status, "P")).as_py()),
    )
