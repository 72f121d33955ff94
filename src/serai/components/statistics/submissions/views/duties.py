"""Pages of what has to be sent: the list, one provision, its template, and who sends what."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from serai.commons.access import requires, signed_in
from serai.commons.access.requests import HttpRequest
from serai.components.statistics.access import ARRANGE_SENDING, SEND_FIGURES
from serai.components.statistics.errors import SubmissionRefused
from serai.components.statistics.submissions import provisions, selectors, services, templates
from serai.components.statistics.submissions.forms import PeriodsForm, ProvisionForm
from serai.components.statistics.submissions.views import actor
from serai.components.statistics.submissions.words import plain


@signed_in
@require_safe
def sending(request: HttpRequest) -> HttpResponse:
    """What the reader has to do with figures that agencies send."""
    return render(request, "statistics/submissions/sending.html", {"desk": selectors.desk(request.reader)})


@signed_in
@require_safe
def provision(request: HttpRequest, key: int) -> HttpResponse:
    """One provision: what is due, its template, what was sent."""
    found = selectors.provision(request.reader, key)
    context = {
        "provision": found,
        "form": PeriodsForm(codes=templates.periods_of(request.reader, key)),
        "may_send": provisions.sends(request.reader, key),
        "may_arrange": ARRANGE_SENDING.held_by(request.reader),
    }
    return render(request, "statistics/submissions/provision.html", context)


@signed_in
@require_safe
def template(request: HttpRequest, key: int) -> HttpResponseBase:
    """The spreadsheet to fill in, in the language of the page, for the chosen periods."""
    form = PeriodsForm(request.GET, codes=templates.periods_of(request.reader, key))
    if not form.is_valid():
        found = {"provision": selectors.provision(request.reader, key), "form": form}
        return render(request, "statistics/submissions/provision.html", found, status=422)
    with tempfile.TemporaryDirectory(prefix="serai-template-") as folder:
        path = templates.write(request.reader, key, form.cleaned_data["periods"], Path(folder))
        response = FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
    response["Cache-Control"] = "private, no-store"
    return response


@requires(SEND_FIGURES)
@require_POST
def begin(request: HttpRequest, key: int) -> HttpResponse:
    """Begin a submission; leads to it."""
    return redirect("statistics:submission", services.begin(actor=actor(request), provision=key).pk)


@requires(ARRANGE_SENDING)
@require_http_methods(["GET", "POST"])
def arrange(request: HttpRequest, key: int | None = None) -> HttpResponse:
    """Write down or change who sends which table by when."""
    row = provisions.one(request.reader, key) if key else None
    form = ProvisionForm(request.reader, request.POST or None, instance=row)
    if form.is_valid():
        try:
            kept = provisions.arrange(actor=actor(request), provision=key, **form.cleaned_data)
            messages.success(request, _("It is written down."))
            return redirect("statistics:provision", kept.pk)
        except SubmissionRefused as error:
            form.add_error(None, plain(error))
    found = {"form": form, "provision": row}
    return render(request, "statistics/submissions/arrange.html", found, status=422 if form.is_bound else 200)
