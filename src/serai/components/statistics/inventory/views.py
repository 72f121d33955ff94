"""Pages of the inventory of registers."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from serai.commons.access import requires
from serai.commons.access.requests import HttpRequest
from serai.components.statistics.access import EDIT_INVENTORY, SEE_INVENTORY
from serai.components.statistics.inventory import selectors, services
from serai.components.statistics.inventory.forms import EntryForm, StepForm


@requires(SEE_INVENTORY)
@require_safe
def inventory(request: HttpRequest) -> HttpResponse:
    """All states: what is known of their registers and what is missing."""
    return render(request, "statistics/inventory.html", {"lines": selectors.lines(request.reader)})


@requires(SEE_INVENTORY)
@require_safe
def state(request: HttpRequest, key: str) -> HttpResponse:
    """The registers of one state."""
    name, held = selectors.state(request.reader, key)
    return render(request, "statistics/inventory_state.html", {"name": name, "held": held})


@requires(EDIT_INVENTORY)
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, register: str) -> HttpResponse:
    """Say what is known of a register."""
    held = selectors.held(request.reader, register)
    form = EntryForm(request.POST or None, instance=held.entry)
    if form.is_valid():
        services.describe(actor=request.user, register=register, **form.cleaned_data)
        return _to_state(held)
    return render(request, "statistics/inventory_edit.html", {"form": form, "held": held})


@requires(EDIT_INVENTORY)
@require_http_methods(["GET", "POST"])
def new_step(request: HttpRequest, register: str) -> HttpResponse:
    """Add a step to the plan of a register."""
    held = selectors.held(request.reader, register)
    form = StepForm(request.POST or None)
    if form.is_valid():
        services.plan(actor=request.user, register=register, **form.cleaned_data)
        return _to_state(held)
    return render(request, "statistics/inventory_edit.html", {"form": form, "held": held, "of_plan": True})


@requires(EDIT_INVENTORY)
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: int) -> HttpResponse:
    """Change a step of a plan, or say that it is done."""
    row = selectors.step(request.reader, number)
    held = selectors.held(request.reader, str(row.register_id))
    form = StepForm(request.POST or None, instance=row)
    if form.is_valid():
        services.change(actor=request.user, step=number, **form.cleaned_data)
        return _to_state(held)
    return render(request, "statistics/inventory_edit.html", {"form": form, "held": held, "of_plan": True})


def _to_state(held: selectors.Held) -> HttpResponse:
    key = held.register.organisation.state_id or selectors.NO_STATE
    return redirect("statistics:inventory_state", key)
