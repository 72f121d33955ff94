"""Translators: a file out, a file in, what it would change, and yes or no."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from serai.commons.access import requires
from serai.commons.accounts.models import User
from serai.commons.places.languages import BY_CODE, Language
from serai.web.messages import review
from serai.web.translators import selectors, services
from serai.web.translators.access import TRANSLATE
from serai.web.translators.errors import DeliveryRefused, UnknownDelivery
from serai.web.translators.forms import DeliveryForm


@requires(TRANSLATE)
@require_safe
def languages(request: HttpRequest) -> HttpResponse:
    """The languages, and how far each is."""
    return render(request, "translators/languages.html", {"lines": selectors.languages()})


@requires(TRANSLATE)
@require_http_methods(["GET", "POST"])
def language(request: HttpRequest, code: str) -> HttpResponse:
    """One language: its file, and the form to send it back, which leads to the preview."""
    chosen, actor = _known(code), cast(User, request.user)
    form = DeliveryForm(request.POST, request.FILES) if request.method == "POST" else DeliveryForm()
    if form.is_valid():
        sent, read_all = form.cleaned_data["file"], form.cleaned_data["read_all"]
        try:
            key = services.receive(
                actor=actor, language=code, name=sent.name, content=sent.read(), read_all=read_all
            )
            return redirect("translations_delivery", code, key)
        except DeliveryRefused as error:
            form.add_error("file", str(error))
    context = {
        "language": chosen,
        "line": review.told(chosen),
        "form": form,
        "deliveries": selectors.deliveries(code, actor=actor),
    }
    return render(request, "translators/language.html", context, status=422 if form.is_bound else 200)


@requires(TRANSLATE)
@require_safe
def file(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """Every text of one language, for a spreadsheet or a translator's own program."""
    chosen = _known(code)
    if form not in selectors.FORMS:
        raise Http404
    response = HttpResponse(selectors.file_of(chosen.code, form), content_type=selectors.FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="serai-{chosen.code}.{form}"'
    return response


@requires(TRANSLATE)
@require_http_methods(["GET", "POST"])
def delivery(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """What a file would change, with the question; afterwards what it did."""
    chosen, actor = _known(code), cast(User, request.user)
    try:
        if request.method == "POST":
            return _answer(request, actor, code, key)
        page = selectors.delivery(key, code, actor=actor)
    except UnknownDelivery as error:
        raise Http404 from error
    return render(request, "translators/delivery.html", {"language": chosen, "page": page})


def _answer(request: HttpRequest, actor: User, code: str, key: UUID) -> HttpResponse:
    if "confirm" in request.POST:
        services.take(actor=actor, key=key)
        return redirect("translations_delivery", code, key)
    services.drop(actor=actor, key=key)
    messages.success(request, _("Given up; nothing was taken in."))
    return redirect("translations_language", code)


def _known(code: str) -> Language:
    """A language into which is translated; 404 for any other code."""
    if code not in BY_CODE or code == "en":
        raise Http404
    return BY_CODE[code]
