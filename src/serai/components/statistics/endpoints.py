"""Resources of the room: dataflows, their releases, and the observations of a release."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema

from serai.commons.access.requests import HttpRequest
from serai.components.statistics.models import Release
from serai.components.statistics.rules.figures import Figure
from serai.components.statistics.selectors import releases as selectors
from serai.components.statistics.wording import cell_addresses, said
from serai.web.api.access import READ_STATISTICS
from serai.web.api.callers import Needs
from serai.web.api.paging import Paged, Paging, paged

router = Router(auth=Needs(READ_STATISTICS), tags=["statistics"])

Dataflow = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]+$", max_length=63)]
Revision = Annotated[int, Path(ge=1, le=2_000_000_000)]


class ReleaseOut(Schema):
    """A revision of a dataflow. ``synthetic`` figures are invented and say nothing about the world."""

    dataflow: str
    revision: int
    title: str
    published_at: datetime
    reason: str
    synthetic: bool
    audience: str
    page: str
    observations: str


class Releases(Paged):
    items: list[ReleaseOut]


class Observation(Schema):
    """One cell. ``state`` is shown, withheld (to protect people) or unknown; ``value`` is null unless shown."""

    key: str
    dimensions: dict[str, str]
    period: str
    value: float | int | None
    state: str
    status: str
    attributes: dict[str, str]
    passport: str = Field(description="Address of what stands behind the figure")


class Observations(Paged):
    release: ReleaseOut
    items: list[Observation]


@router.get("/dataflows", response=Releases, url_name="dataflows")
def dataflows(request: HttpRequest, paging: Query[Paging]) -> Any:
    """The latest release of every dataflow."""
    return paged(request, paging, [_release(row) for row in selectors.latest(request.reader)])


@router.get("/dataflows/{dataflow}/releases", response=Releases, url_name="releases")
def releases(request: HttpRequest, dataflow: Dataflow, paging: Query[Paging]) -> Any:
    """All releases of a dataflow, newest first."""
    found = list(selectors.releases(request.reader).filter(dataflow=dataflow).order_by("-revision"))
    if not found:
        raise Http404(_("There is no such release."))
    return paged(request, paging, [_release(row) for row in found])


@router.get(
    "/dataflows/{dataflow}/releases/{revision}/observations", response=Observations, url_name="observations"
)
def observations(request: HttpRequest, dataflow: Dataflow, revision: Revision, paging: Query[Paging]) -> Any:
    """The figures of a release, in the order of its files."""
    row = selectors.release(request.reader, dataflow, revision)
    if row is None:
        raise Http404(_("There is no such release."))
    page = paged(request, paging, selectors.cells(row))
    address = cell_addresses(row.dataflow, row.revision)
    items = [_observation(figure, address(figure.key)) for figure in page["items"]]
    return page | {"items": items, "release": _release(row)}


def _release(row: Release) -> dict[str, Any]:
    place = [row.dataflow, row.revision]
    return {
        "dataflow": row.dataflow,
        "revision": row.revision,
        "title": said(row.passport["title"], row.dataflow),
        "published_at": row.published_at,
        "reason": row.reason,
        "synthetic": row.synthetic,
        "audience": row.audience,
        "page": reverse("statistics:revision", args=place),
        "observations": reverse("api:observations", args=place),
    }


def _observation(figure: Figure, address: str) -> dict[str, Any]:
    return {
        "key": figure.key,
        "dimensions": figure.codes,
        "period": figure.period,
        "value": figure.value,
        "state": figure.state.value,
        "status": figure.status,
        "attributes": {name: str(value) for name, value in figure.attributes.items()},
        "passport": address,
    }
