"""The upload page: send, see what would change, confirm, see what was done."""

from __future__ import annotations

import uuid
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from serai.commons.access import requires
from serai.commons.accounts.models import User
from serai.commons.partnership import selectors, services
from serai.commons.partnership.access import LOAD_PARTNERSHIP
from serai.commons.partnership.errors import UnsafeArchive
from serai.commons.partnership.forms import UploadForm


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
