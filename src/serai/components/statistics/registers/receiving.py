"""Files of people as a browser sends them: in memory from the first byte, whatever their size."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler

from serai.commons.access.requests import HttpRequest
from serai.commons.files.uploads import LimitHandler


class InMemory(MemoryFileUploadHandler):
    """Django's own, for files of every size: its other handler writes the larger ones to the disk."""

    def handle_raw_input(self, *_args: Any, **_more: Any) -> None:
        self.activated = True


def in_memory(request: HttpRequest) -> None:
    """Have the files of a request kept in memory. It comes before anything that reads the form."""
    request.upload_handlers = [LimitHandler(request), InMemory(request)]
