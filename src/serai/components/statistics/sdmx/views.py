"""Doors for machines: data, structures, availability and schemas as SDMX."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from serai.commons.access.requests import HttpRequest
from serai.components.statistics.sdmx import answers
from serai.web.api.door import door
from serai.web.api.problems import problem


def _asked(answer: Callable[[HttpRequest, str], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The door to one kind of question."""

    @require_safe
    def view(request: HttpRequest, path: str = "") -> HttpResponseBase:
        return answers.told(request, lambda: answer(request, path))

    return door(view, accepted=None)


@require_safe
def _not_offered(request: HttpRequest, path: str = "") -> HttpResponseBase:
    return problem(request, 501, "This part of SDMX REST is not offered here.")


def _unknown(request: HttpRequest, path: str = "") -> HttpResponseBase:
    return problem(request, 404, _("There is no such resource."))


data = _asked(answers.data)
structure = _asked(answers.structure)
availability = _asked(answers.availability)
schema = _asked(answers.schema)
not_offered = door(_not_offered, accepted=None)
unknown = door(_unknown, accepted=None)
