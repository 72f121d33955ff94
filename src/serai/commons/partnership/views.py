"""Pages that change the partnership: the upload with its preview, and who may see a thing."""

from __future__ import annotations

import uuid
from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from serai.commons.access import requires
from serai.commons.access.requests import HttpRequest
from serai.commons.accounts.models import User
from serai.commons.partnership import selectors, services
from serai.commons.partnership.access import LOAD_PARTNERSHIP, SET_AUDIENCE
from serai.commons.partnership.errors import NotAllowed, UnsafeArchive, WrongAudience
from serai.commons.partnership.forms import AudienceForm, UploadForm


@requires(LOAD_PARTNERSHIP)
@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Send files; leads to their preview."""
    sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if sent else UploadForm()
    if sent and form.is_valid():
        try:
            key = services.receive_upload(form.sent(), actor=cast(User, request.user))
            return redirect("load_preview", key)
        except UnsafeArchive as error:
            form.add_error("folder", str(error))
    return render(request, "partnership/load.html", {"form": form}, status=422 if sent else 200)


@requires(LOAD_PARTNERSHIP)
@require_http_methods(["GET", "POST"])
def load_preview(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What a load would do, and after confirmation what it did."""
    actor = cast(User, request.user)
    if request.method == "POST":
        if "confirm" in request.POST:
            services.load_upload(key, actor=actor)
            return redirect("load_preview", key)
        services.drop_upload(key, actor=actor)
        return redirect("load_partnership")
    page = selectors.upload(key, actor=actor)
    return render(request, "partnership/load_preview.html", {"page": page, "report": page.report})


@requires(SET_AUDIENCE)
@require_http_methods(["GET", "POST"])
def audience(request: HttpRequest, noun: str, key: str) -> HttpResponse:
    """Who may see one thing, and the form to change it."""
    try:
        page = selectors.audience_of(noun, key, reader=request.reader)
    except NotAllowed as error:
        raise PermissionDenied(error.what) from error
    chosen = {"audience": page.shown_to.audience, "body": page.body, "organisations": page.organisations}
    form = AudienceForm(request.POST or None, reader=request.reader, initial=chosen)
    if form.is_valid():
        try:
            services.set_audience(actor=request.reader, noun=noun, key=key, **form.cleaned_data)
            return redirect("audience", noun, key)
        except WrongAudience as error:
            form.add_error("audience", str(error))
    status = 422 if form.is_bound else 200
    return render(request, "partnership/audience.html", {"page": page, "form": form}, status=status)
