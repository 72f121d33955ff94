"""The site as it runs, inside the transaction of a test: for clients that know nothing but an address."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import WSGIServer
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections
from django.test.testcases import QuietWSGIRequestHandler


@contextmanager
def serving() -> Iterator[str]:
    """The address of the site, which answers one request after another on the connection of the test."""
    served = WSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    served.set_app(WSGIHandler())
    own = connections["default"]

    def answer() -> None:
        connections["default"] = own
        served.serve_forever()

    signals = (request_started, request_finished)
    for signal in signals:  # a request would close the connection, and the transaction with it
        signal.disconnect(close_old_connections)
    own.inc_thread_sharing()
    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{served.server_port}"
    finally:
        served.shutdown()
        served.server_close()
        thread.join()
        own.dec_thread_sharing()
        for signal in signals:
            signal.connect(close_old_connections)
