"""Figures made public, and what may be asked of them."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Where
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from serai import __version__
from serai.engine.api.imports import imports_of, input_now, now
from serai.engine.api.residence import Question, compile_into, definition_of
from serai.engine.model.cells import WITHHELD_STATUS, Cell
from serai.engine.model.dataflow import Dataflow
from serai.engine.model.dataset import ReleaseInfo
from serai.engine.model.passport import Tally, release_key, release_passport
from serai.engine.protect.protection import protect, protection_told
from serai.engine.publish.compiled import Observed, compiled_cells
from serai.engine.publish.crossings import NothingToCompile
from serai.engine.publish.dataflows import dataflow_of, read_dataflow
from serai.engine.publish.release import cells_of, passport_of_cell, stage_release, stage_table
from serai.engine.publish.reported import reported_table
from serai.engine.publish.standing import earlier_revisions

if TYPE_CHECKING:
    from serai.engine.store.store import Store

AS_REPORTED = {
    "en": "Each figure is defined by the source that reported it.",
    "ar": "يعرف كل رقم المصدر الذي أبلغ عنه.",
}
SETTLING = timedelta(seconds=1)
"""Passports say the second of their release, tables the thousandth of their commit."""


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
    question = Question(
        flow.dataset, definition_of(flow.definition), flow.home, observed_from, observed_until
    )
    compiled = compile_into(store, question, lambda step, fraction: said(step, fraction * 0.3))
    key = release_key(flow, [compiled.import_id], {})
    if (before := published(store, flow, key)) is not None:
        said("done", 1.0)
        return before
    seen = question.observed(store)
    unestablished = store.loaded(question.dataset("unestablished"), question.identity(store, "unestablished"))
    apart = unestablished.accepted if unestablished else 0
    defined = question.definition.as_dict() | {
        "observed_from": str(seen.first),
        "observed_until": str(seen.last),
        "country": flow.home,
        # a handful of people is not told either
        "unestablished_persons": apart if apart >= flow.protection.threshold or apart == 0 else None,
    }
    said("tabulate", 0.3)
    cells = compiled_cells(store.files(compiled.dataset), flow, question.definition, seen)

    def again(release: ReleaseInfo) -> list[Cell]:
        return _as_compiled(store, release, flow, question, compiled.dataset)

    said("protect", 0.5)
    with staging(store, flow) as work:  # no other revision comes between the look at them and this one
        shown, certificate = protect(cells, flow, earlier_revisions(store.releases(flow.id), again))
        said("publish", 0.9)
        passport = release_passport(
            flow,
            Tally.of(shown),
            inputs=[input_now(store, flow.dataset)],
            definition=defined,
            protection=protection_told(flow, certificate),
            synthetic=seen.synthetic,
            **revision(store, flow, key, reason),
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
    entered = input_now(store, dataset)
    key = release_key(flow, [one["import_id"] for one in entered["imports"]], {})
    if (before := published(store, flow, key)) is not None:
        return before
    synthetic = any(receipt.synthetic for receipt in imports_of(store, dataset))
    with staging(store, flow) as work:
        table, whole = reported_table(store.files(dataset), flow, synthetic=synthetic, spill=work / "spill")
        withheld = pc.sum(pc.equal(table["OBS_STATUS"], WITHHELD_STATUS)).as_py() or 0
        passport = release_passport(
            whole,
            Tally(len(table), withheld, pc.sum(table["OBS_VALUE"]).as_py() or 0.0),
            inputs=[entered],
            definition={"name": "", "words": AS_REPORTED},
            protection={
                "method": "none",
                "threshold": 0,
                "words": flow.protection.words or "Nothing is withheld: others have published these figures.",
            },
            synthetic=synthetic,
            **revision(store, flow, key, reason),
        )
        stage_table(work / "files", table, whole, passport)
        return store.commit_release(work / "files", passport)


def _as_compiled(
    store: Store, release: ReleaseInfo, flow: Dataflow, question: Question, dataset: str
) -> list[Cell]:
    """The cells of an earlier revision before protection, from the migrations as they were when it was published."""
    moment = datetime.fromisoformat(release.published_at)
    then = [one for one in store.vintages(dataset) if one.known_from <= moment + SETTLING]
    if not then:
        raise NothingToCompile("Its migrations are not kept any more", where=f"{flow.id} {release.revision}")
    known = release.passport["definition"]
    first, last = (date.fromisoformat(known[name]) for name in ("observed_from", "observed_until"))
    files = store.files(dataset, then[-1].snapshot_id)
    return compiled_cells(files, flow, question.definition, Observed(first, last, False))


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


def published(store: Store, flow: Dataflow, key: str) -> ReleaseInfo | None:
    """The release of that key, if there is one."""
    return next((release for release in store.releases(flow.id) if release.key == key), None)


def revision(store: Store, flow: Dataflow, key: str, reason: str) -> dict[str, Any]:
    """What tells this revision from the ones before it."""
    before = store.releases(flow.id)
    return {
        "key": key,
        "revision": before[-1].revision + 1 if before else 1,
        "revises": before[-1].key if before else None,
        "reason": reason,
        "published_at": now(),
        "code_version": __version__,
    }


def staging(store: Store, flow: Dataflow) -> AbstractContextManager[Path]:
    """A folder to prepare a release in, while no other process prepares one of the same dataflow."""
    return store.working(f"release_{flow.id.lower()}", f"release-{flow.id}")
