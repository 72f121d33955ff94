"""What was agreed and what is funded: frameworks with their topics, projects with their chain."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from serai.commons.access import public
from serai.commons.access.requests import HttpRequest
from serai.commons.partnership import selectors
from serai.web import selectors as own


@public
def projects(request: HttpRequest) -> HttpResponse:
    """Projects with their donors."""
    context = {"projects": selectors.projects(reader=request.reader), "section_name": "projects"}
    return render(request, "web/projects.html", context)


@public
def project(request: HttpRequest, key: str) -> HttpResponse:
    """One project: objectives, components, topics and activities as one chain."""
    page = selectors.project(key, reader=request.reader)
    return render(request, "web/project.html", {"page": page, "section_name": "projects"})


@public
def component(request: HttpRequest, key: str) -> HttpResponse:
    """A component's place: on its project's page, or in the list of activities for a common strand."""
    owner = own.project_of_component(key, reader=request.reader)
    if owner is None:
        return redirect(reverse("activities") + "?component=" + quote(key))
    return redirect(reverse("project", args=[owner]) + "#component-" + quote(key))


@public
def frameworks(request: HttpRequest) -> HttpResponse:
    """Frameworks, and how topics carried over from one to the next."""
    context = {
        "frameworks": selectors.frameworks(reader=request.reader),
        "lineage": own.lineage(reader=request.reader),
        "thread": own.thread(reader=request.reader),
        "section_name": "frameworks",
    }
    return render(request, "web/frameworks.html", context)


@public
def framework(request: HttpRequest, key: str) -> HttpResponse:
    """One framework: its topics with their crosswalk, its commitments."""
    page = selectors.framework(key, reader=request.reader)
    context = {"page": page, "section_name": "frameworks"}
    return render(request, "web/framework.html", context)


@public
def topic(request: HttpRequest, key: str) -> HttpResponse:
    """A topic's place on the page of its framework."""
    framework_key = own.framework_of_topic(key, reader=request.reader)
    return redirect(reverse("framework", args=[framework_key]) + "#topic-" + quote(key))
