"""What the search does about news from rooms below."""

from __future__ import annotations

from serai.commons.partnership.events import PartnershipLoaded
from serai.commons.search.services import rebuild


def partnership_loaded(event: PartnershipLoaded) -> None:
    """Files of a partnership were loaded: its nouns are indexed again."""
    rebuild(["partnership"])
