"""A published figure as other rooms quote it: read from the release each time, and marked when it was revised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from serai.components.statistics import wording
from serai.components.statistics.models import Release
from serai.components.statistics.rules.reported import unit
from serai.components.statistics.selectors import releases


@dataclass(frozen=True)
class Quoted:
    """A figure today and on the day when it was quoted. ``url`` is the passport of what is shown.

    ``revised`` is true when the latest revision says something else than the revision that was quoted;
    ``then`` is what stood there, ``then_url`` its passport.
    """

    value: str
    unit: str
    period: str
    title: str
    url: str
    synthetic: bool
    revised: bool
    then: str
    then_url: str


@dataclass(frozen=True)
class Shown:
    """The picture of a published table: ``url`` is the page, ``picture`` the drawing."""

    title: str
    url: str
    picture: str
    narrow: str
    synthetic: bool


def quote(reader: Any, dataflow: str, cell: str, revision: int) -> Quoted | None:
    """The figure ``cell`` of ``dataflow`` as it stands today, against what revision ``revision`` said.

    None when the asker may not see the table or it never had such a figure. At most two queries.
    """
    latest = releases.release(reader, dataflow)
    if latest is None:
        return None
    before = latest if latest.revision == revision else releases.release(reader, dataflow, revision)
    now = releases.cell(latest, cell)
    then = releases.cell(before, cell) if before else None
    shown, stands_in = (now, latest) if now is not None else (then, before)
    if shown is None or stands_in is None:
        return None
    value, said = wording.value(shown), wording.value(then)
    address = wording.cell_addresses
    return Quoted(
        value=value,
        unit=wording.unit(unit(shown) or str(stands_in.passport["unit"])),
        period=wording.period(shown.period),
        title=wording.said(stands_in.passport["title"], dataflow),
        url=address(dataflow, stands_in.revision)(cell),
        synthetic=stands_in.synthetic,
        revised=before is not None and before.revision != latest.revision and (now is None or value != said),
        then=said if then is not None else "",
        then_url=address(dataflow, revision)(cell) if then is not None else "",
    )


def picture_of(reader: Any, dataflow: str, kind: str) -> Shown | None:
    """The ``chart`` or ``map`` of the latest release of ``dataflow``; None when the asker may not see it."""
    found: Release | None = releases.release(reader, dataflow)
    if found is None or kind not in ("chart", "map"):
        return None
    picture = reverse(f"statistics:{kind}", args=[dataflow, found.revision, "svg"])
    return Shown(
        title=wording.said(found.passport["title"], dataflow),
        url=reverse("statistics:release", args=[dataflow]),
        picture=picture,
        narrow=f"{picture}?width=narrow",
        synthetic=found.synthetic,
    )
