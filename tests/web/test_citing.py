"""The list of sources under a page: complete, once each, in an order that people expect."""

from __future__ import annotations

from dataclasses import dataclass

from serai.commons.partnership.records import SourceRef
from serai.web.citing import cited


def source(key: str) -> SourceRef:
    return SourceRef(key, "page", "public page", f"Page {key}", "", low_authority=False)


@dataclass(frozen=True)
class Office:
    source: SourceRef | None


@dataclass(frozen=True)
class Page:
    line: Office
    offices: tuple[Office, ...]
    sources: tuple[SourceRef, ...]


def test_sources_are_found_at_any_depth_once_and_counted_like_people_count() -> None:
    page = Page(
        Office(source("S10")), (Office(source("S2")), Office(None), Office(source("S10"))), (source("D1"),)
    )
    assert [found.key for found in cited(page)] == ["D1", "S2", "S10"]
