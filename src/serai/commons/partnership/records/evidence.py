"""Where it comes from: sources, statements, uploads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from serai.commons.partnership.records.activities import ActivityLine
from serai.commons.partnership.records.parts import EVERYBODY, DisagreementLine, Link, ShownTo, SourceRef
from serai.commons.partnership.report import Change, LoadReport


@dataclass(frozen=True)
class SourceLine:
    """A source in a list, with how many rows rest on it."""

    ref: SourceRef
    note: str
    uses: int


@dataclass(frozen=True)
class StatementLine:
    """What a document says, and the rows that hold it."""

    number: int
    text: str
    rows: tuple[Link, ...]


@dataclass(frozen=True)
class SourcePage:
    """Everything that rests on one source."""

    line: SourceLine
    statements: tuple[StatementLine, ...]
    activities: tuple[ActivityLine, ...]
    rows: tuple[Link, ...]  # everything else, grouped by noun
    disagreements: tuple[DisagreementLine, ...]
    shown_to: ShownTo = EVERYBODY


@dataclass(frozen=True)
class AudiencePage:
    """Who may see a thing, with the keys of what is chosen."""

    thing: Link
    shown_to: ShownTo
    body: str
    organisations: tuple[str, ...]


@dataclass(frozen=True)
class UploadPage:
    """An upload with its preview, or with the report once it is loaded."""

    key: str
    received_at: datetime
    waiting: bool
    report: LoadReport
    changes: tuple[Change, ...]
    more_changes: int
