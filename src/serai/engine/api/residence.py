"""Who migrated, from registers of crossings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from serai.engine.api.imports import imports_of, now
from serai.engine.api.places import told_where
from serai.engine.errors import EngineError, FileUnreadable
from serai.engine.model.definition import Definition, definition, orphans_policy
from serai.engine.model.limits import Limits
from serai.engine.model.receipt import Receipt
from serai.engine.publish.bridges import Bridge, bridge_definitions
from serai.engine.publish.compiled import KEPT, Observed, compile_people, observed
from serai.engine.publish.crossings import Crossings, Order, crossings_in
from serai.engine.publish.deaths import read_deaths
from serai.engine.publish.migrants import Compiled, compile_migrations
from serai.engine.publish.migrants_spark import compile_on_spark
from serai.engine.publish.permits import read_permits
from serai.engine.publish.quality import Quality, measure_quality
from serai.engine.publish.revisions import compile_revisions
from serai.kernel.ids import file_sha256

if TYPE_CHECKING:
    from serai.engine.store.store import Store

ENGINES = ("duckdb", "spark")
"""What compiles crossings: this machine alone, or a cluster."""
RESIDENCE_RULE = "residence-by-outcome 2"
"""Raised whenever the calculation changes, so that what it made before is made anew."""


class UnknownEngine(EngineError):
    """An engine that does not exist."""

    exit_code = 2


@told_where()
def compile_crossings(
    files: list[Path],
    out: Path,
    *,
    by: str | Definition = "12/16",
    country: str,
    orphans: str = "drop",
    permits: Path | None = None,
    deaths: Path | None = None,
    observed_from: date | None = None,
    observed_until: date | None = None,
    limits: Limits | None = None,
    skip_bad: bool = False,
    engine: str = "duckdb",
    master: str = "local[*]",
    progress: Callable[[str, float], None] | None = None,
) -> Compiled:
    """Work out who migrated from Parquet files of crossings and write what is found into the folder ``out``.

    The files are read as one, in the order given, those of a folder (``*.parquet``) by their names. Made are
    ``migrations``, ``conditional``, ``unestablished``, ``orphans``, ``flows`` and ``provisional`` (what each
    holds: ``publish.migrants``, ``compute.flows``), and with ``skip_bad`` the rows that cannot be used as
    ``refused``. All of them are written, or none.
    ``permits`` is a Parquet file (person_id, valid_until and, where known, valid_from), ``deaths`` one of (person_id,
    died_on): nobody emigrates by dying, and days after a death prove nothing for any side (``publish.deaths``).
    ``engine`` "spark" does the same on the cluster whose address is ``master``.

    >>> made = compile_crossings(
    ...     [folder / "crossings.parquet"], folder / "out", country="QRV", observed_until=date(2022, 6, 30)
    ... )
    >>> made.rows["migrations"], made.counts["persons"], made.first.isoformat()
    (2, 3, '2020-01-01')

    Raises:  FileUnreadable, MissingColumn, BadCrossings, NothingToCompile, UnknownDefinition, UnknownState,
             BadLimit, DiskFull, PlaceRefused, UnknownEngine, NoSpark, SparkFailed.
    """
    if engine not in ENGINES:
        raise UnknownEngine(
            f"There is no engine called {engine!r}", advice=f"Known engines: {', '.join(ENGINES)}."
        )
    rule = definition_of(by)
    crossings = _read(files, rule)
    order = Order(rule, orphans_policy(orphans), country, observed_from, observed_until)
    compiled = partial(compile_on_spark, master=master) if engine == "spark" else compile_migrations
    return compiled(
        crossings,
        out,
        order,
        limits=limits or Limits(),
        permits=read_permits(permits) if permits else None,
        deaths=read_deaths(deaths) if deaths else None,
        skip_bad=skip_bad,
        said=progress or _silent,
    )


@told_where()
def compare_definitions(
    files: list[Path],
    out: Path,
    *,
    here: str | Definition = "12/16",
    there: str | Definition,
    country: str,
    orphans: str = "drop",
    permits: Path | None = None,
    observed_from: date | None = None,
    observed_until: date | None = None,
    limits: Limits | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> Bridge:
    """The bridge from the figures of one definition to those of another, by reason, from the same crossings.

    Writes ``bridge.parquet`` into the folder ``out``: every migration that either counts, with the reason why
    the other counts it or does not.

    >>> bridge = compare_definitions([folder / "crossings.parquet"], folder / "out", there="3m", country="QRV")
    >>> [(span.kind, span.reason, span.migrations) for span in bridge.spans]
    [('emigration', 'undecided', 1)]

    Raises:  as ``compile_crossings``; rows that cannot be used are never left out.
    """
    ours, theirs = definition_of(here), definition_of(there)
    return bridge_definitions(
        _read(files, theirs, ours),
        out,
        Order(ours, orphans_policy(orphans), country, observed_from, observed_until),
        theirs,
        limits=limits or Limits(),
        permits=read_permits(permits) if permits else None,
        said=progress or _silent,
    )


@told_where()
def compile_triangle(
    files: list[Path],
    out: Path,
    *,
    by: str | Definition = "12/16",
    country: str,
    months: int = 24,
    orphans: str = "drop",
    permits: Path | None = None,
    observed_from: date | None = None,
    observed_until: date | None = None,
    limits: Limits | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> dict[str, Path]:
    """The figures as they would have been at the end of each of the last months, and how far they were off.

    Writes ``triangle.parquet`` and ``revisions.parquet`` into the folder ``out`` and gives their paths
    (``publish.revisions`` says what they hold).
    Raises:  as ``compile_crossings``; rows that cannot be used are never left out.
    """
    rule = definition_of(by)
    order = Order(rule, orphans_policy(orphans), country, observed_from, observed_until)
    return compile_revisions(
        _read(files, rule),
        out,
        order,
        months,
        limits=limits or Limits(),
        permits=read_permits(permits) if permits else None,
        said=progress or _silent,
    )


@told_where()
def assess_quality(
    files: list[Path],
    out: Path,
    *,
    by: str | Definition = "12/16",
    country: str,
    permits: Path | None = None,
    observed_from: date | None = None,
    observed_until: date | None = None,
    limits: Limits | None = None,
    skip_bad: bool = False,
    progress: Callable[[str, float], None] | None = None,
) -> Quality:
    """How far figures compiled from crossings hold: indicators by border post and month, and what moves them.

    Compiles under every policy for orphans; writes ``indicators``, ``net_by_policy``, ``posts`` and
    ``quality.json`` into the folder ``out`` (``compute.quality`` says what they hold).

    >>> quality = assess_quality([folder / "crossings.parquet"], folder / "out", country="QRV")
    >>> quality.shares["orphans"], quality.shares["missing_sex"]
    ((0, 4), (0, 4))

    Raises:  as ``compile_crossings``.
    """
    rule = definition_of(by)
    return measure_quality(
        _read(files, rule),
        out,
        Order(rule, "drop", country, observed_from, observed_until),
        limits=limits or Limits(),
        permits=read_permits(permits) if permits else None,
        skip_bad=skip_bad,
        said=progress or _silent,
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
    said = progress or _silent
    question = Question(
        crossings,
        definition_of(by),
        country,
        observed_from,
        observed_until,
        orphans_policy(orphans),
        limits or Limits(),
    )
    return compile_into(store, question, said)


@dataclass(frozen=True)
class Question:
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
        imports = sorted(receipt.import_id for receipt in imports_of(store, self.crossings))
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


def compile_into(store: Store, question: Question, said: Callable[[str, float], None]) -> Receipt:
    """Answer the question into the store, unless the answer is there."""
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
                loaded_at=now(),
            )
            store.commit_rows(receipt, [path], mode="replace")
    said("done", 1.0)
    return receipt


def _silent(step: str, fraction: float) -> None:
    """Nobody watches."""


def _read(files: list[Path], *rules: Definition) -> Crossings:
    """The files as one table, which has the columns that every one of the definitions asks for."""
    names = [str(file) for given in files for file in _parquet_in(given)]
    return [crossings_in(names, where=", ".join(names), definition=rule) for rule in rules][-1]


def _parquet_in(given: Path) -> list[Path]:
    """The file itself, or those of a folder in the order of their names."""
    if not given.is_dir():
        return [given]
    found = sorted(given.glob("*.parquet"))
    if not found:
        raise FileUnreadable(
            "The folder holds no Parquet file",
            where=str(given),
            advice="Give the folder in which the files themselves lie.",
        )
    return found


def definition_of(by: str | Definition) -> Definition:
    """The definition, or the one of that name."""
    return by if isinstance(by, Definition) else definition(by)
