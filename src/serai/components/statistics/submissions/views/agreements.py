"""Pages of data-sharing agreements: the list, a new one, signing, ending."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from serai.commons.access import requires
from serai.commons.access.requests import HttpRequest
from serai.components.statistics.access import HAVE_AGREEMENTS, SEND_FIGURES
from serai.components.statistics.submissions import agreement_list, agreements
from serai.components.statistics.submissions.forms import AgreementForm, WordsForm
from serai.components.statistics.submissions.views import actor
from serai.components.statistics.submissions.words import plain
from serai.kernel.errors import SeraiError


@requires(HAVE_AGREEMENTS)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The agreements of the reader's organisations."""
    found = agreement_list.agreements(request.reader)
    return render(request, "statistics/submissions/agreements.html", {"agreements": found})


@requires(HAVE_AGREEMENTS)
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """Write an agreement down; both sides sign afterwards."""
    form = AgreementForm(request.reader, request.POST or None)
    if form.is_valid():
        given = dict(form.cleaned_data)
        sides = {name: given.pop(name).pk for name in ("provider", "receiver")}
        agreements.draft(actor=actor(request), **sides, **given)
        messages.success(request, _("It is written down. It holds when both sides have signed."))
        return redirect("statistics:agreements")
    return render(
        request,
        "statistics/submissions/agreement_new.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )


@requires(SEND_FIGURES)
@require_POST
def sign(request: HttpRequest, key: int) -> HttpResponse:
    """Sign for one's own side."""
    try:
        agreements.sign(actor=actor(request), agreement=key)
        messages.success(request, _("You have signed."))
    except SeraiError as error:
        messages.error(request, plain(error))
    return redirect("statistics:agreements")


@requires(HAVE_AGREEMENTS)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, key: int) -> HttpResponse:
    """Ask why, and end an agreement at once."""
    found = agreement_list.one(request.reader, key)
    form = WordsForm(request.POST or None)
    if form.is_valid():
        try:
            agreements.end(actor=actor(request), agreement=key, why=form.cleaned_data["text"])
            messages.success(request, _("The agreement has ended. What it opened is closed."))
            return redirect("statistics:agreements")
        except SeraiError as error:
            form.add_error(None, plain(error))
    return render(
        request,
        "statistics/submissions/agreement_end.html",
        {"form": form, "agreement": found},
        status=422 if form.is_bound else 200,
    )
