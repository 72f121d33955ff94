"""What changed from one revision to another, as a page and as CSV; a table as it was published on a day."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from serai.commons.access import public
from serai.commons.access.requests import HttpRequest
from serai.commons.partnership.models.audience import Audience
from serai.components.statistics.changes import pages, selectors
from serai.components.statistics.models import Release
from serai.components.statistics.selectors import releases
from serai.components.statistics.spreadsheets import csv_lines
from serai.components.statistics.wording import said


@public
def changes(request: HttpRequest, dataflow: str, revision: int) -> HttpResponseBase:
    """What changed from an earlier revision to this one."""
    now = _found(request, dataflow, revision)
    pair = _pair(request, now)
    page = pages.page(pair, request.GET.dict()) if pair else None
    shown = {"page": page, "release": now, "title": said(now.passport["title"], now.dataflow)}
    return render(request, "statistics/changes.html", shown)


@public
def changes_csv(request: HttpRequest, dataflow: str, revision: int) -> HttpResponseBase:
    """All that changed from an earlier revision to this one, as CSV."""
    now = _found(request, dataflow, revision)
    pair = _pair(request, now)
    if pair is None:
        raise Http404(_("There is no earlier revision."))
    lines = csv_lines(pages.as_lines(pair, request.GET.dict()))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    mark = ".SYNTHETIC" if now.synthetic or pair.before.synthetic else ""
    name = f"{dataflow}{mark}.changes.{pair.before.revision}-{revision}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    if not now.audience == pair.before.audience == Audience.PUBLIC:
        response["Cache-Control"] = "private, no-store"
    return response


def as_of(request: HttpRequest, dataflow: str) -> HttpResponseBase:
    """The way to the revision that was the latest on a day, or that there was none."""
    newest = releases.release(request.reader, dataflow)
    if newest is None:
        raise Http404(_("There is no such release."))
    asked = request.GET["as-of"]
    try:
        day = dt.date.fromisoformat(asked)
    except ValueError:
        day = None
    found = selectors.as_of(request.reader, dataflow, day) if day else None
    if found is not None:
        return redirect("statistics:revision", dataflow, found.revision)
    first = releases.revisions(request.reader, dataflow)[-1]
    shown = {"release": newest, "title": said(newest.passport["title"], dataflow), "day": day, "first": first}
    return render(request, "statistics/as_of.html", shown, status=200 if day else 400)


def _found(request: HttpRequest, dataflow: str, revision: int) -> Release:
    found = releases.release(request.reader, dataflow, revision)
    if found is None:
        raise Http404(_("There is no such release."))
    return found


def _pair(request: HttpRequest, now: Release) -> selectors.Pair | None:
    """The revision asked for and the one to compare with; None when it is the first that the reader may see."""
    against = request.GET.get("against", "")
    if against and not (against.isdecimal() and len(against) < 9):
        raise Http404(_("There is no such release."))
    pair = selectors.pair(request.reader, now, int(against) if against else None)
    if against and pair is None:
        raise Http404(_("There is no such release."))
    return pair
