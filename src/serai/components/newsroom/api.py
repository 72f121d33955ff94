"""The door of the newsroom for the project above it: bring the site up."""

from __future__ import annotations

from serai.components.newsroom.selectors.visibility import Named, visibility
from serai.components.newsroom.services.content import make_site

__all__ = ["Named", "make_site", "visibility"]
