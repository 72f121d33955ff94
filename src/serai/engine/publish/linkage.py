"""A linkage as files: who is who without names, the model, the quality, and the clerks' sample."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from serai.engine.compute.linkage import Linked, Sample, clerical_sample, judged, link, linkage_quality
from serai.engine.compute.pseudonyms import PseudonymKey, pseudonyms
from serai.engine.errors import FileUnreadable
from serai.engine.model.limits import Limits
from serai.engine.model.receipt import Receipt
from serai.engine.publish.files import write_csv
from serai.engine.publish.work import workroom

FILES = {
    "persons": "persons.parquet",
    "pairs": "pairs.parquet",
    "model": "model.json",
    "quality": "quality.json",
    "sheet": "clerical_sheet.csv",
    "key": "clerical_key.parquet",
}
"""What a linkage writes. The sheet holds names, and only who may read the registers may read it."""
_SIZES = b"sizes"


def linked_in(
    work: Path, people: pa.Table, limits: Limits, said: Callable[[str, float], None], **how: Any
) -> Linked:
    """Link with a DuckDB of its own that spills into ``work``; ``how`` as ``compute.linkage.link`` takes it."""
    config: dict[str, Any] = {
        "memory_limit": limits.memory,
        "temp_directory": str(work / "spill"),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "threads": str(limits.cores),
    }
    with duckdb.connect(":memory:", config=config) as connection:
        return link(people, connection, progress=said, **how)


@dataclass(frozen=True)
class Linkage:
    """A linkage as tables.

    Shape:   persons: one row for each record (person_id, register, record_id, script, single); pairs: the two
             records of each pair that was compared and kept, with weight, probability, whether it is linked
             and why. ``person_id`` says which records are one person in this run, and nothing in another; made with
             a key it is a pseudonym of the person's first record, the same as long as that one is first.
             ``sample.sheet`` holds names, and only who may read the registers may read it.
    """

    persons: pa.Table
    pairs: pa.Table
    model: dict[str, Any]
    quality: dict[str, Any]
    sample: Sample


def linkage_of(people: pa.Table, linked: Linked, *, pairs: int, key: PseudonymKey | None) -> Linkage:
    """What was found as tables, with a clerical sample of so many pairs."""
    return Linkage(
        _persons(people, linked, key),
        _pairs(people, linked),
        linked.model,
        linkage_quality(people, linked),
        clerical_sample(people, linked, pairs=pairs),
    )


def write_linkage(out: Path, work: Path, made: Linkage, receipts: list[Receipt]) -> dict[str, Any]:
    """Write the files of a linkage, all of them or none; give its quality.

    It begins with what became of the rows of each file.
    """
    read = [
        {"file": one.file_name, "rows": one.rows_in, "accepted": one.accepted, "rejected": one.rejected}
        for one in receipts
    ]
    quality = {"files": read, **made.quality}
    _parquet(made.persons, work / FILES["persons"])
    _parquet(made.pairs, work / FILES["pairs"])
    _json(made.model, work / FILES["model"])
    _json(quality, work / FILES["quality"])
    write_csv(made.sample.sheet, work / FILES["sheet"])
    _parquet(_with_sizes(made.sample), work / FILES["key"])
    for name in FILES.values():
        (work / name).chmod(0o600)
        (work / name).replace(out / name)
    return quality


def read_model(path: Path) -> dict[str, Any]:
    """The parameters that an earlier linkage wrote.

    Raises:  FileUnreadable. Whether it is a model of this kind is seen when it is used.
    """
    return _read_json(path, "The model", "Give the model.json of an earlier linkage.")


def write_judgement(folder: Path, answers: pa.Table) -> dict[str, Any]:
    """Precision and recall from clerks' answers, added to the quality of the linkage in ``folder``.

    Raises:  FileUnreadable, AnswersRefused.
    """
    path = folder / FILES["key"]
    if not path.is_file():
        raise FileUnreadable(
            "There is no sample to judge by", where=str(folder), advice="Give the folder of the linkage."
        )
    key = pq.read_table(path)
    quality = _read_json(folder / FILES["quality"], "The quality", "Link again into this folder.")
    quality["clerical"] = judged(key, json.loads(key.schema.metadata[_SIZES]), answers)
    with workroom(folder) as work:
        _json(quality, work / FILES["quality"])
        (work / FILES["quality"]).replace(path.with_name(FILES["quality"]))
    return quality


def _persons(people: pa.Table, linked: Linked, key: PseudonymKey | None) -> pa.Table:
    first = linked.clusters["person"]
    if key is None:
        columns = {"person_id": pc.utf8_lpad(pc.cast(first, pa.string()), 10, "0")}
    else:
        named = [people[name].take(first) for name in ("register", "record_id")]
        columns = {
            "person_id": pseudonyms(named, key, space="person"),
            "key_id": pa.array([key.id] * people.num_rows, pa.string()),
        }
    return pa.table(columns | {name: people[name] for name in ("register", "record_id", "script", "single")})


def _pairs(people: pa.Table, linked: Linked) -> pa.Table:
    pairs = linked.pairs
    records = {
        f"{name}_{side}": people[name].take(pairs[f"unique_id_{at}"])
        for side, at in (("a", "l"), ("b", "r"))
        for name in ("register", "record_id")
    }
    said = ("match_weight", "match_probability", "certain", "direct", "linked")
    return pa.table(records | {name: pairs[name] for name in said})


def _with_sizes(sample: Sample) -> pa.Table:
    return sample.key.replace_schema_metadata({_SIZES: json.dumps(sample.sizes).encode()})


def _parquet(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd")


def _json(value: dict[str, Any], path: Path) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _read_json(path: Path, what: str, advice: str) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise FileUnreadable(f"{what} cannot be read", where=str(path), advice=advice) from None
    if not isinstance(value, dict):
        raise FileUnreadable(f"{what} cannot be read", where=str(path), advice=advice)
    return value
