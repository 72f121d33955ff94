"""Wagtail's editor behind one guard of ours: who may enter, what is closed, how its pages may behave.

Every address of the include passes ``_enter``. Signing in, passwords and people are done on our own
pages; Wagtail's are closed. Its pages carry scripts in the page, so that its path alone has a wider
content security policy; still nothing is loaded from another host.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLResolver, include, path
from wagtail.admin import urls as wagtail_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from serai.commons.access.addresses import whole
from serai.components.newsroom.access import EDIT_SITE
from serai.components.newsroom.services.groups import align

CLOSED = (
    "wagtailadmin_login",
    "wagtailadmin_password_reset",
    "wagtailusers_",
    "wagtailsites",
    "wagtail_localize:convert_to_alias",
)
POLICY = {
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "frame-src": ["'self'"],
    "frame-ancestors": ["'self'"],
}


def _enter(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """``view`` for those who may edit the site, with groups that follow their roles of this moment."""

    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **values: Any) -> HttpResponseBase:
        match = request.resolver_match
        if match is not None and match.view_name.startswith(CLOSED):
            raise Http404
        align(request.user)
        response = view(request, *args, **values)
        # a preview is a page of the site in a frame of the editor: it comes with the site's own policy
        if "Content-Security-Policy" in response.headers:
            del response.headers["Content-Security-Policy"]
        response._csp_replace = POLICY  # type: ignore[attr-defined]
        response["X-Frame-Options"] = "SAMEORIGIN"
        response["Cache-Control"] = "no-store"
        return response

    return entered


def editor(route: str) -> URLResolver:
    """Wagtail's editor at ``route``; in lists of addresses it is one entry."""
    patterns = decorate_urlpatterns(wagtail_urls.urlpatterns, _enter)
    return whole(path(route, include(patterns)), "wagtailadmin_home", EDIT_SITE)
