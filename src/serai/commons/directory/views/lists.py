"""Mailing lists, and contacts from and to spreadsheets."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from serai.commons.access import requires
from serai.commons.accounts.models import User
from serai.commons.directory import selectors, services
from serai.commons.directory.access import EDIT_PEOPLE
from serai.commons.directory.errors import PersonRefused
from serai.commons.directory.forms import ListForm, RuleForm, SheetForm
from serai.commons.directory.imports import sheets, uploads
from serai.commons.directory.imports.fields import FIELDS
from serai.commons.directory.models import MailingList
from serai.commons.directory.views.people import chosen, reader_in


@requires(EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
def mailing_lists(request: HttpRequest) -> HttpResponse:
    """Every mailing list; a new one is made here."""
    form = ListForm(request.POST or None)
    if form.is_valid():
        row = services.write_list(actor=cast(User, request.user), **form.cleaned_data)
        return redirect("mailing_list", row.key)
    context = {"lists": selectors.mailing_lists(reader=reader_in(request)), "form": form}
    return render(request, "directory/lists.html", context, status=422 if form.errors else 200)


@requires(EDIT_PEOPLE)
@require_GET
def mailing_list(request: HttpRequest, key: str) -> HttpResponse:
    """Who is on a list, by name and by rule."""
    reader = reader_in(request)
    form = RuleForm(states=selectors.states(reader), bodies=selectors.bodies(reader))
    context = {"page": selectors.mailing_list(key, reader=reader), "form": form}
    return render(request, "directory/list.html", context)


@requires(EDIT_PEOPLE)
@require_POST
def change_list(request: HttpRequest, key: str) -> HttpResponse:
    """Add or drop a rule or a person."""
    row = selectors.list_row(key, reader=reader_in(request))
    try:
        _change(request, row)
    except PersonRefused as error:
        messages.error(request, str(error))
    return redirect("mailing_list", key)


def _change(request: HttpRequest, row: MailingList) -> None:
    actor, said, reader = cast(User, request.user), request.POST, reader_in(request)
    number = next((said[word] for word in ("drop_rule", "add", "drop") if said.get(word)), "")
    if "add_rule" in said:
        form = RuleForm(said, states=selectors.states(reader), bodies=selectors.bodies(reader))
        services.add_rule(actor=actor, to=row, **(form.cleaned_data if form.is_valid() else {}))
    elif not number.isdecimal():
        raise PersonRefused(_("Nothing was chosen"))
    elif "drop_rule" in said:
        services.drop_rule(actor=actor, of=row, number=int(number))
    elif "add" in said:
        services.add_member(actor=actor, to=row, person=selectors.person_row(int(number), reader=reader))
    else:
        services.drop_member(actor=actor, of=row, person=selectors.person_row(int(number), reader=reader))


@requires(EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
def import_contacts(request: HttpRequest) -> HttpResponse:
    """Send a spreadsheet; leads to its preview."""
    sent = request.method == "POST"
    form = SheetForm(request.POST, request.FILES) if sent else SheetForm()
    if sent and form.is_valid():
        file = form.cleaned_data["sheet"]
        try:
            key = uploads.receive(actor=cast(User, request.user), name=file.name, content=file.read())
            return redirect("import_preview", key)
        except PersonRefused as error:
            form.add_error("sheet", str(error))
    return render(
        request, "directory/import.html", {"form": form, "fields": FIELDS}, status=422 if sent else 200
    )


@requires(EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
def import_preview(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What would become of each row; columns and duplicates are chosen here."""
    actor = cast(User, request.user)
    if request.method == "POST":
        if "give_up" in request.POST:
            uploads.give_up(key, actor=actor)
            return redirect("import_contacts")
        said = {name: value for name, value in request.POST.items() if isinstance(value, str)}
        if "confirm" in said:
            choices = {name[4:]: value for name, value in said.items() if name.startswith("row-")}
            uploads.confirm(key, actor=actor, choices=choices)
        else:
            columns = {name[7:]: value for name, value in said.items() if name.startswith("column-")}
            uploads.match(key, actor=actor, columns=columns)
        return redirect("import_preview", key)
    context = {"page": uploads.preview(key, actor=actor), "fields": FIELDS}
    return render(request, "directory/import_preview.html", context)


@requires(EDIT_PEOPLE)
@require_GET
def export_contacts(request: HttpRequest) -> HttpResponse:
    """The people of the list above as a file, as narrowed there."""
    _form, wanted = chosen(request)
    rows = uploads.export(
        actor=cast(User, request.user), people=selectors.found(reader=reader_in(request), **wanted)
    )
    as_csv = request.GET.get("format") == "csv"
    content = sheets.write_csv(rows) if as_csv else sheets.write_xlsx(rows)
    kind = "text/csv" if as_csv else "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="contacts.{"csv" if as_csv else "xlsx"}"'
    return response
