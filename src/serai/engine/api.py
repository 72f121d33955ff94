"""The one door of the statistics engine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from collections.abc import Mapping as Where
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from serai import __version__
from serai.engine.errors import EngineError, FileUnreadable, MappingInvalid, StoreBusy, StoreRefused
from serai.engine.ingest.facts import Facts
from serai.engine.ingest.mappings import mappings, read_mapping
from serai.engine.ingest.stage import import_id, stage
from serai.engine.model.dataflow import Dataflow
from serai.engine.model.dataset import DatasetInfo, ReleaseInfo
from serai.engine.model.definition import DEFINITIONS, ORPHANS, Definition, definition, orphans_policy
from serai.engine.model.limits import Limits
from serai.engine.model.mapping import Mapping, MappingInfo
from serai.engine.model.passport import input_of, release_key, release_passport
from serai.engine.model.receipt import Receipt, Refusal
from serai.engine.protect.protection import protect
from serai.engine.protect.suppress import METHOD
from serai.engine.publish.compiled import KEPT, Observed, compile_people, compiled_cells, observed
from serai.engine.publish.crossings import crossings_in
from serai.engine.publish.dataflows import dataflow_of, read_dataflow
from serai.engine.publish.migrants import Compiled, Order, compile_migrations
from serai.engine.publish.permits import read_permits
from serai.engine.publish.release import cells_of, passport_of_cell, stage_release
from serai.engine.publish.reported import reported_cells
from serai.engine.store.store import Store
from serai.kernel.ids import file_sha256

__all__ = [
    "DEFINITIONS",
    "ORPHANS",
    "Compiled",
    "Dataflow",
    "DatasetInfo",
    "Definition",
    "EngineError",
    "FileUnreadable",
    "Limits",
    "Mapping",
    "MappingInfo",
    "MappingInvalid",
    "Receipt",
    "Refusal",
    "ReleaseInfo",
    "Store",
    "StoreBusy",
    "StoreRefused",
    "cell_passport",
    "compile_crossings",
    "compile_residence",
    "definition",
    "load",
    "mappings",
    "publish_reported",
    "publish_residence_flows",
    "read_cells",
    "read_dataflow",
    "read_mapping",
]


def load(
    store: Store,
    file: Path,
    mapping: str | Path,
    *,
    dataset: str | None = None,
    progress: Callable[[str, float], None] | None = None,
    synthetic: bool = False,
    limits: Limits | None = None,
) -> Receipt:
    """Load one file into a dataset and give its receipt.

    Either all accepted rows are stored together with the receipt, or nothing is. The same file under
    the same mapping, whose rows are in the dataset, is not loaded again: its receipt comes back with
    ``already_loaded``. ``progress`` is called with a step and the fraction done.
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
        store.commit_rows(staged.receipt, [staged.data], mode=chosen.mode, rejected=staged.rejected)
    said("done", 1.0)
    return staged.receipt


AS_REPORTED = {
    "en": "Each figure is defined by the source that reported it.",
    "ar": "يعرف كل رقم المصدر الذي أبلغ عنه.",
}
RESIDENCE_RULE = "residence-by-outcome 2"
"""Raised whenever the calculation changes, so that what it made before is made anew."""


def compile_crossings(
    files: list[Path],
    out: Path,
    *,
    by: str | Definition = "12/16",
    country: str,
    orphans: str = "drop",
    permits: Path | None = None,
    observed_from: date | None = None,
    observed_until: date | None = None,
    limits: Limits | None = None,
    skip_bad: bool = False,
    progress: Callable[[str, float], None] | None = None,
) -> Compiled:
    """Work out who migrated from Parquet files of crossings and write what is found into the folder ``out``.

    The files are read as one, in the order given: ``migrations``, ``conditional``, ``unestablished``,
    ``orphans``, ``flows`` and ``provisional`` (what each holds: ``publish.migrants``, ``compute.flows``), and
    with ``skip_bad`` the rows that cannot be used as ``refused``. All of them are written, or none.
    ``permits`` is a Parquet file (person_id, valid_until and, where known, valid_from).

    >>> made = compile_crossings(
    ...     [folder / "crossings.parquet"], folder / "out", country="QRV", observed_until=date(2022, 6, 30)
    ... )
    >>> made.rows["migrations"], made.counts["persons"], made.first.isoformat()
    (2, 3, '2020-01-01')

    Raises:  FileUnreadable, MissingColumn, BadCrossings, NothingToCompile, UnknownDefinition, UnknownState,
             BadLimit, DiskFull.
    """
    rule = _defined(by)
    crossings = crossings_in(
        [str(file) for file in files], where=", ".join(str(file) for file in files), definition=rule
    )
    return compile_migrations(
        crossings,
        out,
        Order(rule, orphans_policy(orphans), country, observed_from, observed_until),
        limits=limits or Limits(),
        permits=read_permits(permits) if permits else None,
        skip_bad=skip_bad,
        said=progress or (lambda step, fraction: None),
    )


def compile_residence(
    store: Store,
    crossings: str = "crossings_qrv",
    *,
    by: str | Definition = "12/16",
    country: str = "QRV",
    observed_from: date | None = None,
    observed_until: date | None = None,
    orphans: str = "drop",
    limits: Limits | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> Receipt:
    """Work out who migrated from a register of crossings; store migrations and give their receipt.

    Makes four datasets, named after the state: ``migrations_...``, ``conditional_...`` (changes that hang on
    an undecided one), ``unestablished_...`` (people whose earlier status nobody knows) and ``orphans_...``
    (unmatched crossings by border post and month). Done
    before with the same crossings and definition, it changes nothing and gives the receipt that is there.
    ``observed_from`` and ``observed_until`` are the first and the last day of the register, both inclusive;
    else those of its first and last crossing.
    Raises:  NothingToCompile, MissingColumn, UnknownDefinition, StoreBusy.
    """
    said = progress or (lambda step, fraction: None)
    question = _Question(
        crossings,
        _defined(by),
        country,
        observed_from,
        observed_until,
        orphans_policy(orphans),
        limits or Limits(),
    )
    return _compile(store, question, said)


def publish_residence_flows(
    store: Store,
    dataflow: str | Path = "DF_MIGRATION_FLOWS",
    *,
    observed_from: date | None = None,
    observed_until: date | None = None,
    reason: str = "",
    progress: Callable[[str, float], None] | None = None,
) -> ReleaseInfo:
    """Publish who migrated, as a dataflow describes it: compile, tabulate, protect, audit, commit.

    The same crossings, definition and description give the release that exists. Otherwise a new revision
    is made, and ``reason`` says why. ``observed_from`` and ``observed_until`` are as in
    ``compile_residence``.
    Raises:  NothingToCompile, DoesNotAddUp, Unsafe, NotSolved, BadDataflow, StoreBusy.
    """
    said = progress or (lambda step, fraction: None)
    flow = read_dataflow(dataflow)
    question = _Question(flow.dataset, _defined(flow.definition), flow.home, observed_from, observed_until)
    compiled = _compile(store, question, lambda step, fraction: said(step, fraction * 0.3))
    key = release_key(flow, [compiled.import_id], {})
    if (before := _published(store, flow, key)) is not None:
        said("done", 1.0)
        return before
    seen = question.observed(store)
    said("tabulate", 0.3)
    cells = compiled_cells(store.files(compiled.dataset), flow, question.definition, seen)
    said("protect", 0.5)
    shown, certificate = protect(cells, flow)
    unestablished = store.loaded(question.dataset("unestablished"), question.identity(store, "unestablished"))
    apart = unestablished.accepted if unestablished else 0
    defined = question.definition.as_dict() | {
        "observed_from": str(seen.first),
        "observed_until": str(seen.last),
        "country": flow.home,
        # a handful of people is not told either
        "unestablished_persons": apart if apart >= flow.protection.threshold or apart == 0 else None,
    }
    least = flow.protection.threshold
    protection = {
        "method": METHOD,
        "threshold": least,
        "width": flow.protection.width,
        "words": flow.protection.words
        or f"Counts from 1 to {least - 1} are withheld, and as many other cells as keep them from being "
        "worked out. An attack on the table by linear programming found none of them.",
        "certificate": certificate.as_dict(),
    }
    said("publish", 0.9)
    with _staging(store, flow) as work:
        passport = release_passport(
            flow,
            shown,
            inputs=[_input(store, flow.dataset)],
            definition=defined,
            protection=protection,
            synthetic=seen.synthetic,
            **_revision(store, flow, key, reason),
        )
        stage_release(work / "files", shown, flow, passport, certificate)
        release = store.commit_release(work / "files", passport)
    said("done", 1.0)
    return release


def publish_reported(
    store: Store, dataset: str, dataflow: str | Path | None = None, *, reason: str = ""
) -> ReleaseInfo:
    """Publish figures that others reported, each with its source; nothing is withheld.

    ``dataflow`` is a shipped name or a file; else the shipped dataflow that describes ``dataset``.
    The same figures and description give the release that exists.
    Raises:  BadDataflow, FigureTwice, NothingToCompile, StoreBusy.
    """
    flow = read_dataflow(dataflow) if dataflow is not None else dataflow_of(dataset)
    flow = replace(flow, dataset=dataset)
    entered = _input(store, dataset)
    key = release_key(flow, [one["import_id"] for one in entered["imports"]], {})
    if (before := _published(store, flow, key)) is not None:
        return before
    cells, whole = reported_cells(store.files(dataset), flow)
    with _staging(store, flow) as work:
        passport = release_passport(
            whole,
            cells,
            inputs=[entered],
            definition={"name": "", "words": AS_REPORTED},
            protection={
                "method": "none",
                "threshold": 0,
                "words": flow.protection.words or "Nothing is withheld: others have published these figures.",
            },
            synthetic=any(receipt.synthetic for receipt in _imports(store, dataset)),
            **_revision(store, flow, key, reason),
        )
        stage_release(work / "files", cells, whole, passport, None)
        return store.commit_release(work / "files", passport)


def read_cells(release: ReleaseInfo | Path, where: Where[str, str] | None = None) -> list[dict[str, Any]]:
    """The cells of a release as plain rows; ``where`` narrows them by equal values of columns.

    Raises:  NoSuchCell for a column that is not there.
    """
    return cells_of(release if isinstance(release, Path) else release.folder, where)


def cell_passport(release: ReleaseInfo | Path, cell_key: str) -> dict[str, Any]:
    """Everything that may be said about one cell, from its value and its sources to its history.

    Nothing about a withheld cell says how much it is or how many records stand behind it.
    Raises:  NoSuchCell.
    """
    return passport_of_cell(release if isinstance(release, Path) else release.folder, cell_key)


@dataclass(frozen=True)
class _Question:
    """What is to be compiled: which crossings, by which definition, for which state and days."""

    crossings: str
    definition: Definition
    country: str
    observed_from: date | None
    observed_until: date | None
    orphans: str = "drop"
    limits: Limits = field(default_factory=Limits)

    def dataset(self, kind: str) -> str:
        return f"{kind}_{self.country.lower()}"

    def observed(self, store: Store) -> Observed:
        seen = observed(store.files(self.crossings), self.crossings)
        return replace(seen, first=self.observed_from or seen.first, last=self.observed_until or seen.last)

    def identity(self, store: Store, kind: str) -> str:
        """What is made of the same crossings by the same definition, for the same days, is the same."""
        imports = sorted(receipt.import_id for receipt in _imports(store, self.crossings))
        days = [str(self.observed_from), str(self.observed_until)]
        parts = [
            kind,
            RESIDENCE_RULE,
            imports,
            self.definition.what_counts(),
            self.orphans,
            self.country,
            days,
        ]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _compile(store: Store, question: _Question, said: Callable[[str, float], None]) -> Receipt:
    identities = {kind: question.identity(store, kind) for kind in KEPT}
    identity = identities["migrations"]
    name = question.dataset("migrations")
    if (before := store.loaded(name, identity)) is not None:
        said("done", 1.0)
        return replace(before, already_loaded=True)
    said("read crossings", 0.0)
    seen = question.observed(store)
    with store.working(name, f"compile-{identity[:16]}") as work:
        made = compile_people(
            store.files(question.crossings),
            work,
            Order(question.definition, question.orphans, question.country, seen.first, seen.last),
            dataset=question.crossings,
            synthetic=seen.synthetic,
            identities=identities,
            limits=question.limits,
            said=lambda step, fraction: said(step, 0.9 * fraction),
        )
        said("store", 0.9)
        # the migrations come last: where they are, the others are as well
        for kind in reversed(KEPT):
            if store.loaded(question.dataset(kind), identities[kind]) is not None:
                continue  # a run that was killed between two of them got as far as this
            path, counts = made[kind]
            receipt = Receipt(
                import_id=identities[kind],
                dataset=question.dataset(kind),
                mapping=f"{RESIDENCE_RULE} ({question.definition.name})",
                file_name=f"{kind} compiled from {question.crossings}",
                file_sha256=file_sha256(path),
                bytes=path.stat().st_size,
                rows_in=counts["rows"],
                accepted=counts["rows"],
                sums={word: number for word, number in counts.items() if word != "rows"},
                notes=[f"Observed from {seen.first} to {seen.last}, both inclusive."],
                mode="replace",
                synthetic=seen.synthetic,
                loaded_at=_now(),
            )
            store.commit_rows(receipt, [path], mode="replace")
    said("done", 1.0)
    return receipt


def _defined(by: str | Definition) -> Definition:
    return by if isinstance(by, Definition) else definition(by)


def _imports(store: Store, dataset: str) -> list[Receipt]:
    """The receipts of the imports whose rows are in a dataset now, oldest first."""
    live = next((info.imports for info in store.datasets() if info.name == dataset), [])
    return [receipt for one in live if (receipt := store.receipt(one)) is not None]


def _input(store: Store, dataset: str) -> dict[str, Any]:
    return input_of(dataset, store.snapshot_id(dataset), _imports(store, dataset))


def _published(store: Store, flow: Dataflow, key: str) -> ReleaseInfo | None:
    return next((release for release in store.releases(flow.id) if release.key == key), None)


def _revision(store: Store, flow: Dataflow, key: str, reason: str) -> dict[str, Any]:
    """What tells this revision from the ones before it."""
    before = store.releases(flow.id)
    return {
        "key": key,
        "revision": before[-1].revision + 1 if before else 1,
        "revises": before[-1].key if before else None,
        "reason": reason,
        "published_at": _now(),
        "code_version": __version__,
    }


def _staging(store: Store, flow: Dataflow) -> AbstractContextManager[Path]:
    return store.working(f"release_{flow.id.lower()}", f"release-{flow.id}")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
