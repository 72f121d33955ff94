"""What happens in this room and concerns rooms above."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PartnershipLoaded:
    """Files of a partnership were loaded, and ``changed`` rows are new or different."""

    changed: int
