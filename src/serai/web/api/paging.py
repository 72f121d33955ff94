"""Long answers come in pages, with links to the others and a total of what the caller may see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Schema

LARGEST = 200


class Paging(Schema):
    """Which page, and how many rows stand on one."""

    page: int = Field(1, ge=1, le=100_000)
    size: int = Field(50, ge=1, le=LARGEST)


class Links(Schema):
    """Addresses of other pages of the same answer; null where there is none."""

    self: str
    first: str
    last: str
    prev: str | None = None
    next: str | None = None


class Paged(Schema):
    """What every page says besides its items."""

    total: int = Field(description="Rows in all pages together, as far as the caller may see them")
    page: int
    pages: int
    size: int
    links: Links


def paged(
    request: HttpRequest, asked: Paging, items: Sequence[Any], total: int | None = None
) -> dict[str, Any]:
    """A page of ``items``; with a ``total``, they are the page already.

    Raises:  Http404 for a page behind the last one.
    """
    number = len(items) if total is None else total
    pages = max(1, -(-number // asked.size))
    if asked.page > pages:
        raise Http404(_("There are only %(pages)s pages.") % {"pages": pages})
    if total is None:
        items = items[(asked.page - 1) * asked.size : asked.page * asked.size]
    links = {
        "self": _address(request, asked.page),
        "first": _address(request, 1),
        "last": _address(request, pages),
        "prev": _address(request, asked.page - 1) if asked.page > 1 else None,
        "next": _address(request, asked.page + 1) if asked.page < pages else None,
    }
    return {
        "items": list(items),
        "total": number,
        "page": asked.page,
        "pages": pages,
        "size": asked.size,
        "links": links,
    }


def _address(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page)
    return f"{request.path}?{query.urlencode()}"
