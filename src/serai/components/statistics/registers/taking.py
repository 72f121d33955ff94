"""A file of people taken into encrypted folders: only what is new, and all of it or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings

from serai.commons.access.readers import Reader
from serai.commons.vaults import sealing
from serai.commons.vaults.folders import EncryptedFolder, Snapshot
from serai.commons.vaults.keys import Scope
from serai.components.statistics.errors import RegisterRefused
from serai.components.statistics.registers import clock, folders, workrooms
from serai.components.statistics.registers.vault import VAULT
from serai.engine import api
from serai.engine.ingest.people import PLACES
from serai.kernel.ids import file_sha256

ERASED = "erased_person"
"""Why rows of people are refused who were erased: a later file does not bring them back."""
EXAMPLES = 20
"""So many refused rows are kept with a receipt, by row and field; it has nobody's values."""
SEVERAL = 3
"""A place is named that so many rows of a file have."""


def take(
    file: Path,
    *,
    mapping: str,
    register: str,
    scope: Scope,
    space: str = "",
    keep_until: date | None = None,
    basis: str = "",
    reader: Reader | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> api.Receipt:
    """Take a raw file into ``register``; gives the receipt, which is kept with the people, and names nobody.

    Rows that the register has already are counted as duplicates, and rows of people who were erased are
    refused. The same file once more changes nothing. ``space`` says with which registers of the scope
    pseudonyms are shared; without it with none. A kill leaves the file taken or not. ``keep_until`` is the last
    day of the whole register, which its legal ``basis`` names; else a new register follows the vault's rule.
    ``reader`` is whoever asks on the site; None is the command line, which speaks for the house.
    Raises:  RegisterRefused, NoMemoryDisk, VaultLocked, KeyGone; what ``standardise_register`` raises.
    """
    name = folders.people_of(register)
    if not file.is_file():
        raise api.FileUnreadable("There is no such file", where=str(file), advice="Check the path.")
    chosen = api.read_mapping(mapping)
    folders.keys().require_open(VAULT.name, scope)
    clock.check(scope, register, keep_until, basis)
    folders.tell(scope, f"take a file into {register}", reader=reader)
    with workrooms.alone():
        before = folders.taken(scope, register)
        digest = file_sha256(file)
        for snapshot in before:
            receipt = api.Receipt.from_json(snapshot.note["receipt"], [])
            if receipt.file_sha256 == digest:
                clock.keep(scope, register, until=keep_until, basis=basis)
                return replace(receipt, already_loaded=True)
        first = before[0].note if before else None
        shared = _space(scope, register, space, first)
        if first and first["dataset"] != chosen.dataset:
            raise RegisterRefused(
                f"{register} holds files of {first['dataset']}, and this mapping is for {chosen.dataset}",
                where=file.name,
                advice="Name another register with --register.",
            )
        with workrooms.for_names(file.stat().st_size) as work:
            made = api.standardise_register(
                file, mapping, key=folders.pseudonym_key(scope), space=shared, work=work,
                by=first["by"] if first else None,
                limits=api.Limits(memory=settings.STATISTICS_MEMORY), progress=progress,
            )  # fmt: skip
        _refuse_mixed(scope, register, shared, made.by)
        people, events = folders.folder(scope, name), folders.folder(scope, folders.events_of(register))
        _undo_killed(people, events, before)
        made = _only_new(made, people, events)
        told = {str(one["place"]) for snapshot in before for one in _places(snapshot)}
        places = named_places(made.receipt.places, told)
        receipt = replace(made.receipt, dataset=register, places=places)
        note = {
            "receipt": receipt.to_json(),
            "examples": [asdict(one) for one in receipt.examples[:EXAMPLES]],
            "dataset": chosen.dataset,
            "by": made.by,
            "space": shared,
            "mapping": chosen.name,
        }
        # people last: the events of a file count from the moment that its people are there
        events.write(made.events)
        people.write(made.people, note=note)
        clock.keep(scope, register, until=keep_until, basis=basis)
    return receipt


def named_places(places: list[dict[str, int | str]], known: Collection[str]) -> list[dict[str, int | str]]:
    """What became of the rows of each place, without names that hardly any row has and no earlier file had.

    Such a name may be somebody's, in the wrong column; its rows count as those of no place.
    """
    rows: Counter[str] = Counter()
    for one in places:
        rows[str(one["place"])] += int(one["rows_in"])
    sums: dict[str, Counter[str]] = {}
    for one in places:
        place = str(one["place"])
        name = place if rows[place] >= SEVERAL or place in known else ""
        counts = {key: int(value) for key, value in one.items() if key not in ("place", "sheet")}
        sums.setdefault(name, Counter()).update(counts)
    return [{"sheet": "", "place": name, **counts} for name, counts in sorted(sums.items())]


def _places(snapshot: Snapshot) -> list[dict[str, int | str]]:
    return api.Receipt.from_json(snapshot.note["receipt"], []).places


def _space(scope: Scope, register: str, given: str, first: Mapping[str, Any] | None) -> str:
    if first and given not in ("", first["space"]):
        raise RegisterRefused(
            f"{register} shares pseudonyms as {first['space']!r} since its first file",
            where=str(scope),
            advice="Leave --space away.",
        )
    return str(first["space"]) if first else given or f"register {register}"


def _refuse_mixed(scope: Scope, register: str, space: str, by: Sequence[str]) -> None:
    """P12 may be one person's passport and another's number: one space is of one kind of identifier."""
    for other in folders.registers_in(scope):
        note = folders.first_taken(scope, other).note
        if note["space"] == space and list(note["by"]) != list(by):
            raise RegisterRefused(
                f"{other} tells people apart by {', '.join(note['by'])}, this file by {', '.join(by)}",
                where=f"space {space}",
                advice="Give another --space, and link the registers.",
            )


def _undo_killed(people: EncryptedFolder, events: EncryptedFolder, before: list[Snapshot]) -> None:
    """Take back the events of a file whose people were not written any more."""
    last = before[-1].number if before else 0
    if any(snapshot.number > last for snapshot in events.snapshots()):
        events.take_back(last)
    events.sweep()
    people.sweep()


def _only_new(
    made: api.StandardRegister, people: EncryptedFolder, events: EncryptedFolder
) -> api.StandardRegister:
    """Without the rows that are there already, and without people who were erased."""
    about = [
        name for name in made.events.column_names if name[0] != "_" and name not in ("subject", "key_id")
    ]
    keys = [name if name in about else "subject" for name in made.rows_by]
    compared = (keys, about, [*about, "subject"])
    mine = [_signature(made.events, columns) for columns in compared]
    found: list[list[pa.Array]] = [[], [], []]
    for batch in events.read() if keys else ():
        known = batch.filter(pc.is_in(_signature(batch, keys), value_set=mine[0]))
        for columns, signatures in zip(compared, found, strict=True):
            signatures.append(_signature(known, columns))
    seen, same_event, same_row = map(_among, mine, found)
    # whoever has no identifier gets a pseudonym of the row, which is another in each file
    nobody = made.people.filter(pc.is_null(made.people[made.by[0]]))["subject"]
    alone = pc.is_in(made.events["subject"], value_set=_plain(nobody))
    same = pc.and_(seen, pc.if_else(alone, same_event, same_row))
    gone = pc.is_in(made.events["subject"], value_set=_erased())
    new = pc.and_(pc.invert(seen), pc.invert(gone))
    kept = made.events.filter(new)
    counted = {
        "duplicates": pc.and_(same, pc.invert(gone)),
        "conflicting_key": pc.and_(pc.and_(seen, pc.invert(same)), pc.invert(gone)),
        ERASED: gone,
    }
    counts = {name: int(pc.sum(found).as_py() or 0) for name, found in counted.items()}
    places = _moved(made, {name: made.events.filter(rows) for name, rows in counted.items()})
    rejected = dict(made.receipt.rejected)
    for reason in ("conflicting_key", ERASED):
        if counts[reason]:
            rejected[reason] = rejected.get(reason, 0) + counts[reason]
    receipt = replace(
        made.receipt,
        accepted=kept.num_rows,
        rejected=rejected,
        duplicates=made.receipt.duplicates + counts["duplicates"],
        places=places,
    )
    return replace(made, people=_new_people(made.people, kept, people), events=kept, receipt=receipt)


def _moved(made: api.StandardRegister, out: Mapping[str, pa.Table]) -> list[dict[str, int | str]]:
    """What became of the rows of each place, after rows were found to be there already or refused."""
    column = next((name for name in PLACES if name in made.events.column_names), "")
    moved: dict[str, Counter[str]] = {}
    for reason, rows in out.items():
        for place in rows[column].to_pylist() if column else [""] * rows.num_rows:
            moved.setdefault(place or "", Counter())[
                "duplicates" if reason == "duplicates" else "refused"
            ] += 1
    left, told = {place: Counter(counts) for place, counts in moved.items()}, []
    for one in made.receipt.places:
        # a place may stand in several sheets, of which rows that were taken keep no trace
        new = dict(one)
        for name in ("duplicates", "refused"):
            number = min(int(new["accepted"]), left.get(str(one["place"]), Counter())[name])
            new |= {"accepted": int(new["accepted"]) - number, name: int(new[name]) + number}
            if number:
                left[str(one["place"])][name] -= number
        told.append(new)
    return told


def _new_people(described: pa.Table, kept: pa.Table, people: EncryptedFolder) -> pa.Table:
    """Descriptions that are new, of people who have an event here or had one before."""
    columns = [name for name in described.column_names if name != "key_id"]
    mine = _signature(described, columns)
    there, subjects = [], [pc.unique(kept["subject"])]
    for batch in people.read():
        known = batch.filter(pc.is_in(batch["subject"], value_set=_plain(described["subject"])))
        there.append(_signature(known, columns))
        subjects.append(known["subject"])
    wanted = pc.and_(pc.invert(_among(mine, there)), _among(described["subject"], subjects))
    return described.filter(pc.and_(wanted, pc.invert(pc.is_in(described["subject"], value_set=_erased()))))


def _signature(table: pa.Table | pa.RecordBatch, columns: Sequence[str]) -> pa.Array:
    """The columns of each row as one text; what is absent is as what is empty."""
    nothing = pa.array([""] * table.num_rows, pa.string())
    parts = [
        pc.fill_null(pc.cast(_plain(table[name]), pa.string()), "") if name in table.schema.names else nothing
        for name in columns
    ]
    return pc.binary_join_element_wise(nothing, *parts, "\x1f")


def _among(values: pa.Array | pa.ChunkedArray, found: Sequence[pa.Array | pa.ChunkedArray]) -> pa.Array:
    texts = [_plain(one) for one in found]
    every = pa.concat_arrays(texts) if texts else pa.array([], pa.string())
    return pc.is_in(_plain(values), value_set=every)


def _plain(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _erased() -> pa.Array:
    """The pseudonyms of people of this vault who were erased, as they stand in folders."""
    prefix = f"{VAULT.name}:"
    records = sealing.erased_records(folders.keys())
    return pa.array(
        sorted(r.removeprefix(prefix).replace("-", "") for r in records if r.startswith(prefix)), pa.string()
    )
