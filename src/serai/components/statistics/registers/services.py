"""Verbs on registers that were taken: link them, compile who migrated, erase a person.

``reader`` is whoever asks on the site; None is the command line, which speaks for the house.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings
from django.utils import timezone

from serai.commons.access.readers import Reader
from serai.commons.vaults import erasure, keyfiles
from serai.commons.vaults.erasure import Subject
from serai.commons.vaults.errors import VaultRefused
from serai.commons.vaults.exporting import folders_of
from serai.commons.vaults.keys import Scope
from serai.commons.vaults.models import Hold
from serai.components.statistics.errors import NobodyThere, NoCrossings, RegisterRefused
from serai.components.statistics.registers import clerks, folders, selectors, workrooms
from serai.components.statistics.registers.folders import BY_PERSON, PERSONS
from serai.components.statistics.registers.vault import VAULT
from serai.engine import api

Progress = Callable[[str, float], None]
COUNTS = ("flows", "provisional", "orphans")
"""What is compiled about nobody: it is given out. It is not protected against recognition."""
_TEXT = pa.string()
_CROSSING = pa.schema(
    [("person_id", _TEXT), ("crossed_on", pa.date32()), ("direction", _TEXT), ("post", _TEXT),
     ("citizenship", _TEXT), ("sex", _TEXT), ("birth_year", pa.int32())]
)  # fmt: skip
_PERMIT = pa.schema([("person_id", _TEXT), ("valid_from", pa.date32()), ("valid_until", pa.date32())])
# read where a register has them: by some definitions, and to order the crossings of a day
_MORE = {"crossed_at": pa.timestamp("us"), "purpose": _TEXT, "intended_days": pa.int32()}


@dataclass(frozen=True)
class Erased:
    """How many rows went, and how many others the linkage takes for the same person, who were left.

    ``sheets`` are files with names that were given out to clerks: the person may be in them.
    """

    rows: int
    linked: int
    sheets: tuple[Path, ...] = ()


def link(
    registers: Sequence[str],
    *,
    scope: Scope,
    threshold: float = 0.9,
    sample: int = 400,
    discard: bool = False,
    reader: Reader | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Find who is one person in registers of a scope, in place of the linkage before; gives its quality.

    What was compiled by person goes, because persons are others then: only with ``discard``.

    The folder ``persons`` then says for each subject of each register which person it is, and ``sheet`` has the
    pairs for clerks, each record of a pair a row of its own, so that erasing one person leaves no name of theirs.
    Raises:  RegisterRefused without ``discard`` when something was compiled, naming it; VaultRefused,
             VaultLocked, KeyGone, NoMemoryDisk, NoNames, BadThreshold.
    """
    folders.tell(scope, f"link {', '.join(registers)}", reader=reader)
    with workrooms.alone(), workrooms.for_names() as work:
        if (lost := selectors.compilations(scope)) and not discard:
            raise RegisterRefused(
                "What was compiled by person goes when registers are linked again: "
                + "; ".join(map(str, lost)),
                where=str(scope),
                advice="Confirm it (--yes; on the site, the box in the form), and compile again afterwards.",
            )
        made = api.link_tables(
            {register: _describing(scope, register) for register in registers},
            work,
            key=api.PseudonymKey(folders.pseudonym_key(scope)),
            threshold=threshold,
            sample=sample,
            limits=api.Limits(memory=settings.STATISTICS_MEMORY),
            progress=progress,
        )
        known = made.persons.select(["record_id", "register", "person_id", "key_id"])
        persons = known.rename_columns(["subject", *known.column_names[1:]])
        note = {"registers": list(registers), "at": timezone.now().isoformat(), "quality": made.quality}
        _forget_compiled(scope)
        clerks.keep_sample(scope, made.sample, list(registers))
        folders.folder(scope, PERSONS).write(
            persons.group_by(persons.column_names, use_threads=False).aggregate([]), note=note, replace=True
        )
    return made.quality


def compile_register(
    register: str,
    out: Path,
    *,
    scope: Scope,
    definition: str = "12/16",
    country: str = "",
    orphans: str = "drop",
    permits: str = "",
    until: date | None = None,
    reader: Reader | None = None,
    progress: Progress | None = None,
) -> api.Compiled:
    """Work out who migrated from a register of crossings. Counts go into ``out``, persons into folders.

    Linked subjects are one person. ``permits`` is a register of the same scope.
    Raises:  NoCrossings, VaultRefused, VaultLocked, KeyGone; what ``compile_crossings`` raises.
    """
    folders.tell(scope, f"compile {register}", reader=reader)
    rows = sum(folders.rows_of(scope, one) for one in (register, permits) if one)
    with workrooms.alone(), workrooms.for_pseudonyms(rows) as work:
        known = _persons(scope)
        files = _unsealed(scope, register, work / "crossings", _CROSSING, known)
        evidence = work / "permits.parquet"
        parts = _unsealed(scope, permits, work / "permits", _PERMIT, known) if permits else []
        if parts:
            pq.write_table(pa.concat_tables(map(pq.read_table, parts)), evidence)
        made = api.compile_crossings(
            files, work / "made", by=definition, country=country or scope.country, orphans=orphans,
            permits=evidence if parts else None, observed_until=until,
            limits=api.Limits(memory=settings.STATISTICS_MEMORY), progress=progress,
        )  # fmt: skip
        note = {
            "definition": definition,
            "orphans": orphans,
            "first": str(made.first),
            "last": str(made.last),
            "at": timezone.now().isoformat(),
        }
        for kind in BY_PERSON:
            table = pq.read_table(made.files[kind])
            names = ["subject" if name == "person_id" else name for name in table.column_names]
            folders.folder(scope, f"{register}-{kind}").write(
                table.rename_columns(names), note=note, replace=True
            )
        out.mkdir(parents=True, exist_ok=True)
        for kind in COUNTS:
            part = out / f"{kind}.part"
            shutil.copyfile(made.files[kind], part)
            part.replace(out / f"{kind}.parquet")
    return replace(made, files={kind: out / f"{kind}.parquet" for kind in COUNTS})


def erase(
    identifier: str,
    *,
    scope: Scope,
    registers: Sequence[str] = (),
    linked: bool = False,
    actor: int | None = None,
) -> Erased:
    """Erase whoever has this identifier from every folder and snapshot of the vault, and check that they are gone.

    The identifier is of the kind by which the registers tell people apart; all registers of the scope are
    asked, or those named. With ``linked`` those go too whom the linkage takes for the same person. The order
    is written beside the keys first, so that a backup that is restored is erased again.
    Raises:  NobodyThere, VaultRefused for a legal hold, VaultLocked, KeyGone.
    """
    asked = list(registers) or folders.registers_in(scope)
    folders.tell(scope, "erasure: who is it", actor=actor)
    with workrooms.alone():
        subjects = _standing(scope, asked, identifier)
        if not subjects:
            kinds = {
                register: ", ".join(folders.first_taken(scope, register).note["by"]) for register in asked
            }
            raise NobodyThere(
                "Nobody stands under this identifier in "
                + ", ".join(f"{register} ({by})" for register, by in kinds.items()),
                where=str(scope),
                advice="Give the identifier that the register tells people apart by, as in its file.",
            )
        persons, others = _linked(scope, subjects)
        gone = subjects | persons | (others if linked else set())
        if Hold.objects.filter(vault=VAULT.name, subject__in=gone, lifted_at=None).exists():
            raise VaultRefused("a legal hold keeps this person", where=str(scope), advice="Lift it first.")
        records = sorted(f"{VAULT.name}:{UUID(word)}" for word in gone)
        keyfiles.add_line(folders.keys().root / "erased.jsonl", {"records": records})
        before = _rows(scope)
        erasure.forget(VAULT, *map(UUID, sorted(gone)), why="erased on request", actor=actor)
        for folder in folders_of(VAULT.name, scope):
            if faults := folder.verify(gone):
                raise VaultRefused("the erasure is not complete", where=folder.name, advice="; ".join(faults))
    return Erased(before - _rows(scope), 0 if linked else len(others), tuple(clerks.given_out(scope)))


def _rows(scope: Scope) -> int:
    """Rows of all files that any snapshot of the scope's folders names."""
    return sum(folder.count() for folder in folders_of(VAULT.name, scope))


def erase_linked(subject: Subject) -> list[str]:
    """What was compiled about persons to whom erased subjects are linked; for an erasure of the whole house.

    It comes before the vaults' own erasure, which takes away what says to whom they are linked.
    """
    prefix = f"{VAULT.name}:"
    words = {UUID(r.removeprefix(prefix)).hex for r in subject.records if r.startswith(prefix)}
    done = []
    for _, scope in folders.keys().scopes(VAULT.name) if words else ():
        if folders.keys().state(VAULT.name, scope) == "open":
            persons, _others = _linked(scope, words)
            if persons:
                gone = map(UUID, sorted(persons))
                done.append(erasure.forget(VAULT, *gone, why="erased on request", actor=subject.actor))
    return done


def _standing(scope: Scope, registers: Sequence[str], identifier: str) -> set[str]:
    """The pseudonyms of an identifier, as far as somebody stands under them."""
    key = folders.pseudonym_key(scope)
    found = set()
    for register in registers:
        space = folders.first_taken(scope, register).note["space"]
        word = api.pseudonym_in_register(identifier, key=key, space=space)
        there = folders.whole(scope, folders.people_of(register), ["subject"])["subject"]
        if word and pc.any(pc.equal(there, word)).as_py():
            found.add(word)
    return found


def _linked(scope: Scope, subjects: set[str]) -> tuple[set[str], set[str]]:
    """The persons that subjects are linked to, and the other subjects of these persons."""
    known = _persons(scope)
    if known is None:
        return set(), set()
    own = pc.is_in(known["subject"], value_set=pa.array(sorted(subjects), _TEXT))
    persons = pc.unique(known.filter(own)["person_id"])
    same = known.filter(pc.is_in(known["person_id"], value_set=persons))
    return set(persons.to_pylist()), set(same["subject"].to_pylist()) - subjects


def _persons(scope: Scope) -> pa.Table | None:
    """Which person each subject is linked to; None before the first linkage."""
    return folders.whole(scope, PERSONS, ["subject", "person_id"]) if folders.held(scope, PERSONS) else None


def _forget_compiled(scope: Scope) -> None:
    """Persons are others after each linkage: what was compiled of the last ones could not be erased any more."""
    for register in folders.registers_in(scope):
        for kind in BY_PERSON:
            if folders.held(scope, f"{register}-{kind}"):
                folders.folder(scope, f"{register}-{kind}").write(
                    pa.table({"subject": pa.array([], _TEXT)}), replace=True
                )


def _describing(scope: Scope, register: str) -> pa.Table:
    """The people of a register as the linkage reads them; sex is taken from events, where all agree on it."""
    people = folders.whole(scope, folders.people_of(register))
    people = people.append_column("record_id", people["subject"])
    said = [
        pa.table({name: batch[name] for name in ("subject", "sex")})
        for batch in folders.events(scope, register)
        if "sex" in batch.schema.names
    ]
    if not said:
        return people
    sexes = pa.concat_tables(said).group_by("subject").aggregate([("sex", "min"), ("sex", "max")])
    agreed = pc.if_else(pc.equal(sexes["sex_min"], sexes["sex_max"]), sexes["sex_min"], None)
    at = pc.index_in(people["subject"], value_set=sexes["subject"].combine_chunks())
    return people.append_column("sex", agreed.take(at))


def _unsealed(
    scope: Scope, register: str, folder: Path, shape: pa.Schema, persons: pa.Table | None
) -> list[Path]:
    """The events of a register as plain Parquet files of ``shape``, with persons for linked subjects."""
    folder.mkdir()
    files: list[Path] = []
    writer: pq.ParquetWriter | None = None
    wanted = {"crossed_on", "direction"} if shape is _CROSSING else {"valid_until"}
    try:
        for batch in folders.events(scope, register):
            if missing := wanted - set(batch.schema.names):
                raise NoCrossings(
                    f"The register {register} has no {' and '.join(sorted(missing))}",
                    where=str(scope),
                    advice="Name a register of crossings, and with --permits one of permits.",
                )
            table = _shaped(batch, shape, persons)
            if writer is None or writer.schema != table.schema:
                if writer is not None:
                    writer.close()
                files.append(folder / f"{len(files)}.parquet")
                writer = pq.ParquetWriter(files[-1], table.schema)
            writer.write_table(table)
    finally:
        if writer is not None:
            writer.close()
    return files


def _shaped(batch: pa.RecordBatch, shape: pa.Schema, persons: pa.Table | None) -> pa.Table:
    subject = batch["subject"]
    if persons is not None:
        at = pc.index_in(subject, value_set=persons["subject"].combine_chunks())
        subject = pc.coalesce(persons["person_id"].combine_chunks().take(at), subject)
    held = set(batch.schema.names)
    more = pa.schema([(name, kind) for name, kind in _MORE.items() if name in held and shape is _CROSSING])
    columns = {"person_id": subject}
    for field in [*shape, *more]:
        if field.name != "person_id":
            there = field.name in held
            columns[field.name] = (
                pc.cast(batch[field.name], field.type) if there else pa.nulls(len(subject), field.type)
            )
    return pa.table(columns)
