"""The web server: gunicorn, in this process and its children."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from serai.project.errors import BadSetting


def prepare(certificate: Path | None, key: Path | None) -> None:
    """Check certificate and key before anything starts; with them, cookies go over HTTPS only."""
    if (certificate is None) != (key is None):
        raise BadSetting("--certificate and --key belong together")
    for file in (certificate, key):
        if file is not None and not file.is_file():
            raise BadSetting("this file is not there", where=str(file))
    if certificate is not None:
        os.environ["SERAI_HTTPS"] = "true"


@contextmanager
def worker_beside() -> Iterator[None]:
    """A worker as a child of this process, for the length of a block: whoever only looks starts one program."""
    child = subprocess.Popen([sys.executable, "-m", "serai", "worker", "--beside"])
    try:
        yield
    finally:
        child.terminate()
        try:
            child.wait(30)
        except subprocess.TimeoutExpired:  # work that does not look up; it is done again at the next start
            child.kill()


def end_with_parent() -> None:
    """Have this process asked to end when the one that started it is gone, even if it was killed."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent", daemon=True).start()


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from serai.project.wsgi import application

        return application


def serve(host: str, port: int, certificate: Path | None = None, key: Path | None = None) -> None:
    """Serve until a signal ends it. One thread for each process: more make it slower (measured)."""
    from django.conf import settings
    from django.db import connections

    from serai.project import environment

    connections.close_all()  # children must not share a connection
    options: dict[str, Any] = {
        "bind": f"{host}:{port}",
        "workers": environment.read()["SERAI_WORKERS"],
        # A process that says nothing for so long is ended, and with it the answer it is writing: an answer of
        # millions of cells to a slow line takes minutes. Threads would say something in between, but one that
        # hangs, or a reader who takes a letter a minute, would hold a process for ever.
        "timeout": 600,
        "max_requests": 5000,
        "max_requests_jitter": 500,
        "accesslog": None,
        "loglevel": "warning",
        "worker_tmp_dir": str(settings.HOME),
        "limit_request_line": 8190,  # machines ask in long addresses; longer ones get 414
    }
    if certificate and key:
        options |= {"certfile": str(certificate), "keyfile": str(key)}
    try:
        _Server(options).run()
    except SystemExit as ended:
        if ended.code not in (0, None):
            raise
