"""A register from its raw file to the two tables that go into encrypted folders."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from serai.engine.checks.reasons import in_words
from serai.engine.compute.pseudonyms import PseudonymKey
from serai.engine.compute.registers import identified_by, in_two, standardised, subject_of
from serai.engine.errors import FileUnreadable, MappingInvalid
from serai.engine.ingest.mappings import read_mapping
from serai.engine.ingest.people import read_register
from serai.engine.ingest.registers import looking
from serai.engine.ingest.registers.headers import headers_of
from serai.engine.model.limits import Limits
from serai.engine.model.pointing import RegisterLook
from serai.engine.model.receipt import Receipt

BIRTHS = {
    "unreadable": "cannot be read, such as years of two digits; the rows are kept without a birth",
    "no_such_day": "are of days that do not exist; the year is kept",
    "out_of_range": "are of years in which nobody was born; the rows are kept without a birth",
}
"""What a receipt says of births, by their problem."""


@dataclass(frozen=True)
class StandardRegister:
    """A register in two tables under pseudonyms of one key, and what became of the rows of its file.

    ``by`` are the columns that pseudonyms were made of, ``rows_by`` those that tell its rows apart.
    """

    people: pa.Table
    events: pa.Table
    key_id: str
    receipt: Receipt
    by: tuple[str, ...] = ()
    rows_by: tuple[str, ...] = ()


def standardise_register(
    file: Path,
    mapping: str | Path,
    *,
    key: bytes,
    space: str,
    by: Sequence[str] | None = None,
    limits: Limits | None = None,
    work: Path | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> StandardRegister:
    """Read a register of people and part it into who they are and what happened, under keyed pseudonyms.

    ``key`` are at least 32 random bytes, which enter no table. Pseudonyms are made of the columns ``by``, else
    of the first of person_id, national_id and document_number that the register has; registers of one
    ``space`` share them. ``events`` has no name, no birth but its year, and no identifier, and its
    ``subject`` is what the compilation calls ``person_id``. What lies in between, names among it, goes into
    the folder ``work``, which its owner cleans; without one, into the machine's folder for such files.

    >>> told = "record_id,date,direction,passport,name,date of birth\\n1,1402/01/15,ورود,P12,زهرا کریمی,1370\\n"
    >>> _ = (folder / "north.csv").write_text(told, encoding="utf-8")
    >>> made = standardise_register(folder / "north.csv", "register_crossings", key=bytes(32), space="border")
    >>> made.people.select(["document_number", "name_script", "birth_precision"]).to_pylist()
    [{'document_number': 'P12', 'name_script': 'Arab', 'birth_precision': 'year'}]
    >>> made.events.select(["crossed_on", "direction", "birth_year"]).to_pylist()
    [{'crossed_on': datetime.date(2023, 4, 4), 'direction': 'IN', 'birth_year': 1991}]

    Raises:  MappingInvalid, also for a mapping that is not of people; FileUnreadable, PseudonymKeyRefused,
             NobodyTold, ColumnsRefused.
    """
    secret = PseudonymKey(key)
    chosen = read_mapping(mapping)
    if not chosen.person_level:
        raise MappingInvalid(
            f"Mapping {chosen.name!r} is not of single people",
            advice="Write person_level: true in the mapping, or load the file into a dataset.",
        )
    said = progress or (lambda step, fraction: None)
    table, receipt = read_register(file, chosen, limits=limits, work=work, progress=said)
    if not receipt.accepted:
        reasons = "; ".join(f"{in_words(reason)}: {count:,}" for reason, count in receipt.rejected.items())
        first = receipt.examples[0] if receipt.examples else None
        raise FileUnreadable(
            f"None of its {receipt.rows_in:,} rows can be used: {reasons or 'all are repeated'}",
            where=file.name,
            advice=f"Row {first.row}, {first.field}: {first.advice}" if first else "Check the mapping.",
        )
    said("names and births", 0.7)
    parted_by = identified_by(table.column_names, by)
    read = standardised(table)
    receipt = replace(receipt, notes=[*receipt.notes, *_of_births(read)])
    made = in_two(read, secret, space=space, by=parted_by)
    said("done", 1.0)
    return StandardRegister(
        made.identities, made.events, secret.id, receipt, tuple(parted_by), tuple(chosen.key or ())
    )


def _of_births(read: pa.Table) -> list[str]:
    """How many births could not be read to the day though somebody wrote one, for the receipt."""
    if "birth_problem" not in read.column_names:
        return []
    found = pc.value_counts(pc.drop_null(read["birth_problem"])).to_pylist()
    counts = {one["values"]: one["counts"] for one in found}
    return [
        f"birth_date: {counts[problem]:,} {said}" for problem, said in BIRTHS.items() if problem in counts
    ]


def pseudonym_in_register(identifier: str, *, key: bytes, space: str) -> str | None:
    """The ``subject`` under which ``standardise_register`` put whoever has this identifier, however it is typed.

    Unknown: a text without letters and figures, or of one repeated sign, names nobody: None.
    Raises:  PseudonymKeyRefused.

    >>> pseudonym_in_register("p-12", key=bytes(32), space="border") == pseudonym_in_register(
    ...     "P12", key=bytes(32), space="border"
    ... )
    True
    """
    return subject_of(identifier, PseudonymKey(key), space=space)


def register_headers(file: Path, *, work: Path, known: Sequence[str] = ()) -> list[str]:
    """The headers of a file of people. ``known`` are headers of earlier files. Raises: FileUnreadable."""
    return headers_of(file, work, known)


def look_at_register(
    file: Path,
    base: str,
    words: Mapping[str, Any],
    *,
    work: Path,
    known: Sequence[str] = (),
    limits: Limits | None = None,
) -> RegisterLook:
    """What is seen in a file of people of the kind ``base``, by what was said of it; nobody's value is told.

    ``words`` are as ``with_words`` takes them. What lies in between goes into ``work``, which its owner cleans.
    Raises:  FileUnreadable, MappingInvalid.
    """
    return looking.look_at_people(file, base, words, work=work, known=known, limits=limits)


def register_concepts(base: str) -> dict[str, tuple[str, ...]]:
    """What columns of a kind of register may be pointed at, each with its codes; none for texts and days.

    >>> register_concepts("register_crossings")["direction"]
    ('IN', 'OUT')

    Raises:  MappingInvalid.
    """
    return {name: looking.codes_known(base, name) for name in looking.concepts_of(base)}
