"""About the project: what the partnership's rows say of it, with editorial words around."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from serai.commons.access import public
from serai.commons.access.requests import HttpRequest
from serai.commons.partnership import api as partnership
from serai.components.newsroom import printing
from serai.components.newsroom.selectors import projects, stories
from serai.components.newsroom.selectors.visibility import visibility
from serai.components.newsroom.views.stories import language


@public
def about_project(request: HttpRequest) -> HttpResponseBase:
    """The project that the site presents: objectives, components, donors, partners."""
    reader = request.reader
    key = projects.presented(reader)
    if key is None:
        return redirect("projects")
    page = partnership.project(key, reader=reader)
    context = {
        "page": page,
        "groups": projects.partners(page),
        "named": visibility(key, reader=reader),
        "words": stories.text(reader, "project-words", language()),
    }
    return render(request, "newsroom/project.html", context)


@public
def project_pdf(request: HttpRequest, key: str) -> HttpResponseBase:
    """The sheet of a project as an accessible PDF."""
    reader = request.reader
    if not any(line.key == key for line in partnership.projects(reader=reader)):
        raise Http404
    content = printing.project_pdf(reader, key, language(), request.build_absolute_uri())
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{key}.pdf"'
    return response
