"""How histories of the partnership's nouns read: titles of fields, and what belongs to what."""

from __future__ import annotations

from serai.commons.audit.declaring import Noun
from serai.commons.partnership.history.agreed import agreed
from serai.commons.partnership.history.evidence import evidence
from serai.commons.partnership.history.happenings import happenings
from serai.commons.partnership.history.partners import partners
from serai.commons.partnership.history.parts import SHOWN, shown_parts

__all__ = ["SHOWN", "nouns", "shown_parts"]


def nouns() -> tuple[Noun, ...]:
    """Every noun of the partnership that has a page, and those that others point to."""
    return (*happenings(), *partners(), *agreed(), *evidence())
