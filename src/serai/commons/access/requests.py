"""A request as views of this house get it: it knows who asks."""

from __future__ import annotations

from django import http

from serai.commons.access.readers import Reader


class HttpRequest(http.HttpRequest):
    """``reader`` is put there by the directory's middleware; a name for types, never made by hand."""

    reader: Reader
