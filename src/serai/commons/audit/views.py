"""Pages of histories and of the log of reads."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from serai.commons.access import requires
from serai.commons.access.requests import HttpRequest
from serai.commons.audit import selectors
from serai.commons.audit.access import READ_HISTORY, READ_HOUSE, READ_READS
from serai.commons.audit.forms import OverviewForm, ReadsForm


@requires(READ_HISTORY)
@require_GET
def history(request: HttpRequest, noun: str, key: str) -> HttpResponse:
    """Who changed what on one thing."""
    page = selectors.history(request.reader, noun, key, _number(request.GET.get("page"), 1))
    return render(request, "audit/history.html", {"page": page})


@requires(READ_HOUSE)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The latest changes across the house."""
    form = OverviewForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = selectors.overview(
        request.reader,
        actor=chosen.get("who", ""),
        noun=chosen.get("noun", ""),
        day=chosen.get("day"),
        before=_number(request.GET.get("before"), 0),
    )
    return render(request, "audit/overview.html", {"page": page, "form": form})


@requires(READ_READS)
@require_GET
def reads(request: HttpRequest, noun: str = "", key: str = "") -> HttpResponse:
    """Who was shown personal data: of everybody, or of one thing."""
    form = ReadsForm(request.GET)
    account = form.cleaned_data.get("account") if form.is_valid() else None
    lines, older = selectors.reads(
        noun=noun, key=key, account=account, before=_number(request.GET.get("before"), 0)
    )
    facts = {"lines": lines, "older": older, "form": form, "noun": noun, "key": key}
    return render(request, "audit/reads.html", facts)


def _number(words: str | None, otherwise: int) -> int:
    if not words:
        return otherwise
    if not words.isascii() or not words.isdigit() or len(words) > 15:
        raise Http404
    return max(int(words), 1)
