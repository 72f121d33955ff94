"""A register from its raw file to the two tables that go into encrypted folders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from serai.engine.compute.pseudonyms import PseudonymKey
from serai.engine.compute.registers import in_two, standardised
from serai.engine.errors import MappingInvalid
from serai.engine.ingest.mappings import read_mapping
from serai.engine.ingest.people import read_register
from serai.engine.model.limits import Limits
from serai.engine.model.receipt import Receipt


@dataclass(frozen=True)
class StandardRegister:
    """A register in two tables under pseudonyms of one key, and what became of the rows of its file."""

    people: pa.Table
    events: pa.Table
    key_id: str
    receipt: Receipt


def standardise_register(
    file: Path,
    mapping: str | Path,
    *,
    key: bytes,
    space: str,
    by: Sequence[str] | None = None,
    limits: Limits | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> StandardRegister:
    """Read a register of people and part it into who they are and what happened, under keyed pseudonyms.

    ``key`` are at least 32 random bytes, which enter no table. Pseudonyms are made of the columns ``by``, else
    of the first of person_id, national_id and document_number that the register has; registers of one
    ``space`` share them. ``events`` has no name, no birth but its year, and no identifier, and its
    ``subject`` is what the compilation calls ``person_id``.

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
    table, receipt = read_register(file, chosen, limits=limits, progress=said)
    said("names and births", 0.7)
    made = in_two(standardised(table), secret, space=space, by=by)
    said("done", 1.0)
    return StandardRegister(made.identities, made.events, secret.id, receipt)
