"""Somebody leaves an organisation, or a mailing list."""

from __future__ import annotations

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from serai.commons.access import public, requires
from serai.commons.accounts.limits import limited
from serai.commons.accounts.models import User
from serai.commons.directory import selectors, services
from serai.commons.directory.access import INVITE_COLLEAGUES
from serai.commons.directory.errors import InvitationVoid, PersonRefused
from serai.commons.directory.forms import LeaveForm
from serai.commons.directory.models import Person
from serai.commons.directory.views.people import reader_in


@requires(INVITE_COLLEAGUES)
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """What is in the person's hands, who takes it over, and the end of their access."""
    reader = reader_in(request)
    row = selectors.person_row(number, reader=reader)
    page = selectors.person(number, reader=reader)
    if key not in page.may_end:
        raise PermissionDenied(_("You look after the people of your own organisation only."))
    form = _leave_form(request, row, key)
    if form.is_valid():
        try:
            said = _end(request, row, key, form)
            return render(request, "directory/left.html", {"person": row, "said": said, "key": key})
        except PersonRefused as error:
            form.add_error(None, str(error))
    context = {"person": row, "left": selectors.left_with(row), "form": form, "key": key}
    return render(request, "directory/leave.html", context, status=422 if form.errors else 200)


def _leave_form(request: HttpRequest, row: Person, key: str) -> LeaveForm:
    return LeaveForm(
        request.POST if request.method == "POST" else None,
        successors=selectors.successors(row, key),
        organisations=[
            choice for choice in selectors.organisations_to_invite_to(reader_in(request)) if choice[0] != key
        ],
    )


def _end(request: HttpRequest, row: Person, key: str, form: LeaveForm) -> list[str]:
    said = form.cleaned_data
    successor = User.objects.filter(pk=said["successor"]).first() if said["successor"] else None
    return services.leave(
        actor=cast(User, request.user),
        person=row,
        organisation=key,
        successor=successor,
        new_organisation=said["new_organisation"],
        new_title=said["new_title"],
    )


@public
@limited("leave_list")
@require_http_methods(["GET", "POST"])
def leave_list(request: HttpRequest, token: str) -> HttpResponse:
    """The link in a mail to a list: reading asks, confirming leaves."""
    try:
        of, _person = services.leaving(token)
        if request.method == "POST":
            services.leave_list(token)
    except InvitationVoid as error:
        return render(request, "directory/invitation_void.html", {"error": error}, status=410)
    context = {"list": of, "done": request.method == "POST"}
    return render(request, "directory/leave_list.html", context)
