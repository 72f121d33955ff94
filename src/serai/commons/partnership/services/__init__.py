"""Verbs of the partnership."""

from serai.commons.partnership.services.loading import load_partnership, preview_partnership

__all__ = ["load_partnership", "preview_partnership"]
