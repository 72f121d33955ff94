"""Resources of the partnership: the selectors of its room, asked in the name of the caller."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from serai.commons.access.requests import HttpRequest
from serai.commons.partnership import selectors
from serai.commons.partnership.records import ActivityFilter
from serai.web.api import schemas
from serai.web.api.access import READ_PARTNERSHIP
from serai.web.api.callers import Needs
from serai.web.api.paging import Paging, paged
from serai.web.api.schemas import Key, Word

router = Router(auth=Needs(READ_PARTNERSHIP), tags=["partnership"])


class Narrowing(Schema):
    """What a list of activities may be narrowed to; empty means all."""

    kind: Word = ""
    family: Word = ""
    state: Word = ""
    project: Word = ""
    component: Word = ""
    body: Word = ""
    status: Word = ""
    text: Word = ""
    year: Annotated[int, Field(ge=1, le=9999)] | None = None


@router.get("/activities", response=schemas.Activities, url_name="activities")
def activities(request: HttpRequest, narrowed: Query[Narrowing], paging: Query[Paging]) -> Any:
    """Activities, newest first."""
    asked = ActivityFilter(**narrowed.dict())
    found = selectors.activities(asked, reader=request.reader, page=paging.page, size=paging.size)
    if paging.page > found.pages:
        raise Http404(_("There are only %(pages)s pages.") % {"pages": found.pages})
    return paged(request, paging, found.lines, found.total)


@router.get("/activities/{key}", response=schemas.ActivityDetail, url_name="activity")
def activity(request: HttpRequest, key: Key) -> Any:
    """Everything about one activity, by source."""
    return selectors.activity(key, reader=request.reader)


@router.get("/projects", response=schemas.Projects, url_name="projects")
def projects(request: HttpRequest, paging: Query[Paging]) -> Any:
    """Projects in their order."""
    return paged(request, paging, selectors.projects(reader=request.reader))


@router.get("/bodies", response=schemas.Bodies, url_name="bodies")
def bodies(request: HttpRequest, paging: Query[Paging]) -> Any:
    """Bodies with those who hold office today."""
    return paged(request, paging, selectors.bodies(reader=request.reader))


@router.get("/states", response=schemas.States, url_name="states")
def states(request: HttpRequest, paging: Query[Paging]) -> Any:
    """States that take part today, by name."""
    return paged(request, paging, selectors.states(reader=request.reader))


@router.get("/states/{key}", response=schemas.StateDetail, url_name="state")
def state(request: HttpRequest, key: Key) -> Any:
    """One state with its codes and all its names."""
    return selectors.state(key, reader=request.reader)


@router.get("/organisations", response=schemas.Organisations, url_name="organisations")
def organisations(request: HttpRequest, paging: Query[Paging], kind: Word = "", state: Word = "") -> Any:
    """Organisations by name."""
    found = selectors.organisations(reader=request.reader, kind=kind, state=state)
    return paged(request, paging, found)


@router.get("/frameworks", response=schemas.Frameworks, url_name="frameworks")
def frameworks(request: HttpRequest, paging: Query[Paging]) -> Any:
    """Frameworks in their order."""
    return paged(request, paging, selectors.frameworks(reader=request.reader))


@router.get("/commitments", response=schemas.Commitments, url_name="commitments")
def commitments(request: HttpRequest, paging: Query[Paging]) -> Any:
    """Commitments of all frameworks."""
    return paged(request, paging, selectors.commitments(reader=request.reader))


@router.get("/sources", response=schemas.Sources, url_name="sources")
def sources(request: HttpRequest, paging: Query[Paging]) -> Any:
    """Sources by key."""
    return paged(request, paging, selectors.sources(reader=request.reader))


@router.get("/disagreements", response=schemas.Disagreements, url_name="disagreements")
def disagreements(request: HttpRequest, paging: Query[Paging]) -> Any:
    """Where sources disagree."""
    return paged(request, paging, selectors.disagreements(reader=request.reader))
