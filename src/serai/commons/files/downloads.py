"""How bytes of a file leave the house: never run by a browser, in parts where one asks for a part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from serai.commons.files.records import FileRecord

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_PIECE = 64 * 1024


def answer(request: HttpRequest, file: FileRecord, stream: IO[bytes]) -> HttpResponseBase:
    """The whole file, the part that was asked for, or nothing new; with headers that keep it inert."""
    tag = f'"{file.sha256}"'
    response: HttpResponseBase
    if request.headers.get("If-None-Match") == tag:
        stream.close()
        response = HttpResponse(status=304)
    else:
        response = _body(request, file, stream, tag)
        response["Content-Type"] = file.media_type + (
            "; charset=utf-8" if file.media_type[:5] == "text/" else ""
        )
        response["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
        response["Content-Encoding"] = "identity"  # a compressed answer would have other parts
        response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "public, max-age=3600" if file.public else "private, no-store"
    return response


def part(asked: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a part, from a Range header; None where the whole is to be sent.

    Raises: ValueError when the part lies outside of the file. Several parts at once are not given.
    """
    found = _RANGE.fullmatch(asked.replace(" ", ""))
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:  # so many bytes from the end
        first, last = max(size - int(found[2]), 0), size - 1
        if int(found[2]) == 0:
            raise ValueError(asked)
    else:
        first, last = int(found[1]), min(int(found[2] or size), size - 1)
        if found[2] and int(found[2]) < first:
            return None
    if first >= size:
        raise ValueError(asked)
    return first, last


def _body(request: HttpRequest, file: FileRecord, stream: IO[bytes], tag: str) -> HttpResponseBase:
    asked = request.headers.get("Range", "")
    if request.headers.get("If-Range", tag) != tag:
        asked = ""
    try:
        bounds = part(asked, file.size)
    except ValueError:
        stream.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    if bounds is None:
        whole = FileResponse(stream)
        whole["Content-Length"] = str(file.size)
        return whole
    first, last = bounds
    some = StreamingHttpResponse(_pieces(stream, first, last - first + 1), status=206)
    some["Content-Length"] = str(last - first + 1)
    some["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    return some


def _pieces(stream: IO[bytes], first: int, length: int) -> Iterator[bytes]:
    with stream:
        stream.seek(first)
        while length > 0 and (piece := stream.read(min(_PIECE, length))):
            length -= len(piece)
            yield piece
