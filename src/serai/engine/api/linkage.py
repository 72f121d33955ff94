"""Records of one person, found in registers of people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from serai.engine.api.places import told_where
from serai.engine.compute.linkage import prepare_people
from serai.engine.compute.pseudonyms import PseudonymKey
from serai.engine.ingest.mappings import read_mapping
from serai.engine.ingest.people import read_answers, read_people
from serai.engine.model.limits import Limits
from serai.engine.publish.linkage import (
    Linkage,
    linkage_of,
    linked_in,
    read_model,
    write_judgement,
    write_linkage,
)
from serai.engine.publish.work import workroom


@told_where()
def link_registers(
    files: list[Path],
    out: Path,
    *,
    mapping: str | Path = "register_people",
    model: Path | None = None,
    threshold: float = 0.9,
    within: bool = True,
    key: PseudonymKey | None = None,
    sample: int = 400,
    limits: Limits | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> dict[str, Any]:
    """Find the records that are of one person, in files of registers, and write who is who into ``out``.

    Each file is a register; its columns are found by ``mapping``. Certain links come first (national id;
    document and birth), then pairs scored by Splink at or above the probability ``threshold``. Parameters are
    learned, or taken from ``model``, the ``model.json`` of an earlier linkage. With ``within`` false only
    records of two registers are scored. With ``key`` persons are pseudonyms that the next run gives again, as
    long as the first of a person's records stays. What is written: ``publish.linkage``. Gives the quality of the
    linkage; precision and recall follow when clerks have filled in ``clerical_sheet.csv`` (``judge_linkage``).

    >>> both = "name,birth_date\\nZahra Karimi,24/05/1987\\nزهرا کریمی,1366/03/03\\n"
    >>> _ = (folder / "border.csv").write_text(both, encoding="utf-8")
    >>> quality = link_registers([folder / "border.csv"], folder / "linked")
    >>> quality["records"], quality["persons"]
    (2, 1)

    Raises:  FileUnreadable, MappingInvalid, NoNames, ModelRefused, BadThreshold, DiskFull, PlaceRefused.
    """
    said = progress or (lambda step, fraction: None)
    room = limits or Limits()
    given = read_model(model) if model is not None else None
    with workroom(out) as work:
        registers, receipts = read_people(
            files,
            read_mapping(mapping),
            work,
            limits=room,
            progress=lambda step, part: said(step, 0.2 * part),
        )
        made = link_tables(
            registers, work, model=given, threshold=threshold, within=within, key=key, sample=sample,
            limits=room, progress=lambda step, part: said(step, 0.2 + 0.7 * part),
        )  # fmt: skip
        said("write", 0.9)
        quality = write_linkage(out, work, made, receipts)
    said("done", 1.0)
    return quality


def link_tables(
    registers: Mapping[str, pa.Table],
    work: Path,
    *,
    model: dict[str, Any] | None = None,
    threshold: float = 0.9,
    within: bool = True,
    key: PseudonymKey | None = None,
    sample: int = 400,
    limits: Limits | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> Linkage:
    """The same with registers that are in memory already; nothing is written.

    ``registers`` have some of the columns of ``compute.linkage.FIELDS``; people of a ``StandardRegister`` can
    be linked, and whoever was one ``subject`` stays one person. What DuckDB cannot keep in memory, names among
    it, goes into the folder ``work``, which its owner cleans.

    >>> names, born = ["Zahra Karimi", "زهرا کریمی"], ["24/05/1987", "1366/03/03"]
    >>> made = link_tables({"border": pa.table({"name": names, "birth_date": born})}, folder)
    >>> made.quality["persons"], made.persons.column_names[:3]
    (1, ['person_id', 'register', 'record_id'])

    Raises:  NoNames, ModelRefused, BadThreshold.
    """
    said = progress or (lambda step, fraction: None)
    said("names and births", 0.0)
    people = prepare_people(registers)
    linked = linked_in(
        work, people, limits or Limits(), lambda step, part: said(step, 0.15 + 0.85 * part),
        model=model, threshold=threshold, within=within,
    )  # fmt: skip
    return linkage_of(people, linked, pairs=sample, key=key)


def judge_linkage(out: Path, answers: Path) -> dict[str, Any]:
    """What clerks' answers say of the linkage in the folder ``out``; they are added to its ``quality.json``.

    ``answers`` is its ``clerical_sheet.csv``, filled in. Gives the quality with ``clerical``: precision and
    recall with 95 % intervals, over all and by script, sex and single name.
    Raises:  FileUnreadable, AnswersRefused.
    """
    return write_judgement(out, read_answers(answers))
