"""Accounts as administrators look after them."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from serai.commons.access import requires
from serai.commons.accounts import selectors, services
from serai.commons.accounts.access import MANAGE_ACCOUNTS
from serai.commons.accounts.errors import AccountRefused
from serai.commons.accounts.forms import AccountFilter, NewAccountForm, RoleForm
from serai.commons.accounts.models import User


@requires(MANAGE_ACCOUNTS)
@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account, narrowed by name and role."""
    form = AccountFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = max(1, int(request.GET["page"])) if request.GET.get("page", "").isdecimal() else 1
    lines, pages = selectors.accounts(
        actor=cast(User, request.user), words=wanted.get("words", ""), role=wanted.get("role", ""), page=page
    )
    context = {"form": form, "accounts": lines, "page": page, "pages": pages}
    return render(request, "accounts/accounts.html", context)


@requires(MANAGE_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def new_account(request: HttpRequest) -> HttpResponse:
    """Make an account; its one-time password is shown once."""
    form = NewAccountForm(request.POST or None)
    if form.is_valid():
        actor = cast(User, request.user)
        try:
            user = services.create_account(actor=actor, **form.cleaned_data)
            made = services.give_access(actor=actor, user=user)
            return render(request, "accounts/handover.html", {"made": made, "number": user.pk})
        except AccountRefused as error:
            form.add_error(None, str(error))
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/account_new.html", {"form": form}, status=status)


@requires(MANAGE_ACCOUNTS)
@require_GET
def account(request: HttpRequest, number: int) -> HttpResponse:
    """One account: roles with their days, factors, what can be done."""
    page = selectors.account(actor=cast(User, request.user), number=number)
    return render(request, "accounts/account.html", {"page": page, "form": RoleForm()})


@requires(MANAGE_ACCOUNTS)
@require_POST
def give_role(request: HttpRequest, number: int) -> HttpResponse:
    """Give a role for some days."""
    actor = cast(User, request.user)
    form = RoleForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            services.give_role(actor=actor, user=selectors.user_numbered(number), **form.cleaned_data)
            return redirect("account", number)
        except AccountRefused as error:
            form.add_error(None, str(error))
    page = selectors.account(actor=actor, number=number)
    return render(request, "accounts/account.html", {"page": page, "form": form}, status=status)


@requires(MANAGE_ACCOUNTS)
@require_POST
def end_role(request: HttpRequest, number: int, held: int) -> HttpResponse:
    """End one role now."""
    try:
        services.end_role(actor=cast(User, request.user), user=selectors.user_numbered(number), held=held)
        messages.success(request, _("The role has ended, and every open session of the person with it."))
    except AccountRefused as error:
        messages.error(request, str(error))
    return redirect("account", number)


@requires(MANAGE_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def give_access(request: HttpRequest, number: int) -> HttpResponse:
    """A new one-time password, shown once."""
    user = selectors.user_numbered(number)
    if request.method == "POST":
        made = services.give_access(actor=cast(User, request.user), user=user)
        return render(request, "accounts/handover.html", {"made": made, "number": number})
    return render(request, "accounts/give_access.html", {"account": user})


@requires(MANAGE_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Close an account, or open it again."""
    user = selectors.user_numbered(number)
    if request.method != "POST":
        return render(request, "accounts/close.html", {"account": user})
    actor = cast(User, request.user)
    try:
        if user.is_active:
            services.end_access(actor=actor, user=user)
        else:
            services.reopen(actor=actor, user=user)
    except AccountRefused as error:
        messages.error(request, str(error))
    return redirect("account", number)
