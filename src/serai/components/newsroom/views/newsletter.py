"""The newsletter: signing up, confirming, leaving, reading issues, putting them together, approving them."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from serai.commons.access import public, requires
from serai.commons.access.requests import HttpRequest
from serai.components.newsroom.access import APPROVE_ISSUES, MAKE_ISSUES
from serai.components.newsroom.errors import IssueRefused, LinkExpired
from serai.components.newsroom.forms import IssueForm, SignUpForm
from serai.components.newsroom.limits import too_often
from serai.components.newsroom.selectors import issues, stories
from serai.components.newsroom.services import issues as issuing
from serai.components.newsroom.services import mails
from serai.components.newsroom.services import newsletter as subscribing
from serai.components.newsroom.views.stories import language

MOST = 5


@public
def newsletter(request: HttpRequest) -> HttpResponseBase:
    """Sign up, and every issue that was sent. The answer is the same whether an address is known or not."""
    form = SignUpForm(request.POST or None, initial={"language": language()})
    if request.method == "POST" and form.is_valid():
        if not form.filled_by_machine and not too_often(request, "newsletter", most=MOST):
            asked = subscribing.ask(email=form.cleaned_data["email"], language=form.cleaned_data["language"])
            if asked is not None:
                mails.send_confirmation(*asked)
        messages.success(request, _("We have sent you a mail. Follow its link to confirm."))
        return redirect("newsroom:newsletter")
    sent = issues.sent(language())
    return render(request, "newsroom/newsletter.html", {"form": form, "issues": sent})


@public
def confirm(request: HttpRequest, token: str) -> HttpResponseBase:
    """The link of the mail: to open it asks, to press the button confirms."""
    try:
        if request.method == "POST":
            subscribing.confirm(token)
            messages.success(request, _("You will receive the newsletter."))
            return redirect("newsroom:newsletter")
        row = subscribing.waiting(token)
    except LinkExpired as error:
        return render(request, "newsroom/link_expired.html", {"error": error}, status=410)
    return render(request, "newsroom/confirm.html", {"language": row.language})


@public
def leave(request: HttpRequest, token: str) -> HttpResponseBase:
    """The way out: one press of a button, without signing in or giving a reason."""
    try:
        if request.method == "POST":
            subscribing.leave(token)
            return render(request, "newsroom/left.html")
        subscribing.leaving(token)
    except LinkExpired as error:
        return render(request, "newsroom/link_expired.html", {"error": error}, status=410)
    return render(request, "newsroom/leave.html")


@public
def issue(request: HttpRequest, number: int) -> HttpResponseBase:
    """An issue as a page: for everybody once it was sent, before that for those who make and approve it."""
    found = issues.issue(request.user, number)
    if found is None:
        raise Http404(_("There is no such issue."))
    owners = issues.open_owners(request.user, found)
    telling = issues.telling(found)
    context = {"issue": found, "owners": owners, "told_at": telling.url, "tellings": [telling]}
    return render(request, "newsroom/issue.html", context)


@requires(MAKE_ISSUES)
def make(request: HttpRequest) -> HttpResponseBase:
    """Put an issue together."""
    told = request.POST.get("language") or request.GET.get("language") or language()
    lines = stories.stories(issues.NOBODY, told, only=True)
    form = IssueForm(
        request.POST or None, choices=[(str(s.pk), s.title) for s in lines], initial={"language": told}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = issuing.make_issue(
            actor=request.user,
            language=data["language"],
            title=data["title"],
            opening=data["opening"],
            stories=[int(pk) for pk in data["stories"]],
        )
        return redirect("newsroom:issue", made.pk)
    context = {"form": form, "issues": issues.unsent(), "told": told, "languages_offered": settings.LANGUAGES}
    return render(request, "newsroom/make_issue.html", context)


@requires(APPROVE_ISSUES)
def approve(request: HttpRequest, number: int) -> HttpResponseBase:
    """Approve an issue for an owner whose role one holds."""
    found = issues.row(number)
    if found is None or request.method != "POST":
        raise Http404(_("There is no such issue."))
    try:
        issuing.approve_issue(actor=request.user, issue=found, owner=request.POST.get("owner", ""))
        messages.success(request, _("Approved."))
    except IssueRefused as error:
        messages.error(request, str(error))
    return redirect("newsroom:issue", number)
