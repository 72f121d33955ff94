"""What can be wrong with a file of translations as a whole."""

from __future__ import annotations

from serai.kernel.errors import SeraiError


class DeliveryRefused(SeraiError):
    """The file is of no use, or too large."""


class UnknownDelivery(SeraiError):
    """There is no such delivery for whoever asks, or it waits no more."""
