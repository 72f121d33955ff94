"""Pages to watch work: one's own, everybody's, and what the clock does."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from serai.commons.access import requires, signed_in
from serai.commons.access.requests import HttpRequest
from serai.commons.jobs import selectors, services
from serai.commons.jobs.access import WATCH_JOBS, sees_all


@signed_in
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """The reader's own jobs."""
    reader = request.reader
    found = selectors.jobs(reader)
    return render(request, "jobs/list.html", {"jobs": found, "watches": sees_all(reader), "here": "own"})


@requires(WATCH_JOBS)
@require_safe
def all_jobs(request: HttpRequest) -> HttpResponse:
    """The jobs of everybody."""
    found = selectors.jobs(request.reader, everybody=True)
    return render(request, "jobs/list.html", {"jobs": found, "watches": True, "here": "all"})


@requires(WATCH_JOBS)
@require_safe
def schedules(request: HttpRequest) -> HttpResponse:
    """What the clock does, when it did it last, and what failed."""
    context = {"schedules": selectors.schedules(), "watches": True, "here": "schedules"}
    return render(request, "jobs/schedules.html", context)


@signed_in
@require_safe
def job(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One job as it goes; asked by htmx, only the part of the page that changes."""
    found = selectors.job(request.reader, key)
    template = "jobs/parts/standing.html" if request.headers.get("HX-Request") else "jobs/job.html"
    answer = render(request, template, {"job": found})
    answer["Cache-Control"] = "no-store"
    return answer


@signed_in
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Ask whether the job shall stop, and stop it."""
    found = selectors.job(request.reader, key)
    if request.method == "POST":
        services.cancel(reader=request.reader, job_id=key)
        return redirect("job", key)
    return render(request, "jobs/stop.html", {"job": found})


@signed_in
@require_http_methods(["POST"])
def dismiss(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The failure has been seen: it leaves the desk."""
    services.dismiss(reader=request.reader, job_id=key)
    return redirect("jobs")
