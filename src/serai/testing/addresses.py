"""Every address of the site, as tests walk them; the walk itself belongs to the product."""

from __future__ import annotations

from serai.commons.access.addresses import Address, addresses

__all__ = ["Address", "addresses"]
