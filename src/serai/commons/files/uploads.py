"""The largest request that is read at all; what is larger is refused before a byte of it is stored."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

ROOM_FOR_FIELDS = 1024 * 1024  # what a form sends beside its files


class LimitHandler(FileUploadHandler):
    """The first of the upload handlers: it counts and stores nothing.

    What the request says of its length decides before anything is read; should it say less than it sends,
    the server stops reading there. Each file is counted as well.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803  Django calls it by this name
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        if content_length > int(settings.FILE_LIMIT) + ROOM_FOR_FIELDS:
            raise RequestDataTooBig(f"The request is larger than {settings.FILE_LIMIT} bytes")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.counted = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.counted += len(raw_data)
        if self.counted > int(settings.FILE_LIMIT) + ROOM_FOR_FIELDS:
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
