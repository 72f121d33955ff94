"""Pages of files: the list, one file, upload, download, remove."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from serai.commons.access import public, requires, signed_in
from serai.commons.access.requests import HttpRequest
from serai.commons.audit.services import record_read
from serai.commons.files import downloads, selectors, services, tasks
from serai.commons.files.access import KEEP_FILES, MANAGE_FILES
from serai.commons.files.errors import FileInUse, FileRefused, NotYours
from serai.commons.files.forms import SearchForm, UploadForm
from serai.kernel.errors import SeraiError


@signed_in
@require_safe
def files(request: HttpRequest) -> HttpResponse:
    """Files that the reader may see, the newest first."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    wanted = request.GET.get("page", "1")
    page = selectors.files(_reader(request), words=words, page=int(wanted) if wanted.isdecimal() else 1)
    return render(
        request, "files/list.html", {"list": page, "form": form, "words": words, **_rights(request)}
    )


@requires(KEEP_FILES)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Send a file."""
    sent = request.method == "POST"
    form = UploadForm(_reader(request), request.POST, request.FILES) if sent else UploadForm(_reader(request))
    if sent and form.is_valid():
        given = dict(form.cleaned_data)
        stream = given.pop("file")
        try:
            kept = services.keep(
                actor=request.user.pk, stream=stream, name=stream.name or "", **_given(given)
            )
        except FileRefused as error:
            form.add_error("file", _plain(error))
        else:
            messages.success(request, _("The file is kept."))
            return redirect("file", kept.key)
    return render(request, "files/upload.html", {"form": form}, status=422 if sent else 200)


@public
@require_safe
def file(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What is known of a file, with its checksum."""
    return render(request, "files/file.html", {"file": selectors.file(_reader(request), key)})


@public
@require_safe
def download(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """The bytes; a download of what is not public is written down."""
    found, stream = selectors.open_file(_reader(request), key)
    if not found.public and request.method == "GET":
        record_read(actor=request.user.pk, noun="files.keptfile", keys=[found.key], purpose="download")
    return downloads.answer(request, found, stream)


@signed_in
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Ask, and remove the file."""
    found, wrong = selectors.file(_reader(request), key), ""
    if request.method == "POST":
        try:
            services.remove(reader=_reader(request), key=key)
            messages.success(request, _("The file is removed."))
            return redirect("files")
        except (NotYours, FileInUse) as error:
            wrong = _plain(error)
    context = {"file": found, "wrong": wrong}
    return render(request, "files/remove.html", context, status=422 if wrong else 200)


@signed_in
@require_POST
def prolong(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Keep the file for another year."""
    try:
        services.prolong(reader=_reader(request), key=key)
        messages.success(request, _("The file is kept for another year."))
    except NotYours as error:
        messages.error(request, _plain(error))
    return redirect("file", key)


@requires(MANAGE_FILES)
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Have every stored content compared with its checksum; leads to the job."""
    return redirect("job", tasks.ask_for_check(actor=request.user.pk or 0))


def _reader(request: HttpRequest) -> Any:
    return request.reader


def _rights(request: HttpRequest) -> dict[str, bool]:
    reader = _reader(request)
    return {"may_keep": KEEP_FILES.held_by(reader), "may_manage": MANAGE_FILES.held_by(reader)}


def _given(cleaned: dict[str, Any]) -> dict[str, Any]:
    return {name: cleaned.get(name) or None for name in ("owner", "body", "keep_until")} | {
        "note": cleaned.get("note", ""),
        "audience": cleaned["audience"],
    }


def _plain(error: SeraiError) -> str:
    """What happened and what to do, without the name of the file that stands on the page anyway."""
    return f"{error.what}. {error.advice}".strip()
