"""Pages of registers of people: what is held, and work on it. No person is shown."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from serai.commons.access import requires
from serai.commons.access.requests import HttpRequest
from serai.components.statistics.access import START_WORK
from serai.components.statistics.registers import receipts, selectors
from serai.components.statistics.registers.forms import RegistersForm


@requires(START_WORK)
@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    """The registers of the reader's organisations, with what was compiled from them."""
    held = selectors.registers(request.reader)
    found = {
        "registers": held,
        "linkages": selectors.linkages(request.reader),
        "scopes": () if held else selectors.own_scopes(request.reader),
    }
    return render(request, "statistics/registers.html", found)


@requires(START_WORK)
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Ask what shall be done with which registers, and have it done; leads to the job."""
    form = RegistersForm(
        request.POST or None,
        held=selectors.registers(request.reader),
        linkages=selectors.linkages(request.reader),
    )
    if form.is_valid():
        from serai.components.statistics.registers import tasks

        given = form.cleaned_data
        country, organisation, _name = given["registers"][0].split("/")
        names = [name.rpartition("/")[2] for name in given["registers"]]
        more = {name: given[name] for name in ("definition", "orphans", "discard")}
        more["permits"] = given["permits"].rpartition("/")[2]
        order = tasks.Order(given["kind"], country, organisation, names, **more)
        return redirect("job", tasks.ask_for_work(actor=request.user, order=order))
    return render(
        request, "statistics/registers_start.html", {"form": form}, status=422 if form.is_bound else 200
    )


@requires(START_WORK)
@require_safe
def taken(request: HttpRequest, country: str, organisation: str, register: str) -> HttpResponse:
    """The files that were taken into a register, and what became of the rows of one of them."""
    page = receipts.taken_page(request.reader, country, organisation, register, request.GET.get("file", ""))
    return render(request, "statistics/registers_taken.html", {"page": page})
