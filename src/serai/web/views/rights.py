"""What each role may do."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from serai.commons.access import requires
from serai.commons.access.requests import HttpRequest
from serai.commons.access.roles import Role
from serai.web.access import SEE_RIGHTS
from serai.web.rights import VISITOR
from serai.web.rights import rights as told


@requires(SEE_RIGHTS)
def rights(request: HttpRequest) -> HttpResponse:
    """Permissions, pages and audiences by role; ``?role=`` narrows them to one."""
    asked = request.GET.get("role", "")
    context = {"rights": told(asked), "asked": asked, "choices": Role.choices, "visitor": VISITOR}
    return render(request, "web/rights.html", context)
