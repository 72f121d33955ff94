"""Answers of the service: what was asked, whether the asker has it already, else in pieces, else why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext as _

from serai.commons.access.requests import HttpRequest
from serai.components.statistics.sdmx import kept
from serai.components.statistics.sdmx.negotiation import form_of, media_type, message_of
from serai.components.statistics.sdmx.registry import Stamp, agreed, announced, everything, written
from serai.components.statistics.sdmx.selectors import known_by, revisions
from serai.engine.model.exchange.artefacts import CLASSES, Artefact
from serai.engine.model.exchange.availability import Available
from serai.engine.model.exchange.errors import BadQuery, Meaningless, NotOffered
from serai.engine.model.exchange.queries import Artefacts, availability_query, data_query
from serai.engine.model.exchange.referring import answering
from serai.engine.model.exchange.structure_queries import schema_query, structure_query
from serai.engine.publish.exchange.answering import Form, answered
from serai.engine.publish.exchange.available import availability as there_is
from serai.engine.publish.exchange.available import referenced
from serai.engine.publish.exchange.messages import structure_message
from serai.engine.publish.exchange.schemas import dimension_apart, schema_of
from serai.engine.publish.exchange.selecting import Revision
from serai.web.api.problems import problem

LONGEST = 8000
"""Letters of an address that are read: many servers on the way read no more."""
_STATUS: dict[type[Exception], int] = {BadQuery: 400, Meaningless: 422, NotOffered: 501}


def told(request: HttpRequest, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The answer, or what is wrong with the question, by the status that the standard has for it."""
    if len(request.get_full_path()) > LONGEST:
        return problem(request, 414, "This address is too long.")
    try:
        return answer()
    except (BadQuery, Meaningless, NotOffered) as refusal:
        return problem(request, _STATUS[type(refusal)], str(refusal))


def data(request: HttpRequest, path: str) -> HttpResponseBase:
    """The data that a query asks for.

    Raises:  BadQuery, Meaningless.
    """
    query = data_query(path.split("/"), parameters(request))
    form = form_of(request.headers.get("Accept", ""), get_language_from_request(request))
    if form is None:
        return problem(request, 406, "Data come as SDMX-JSON 2, SDMX-ML 3 and SDMX-CSV 2.")
    flows = revisions(request.reader, query.artefacts)
    if not flows:
        return _nothing(request, query.artefacts)
    every = [one for flow in flows for one in flow]
    etag = _tag(request, every, form)
    newest = max(one.published_at for one in every)
    if (same := get_conditional_response(request, _weak(etag), int(newest.timestamp()))) is not None:
        return _dressed(same, form, etag)
    spill = Path(settings.HOME) / "staging"
    # the tag names the revisions that this reader sees: who sees others has another tag, and another answer
    pieces = kept.answer(
        (etag, *(one.cells for one in every)),
        lambda: answered(flows, query, form, message=etag, prepared=newest, spill=spill),
    )
    if pieces is None:
        return _empty()
    if request.META["REQUEST_METHOD"] == "HEAD":
        pieces = iter(())  # nobody reads the rest of it, which may be millions of cells
    response = StreamingHttpResponse(pieces, content_type=media_type(form))
    response["Last-Modified"] = http_date(newest.timestamp())
    return _dressed(response, form, etag)


def structure(request: HttpRequest, path: str) -> HttpResponseBase:
    """The artefacts that a query asks for.

    Nothing of a type that is not kept here, or nowhere anything, is an empty answer; what is named and is not
    there is not found.
    Raises:  BadQuery.
    """
    query = structure_query(path.split("/"), parameters(request))
    form = _structure_form(request)
    if form is None:
        return _not_accepted(request)
    every = everything(request.reader, known_by(request.reader, query.as_of), query)
    found = answering(every.artefacts, query)
    if not found:
        named = query.artefacts.ids != ("*",) and query.artefacts.context in ("*", *CLASSES)
        return problem(request, 404, _("There is nothing here that you may see.")) if named else _empty()
    return _message(request, form, every.stamps, lambda: (written(request.reader, found, form), ()))


def schema(request: HttpRequest, path: str) -> HttpResponseBase:
    """What data have to look like: a schema to check them by, or the data structure with what it uses, to be read.

    Raises:  BadQuery, Meaningless.
    """
    query, asked, deletion = schema_query(path.split("/"), parameters(request))
    wished = message_of(request.headers.get("Accept", ""), get_language_from_request(request), "schema")
    if wished is None:
        return problem(request, 406, "Schemas come as JSON Schema, XML Schema, SDMX-JSON 2 and SDMX-ML 3.")
    message, form = wished
    every = everything(request.reader, known_by(request.reader, query.as_of), query)
    found = answering(every.artefacts, query)
    if not found:
        return problem(request, 404, _("There is nothing here that you may see."))
    apart = dimension_apart(found, asked)

    def body(etag: str, newest: datetime) -> bytes:
        if message == "schema":
            return schema_of(found, form, apart=apart, deletion=deletion)
        used = written(request.reader, [one for one in found if one.kind != "dataflow"], form)
        return structure_message(used, (), form, message=etag, prepared=newest, home=_home(request))

    return _whole(request, message, form, every.stamps, body)


def availability(request: HttpRequest, path: str) -> HttpResponseBase:
    """Which values there are for a query, and how many cells.

    Raises:  BadQuery, Meaningless.
    """
    query = availability_query(path.split("/"), parameters(request))
    form = _structure_form(request)
    if form is None:
        return _not_accepted(request)
    flows = revisions(request.reader, query.data.artefacts)
    if not flows:
        return _nothing(request, query.data.artefacts)

    def found() -> tuple[Sequence[Artefact], Sequence[Available]]:
        available = there_is(flows, query, spill=Path(settings.HOME) / "staging")
        return referenced(available, query.references), available

    return _message(request, form, [one for flow in flows for one in flow], found)


def _nothing(request: HttpRequest, asked: Artefacts) -> HttpResponseBase:
    """Of what may be anything, and of what has no figures, the answer is empty; what is not there is not found.

    Without figures are tables that wait for them, and provision agreements of the registry: figures are published
    by table, and who sent which is nobody's business.
    """
    if "*" in asked.ids or announced(asked) or agreed(request.reader, asked):
        return _empty()
    return problem(request, 404, _("There is nothing here that you may see."))


def _empty() -> HttpResponse:
    """Nothing fits, which is no mistake. What is not there is of no type."""
    response = HttpResponse(status=204)
    del response["Content-Type"]
    return response


def _structure_form(request: HttpRequest) -> Form | None:
    return form_of(request.headers.get("Accept", ""), get_language_from_request(request), "structure")


def _not_accepted(request: HttpRequest) -> HttpResponse:
    return problem(request, 406, "Structures come as SDMX-JSON 2 and SDMX-ML 3.")


def _message(
    request: HttpRequest,
    form: Form,
    known: Sequence[Revision | Stamp],
    made: Callable[[], tuple[Sequence[Artefact], Sequence[Available]]],
) -> HttpResponseBase:
    """A structure message of what is ``made``, unless the asker has it already; ``known`` is what it is made of."""

    def body(etag: str, newest: datetime) -> bytes | None:
        found, available = made()
        if not found and not available:
            return None
        return structure_message(found, available, form, message=etag, prepared=newest, home=_home(request))

    return _whole(request, "structure", form, known, body)


def _whole(
    request: HttpRequest,
    message: str,
    form: Form,
    known: Sequence[Revision | Stamp],
    body: Callable[[str, datetime], bytes | None],
) -> HttpResponseBase:
    """An answer in one piece, which is made only if the asker has not got it; empty where there is nothing."""
    etag = _tag(request, known, form, message)
    newest = max(one.published_at for one in known)
    if (same := get_conditional_response(request, _weak(etag), int(newest.timestamp()))) is not None:
        return _dressed(same, form, etag)
    made = body(etag, newest)
    if made is None:
        return _empty()
    response = HttpResponse(made, content_type=media_type(form, message))
    response["Last-Modified"] = http_date(newest.timestamp())
    return _dressed(response, form, etag)


def _home(request: HttpRequest) -> str:
    """The address of the service."""
    return request.build_absolute_uri(reverse("sdmx:structure")).removesuffix("/structure")


def parameters(request: HttpRequest) -> list[tuple[str, str]]:
    """The parameters of the address; a plus is a plus, because it means "and" here."""
    parts = [part.partition("=") for part in request.META.get("QUERY_STRING", "").split("&") if part]
    return [(unquote(name), unquote(value)) for name, _equals, value in parts]


def _tag(
    request: HttpRequest, revisions: Sequence[Revision | Stamp], form: Form, message: str = "data"
) -> str:
    """Stands for everything that the answer depends on; releases never change."""
    there = [
        f"{one.short if isinstance(one, Stamp) else one.structure.short} {one.published_at}"
        for one in revisions
    ]
    words = "\n".join([request.get_full_path(), message, repr(form), *there])
    return sha256(words.encode()).hexdigest()[:32]


def _weak(etag: str) -> str:
    """A tag that does not promise the same octets: with gzip they are others, and 304 has to say the same tag."""
    return f'W/"{etag}"'


def _dressed(response: HttpResponseBase, form: Form, etag: str) -> HttpResponseBase:
    response["ETag"] = _weak(etag)
    response["Content-Language"] = form.language
    patch_vary_headers(response, ["Accept-Language", "Accept-Encoding"])
    return response
