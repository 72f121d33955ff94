"""Pairs of a linkage for clerks: a sheet with names that is given out, and what its answers say of the linkage.

The folder ``sheet`` has a row for each record of a pair; its notes say which linkage it is of, how large the
strata are, into which files it was written, and at last what was judged.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings
from django.utils import timezone

from serai.commons.access.readers import Reader
from serai.commons.vaults import keyfiles
from serai.commons.vaults.keys import Scope
from serai.components.statistics.errors import RegisterRefused
from serai.components.statistics.registers import folders, workrooms
from serai.components.statistics.registers.folders import SHEET
from serai.engine import api
from serai.engine.publish.files import write_csv

SHOWN = ("register", "name", "father_name", "birth_date", "sex", "document_number", "national_id")
LINKAGE = "linkage"
"""The column of a sheet that says of which linkage it is: pairs have the same numbers in each."""
_GROUPS = ("script", "sex", "single")
_TEXT = pa.string()


@dataclass(frozen=True)
class Judged:
    """What clerks' answers say, and what became of sheets: the one judged was ``removed``; ``left`` are others."""

    quality: Mapping[str, Any]
    removed: bool
    left: tuple[Path, ...]


def keep_sample(scope: Scope, sample: Any, registers: list[str]) -> None:
    """Keep the pairs of a new linkage for clerks, each record a row of its own, in place of those before."""
    given = [str(path) for path in given_out(scope)]
    note = {
        LINKAGE: uuid4().hex[:12],
        "registers": registers,
        "sizes": sample.sizes,
        "drawn": sample.sheet.num_rows,
        "given": given,
    }
    folders.folder(scope, SHEET).write(_records(sample), note=note, replace=True)


def write_sheet(out: Path, *, scope: Scope, reader: Reader | None = None) -> int:
    """Write the pairs for clerks into a new file that its owner alone can read; how many pairs. It holds names.

    Raises:  RegisterRefused, VaultRefused, VaultLocked, KeyGone.
    """
    if out.exists() or out.resolve().is_relative_to(Path(settings.HOME).resolve()):
        raise RegisterRefused(
            "Names are written into a new file outside the data folder only",
            where=str(out),
            advice="Choose another file.",
        )
    folders.tell(scope, "the sheet with names for clerks is written out", reader=reader)
    with workrooms.alone():
        linkage = _linkage(scope)
        # before the file: a kill leaves none that nobody knows of
        folders.note(scope, SHEET, given=[*map(str, given_out(scope)), str(out.resolve())])
        both = _pairs(scope)
        columns: dict[str, Any] = {"pair": [a["pair"] for a, _ in both]}
        for name in SHOWN:
            columns |= {f"{name}_a": [a[name] for a, _ in both], f"{name}_b": [b[name] for _, b in both]}
        empty = {"same_person": [""] * len(both), LINKAGE: [linkage] * len(both)}
        os.close(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        write_csv(pa.table(columns | empty), out)
    return len(both)


def judge(answers: Path, *, scope: Scope, reader: Reader | None = None) -> Judged:
    """What a sheet that clerks filled in says of the last linkage; the sheet is overwritten and removed then.

    Precision and recall with 95 % intervals, over all and by script, sex and single name, as
    ``judge_linkage`` gives them. Pairs of people who were erased meanwhile are left out.
    Raises:  RegisterRefused for a sheet of another linkage, FileUnreadable, AnswersRefused, VaultRefused,
             VaultLocked, KeyGone. Whatever is raised, the sheet stays.
    """
    given = api.read_answers(answers)
    folders.tell(scope, "answers of clerks are judged", reader=reader)
    with workrooms.alone():
        linkage = _linkage(scope)
        whole = {"pair", LINKAGE} <= set(given.column_names)
        if not whole or set(given[LINKAGE].to_pylist()) != {linkage}:
            raise RegisterRefused(
                "This is no sheet of the last linkage",
                where=answers.name,
                advice="Its pairs are others. Send the sheet back with all its columns; after a new linkage,"
                " write a new sheet with serai registers sheet.",
            )
        key = pa.Table.from_pylist([_key(a, b) for a, b in _pairs(scope)], schema=_KEY)
        still = pc.is_in(given["pair"], value_set=pc.unique(key["pair"]))
        known = pc.is_in(given["pair"], value_set=_ever(scope))
        # a pair of somebody who was erased is passed over; one that never was is refused by the engine
        quality = api.judged(
            key, folders.notes(scope, SHEET)["sizes"], given.filter(pc.or_(still, pc.invert(known)))
        )
        folders.note(scope, SHEET, judged={"quality": quality, "at": timezone.now().isoformat()})
        removed = _removed(answers)
        left = [path for path in given_out(scope) if path != answers.resolve()]
        folders.note(scope, SHEET, given=[str(path) for path in left])
    return Judged(quality, removed, tuple(left))


def given_out(scope: Scope) -> list[Path]:
    """Files with names into which sheets were written, as far as they are still there."""
    return [path for path in map(Path, folders.notes(scope, SHEET).get("given", ())) if path.exists()]


def last_judged(scope: Scope) -> tuple[Mapping[str, Any], datetime] | None:
    """What clerks said of the last linkage, and when it was judged; None before."""
    found = folders.notes(scope, SHEET).get("judged")
    return (found["quality"], datetime.fromisoformat(found["at"])) if found else None


def _linkage(scope: Scope) -> str:
    if not folders.held(scope, SHEET):
        raise RegisterRefused(
            "Nothing is linked here yet", where=str(scope), advice="Use serai registers link first."
        )
    said = folders.notes(scope, SHEET)
    if LINKAGE not in said:
        raise RegisterRefused(
            "What is needed to judge answers was not kept by the version that made this linkage",
            where=str(scope),
            advice="Use serai registers link once more.",
        )
    return str(said[LINKAGE])


def _pairs(scope: Scope) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Both records of each pair; pairs of which one was erased are gone."""
    rows = sorted(folders.whole(scope, SHEET).to_pylist(), key=lambda row: (row["pair"], row["side"]))
    pairs: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        pairs.setdefault(row["pair"], []).append(row)
    return [(found[0], found[1]) for found in pairs.values() if len(found) == 2]


_KEY = pa.schema(
    [("pair", pa.int64()), ("stratum", _TEXT), ("linked", pa.bool_())]
    + [(f"{group}_{side}", _TEXT) for group in _GROUPS for side in ("l", "r")]
)


def _key(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    groups = {f"{g}_{side}": row[f"of_{g}"] for g in _GROUPS for side, row in (("l", a), ("r", b))}
    return {"pair": a["pair"], "stratum": a["stratum"], "linked": a["linked"], **groups}


def _ever(scope: Scope) -> pa.Array:
    """The numbers that pairs of this linkage had, also of those of which somebody was erased."""
    return pa.array(range(1, int(folders.notes(scope, SHEET)["drawn"]) + 1), pa.int64())


def _records(sample: Any) -> pa.Table:
    """The clerks' sheet with a row for each record of a pair, and what judging the answers needs."""
    sheet, key = sample.sheet, sample.key
    return pa.concat_tables(
        pa.table(
            {"subject": sheet[f"record_id_{side}"], "pair": sheet["pair"]}
            | {"side": pa.array([side] * sheet.num_rows, _TEXT)}
            | {name: pc.cast(sheet[f"{name}_{side}"], _TEXT) for name in SHOWN}
            | {"stratum": key["stratum"], "linked": key["linked"]}
            | {f"of_{group}": key[f"{group}_{place}"] for group in _GROUPS}
        )
        for side, place in (("a", "l"), ("b", "r"))
    )


def _removed(path: Path) -> bool:
    try:
        keyfiles.wipe(path)
    except OSError:  # of somebody else, or on a disk that is only read
        return False
    return True
