"""Pages of the workbench. Each step is a form of its own and works without a script."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from serai.commons.access import requires
from serai.commons.access.requests import HttpRequest
from serai.components.statistics.access import LOAD_SHEETS, SEE_RECEIPTS
from serai.components.statistics.errors import AboutPeople
from serai.components.statistics.workbench import asking, page, publishing, selectors, services, tracing
from serai.components.statistics.workbench.forms import BringForm, PublishForm
from serai.kernel.errors import SeraiError


@requires(LOAD_SHEETS)
@require_http_methods(["GET", "POST"])
def workbench(request: HttpRequest) -> HttpResponse:
    """Files on their way, and a form to bring one."""
    reader, people = request.reader, None
    form = BringForm(reader, request.POST, request.FILES) if request.method == "POST" else BringForm(reader)
    if form.is_bound and form.is_valid():
        try:
            row = services.bring(actor=request.user, **form.cleaned_data)
            return redirect("job", row.job) if row.matched_alone else redirect("statistics:match", row.pk)
        except SeraiError as error:
            form.add_error("file", str(error))
            people = isinstance(error, AboutPeople)
    found = {"form": form, "benches": selectors.benches(reader), "about_people": people,
             "may_bring": bool(selectors.desks(reader))}  # fmt: skip
    return render(request, "statistics/workbench.html", found, status=422 if form.is_bound else 200)


@requires(LOAD_SHEETS)
@require_safe
def bench(request: HttpRequest, key: UUID) -> HttpResponse:
    """One file with its steps and where it stands."""
    row = selectors.bench(request.reader, key)
    shown = page.bench_page(request.reader, row, _day(request.GET.get("month", "")))
    return render(request, "statistics/bench.html", {"page": shown})


@requires(LOAD_SHEETS)
@require_http_methods(["GET", "POST"])
def match(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say what the labels mean that are not known; leads to the loading."""
    row = selectors.bench(request.reader, key)
    form = asking.of_bench(request.reader, row, request.GET.getlist("also"), request.POST or None)
    if form.is_valid():
        try:
            title = form.cleaned_data["title"]
            said = services.say(actor=request.user, key=key, title=title, words=form.words)
            return redirect("job", said.job) if said.state == "loading" else redirect("statistics:match", key)
        except SeraiError as error:
            form.add_error(None, str(error))
    shown = {"form": form, "page": page.bench_page(request.reader, row)}
    return render(request, "statistics/match.html", shown, status=422 if form.is_bound else 200)


@requires(LOAD_SHEETS)
@require_POST
def away(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a file off the workbench that was not loaded."""
    try:
        services.put_away(actor=request.user, key=key)
        messages.success(request, _("The file was put away."))
    except SeraiError as error:
        messages.error(request, str(error))
    return redirect("statistics:workbench")


@requires(LOAD_SHEETS)
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, key: UUID) -> HttpResponse:
    """Choose the protection, see what would be withheld, and publish."""
    row = selectors.bench(request.reader, key)
    form = PublishForm(request.POST or None)
    withheld = None
    if form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            if "preview" not in request.POST:
                return redirect("job", publishing.ask_for_publishing(actor=request.user, key=key, **given))
            chosen = {name: given[name] for name in ("threshold", "audience")}
            withheld = page.withheld(request.reader, row, publishing.table_of(row, **chosen))
        except SeraiError as error:
            form.add_error(None, str(error))
    shown = {"form": form, "bench": row, "withheld": withheld, "state": page.state_named(request.reader, row)}
    return render(request, "statistics/bench_publish.html", shown, status=422 if form.errors else 200)


@requires(LOAD_SHEETS)
@require_safe
def matchings(request: HttpRequest) -> HttpResponse:
    """What was taught, by kind of file."""
    return render(request, "statistics/matchings.html", {"matchings": selectors.matchings(request.reader)})


@requires(LOAD_SHEETS)
@require_http_methods(["GET", "POST"])
def matching(request: HttpRequest, name: str) -> HttpResponse:
    """What one matching says, and changing it."""
    row = selectors.matching(request.reader, name)
    form = asking.of_matching(request.reader, row, request.POST or None)
    if form.is_valid():
        try:
            services.rename(actor=request.user, name=name, title=form.cleaned_data["title"], words=form.words)
            messages.success(request, _("It will be read like this from the next file on."))
            return redirect("statistics:matching", name)
        except SeraiError as error:
            form.add_error(None, str(error))
    shown = {"matching": row, "form": form, "may_teach": selectors.may_teach(request.reader, row)}
    return render(request, "statistics/matching.html", shown, status=422 if form.is_bound else 200)


@requires(LOAD_SHEETS)
@require_safe
def mapping_file(request: HttpRequest, name: str) -> HttpResponse:
    """The matching as a file that ``serai stats load`` takes."""
    row = selectors.matching(request.reader, name)
    response = HttpResponse(selectors.mapping_text(row), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{row.name}.yaml"'
    response["Cache-Control"] = "private, no-store"
    return response


@requires(SEE_RECEIPTS)
@require_safe
def rows(request: HttpRequest, dataflow: str, revision: int, cell: str) -> HttpResponse:
    """The rows of the sheets that a published figure was summed from."""
    found = tracing.rows_behind(request.reader, dataflow, revision, cell)
    if found is None:
        raise Http404(_("There are no rows of sheets behind this figure."))
    return render(request, "statistics/cell_rows.html", {"found": found})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
