"""Pages for when something went wrong, in plain words."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from serai.commons.places.digits import native


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the address or the form makes no sense. 413: it is larger than this site reads."""
    if isinstance(exception, RequestDataTooBig):
        return _too_large(request)
    words = {
        "title": _("This request could not be understood"),
        "text": _(
            "The address or the form held something that this site cannot read. Go back, reload, try again."
        ),
    }
    return render(request, "web/error.html", {"code": 400, **words}, status=400)


def _too_large(request: HttpRequest) -> HttpResponse:
    words = {
        "title": _("This is too large"),
        "text": _(
            "At most %(limit)s MB can be sent at once. Nothing was kept. Make the file smaller, or split it."
        )
        % {"limit": settings.FILE_LIMIT // 1024 // 1024},
    }
    return render(request, "web/error.html", {"code": 413, **words}, status=413)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in or not, this page is for others."""
    words = {
        "title": _("This page is not open to you"),
        "text": _(
            "Your account does not have the right that this page needs. The secretariat can give it to you."
        ),
        "needed": str(exception),
    }
    return render(request, "web/error.html", {"code": 403, **words}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form that was open too long or came from elsewhere."""
    words = {
        "title": _("The form could not be accepted"),
        "text": _(
            "It was open for too long, or cookies are switched off. Nothing was changed. "
            "Reload and send it again."
        ),
    }
    return render(request, "web/error.html", {"code": 403, **words}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page."""
    words = {
        "title": _("There is no such page"),
        "text": _("The address may be misspelt, or what it led to has another key now."),
    }
    return render(request, "web/error.html", {"code": 404, **words}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: asks neither the database nor the session, which may be what failed."""
    language = get_language() or "en"
    bidi = get_language_info(language)["bidi"]
    context = {"language": language, "bidi": bidi, "code": native("500", language)}
    return HttpResponseServerError(loader.render_to_string("web/500.html", context))
