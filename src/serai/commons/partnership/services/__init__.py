"""Verbs of the partnership."""

from serai.commons.partnership.services.audience import set_audience
from serai.commons.partnership.services.loading import load_partnership, preview_partnership
from serai.commons.partnership.services.uploads import drop_upload, load_upload, receive_upload

__all__ = [
    "drop_upload",
    "load_partnership",
    "load_upload",
    "preview_partnership",
    "receive_upload",
    "set_audience",
]
