"""Pages on which a file of people is brought and its columns are pointed at concepts. No person is shown."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from serai.commons.access import requires
from serai.commons.access.requests import HttpRequest
from serai.components.statistics.access import START_WORK
from serai.components.statistics.registers import matchings, pointing, questions, waiting
from serai.components.statistics.registers.forms import BringForm
from serai.components.statistics.registers.pointing_page import file_page, matching_form
from serai.components.statistics.registers.receiving import in_memory
from serai.components.statistics.registers.scopes import own_scopes
from serai.components.statistics.registers.waiting import CODES, COLUMNS
from serai.kernel.errors import SeraiError


@requires(START_WORK)
@csrf_exempt  # looking for the form's token would read the file to a disk; _files looks once it is in memory
@require_http_methods(["GET", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    """Files of people on their way into the vault, what is remembered of such files, and a form to bring one."""
    in_memory(request)
    answer: HttpResponse = _files(request)
    return answer


@csrf_protect
def _files(request: HttpRequest) -> HttpResponse:
    reader = request.reader
    scopes = own_scopes(reader)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = BringForm(*given, scopes=scopes) if scopes else None
    if form is not None and form.is_bound and form.is_valid():
        try:
            row = pointing.bring(actor=request.user, **form.cleaned_data)
            return redirect("job", row.job) if row.alone else redirect("statistics:register_file", row.key)
        except SeraiError as error:
            form.add_error("file", str(error))
    shown = {"form": form, "files": waiting.files(reader), "matchings": matchings.of(reader)}
    wrong = form is not None and form.is_bound
    return render(request, "statistics/registers_files.html", shown, status=422 if wrong else 200)


@requires(START_WORK)
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, key: UUID) -> HttpResponse:
    """Point the columns of a file at concepts, then say what codes and days mean; leads to the job."""
    row = waiting.find(request.reader, key)
    step, every = _step(request, row), "all" in request.GET or row.state != COLUMNS or not row.matching
    page = file_page(request.reader, row, step)
    form = questions.form(request.reader, row, page.title, step, request.POST or None, every=every)
    if form.is_valid():
        try:
            title = form.cleaned_data["title"]
            said = pointing.say(actor=request.user, key=key, title=title, step=step, words=form.words)
            if said.state == waiting.TAKING:
                return redirect("job", said.job)
            return redirect("statistics:register_file", key)
        except SeraiError as error:
            form.add_error(None, str(error))
    shown = {"form": form, "page": page}
    return render(request, "statistics/registers_file.html", shown, status=422 if form.is_bound else 200)


def _step(request: HttpRequest, row: waiting.Waiting) -> str:
    """Which of the two questions: the first can be asked again."""
    asked = request.GET.get("step", "")
    return CODES if row.state == CODES and asked != COLUMNS else COLUMNS


@requires(START_WORK)
@require_POST
def away(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a file away that was not taken into a register."""
    try:
        pointing.put_away(actor=request.user, key=key)
        messages.success(request, _("The file was put away, and its key destroyed."))
    except SeraiError as error:
        messages.error(request, str(error))
    return redirect("statistics:register_files")


@requires(START_WORK)
@require_http_methods(["GET", "POST"])
def matching(request: HttpRequest, name: str) -> HttpResponse:
    """What one matching says, and changing it."""
    row = matchings.one(request.reader, name)
    form: Any = matching_form(request.reader, row, request.POST or None)
    if form.is_valid():
        try:
            pointing.rename(actor=request.user, name=name, title=form.cleaned_data["title"], words=form.words)
            messages.success(request, _("It will be read like this from the next file on."))
            return redirect("statistics:register_matching", name)
        except SeraiError as error:
            form.add_error(None, str(error))
    shown = {"matching": row, "form": form}
    return render(request, "statistics/registers_matching.html", shown, status=422 if form.is_bound else 200)


@requires(START_WORK)
@require_safe
def mapping_file(request: HttpRequest, name: str) -> HttpResponse:
    """The matching as a file that ``serai registers take`` takes."""
    row = matchings.one(request.reader, name)
    response = HttpResponse(matchings.mapping_text(row), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{row.name}.yaml"'
    return response
