"""Which sources a page cites. Reads records; asks nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from serai.commons.partnership.records import ActivityLine, SourceRef


def cited(page: Any) -> list[SourceRef]:
    """Every source that a page's record names, once, in the order of their keys ("S2" before "S10").

    Counts of the page's own activity belong to it; those of other activities that it lists do not.
    """
    found = {source.key: source for source in _sources(page)}
    if isinstance(page.line, ActivityLine):
        found |= {count.source.key: count.source for count in page.line.counts if count.source}
    return [found[key] for key in sorted(found, key=_natural)]


def _sources(value: Any) -> Iterator[SourceRef]:
    if isinstance(value, SourceRef):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _sources(item)
    elif is_dataclass(value) and not isinstance(value, ActivityLine):
        for field in fields(value):
            yield from _sources(getattr(value, field.name))


def _natural(key: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", key)]
