"""The template of a provision: a spreadsheet for chosen periods, in the language of whoever asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from django.utils.translation import get_language

from serai.commons.access.readers import Reader
from serai.components.statistics.selectors import releases
from serai.components.statistics.submissions import entry, flows, periods, provisions
from serai.engine import api

OFFERED = 24


def periods_of(reader: Reader, key: int) -> tuple[str, ...]:
    """The periods of a provision that have begun, the newest first. Raises: UnknownSubmission."""
    row = provisions.one(reader, key)
    found = periods.periods(row.frequency, row.since, row.until, timezone.localdate() + timedelta(days=1))
    return tuple(one.code for one in found)[: -OFFERED - 1 : -1]


def write(reader: Reader, key: int, chosen: Iterable[str], folder: Path) -> Path:
    """The template as a file in ``folder``. Raises: UnknownSubmission."""
    row = provisions.one(reader, key)
    path, known = folder / f"{row.dataflow}.xlsx", releases.release(reader, row.dataflow)
    flow = flows.dataflow(row.dataflow)
    api.write_template(
        flow,
        path,
        periods=tuple(sorted(chosen)),
        language=get_language() or "en",
        # a template says nothing of a publication that is not for whoever fills it in
        before=releases.folder(known) if known else None,
        # an agency fills in its own country
        only={one.id: codes for one, codes in entry.axes(row, flow) if len(codes) < len(one.codes)},
    )
    return path
