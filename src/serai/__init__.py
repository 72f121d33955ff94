"""Serai: the open platform on which a regional migration partnership runs."""

__version__ = "0.1.0"
