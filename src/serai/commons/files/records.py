"""What other rooms and pages get to know of a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class FileRecord:
    """A file as ``reader`` may see it. ``sha256`` is that of the content that a download gives.

    ``cleaned`` says that the bytes differ from those that were sent: metadata were taken out.
    """

    key: str
    name: str
    note: str
    media_type: str
    size: int
    sha256: str
    cleaned: bool
    audience: str
    audience_title: str
    owner: str
    owner_name: str
    kept_at: datetime
    kept_by: str
    keep_until: date | None
    public: bool
    may_change: bool = False
