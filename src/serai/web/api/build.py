"""The whole API put together: its resources, its schema, its addresses behind the door."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, ValidationError

from serai.web.api import description, me, partnership
from serai.web.api.callers import ScopeMissing
from serai.web.api.door import door
from serai.web.api.problems import MEDIA, Problem, problem

ABOUT = """Public data without any token; with a token, what its person may see, as far as its scopes reach.

Read only. Answers are JSON; every error is a problem detail (RFC 9457). Lists come in pages with a total and
links. RateLimit-Limit, RateLimit-Remaining and RateLimit-Reset say how often you may ask in a minute. An ETag
comes with every answer: send it back as If-None-Match."""
REFUSALS = {
    400: "The request cannot be read",
    401: "No token, or one that is not in force",
    403: "The token does not reach so far",
    404: "There is nothing here that you may see",
    405: "Resources can be read only",
    406: "No format that you accept",
    413: "Too large a body",
    422: "A parameter makes no sense",
    429: "Too many requests in this minute",
    500: "Something went wrong here",
}
NOT_CHANGED = "The answer is still the one whose ETag was sent; it has no body"
_log = logging.getLogger("django.request")


class Api(NinjaAPI):
    """The API with its refusals written into its schema."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """OpenAPI 3.1, in English whoever asks."""
        with override("en"):
            schema = super().get_openapi_schema(**options)
        shapes = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schema["components"]["schemas"].update(shapes.pop("$defs", {}), Problem=shapes)
        content = {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"] |= {"304": {"description": NOT_CHANGED}} | {
                    str(status): {"description": words, "content": content}
                    for status, words in REFUSALS.items()
                }
                if operation["tags"] != ["me"]:
                    operation["security"].append({})  # the public part needs no token
        return schema


def addresses(rooms: Mapping[str, Router]) -> list[URLPattern]:
    """The addresses below ``/api/v1/``; ``rooms`` are further routers by the name of their room."""
    api = Api(
        title="Serai",
        version="1.0.0",
        description=ABOUT,
        docs_url=None,
        openapi_url=None,
        urls_namespace="api",
    )
    _tell_problems(api)
    for name, router in {"partnership": partnership.router, "me": me.router, **rooms}.items():
        api.add_router(f"/{name}", router)
    patterns = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern)]
    for pattern in patterns:
        pattern.callback = door(pattern.callback)

    def schema() -> Any:
        return api.get_openapi_schema(path_prefix="/api/v1/")

    description.publish(schema)

    @require_safe
    def openapi(request: HttpRequest) -> HttpResponse:
        """The description of the API for programmes."""
        return JsonResponse(schema())

    def unknown(request: HttpRequest, rest: str) -> HttpResponse:
        """Every other address below the API."""
        return problem(request, 404, _("There is no such resource."))

    known = [pattern for pattern in patterns if pattern.name != "api-root"]
    return [
        path("openapi.json", door(openapi), name="openapi"),
        *known,
        path("<path:rest>", door(unknown), name="unknown"),
    ]


def _tell_problems(api: NinjaAPI) -> None:
    def refuse(request: HttpRequest, error: Any) -> HttpResponse:
        match error:
            case ValidationError():
                told = [_field(line) for line in error.errors]
                return problem(request, 422, _("A parameter makes no sense."), told)
            case AuthenticationError():
                answer = problem(request, 401, _("This resource needs a token."))
                answer["WWW-Authenticate"] = 'Bearer realm="api"'
                return answer
            case ScopeMissing():
                return problem(request, 403, _("The token lacks the scope %(scope)s.") % {"scope": error})
            case Http404():
                return problem(request, 404, _("There is nothing here that you may see."))
            case SuspiciousOperation():
                return problem(request, 400, _("The request cannot be read."))
            case HttpError():
                return problem(request, error.status_code, str(error))
        _log.error("api", exc_info=error)
        return problem(request, 500, _("Something went wrong. It has been written down."))

    for kind in (ValidationError, AuthenticationError, ScopeMissing, Http404, HttpError, Exception):
        api.add_exception_handler(kind, refuse)


def _field(line: Mapping[str, Any]) -> dict[str, str]:
    return {"field": ".".join(str(part) for part in line["loc"]), "reason": str(line["msg"])}
