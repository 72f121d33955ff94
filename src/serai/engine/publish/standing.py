"""The revisions of a dataflow that stand, read from their folders, for the protection of the next one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import pyarrow.parquet as pq

from serai.engine.errors import EngineError
from serai.engine.model.cells import WITHHELD_STATUS, Cell
from serai.engine.model.dataset import ReleaseInfo
from serai.engine.protect.standing import Earlier


def earlier_revisions(
    releases: Sequence[ReleaseInfo], again: Callable[[ReleaseInfo], Iterable[Cell]]
) -> list[Earlier]:
    """Each release as it is shown, with the true values that ``again`` counts from what went into it.

    Unknown: no true values where it cannot be counted again, or where that gives other figures than were shown.
    """
    return [_earlier(release, again) for release in releases]


def _earlier(release: ReleaseInfo, again: Callable[[ReleaseInfo], Iterable[Cell]]) -> Earlier:
    codes = {one["id"]: tuple(one["codes"]) for one in release.passport["dimensions"]}
    table = pq.read_table(release.folder / "cells.parquet")
    columns = [table[name].to_pylist() for name in (*codes, "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS")]
    shown = [
        Cell(tuple(place), period, None if status == WITHHELD_STATUS else value, status)
        for *place, period, value, status in zip(*columns, strict=True)
    ]
    counted = None
    if any(cell.withheld for cell in shown):
        try:
            counted = {cell.key: cell.value for cell in again(release) if cell.value is not None}
        except (EngineError, OSError):
            counted = None  # its rows are gone, or its description is another one now
        if counted is not None and not all(_fits(cell, counted) for cell in shown):
            counted = None
    return Earlier(shown, codes, int(release.passport["protection"].get("threshold") or 0), counted)


def _fits(cell: Cell, counted: dict[str, float]) -> bool:
    return cell.key in counted if cell.withheld else cell.value == counted.get(cell.key)
