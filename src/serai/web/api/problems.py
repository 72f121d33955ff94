"""Errors as the API tells them: problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse
from ninja import Field, Schema

MEDIA = "application/problem+json"


class FieldProblem(Schema):
    """What is wrong with one parameter."""

    field: str = Field(description="Where it stands: query.page, path.key")
    reason: str


class Problem(Schema):
    """Problem details, RFC 9457."""

    type: str = Field(default="about:blank")
    title: str
    status: int
    detail: str = ""
    instance: str = Field(default="", description="The address that was asked for")
    errors: list[FieldProblem] = Field(default_factory=list)


def problem(
    request: HttpRequest, status: int, detail: str = "", errors: Sequence[dict[str, str]] = ()
) -> JsonResponse:
    """An answer that says what went wrong."""
    words: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.path,
        "errors": list(errors),
    }
    return JsonResponse(words, status=status, content_type=MEDIA)
