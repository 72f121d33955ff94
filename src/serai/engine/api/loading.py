"""Files into datasets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from serai.engine.errors import FileUnreadable
from serai.engine.ingest.facts import Facts
from serai.engine.ingest.mappings import read_mapping
from serai.engine.ingest.stage import import_id, stage
from serai.engine.model.limits import Limits
from serai.engine.model.receipt import Receipt

if TYPE_CHECKING:
    from serai.engine.store.store import Store


def load(
    store: Store,
    file: Path,
    mapping: str | Path,
    *,
    dataset: str | None = None,
    progress: Callable[[str, float], None] | None = None,
    synthetic: bool = False,
    vintage: str = "",
    limits: Limits | None = None,
) -> Receipt:
    """Load one file into a dataset and give its receipt.

    Either all accepted rows are stored together with the receipt, or nothing is. The same file under
    the same mapping, whose rows are in the dataset, is not loaded again: its receipt comes back with
    ``already_loaded``. ``vintage`` is the owner's name of the edition, where the mapping does not say it or
    the file's name says it wrong. ``progress`` is called with a step and the fraction done.
    Raises:  MappingInvalid, FileUnreadable, StoreBusy, StoreRefused.
    """
    said = progress or (lambda step, fraction: None)
    path = Path(file)
    chosen = read_mapping(mapping)
    name = dataset or chosen.dataset
    if not path.is_file():
        raise FileUnreadable("There is no such file", where=str(path), advice="Check the path.")
    said("open", 0.0)
    facts = Facts(path)
    with store.working(name, f"import-{chosen.name}") as work:
        # only a file of the same size can be the same file: others need not wait for the hash
        if facts.bytes in store.sizes(name):
            before = store.loaded(name, import_id(facts.sha256, chosen))
            if before is not None:
                said("done", 1.0)
                return replace(before, already_loaded=True)
        stored = store.files(name) if chosen.mode == "append" else []
        staged = stage(
            facts,
            chosen,
            dataset=name,
            work=work,
            stored=stored,
            synthetic=synthetic,
            limits=limits,
            progress=said,
        )
        said("store", 0.95)
        receipt = replace(staged.receipt, vintage=vintage or staged.receipt.vintage)
        store.commit_rows(receipt, [staged.data], mode=chosen.mode, rejected=staged.rejected)
    said("done", 1.0)
    return receipt
