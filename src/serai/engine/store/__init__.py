"""Iceberg tables of what is counted, their receipts, and the releases."""

from serai.engine.store.store import Store

__all__ = ["Store"]
