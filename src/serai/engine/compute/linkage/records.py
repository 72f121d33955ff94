"""Registers as one table of records that can be compared. Arrow in, Arrow out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from serai.engine.compute.births import prepare_births
from serai.engine.compute.names import prepare_names
from serai.engine.errors import EngineError
from serai.kernel.texts import ascii_digits, search_key

FIELDS = {
    "record_id": "what the register calls the record; its row number where it has none",
    "name": "the whole name; or given_name and family_name",
    "father_name": "the father's name",
    "birth_date": "a date of birth in either calendar, a year, or a date",
    "sex": "F or M, in the usual words of the region",
    "document_number": "passport or permit",
    "national_id": "number in a register of the population",
}
_SEXES = {
    "F": "f|female|woman|girl|زن|مونث|مؤنث|أنثى|انثی|خاتون|عورت|ښځه|ښځینه|নারী|মহিলা|স্ত্রী|2",
    "M": "m|male|man|boy|مرد|مذکر|ذكر|نارینه|نر|পুরুষ|1",
}


class NoNames(EngineError):
    """Registers without a column of names: nothing tells one person from another."""

    exit_code = 3


def prepare_people(registers: Mapping[str, pa.Table]) -> pa.Table:
    """The records of all registers, one below the other, in a form in which they can be compared.

    Shape:   registers by name, each with some of ``FIELDS`` -> one row for each record, in order:
             ``unique_id`` (its number from 0), ``register``, ``record_id``, the written fields, and beside
             them skeletons of names (``name_key`` and others; words and ``name_normal`` as numbers), days of
             birth (``birth_first`` to ``birth_last``; ``birth_day`` where it is known), ``sex`` as F or M,
             ``document``, ``national_id``;
             ``subject_first``, the first row with the same ``subject``, a column that registers under keyed
             pseudonyms have: whoever was one person there is one here.
    Unknown: what is absent or cannot be read is null, and so are identifiers of one repeated figure.
    Raises:  NoNames, naming the registers without names.
    """
    if nameless := [name for name, table in registers.items() if not _has_name(table)]:
        raise NoNames(
            f"There is no column of names in {', '.join(nameless)}",
            advice="Call it name, or given_name and family_name.",
        )
    written = pa.concat_tables([_written(name, table) for name, table in registers.items()]).combine_chunks()
    names, fathers = prepare_names(written["name"]), prepare_names(written["father_name"])
    births = prepare_births(written["birth_date"])
    first, last = births["first"], births["last"]
    known = pc.equal(births["precision"], "day")
    day = pc.if_else(known, pc.strftime(first, "%Y-%m-%d"), None)
    rows = written.num_rows
    words = _numbered(names["words"])
    columns: dict[str, pa.Array | pa.ChunkedArray] = {
        "unique_id": pa.array(np.arange(rows), pa.int64()),
        **{name: written[name] for name in ("register", *FIELDS)},
        "name_key": names["key"],
        "name_words": words,
        "name_normal": names["normal"].combine_chunks().dictionary_encode().indices,
        "name_sorted": pc.if_else(names["single"], None, pc.binary_join(_sorted(names["words"]), " ")),
        "name_start": pc.utf8_slice_codeunits(names["key"], 0, 2),
        "name_first": _nth(words, 0),
        "name_last": _nth(words, -1),
        "script": names["script"],
        "single": names["single"],
        "father_key": fathers["key"],
        "father_words": _numbered(fathers["words"]),
        "birth_first": first,
        "birth_last": last,
        "birth_day": day,
        "birth_turned": pc.if_else(known, pc.strftime(first, "%Y-%d-%m"), None),
        "birth_year": pc.year(first),
        # the Solar Hijri year begins on 20 or 21 March; of a year alone, the year in which it ends
        "birth_solar": pc.subtract(
            pc.year(last), pc.if_else(pc.less_equal(_month_day(last), 320), 622, 621)
        ),
        "birth_heaped": births["heaped"],
        "document": _identifier(written["document_number"]),
    }  # fmt: skip
    columns["sex"] = _sex(written["sex"])
    columns["national_id"] = _identifier(written["national_id"])
    columns["subject_first"] = _first_with(written["subject"])
    return pa.table(columns)


def _has_name(table: pa.Table) -> bool:
    return bool({"name", "given_name", "family_name"} & set(table.column_names))


def _written(register: str, table: pa.Table) -> pa.Table:
    rows = table.num_rows
    nothing = pa.nulls(rows, pa.string())

    def column(name: str) -> pa.Array | pa.ChunkedArray:
        return pc.cast(table[name], pa.string()) if name in table.column_names else nothing

    name = column("name")
    if "name" not in table.column_names:
        parts = [pc.fill_null(column(part), "") for part in ("given_name", "family_name")]
        name = pc.binary_join_element_wise(*parts, " ")
    record = column("record_id")
    if "record_id" not in table.column_names:
        record = pc.cast(pa.array(np.arange(1, rows + 1)), pa.string())
    rest = {field: column(field) for field in (*FIELDS, "subject") if field not in ("record_id", "name")}
    return pa.table(
        {"register": pa.array([register] * rows, pa.string()), "record_id": record, "name": name, **rest}
    )


def _first_with(subjects: pa.ChunkedArray) -> pa.Array:
    encoded = subjects.combine_chunks().dictionary_encode()
    codes = pc.fill_null(encoded.indices, -1).to_numpy()
    _, first, which = np.unique(codes, return_index=True, return_inverse=True)
    return pa.array(first[which], pa.int64(), mask=codes < 0)


def _numbered(words: pa.ChunkedArray) -> pa.ListArray:
    """Lists of words as lists of their numbers: one word has one number, and numbers compare faster."""
    lists = words.combine_chunks()
    numbers = lists.values.dictionary_encode().indices
    return pa.ListArray.from_arrays(lists.offsets, numbers, mask=lists.is_null())


def _nth(lists: pa.ListArray, index: int) -> pa.Array:
    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy()
    offsets = lists.offsets.to_numpy()
    at = offsets[:-1] if index == 0 else offsets[1:] - 1
    return lists.values.take(pa.array(at, mask=lengths == 0))


def _sorted(words: pa.ChunkedArray) -> pa.ListArray:
    """Each list in order of the alphabet."""
    lists = words.combine_chunks()
    owner = pc.list_parent_indices(lists)
    flat = pa.table({"owner": owner, "word": pc.list_flatten(lists)})
    ordered = flat.take(pc.sort_indices(flat, [("owner", "ascending"), ("word", "ascending")]))
    counts = pc.fill_null(pc.list_value_length(lists), 0).to_numpy()
    offsets = pa.array(np.append(0, np.cumsum(counts)), pa.int32())
    return pa.ListArray.from_arrays(offsets, ordered["word"].combine_chunks(), mask=pa.array(counts == 0))


def _sex(column: pa.ChunkedArray) -> pa.Array:
    codes = {search_key(word): code for code, words in _SEXES.items() for word in words.split("|")}
    encoded = column.combine_chunks().dictionary_encode()
    read = [codes.get(search_key(word)) for word in encoded.dictionary.to_pylist()]
    return pa.array(read, pa.string()).take(encoded.indices)


def _identifier(column: pa.ChunkedArray) -> pa.Array:
    encoded = column.combine_chunks().dictionary_encode()
    read = [_number(text) for text in encoded.dictionary.to_pylist()]
    return pa.array(read, pa.string()).take(encoded.indices)


def _number(text: str) -> str | None:
    """Letters and figures alone, in capitals; None for placeholders such as 0000 or XXX."""
    plain = "".join(c for c in ascii_digits(text).upper() if c.isalnum())
    return plain if len(plain) >= 4 and len(set(plain)) > 1 and any(c.isdigit() for c in plain) else None


def _month_day(dates: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.add(pc.multiply(pc.month(dates), 100), pc.day(dates))
