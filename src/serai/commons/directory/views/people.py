"""The contact directory: lists, persons, posts, merging."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from serai.commons.access import requires, signed_in
from serai.commons.access.readers import Reader
from serai.commons.accounts.access import MANAGE_ACCOUNTS
from serai.commons.accounts.models import User
from serai.commons.directory import selectors, services
from serai.commons.directory.access import EDIT_PEOPLE, READ_PEOPLE
from serai.commons.directory.errors import PersonRefused
from serai.commons.directory.forms import DetailsForm, PeopleFilter, PostForm


def reader_in(request: HttpRequest) -> Reader:
    """Who asks, as the middleware knows it."""
    return cast(Reader, getattr(request, "reader"))  # noqa: B009  set by the middleware, unknown to Django


def chosen(request: HttpRequest) -> tuple[PeopleFilter, dict[str, Any]]:
    """The filter as the address gives it, and what it says."""
    reader = reader_in(request)
    everything = bool(EDIT_PEOPLE.roles & reader.roles)
    lists = [(line.key, line.name) for line in selectors.mailing_lists(reader=reader)] if everything else []
    form = PeopleFilter(
        request.GET,
        organisations=selectors.organisations(reader),
        states=selectors.states(reader),
        lists=lists,
    )
    return form, dict(form.cleaned_data) if form.is_valid() else {}


@requires(READ_PEOPLE)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The people whom the reader may see, narrowed as the address says."""
    form, wanted = chosen(request)
    page = max(1, int(request.GET["page"])) if request.GET.get("page", "").isdecimal() else 1
    lines, pages, number = selectors.people(reader=reader_in(request), page=page, **wanted)
    context = {"form": form, "people": lines, "page": page, "pages": pages, "number": number}
    return render(
        request, "directory/people.html", context | {"may_edit_people": EDIT_PEOPLE.granted_to(request.user)}
    )


@requires(READ_PEOPLE)
@require_GET
def organisation_people(request: HttpRequest, key: str) -> HttpResponse:
    """The people of one organisation."""
    reader = reader_in(request)
    names = dict(selectors.organisations(reader))
    lines, _pages, number = selectors.people(reader=reader, organisation=key, size=500)
    context = {"people": lines, "number": number, "key": key, "name": names.get(key, "")}
    context["may_invite"] = key in dict(selectors.organisations_to_invite_to(reader))
    return render(request, "directory/organisation.html", context, status=200 if key in names else 404)


@requires(READ_PEOPLE)
@require_GET
def person(request: HttpRequest, number: int) -> HttpResponse:
    """One person, as far as the reader may see them."""
    reader = reader_in(request)
    page = selectors.person(number, reader=reader)
    return render(
        request,
        "directory/person.html",
        {
            "page": page,
            "may_post": bool(EDIT_PEOPLE.roles & reader.roles),
            "may_manage_accounts": MANAGE_ACCOUNTS.granted_to(request.user),
        },
    )


@requires(EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """Write somebody into the directory."""
    form = DetailsForm(request.POST or None)
    if form.is_valid():
        try:
            row = services.write_person(actor=cast(User, request.user), details=form.details())
            return redirect("person", row.pk)
        except PersonRefused as error:
            form.add_error(None, str(error))
    status = 422 if request.method == "POST" else 200
    return render(request, "directory/person_edit.html", {"form": form, "number": None}, status=status)


@requires(EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
def edit_person(request: HttpRequest, number: int) -> HttpResponse:
    """Change somebody's details."""
    row = selectors.person_row(number, reader=reader_in(request))
    form = DetailsForm(request.POST or None, initial=DetailsForm.initial_of(row))
    if form.is_valid():
        try:
            services.write_person(actor=cast(User, request.user), details=form.details(), person=row)
            return redirect("person", number)
        except PersonRefused as error:
            form.add_error(None, str(error))
    status = 422 if request.method == "POST" else 200
    return render(request, "directory/person_edit.html", {"form": form, "number": number}, status=status)


@signed_in
@require_http_methods(["GET", "POST"])
def own_details(request: HttpRequest) -> HttpResponse:
    """One's own details in the directory, and who sees them."""
    row = selectors.own_person(reader_in(request))
    initial = DetailsForm.initial_of(row) if row else None
    form = DetailsForm(request.POST or None, initial=initial, own=True)
    if row is not None and form.is_valid():
        try:
            details = form.details(provenance=row.provenance)
            services.write_person(actor=cast(User, request.user), details=details, person=row)
            messages.success(request, _("Saved."))
            return redirect("account_details")
        except PersonRefused as error:
            form.add_error(None, str(error))
    status = 422 if request.method == "POST" else 200
    return render(
        request, "directory/own_details.html", {"form": form, "known": row is not None}, status=status
    )


@requires(EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
def new_post(request: HttpRequest, number: int) -> HttpResponse:
    """Give somebody a post."""
    reader = reader_in(request)
    row = selectors.person_row(number, reader=reader)
    form = PostForm(request.POST or None, organisations=selectors.organisations(reader))
    if form.is_valid():
        try:
            services.add_post(actor=cast(User, request.user), person=row, **form.cleaned_data)
            return redirect("person", number)
        except PersonRefused as error:
            form.add_error(None, str(error))
    status = 422 if request.method == "POST" else 200
    return render(request, "directory/post_new.html", {"form": form, "person": row}, status=status)


@requires(EDIT_PEOPLE)
@require_POST
def end_post(request: HttpRequest, number: int) -> HttpResponse:
    """End a post; roles stay. Somebody who leaves goes through the page for leaving."""
    row = selectors.post_row(number, reader=reader_in(request))
    services.end_post(actor=cast(User, request.user), post=row)
    return redirect("person", row.person_id)


@requires(EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, number: int) -> HttpResponse:
    """Choose a record that is the same person, and make one of the two."""
    reader = reader_in(request)
    row = selectors.person_row(number, reader=reader)
    other = request.POST.get("other", "")
    if request.method == "POST" and other.isdecimal():
        try:
            same = selectors.person_row(int(other), reader=reader)
            services.merge(actor=cast(User, request.user), keep=row, other=same)
            messages.success(request, _("The two records are one; nothing was lost."))
            return redirect("person", number)
        except PersonRefused as error:
            messages.error(request, str(error))
    return render(request, "directory/merge.html", {"person": row, "alike": selectors.alike(row)})
