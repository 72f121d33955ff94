"""Pages of one submission: how it stands, figures sent or typed, its way on, words about it, its files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from serai.commons.access import requires, signed_in
from serai.commons.access.requests import HttpRequest
from serai.components.statistics.access import APPROVE_FIGURES, SEND_FIGURES
from serai.components.statistics.errors import SubmissionRefused, UnknownSubmission
from serai.components.statistics.submissions import deeds, page, rules, services, sight, typing_in
from serai.components.statistics.submissions.facts import current_file, explained, looked_at
from serai.components.statistics.submissions.forms import CommentForm, GrantForm, UploadForm, WordsForm
from serai.components.statistics.submissions.selectors import line
from serai.components.statistics.submissions.sending import send_file
from serai.components.statistics.submissions.views import actor
from serai.components.statistics.submissions.words import plain
from serai.kernel.errors import SeraiError


@signed_in
@require_safe
def submission(request: HttpRequest, key: int) -> HttpResponse:
    """How a submission stands, and what the reader may see and do."""
    return _page(request, key)


@requires(SEND_FIGURES)
@require_http_methods(["POST"])
def upload(request: HttpRequest, key: int) -> HttpResponse:
    """Send a file; leads to what the check said."""
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        stream = form.cleaned_data["file"]
        try:
            send_file(actor=actor(request), submission=key, stream=stream, name=stream.name or "")
            return redirect("statistics:submission", key)
        except SeraiError as error:
            if isinstance(error, Http404):
                raise
            form.add_error("file", plain(error))
    return _page(request, key, status=422, upload=form)


@requires(SEND_FIGURES)
@require_http_methods(["GET", "POST"])
def typed(request: HttpRequest, key: int) -> HttpResponse:
    """The form of the site for a small table; what was typed stays while something is wrong.

    For those who send alone: it holds what was sent, also what was withheld when it was published.
    """
    row = services.found(request.reader, key)
    if not sight.standing(request.reader, row).sender:
        raise UnknownSubmission(key)
    asked = request.POST if request.method == "POST" else request.GET
    found = typing_in.typing(request.reader, row, asked, sent=request.method == "POST")
    if found.ready:
        try:
            typing_in.take(found, actor=actor(request))
            return redirect("statistics:submission", key)
        except SeraiError as error:
            messages.error(request, plain(error))
    status = 422 if request.method == "POST" else 200
    return render(request, "statistics/submissions/form.html", {"row": row, "typing": found}, status=status)


@signed_in
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, key: int, action: str) -> HttpResponse:
    """Ask, and move the submission on its way; for those who work on it alone."""
    row = services.found(request.reader, key)
    if not rules.works(row.state, sight.standing(request.reader, row)):
        raise UnknownSubmission(key)  # what was looked at is a number made of the figures as they were sent
    question = deeds.question(action)
    seen = request.GET.get("seen") or looked_at(current_file(row), explained(row))
    form = question.form(request.POST if request.method == "POST" else None, initial={"seen": seen})
    if form.is_valid():
        try:
            return redirect(deeds.do(action, actor=actor(request), submission=key, given=form.cleaned_data))
        except SeraiError as error:
            form.add_error(None, plain(error))
    found = {"row": row, "line": line(row), "question": question, "form": form}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "statistics/submissions/act.html", found, status=status)


@signed_in
@require_POST
def comment(request: HttpRequest, key: int) -> HttpResponse:
    """Say something about a submission."""
    return _said(request, key, CommentForm(request.POST), services.comment, ("text", "cell"))


@requires(SEND_FIGURES)
@require_POST
def explain(request: HttpRequest, key: int, finding: str) -> HttpResponse:
    """Say why a warning is no mistake."""
    return _said(request, key, WordsForm(request.POST), services.explain, ("text",), finding=finding)


@requires(APPROVE_FIGURES)
@require_POST
def grant(request: HttpRequest, key: int) -> HttpResponse:
    """Let a named person see the figures before their day."""
    return _said(request, key, GrantForm(request.POST), services.grant, ("mail", "until"))


@requires(APPROVE_FIGURES)
@require_POST
def end_grant(request: HttpRequest, key: int, number: int) -> HttpResponse:
    """End a person's access at once."""
    try:
        services.end_grant(actor=actor(request), submission=key, number=number)
        messages.success(request, _("The access has ended."))
    except SubmissionRefused as error:
        messages.error(request, plain(error))
    return redirect("statistics:submission", key)


@signed_in
@require_safe
def file(request: HttpRequest, key: int, version: int, which: str) -> HttpResponseBase:
    """A version as it was sent, or the copy in which the findings are marked."""
    path, name = page.file_of(request.reader, key, version, which)
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name)
    response["Cache-Control"], response["X-Content-Type-Options"] = "private, no-store", "nosniff"
    return response


def _page(request: HttpRequest, key: int, *, status: int = 200, **forms: Any) -> HttpResponse:
    found = page.submission_page(request.reader, services.found(request.reader, key))
    given = {"upload": UploadForm(), "comment": CommentForm(), "grant": GrantForm()} | forms
    response = render(
        request, "statistics/submissions/submission.html", {"page": found, **given}, status=status
    )
    response["Cache-Control"] = "private, no-store"
    return response


def _said(
    request: HttpRequest, key: int, form: Any, verb: Any, names: tuple[str, ...], **more: Any
) -> HttpResponse:
    if not form.is_valid():
        wrong = "; ".join(str(line) for lines in form.errors.values() for line in lines)
        messages.error(request, wrong)
        return redirect("statistics:submission", key)
    try:
        verb(
            actor=actor(request), submission=key, **{name: form.cleaned_data[name] for name in names}, **more
        )
        messages.success(request, _("It is written down."))
    except SeraiError as error:
        if isinstance(error, Http404):
            raise
        messages.error(request, plain(error))
    return redirect("statistics:submission", key)
