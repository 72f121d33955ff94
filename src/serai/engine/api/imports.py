"""What stands in the store: the imports of a dataset, and the moment."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from serai.engine.model.passport import input_of
from serai.engine.model.receipt import Receipt

if TYPE_CHECKING:
    from serai.engine.store.store import Store


def imports_of(store: Store, dataset: str) -> list[Receipt]:
    """The receipts of the imports whose rows are in a dataset now, oldest first."""
    live = next((info.imports for info in store.datasets() if info.name == dataset), [])
    return [receipt for one in live if (receipt := store.receipt(one)) is not None]


def input_now(store: Store, dataset: str) -> dict[str, Any]:
    """What a passport says of a dataset as it is now."""
    return input_of(dataset, store.snapshot_id(dataset), imports_of(store, dataset))


def now() -> str:
    """The moment, as receipts and passports write it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
