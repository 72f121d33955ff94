"""Inviting, and taking an invitation up."""

from __future__ import annotations

from typing import cast

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from serai.commons.access import public, requires
from serai.commons.accounts.errors import AccountRefused
from serai.commons.accounts.limits import limited
from serai.commons.accounts.models import User
from serai.commons.directory import selectors, services
from serai.commons.directory.access import INVITE_ANYBODY, INVITE_COLLEAGUES
from serai.commons.directory.errors import InvitationVoid, PersonRefused
from serai.commons.directory.forms import AcceptForm, InviteForm
from serai.commons.directory.services.invitations import Link
from serai.commons.directory.views.people import reader_in


def _link(request: HttpRequest) -> Link:
    return lambda token: request.build_absolute_uri(reverse("accept_invitation", args=[token]))


@requires(INVITE_COLLEAGUES)
@require_GET
def invitations(request: HttpRequest) -> HttpResponse:
    """What was sent, and what became of it."""
    lines = selectors.invitations(reader=reader_in(request))
    return render(request, "directory/invitations.html", {"invitations": lines})


@requires(INVITE_COLLEAGUES)
@limited("invite")
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody by mail."""
    form = _invite_form(request)
    if form.is_valid():
        try:
            services.invite(actor=cast(User, request.user), link=_link(request), **form.cleaned_data)
            messages.success(request, _("The invitation is on its way. It is good for two weeks."))
            return redirect("invitations")
        except PersonRefused as error:
            form.add_error(None, str(error))
    status = 422 if request.method == "POST" else 200
    return render(request, "directory/invite.html", {"form": form}, status=status)


def _invite_form(request: HttpRequest) -> InviteForm:
    reader = reader_in(request)
    return InviteForm(
        request.POST or None,
        organisations=selectors.organisations_to_invite_to(reader),
        roles=selectors.roles_to_give(reader),
        anybody=bool(INVITE_ANYBODY.roles & reader.roles),
        initial={"organisation": request.GET.get("organisation", ""), "language": request.LANGUAGE_CODE},
    )


@requires(INVITE_COLLEAGUES)
@limited("invite")
@require_POST
def resend(request: HttpRequest, number: int) -> HttpResponse:
    """Send the invitation again, with a new link."""
    try:
        services.resend(actor=cast(User, request.user), number=number, link=_link(request))
        messages.success(request, _("Sent again. The earlier link no longer works."))
    except InvitationVoid as error:
        messages.error(request, str(error))
    return redirect("invitations")


@requires(INVITE_COLLEAGUES)
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take the invitation back."""
    try:
        services.withdraw(actor=cast(User, request.user), number=number)
        messages.success(request, _("Withdrawn. Its link no longer works."))
    except InvitationVoid as error:
        messages.error(request, str(error))
    return redirect("invitations")


@public
@never_cache
@limited("open_invitation")
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The page that a mailed link opens: name and password, or one's own account."""
    try:
        row = services.opened(token)
    except InvitationVoid as error:
        return render(request, "directory/invitation_void.html", {"error": error}, status=410)
    known = selectors.known_account(row)
    if known is not None:
        return _accept_as(request, token, known)
    form = AcceptForm(request.POST or None, initial={"name": row.name})
    if form.is_valid():
        try:
            return _take_up(request, token, form)
        except AccountRefused as error:
            form.add_error(None, str(error))
    status = 422 if request.method == "POST" else 200
    context = {"invitation": row, "form": form, "roles": selectors.role_words(row)}
    return render(request, "directory/invitation.html", context, status=status)


def _take_up(request: HttpRequest, token: str, form: AcceptForm) -> HttpResponse:
    """Make the account and sign in to it; whoever was signed in before in this browser is not any more."""
    said = form.cleaned_data
    user = services.accept(token=token, password=said["password1"], name=said["name"])
    logout(request)
    # the password was typed a moment ago: setting up the second factor need not ask for it again
    record_authentication(request, user, "password", email=user.email, reauthenticated=True)
    response = perform_login(request, user, email_verification="none")
    return cast(HttpResponse, response)


def _accept_as(request: HttpRequest, token: str, known: User) -> HttpResponse:
    """The address has an account: only its owner, signed in, can take the invitation up."""
    own = request.user.is_authenticated and request.user.pk == known.pk
    if request.method == "POST" and own:
        services.accept(token=token, account=cast(User, request.user))
        messages.success(request, _("Done."))
        return redirect("mfa_index")
    return render(request, "directory/invitation_known.html", {"own": own, "here": request.path})
