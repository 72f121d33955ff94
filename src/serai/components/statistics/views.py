"""Pages, files and pictures of published figures, and receipts for those who work with files."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from serai.commons.access import public, requires
from serai.commons.access.requests import HttpRequest
from serai.commons.partnership.models.audience import Audience
from serai.components.statistics import pages, passports, pictures
from serai.components.statistics.access import SEE_RECEIPTS
from serai.components.statistics.changes.views import as_of
from serai.components.statistics.models import Release
from serai.components.statistics.selectors import headlines, releases
from serai.components.statistics.selectors import imports as receipts
from serai.components.statistics.spreadsheets import csv_lines
from serai.components.statistics.wording import media
from serai.engine.publish.pictures import Spec

Drawing = Callable[..., Spec | None]


@public
def list_releases(request: HttpRequest) -> HttpResponseBase:
    """Every published dataflow with one figure of it."""
    return render(request, "statistics/list.html", {"headlines": headlines.headlines(request.reader)})


@public
def release(request: HttpRequest, dataflow: str, revision: int | None = None) -> HttpResponseBase:
    """A release: summary, table, pictures, files, revisions. With ``as-of``, the way to that of a day."""
    if revision is None and "as-of" in request.GET:
        return as_of(request, dataflow)
    found = _found(request, dataflow, revision)
    page = pages.release_page(request.reader, found, request.GET)
    return render(request, "statistics/release.html", {"page": page, "release": found})


@public
def cell(request: HttpRequest, dataflow: str, revision: int, cell: str) -> HttpResponseBase:
    """The passport of one figure."""
    page = passports.cell_page(request.reader, _found(request, dataflow, revision), cell)
    if page is None:
        raise Http404(_("This release has no such figure."))
    return render(request, "statistics/cell.html", {"page": page, "release": page.release})


@public
def download(request: HttpRequest, dataflow: str, revision: int, name: str) -> HttpResponseBase:
    """A file of a release, exactly as it was published."""
    found = _found(request, dataflow, revision)
    path = releases.download(found, name)
    if path is None:
        raise Http404(_("This release has no such file."))
    etag = quote_etag(next(file["sha256"] for file in found.files if file["name"] == name))
    if (same := get_conditional_response(request, etag=etag)) is not None:
        return same
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=media(name))
    response["ETag"], response["Cache-Control"] = etag, _keeping(found)
    return response


@public
def chart(request: HttpRequest, dataflow: str, revision: int, kind: str) -> HttpResponseBase:
    """The chart of a table of a release."""
    return _picture(request, _found(request, dataflow, revision), kind, pages.chart)


@public
def map_picture(request: HttpRequest, dataflow: str, revision: int, kind: str) -> HttpResponseBase:
    """The map of a table of a release."""
    return _picture(request, _found(request, dataflow, revision), kind, pages.map_picture)


@requires(SEE_RECEIPTS)
def imports(request: HttpRequest) -> HttpResponseBase:
    """Every loaded file."""
    return render(request, "statistics/imports.html", {"imports": receipts.imports(request.reader)})


@requires(SEE_RECEIPTS)
def receipt(request: HttpRequest, import_id: str) -> HttpResponseBase:
    """What became of every row of one file."""
    row = receipts.receipt(request.reader, import_id)
    if row is None:
        raise Http404(_("There is no such import."))
    number = request.GET.get("page", "1")
    refused = receipts.refused(row, int(number) if number.isdecimal() and len(number) < 9 else 1)
    page = passports.receipt_page(request.reader, row, refused)
    context = {"page": page, "quoted": passports.may_read_rows(request.reader, row)}
    return render(request, "statistics/receipt.html", context)


@requires(SEE_RECEIPTS)
def refused(request: HttpRequest, import_id: str) -> HttpResponseBase:
    """The refused rows of one file as CSV."""
    row = receipts.receipt(request.reader, import_id)
    if row is None or not passports.may_read_rows(request.reader, row):
        raise Http404(_("There is no such import."))
    response = StreamingHttpResponse(
        csv_lines(receipts.refused_rows(row)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="refused-{row.import_id[:12]}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def _found(request: HttpRequest, dataflow: str, revision: int | None) -> Release:
    found = releases.release(request.reader, dataflow, revision)
    if found is None:
        raise Http404(_("There is no such release."))
    return found


def _keeping(release: Release) -> str:
    """What is not everybody's stays out of shared caches and is asked for again."""
    return "public, max-age=3600" if release.audience == Audience.PUBLIC else "private, no-store"


def _picture(request: HttpRequest, release: Release, kind: str, drawing: Drawing) -> HttpResponseBase:
    """A picture in the language of ``lang``, or of the page; the hash of what is drawn is its tag."""
    if kind not in pictures.KINDS:
        raise Http404(_("Pictures come as svg and png."))
    language = request.GET.get("lang", "")
    with override(language if language in dict(settings.LANGUAGES) else get_language()):
        spec = drawing(
            release, request.GET, reader=request.reader, narrow=request.GET.get("width") == "narrow"
        )
    if spec is None:
        raise Http404(_("There is nothing to draw."))
    key = pictures.identity(spec, kind)
    if (same := get_conditional_response(request, etag=quote_etag(key))) is not None:
        return same
    response = HttpResponse(pictures.drawn(spec, kind, key), content_type=pictures.KINDS[kind])
    response["ETag"], response["Cache-Control"] = quote_etag(key), _keeping(release)
    return response
