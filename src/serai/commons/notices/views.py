"""Pages of notices: one's own, how one wants them, the way out of a mail, and the log of mails."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from serai.commons.access import public, requires, signed_in
from serai.commons.access.requests import HttpRequest
from serai.commons.audit.services import record_read
from serai.commons.notices import choices, selectors, services
from serai.commons.notices.access import SEE_MAIL
from serai.commons.notices.errors import NothingToSend
from serai.commons.notices.forms import ChoicesForm


@signed_in
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """The reader's notices."""
    wanted = request.GET.get("page", "1")
    page = selectors.notices(request.reader, int(wanted) if wanted.isdecimal() else 1)
    lost = selectors.unreachable(cast(int, request.user.pk))
    return render(request, "notices/list.html", {"list": page, "unreachable": lost})


@signed_in
@require_safe
def notice(request: HttpRequest, number: int) -> HttpResponse:
    """One notice; whoever opens it has read it."""
    found = selectors.notice(request.reader, number)
    if found.unread:
        services.read(reader=request.reader, number=number)
    return render(request, "notices/notice.html", {"notice": found})


@signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """All notices have been read."""
    services.read(reader=request.reader)
    return redirect("notices")


@signed_in
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """How the reader wants to be told what."""
    account = cast(int, request.user.pk)
    known, rhythm = selectors.choices(account), selectors.rhythm(account)
    form = ChoicesForm(known, rhythm, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        choices.choose(account=account, wanted=form.wanted())
        services.set_rhythm(
            account=account, time_zone=given["time_zone"], hour=given["hour"], week_day=given["week_day"]
        )
        messages.success(request, _("Your choices are kept."))
        return redirect("notice_settings")
    context = {"form": form, "security": [one for one in known if one.kind.security]}
    return render(request, "notices/settings.html", context, status=422 if form.errors else 200)


@public
@csrf_exempt  # mail programmes post here by themselves (RFC 8058); the signed link says for whom
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether mails of a kind shall end; the answer, or one click in a mail programme, ends them."""
    account, code = choices.open_unsubscribe(token)
    if request.method == "POST":
        services.unsubscribe(token)
    context = {"kind": selectors.choice(account, code).kind, "code": code, "done": request.method == "POST"}
    return render(request, "notices/unsubscribe.html", context)


@requires(SEE_MAIL)
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """What became of every mail; the addresses are personal data, so it is written down who read them."""
    state = request.GET.get("state", "")
    found = selectors.mails(state)
    record_read(actor=request.user.pk, noun="notices.mail", keys=[str(mail.number) for mail in found])
    context = {"mails": found, "states": selectors.mail_states(), "state": state}
    return render(request, "notices/mails.html", context)


@requires(SEE_MAIL)
@require_POST
def send_again(request: HttpRequest, number: int) -> HttpResponse:
    """Send a mail once more."""
    try:
        services.send_again(number=number)
        messages.success(request, _("The mail waits to be sent again."))
    except NothingToSend as error:
        messages.error(request, f"{error.what}. {error.advice}")
    return redirect("mails")
