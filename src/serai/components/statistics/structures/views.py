"""Pages of the registry of structures: everybody reads it, statisticians load into it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from serai.commons.access import public, requires
from serai.commons.access.requests import HttpRequest
from serai.components.statistics.access import LOAD_STRUCTURES
from serai.components.statistics.errors import StructuresRefused
from serai.components.statistics.structures import shown
from serai.components.statistics.structures.files import FORMS, file_of
from serai.components.statistics.structures.forms import ChoiceForm, LoadForm
from serai.components.statistics.structures.services import Loaded, load_structures
from serai.engine.errors import FileUnreadable
from serai.engine.model.exchange.kinds import KINDS, urn_of


@public
@require_safe
def structures(request: HttpRequest) -> HttpResponse:
    """Every structure, by type, agency and a word."""
    kinds, agencies = shown.choices(request.reader)
    form = ChoiceForm(request.GET or None, kinds=kinds, agencies=agencies)
    asked = form.cleaned_data if form.is_valid() else {}
    number = request.GET.get("page", "1")
    listed = shown.entries(
        request.reader,
        kind=asked.get("kind", ""),
        agency=asked.get("agency", ""),
        word=asked.get("word", ""),
        number=int(number) if number.isdecimal() and len(number) < 9 else 1,
    )
    may_load = LOAD_STRUCTURES.held_by(request.reader)
    told = {"form": form, "listed": listed, "may_load": may_load, "asked": any(asked.values())}
    return render(request, "statistics/structures/list.html", told)


@public
@require_safe
def structure(request: HttpRequest, kind: str, agency: str, identity: str, version: str) -> HttpResponse:
    """One structure."""
    page = shown.page(request.reader, kind, agency, identity, version)
    if page is None:
        raise Http404(_("There is no such structure."))
    return render(request, "statistics/structures/structure.html", {"page": page})


@public
@require_safe
def structure_file(
    request: HttpRequest, kind: str, agency: str, identity: str, version: str, form: str
) -> HttpResponseBase:
    """One structure as a file."""
    if kind not in KINDS or form not in FORMS:
        raise Http404(_("There is no such structure."))
    home = request.build_absolute_uri("/sdmx/v2")
    try:
        text, ending = file_of(request.reader, urn_of(kind, agency, identity, version), form, home=home)
    except StructuresRefused as refusal:
        raise Http404(str(refusal)) from None
    response = HttpResponse(text, content_type=f"application/{ending}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{identity}.{ending}"'
    if request.reader.account is not None:  # others may see less of it
        response["Cache-Control"] = "private, no-store"
    return response


@requires(LOAD_STRUCTURES)
@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Load a message; the receipt says what became of each artefact."""
    form = LoadForm(request.POST or None, request.FILES or None)
    loaded = None
    if form.is_valid():
        try:
            loaded = _load(request.user, form.cleaned_data["file"])
        except FileUnreadable as refusal:
            form.add_error("file", str(refusal))
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "statistics/structures/load.html", {"form": form, "loaded": loaded}, status=status)


def _load(actor: Any, sent: Any) -> Loaded:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "message")
        with file.open("wb") as stream:
            stream.writelines(sent.chunks())
        return load_structures(actor=actor, file=file, name=sent.name)
