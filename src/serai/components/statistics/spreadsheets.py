"""Lines as CSV that spreadsheets open safely, in pieces."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

FORMULAS = tuple("=+-@\t\r")


def csv_lines(lines: Iterable[list[Any]]) -> Iterator[bytes]:
    """Lines as CSV with a byte order mark, so that spreadsheets read every script.

    A text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    yield b"\xef\xbb\xbf"
    for line in lines:
        buffer = StringIO()
        csv.writer(buffer).writerow(
            [f"'{v}" if isinstance(v, str) and v[:1] in FORMULAS else v for v in line]
        )
        yield buffer.getvalue().encode()
