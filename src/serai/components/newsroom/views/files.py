"""Pictures and files of pages: served while they may be shown, to those who may read a page with them."""

from __future__ import annotations

import mimetypes

from django.http import FileResponse, Http404, HttpResponseBase

from serai.commons.access import public
from serai.commons.access.requests import HttpRequest
from serai.components.newsroom.access import EDIT_SITE
from serai.components.newsroom.selectors import media


@public
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture at one size. Its name cannot be guessed; after its consent has ended nobody gets it."""
    found = media.rendition(name)
    if found is None or not (found.image.shown or EDIT_SITE.granted_to(request.user)):
        raise Http404
    response = FileResponse(found.file.open("rb"), content_type=mimetypes.guess_type(name)[0])
    response["Cache-Control"] = "private, max-age=600"  # no longer: consent can end
    return response


@public
def document(request: HttpRequest, number: int, name: str) -> HttpResponseBase:
    """A file of a page, as a download."""
    found = media.document(request.reader, number, editor=EDIT_SITE.granted_to(request.user))
    if found is None or found.filename != name:
        raise Http404
    response = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.filename)
    response["Cache-Control"] = "private, no-store"  # the page with it may be closed to the next who asks
    return response
