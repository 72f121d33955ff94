"""One line of JSON per event, without personal data.

A request is logged by the name of its route, never by its path or query: a path may hold a code, a
query may hold a name. Addresses and accounts are left out.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

log = logging.getLogger("serai.request")


class JsonFormatter(logging.Formatter):
    """A record as one JSON object; exceptions keep file, line and type, never the message's values."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            # Django's own request records carry the path in their arguments: keep the words, not the values
            "event": record.msg if record.name.startswith("django") else record.getMessage(),
        }
        line.update(getattr(record, "fields", {}))
        if record.exc_info and record.exc_info[0]:
            kind, _error, trace = record.exc_info
            line["error"] = kind.__name__
            frames = []
            while trace is not None:
                code = trace.tb_frame.f_code
                frames.append(f"{code.co_filename.rsplit('/site-packages/', 1)[-1]}:{trace.tb_lineno}")
                trace = trace.tb_next
            line["trace"] = frames[-12:]
        return json.dumps(line, ensure_ascii=False, default=str)


class RequestLog:
    """Middleware: method, route name, status and milliseconds of every request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        log.info(
            "request",
            extra={
                "fields": {
                    "method": request.method,
                    "route": match.view_name if match else "",
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - begun) * 1000, 1),
                }
            },
        )
        return response
