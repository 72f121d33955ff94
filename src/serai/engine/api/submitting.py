"""From what an agency submitted to the next revision of a dataflow."""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from serai.engine.api.imports import imports_of, now
from serai.engine.api.releases import published, revision
from serai.engine.checks.relating import checks_of
from serai.engine.checks.submissions import checked
from serai.engine.errors import EngineError
from serai.engine.ingest.keeping import kept_checked
from serai.engine.model.cells import Cell
from serai.engine.model.checking import ERROR
from serai.engine.model.dataflow import Dataflow
from serai.engine.model.dataset import ReleaseInfo
from serai.engine.model.observations import (
    COLUMN,
    ROW,
    SHEET,
    STATUS,
    TIME,
    VALUE,
    Checked,
    Written,
    component_ids,
)
from serai.engine.model.passport import Tally, input_of, release_key, release_passport
from serai.engine.model.receipt import Receipt
from serai.engine.protect.audit import Certificate, Unsafe
from serai.engine.protect.protection import protect, protection_told
from serai.engine.protect.standing import Earlier
from serai.engine.publish.release import stage_release
from serai.engine.publish.standing import earlier_revisions
from serai.engine.publish.submitted import (
    IMPORT,
    PROVIDER,
    counting_rows,
    kept_rows,
    rows_then,
    same_figures,
    submitted_cells,
    with_rows,
    write_rows,
)
from serai.kernel.ids import content_id

if TYPE_CHECKING:
    from serai.engine.store.store import Store

AS_SUBMITTED = {
    "en": "Each figure is counted by the agency that submitted it.",
    "ar": "يحصي كل رقم الجهة التي قدمته.",
    "fa": "هر عدد را نهادی شمرده که آن را فرستاده است.",
}


class NotAccepted(EngineError):
    """What was submitted has errors, or nothing in it."""


def publish_submitted(
    store: Store,
    dataflow: Dataflow,
    observations: Path | pa.Table | Checked,
    *,
    provider: str,
    reason: str = "",
    explained: Mapping[str, str] | None = None,
    synthetic: bool = False,
) -> ReleaseInfo:
    """Make the next revision of a dataflow with what an agency submitted.

    ``observations`` are what was checked, the file of ``keep_checked``, or accepted rows as ``Checked`` has them.
    They are checked once more, kept in the dataset of the dataflow with their receipt, and take the place of all
    that ``provider`` had submitted for these periods; what others submitted stays. The cells are protected as the
    dataflow says. ``explained`` says of checks, by id, why their warnings were accepted; it is published.
    The same figures again give the release that exists. Either all of it happens or nothing, but for rows kept
    by a process that died before its release: publishing again makes that release.
    Raises:  NotAccepted, TwoProviders, DoesNotAddUp, Unsafe, NotSolved, BadDataflow, StoreBusy, StoreRefused.
    """
    if not provider.strip():
        raise NotAccepted("Nobody is named who submits it", where=dataflow.id, advice="Name the provider.")
    handed = _handed(dataflow, observations)
    with store.working(dataflow.dataset, "submission") as work:
        before = store.releases(dataflow.id)
        stands = before[-1] if before else None
        verdict = _again(dataflow, handed, stands)
        receipts = {one.import_id: one for one in imports_of(store, dataflow.dataset)}
        counting = counting_rows(store.files(dataflow.dataset), list(receipts), dataflow)
        rows = kept_rows(dataflow, handed.observations, provider, "")
        _, replaced = with_rows(counting, rows, provider)
        same = same_figures(rows, replaced, dataflow)
        identity = _identity(dataflow, provider, len(before) + len(receipts), receipts)
        if same and replaced is not None and counting is not None:
            counts, identity = counting, replaced[IMPORT][0].as_py()
        else:
            rows = kept_rows(dataflow, handed.observations, provider, identity)
            counts, _ = with_rows(counting, rows, provider)
        key = release_key(dataflow, pc.unique(counts[IMPORT]).to_pylist(), {})
        if same and (found := published(store, dataflow, key)) is not None:
            return found
        files = store.files(dataflow.dataset)
        stand = earlier_revisions(
            before, lambda one: submitted_cells(rows_then(files, one.passport["inputs"], dataflow), dataflow)
        )
        cells, protection, certificate = _protected(dataflow, submitted_cells(counts, dataflow), stand)
        if not same:
            # nothing stands in the way any more: the rows are kept, and the release follows
            receipt = _receipt(dataflow, handed, provider, identity, synthetic=synthetic)
            store.commit_rows(receipt, [write_rows(rows, work / "rows.parquet")], mode="append")
            receipts[identity] = receipt
        counted = {one: receipts[one] for one in pc.unique(counts[IMPORT]).to_pylist()}
        passport = release_passport(
            dataflow,
            Tally.of(cells),
            inputs=[_input(store, dataflow, counts, counted.values())],
            definition={"name": dataflow.definition, "words": AS_SUBMITTED},
            protection=protection,
            synthetic=any(one.synthetic for one in counted.values()),
            **revision(store, dataflow, key, reason),
        )
        earlier = stands.passport.get("checks", []) if stands else []
        passport["checks"] = [
            one for one in earlier if one["import_id"] in counted and one["import_id"] != identity
        ]
        passport["checks"].append(_held(dataflow, verdict, identity, provider, explained or {}))
        stage_release(work / "files", cells, dataflow, passport, certificate)
        return store.commit_release(work / "files", passport)


def cells_before(dataflow: Dataflow, folder: Path | None) -> pa.Table | None:
    """The cells of an earlier release that figures can be compared with; none of another shape of table."""
    if folder is None:
        return None
    names = [*dataflow.dimension_ids, TIME, VALUE]
    file = folder / "cells.parquet"
    if not set(names) <= set(pq.read_schema(file).names):
        return None
    return pq.read_table(file, columns=names)


def _handed(dataflow: Dataflow, observations: Path | pa.Table | Checked) -> Checked:
    if isinstance(observations, Path):
        observations = kept_checked(observations)
    if isinstance(observations, Checked):
        if observations.dataflow and observations.dataflow != dataflow.urn_id:
            raise NotAccepted(
                f"It was checked for {observations.dataflow}",
                where=dataflow.urn_id,
                advice="Check it for this table.",
            )
        return observations
    rows = observations.num_rows
    periods = tuple(sorted(pc.unique(observations[TIME]).to_pylist()))
    return Checked(rows, rows, 0, 0, (), periods, observations, dataflow.urn_id)


def _again(dataflow: Dataflow, handed: Checked, stands: ReleaseInfo | None) -> Checked:
    """The verdict on rows that were accepted before, by the description and the release as they are now.

    Raises:  NotAccepted, with the first error.
    """
    names = [*component_ids(dataflow), SHEET, ROW, COLUMN]
    table = handed.observations
    columns = {
        name: table[name] if name == ROW else table[name].cast(pa.string()).combine_chunks() for name in names
    }
    written = Written(pa.table(columns), file_name=handed.file_name)
    before = cells_before(dataflow, stands.folder if stands else None)
    verdict = checked(dataflow, written, language=handed.language, before=before)
    for one in (handed, verdict):
        if not one.may_go_on:
            wrong = next((f for f in one.findings if f.severity == ERROR), None)
            raise NotAccepted(
                wrong.said if wrong else "There is no figure in it",
                where=f"{handed.file_name} {wrong.sheet} {wrong.column}{wrong.row}" if wrong else "",
                advice=wrong.advice if wrong else "Fill in figures.",
            )
    return verdict


def _identity(dataflow: Dataflow, provider: str, turn: int, taken: Container[str]) -> str:
    """One import, by its turn: it is published, and so is no number that is made of the figures or their file.

    Whoever knows all of them but the few that are withheld could try these until the number fits.
    """
    return next(
        one
        for at in itertools.count(turn)
        if (one := content_id(dataflow.urn_id, provider, str(at))) not in taken
    )


def _protected(
    dataflow: Dataflow, cells: list[Cell], earlier: Sequence[Earlier]
) -> tuple[list[Cell], dict[str, Any], Certificate | None]:
    """The cells as they may be shown, in the same order; what is missing stays missing."""
    if not dataflow.protection.threshold:
        if withheld := {cell.key for one in earlier for cell in one.cells if cell.withheld}:
            raise Unsafe(
                f"Earlier revisions withhold {len(withheld)} cells, and this one would withhold nothing",
                where=dataflow.id,
                advice="Give the table a threshold again, or publish it under another name.",
            )
        words = dataflow.protection.words or "Nothing is withheld in this table."
        return cells, {"method": "none", "threshold": 0, "words": words}, None
    shown, certificate = protect([cell for cell in cells if cell.value is not None], dataflow, earlier)
    safe = {cell.key: cell for cell in shown}
    told = protection_told(dataflow, certificate)
    return [safe.get(cell.key, cell) for cell in cells], told, certificate


def _receipt(
    dataflow: Dataflow, handed: Checked, provider: str, identity: str, *, synthetic: bool
) -> Receipt:
    values = handed.observations[VALUE]
    missing = handed.observations.filter(pc.is_null(values))[STATUS].to_pylist()
    return Receipt(
        import_id=identity,
        dataset=dataflow.dataset,
        mapping=dataflow.urn_id,
        file_name=handed.file_name,
        file_sha256=handed.file_sha256,
        bytes=handed.bytes,
        rows_in=handed.rows_in,
        accepted=handed.accepted,
        rejected={"refused": handed.refused} if handed.refused else {},
        duplicates=handed.duplicates,
        sums={VALUE: float(pc.sum(values).as_py() or 0)},
        missing={status: missing.count(status) for status in sorted(set(missing))},
        notes=[f"Submitted by {provider}"],
        key=[*dataflow.dimension_ids, TIME, PROVIDER],
        synthetic=synthetic,
        loaded_at=now(),
    )


def _input(store: Store, dataflow: Dataflow, counts: pa.Table, receipts: Iterable[Receipt]) -> dict[str, Any]:
    """The imports that count, each with its agency and the periods for which it counts; see ``_identity``."""
    known = {receipt.import_id: receipt for receipt in receipts}
    entered = input_of(dataflow.dataset, store.snapshot_id(dataflow.dataset), known.values())
    for one in entered["imports"]:
        rows = counts.filter(pc.equal(counts[IMPORT], one["import_id"]))
        one["provider"] = rows[PROVIDER][0].as_py()
        one["periods"] = sorted(pc.unique(rows[TIME]).to_pylist())
    return entered


def _held(
    dataflow: Dataflow, verdict: Checked, identity: str, provider: str, explained: Mapping[str, str]
) -> dict[str, Any]:
    """Which checks held and how often each other had something to say: no cell and no value, for some are withheld."""
    told: dict[str, int] = {}
    for finding in verdict.findings:
        if finding.row:
            told[finding.check] = told.get(finding.check, 0) + 1
    for more in verdict.beyond.values():
        for name, count in more.items():
            told[name] = told.get(name, 0) + count
    checks = {check.id: check for check in checks_of(dataflow)}
    return {
        "import_id": identity,
        "provider": provider,
        "periods": list(verdict.periods),
        "held": [name for name in checks if name not in told],
        "accepted": [
            {
                "check": name,
                "severity": checks[name].severity,
                "says": checks[name].says,
                "findings": count,
                "explained": explained.get(name, ""),
            }
            for name, count in told.items()
            if name in checks
        ],
    }
