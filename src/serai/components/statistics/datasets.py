"""Pages of a dataset: what is in it, what was found of it, and work on it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from serai.commons.access import requires
from serai.commons.access.requests import HttpRequest
from serai.components.statistics.access import SEE_RECEIPTS, START_WORK
from serai.components.statistics.errors import NoCrossings
from serai.components.statistics.forms import WorkForm
from serai.components.statistics.selectors import datasets as selectors


@requires(SEE_RECEIPTS)
@require_safe
def dataset(request: HttpRequest, name: str) -> HttpResponse:
    """The files of a dataset, and what was found of its quality."""
    context = {"dataset": _known(request, name), "may_start": START_WORK.held_by(request.reader)}
    return render(request, "statistics/dataset.html", context)


@requires(START_WORK)
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, name: str) -> HttpResponse:
    """Ask what shall be done, and have it done; leads to the job."""
    from serai.components.statistics import tasks

    found = _known(request, name)
    form = WorkForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        until = given["until"].isoformat() if given["until"] else ""
        asked = {word: given[word] for word in ("kind", "country", "definition", "other", "orphans")}
        order = tasks.Order(dataset=name, until=until, **asked)
        try:
            return redirect("job", tasks.ask_for_work(actor=request.user, order=order))
        except NoCrossings:
            form.add_error(None, _("This dataset holds no border crossings."))
    status = 422 if form.is_bound else 200
    return render(request, "statistics/start.html", {"dataset": found, "form": form}, status=status)


def _known(request: HttpRequest, name: str) -> selectors.Dataset:
    found = selectors.dataset(request.reader, name)
    if found is None:
        raise Http404(_("There is no such dataset."))
    return found
