"""A register made ready for the vault: names, births and identifiers that can be compared, people apart from events.

Arrow in, Arrow out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from serai.engine.compute.births import prepare_births
from serai.engine.compute.names import prepare_names
from serai.engine.compute.pseudonyms import PseudonymKey, Separated, pseudonyms, separated
from serai.engine.errors import EngineError
from serai.kernel.texts import ascii_digits, fold

# by which a person is told from others, surest first
IDENTIFIERS = ("person_id", "national_id", "document_number")
_NAMES = ("name", "given_name", "family_name")
_DESCRIBING = (*_NAMES, "father_name", "birth_date")
# numbers by which the file in an office finds the person again
NUMBERS = ("record_id", "permit_number", "case_number", "registration_number", "household")


class NobodyTold(EngineError):
    """A register without any identifier: nothing says which of its rows are one person."""

    exit_code = 3


def standardised(register: pa.Table) -> pa.Table:
    """A register with what can be compared beside what was written.

    Shape:   n rows -> n rows, the columns given and: ``name_key``, ``name_skeleton`` (the skeletons of its words),
             ``name_normal``, ``name_apart``, ``name_script``, ``name_single``; ``father_key``,
             ``father_skeleton``; ``birth_first`` and ``birth_last``, ``birth_precision`` (day, year),
             ``birth_heaped``, ``birth_calendar``, ``birth_problem``, and ``birth_year``, that of ``birth_first``.
             Identifiers lose everything but letters and figures, and record numbers their spaces.
    Unknown: null where nothing is written; a birth that cannot be read says so in ``birth_problem``; an
             identifier of one repeated sign, as clerks write for none, is null.
    """
    for name in set(IDENTIFIERS) & set(register.column_names):
        register = _with(register, name, _each(register[name], _identifier))
    for name in set(NUMBERS) & set(register.column_names):
        register = _with(register, name, _each(register[name], lambda text: fold(text) or None))
    if (names := _whole_names(register)) is not None:
        register = _named(register, "name", names)
    if "father_name" in register.column_names:
        register = _named(register, "father", register["father_name"])
    if "birth_date" in register.column_names:
        births = prepare_births(pc.cast(register["birth_date"], pa.string()))
        for name in births.column_names:
            register = _with(register, f"birth_{name}", births[name])
        register = _with(register, "birth_year", pc.cast(pc.year(births["first"]), pa.int32()))
    return register


def in_two(
    register: pa.Table, key: PseudonymKey, *, space: str, by: Sequence[str] | None = None
) -> Separated:
    """A standardised register as people and events under keyed pseudonyms.

    Shape:   as ``pseudonyms.separated``. People have identifiers, names and births; events have the rest, sex,
             citizenship and ``birth_year`` among it. Record numbers in events are keyed hashes as well.
    Unknown: a row without the identifier is a person of its own.
    Raises:  NobodyTold; ColumnsRefused for a column of ``by`` that is not there.
    """
    held = register.column_names
    chosen = identified_by(held, by)
    for name in NUMBERS:
        if name in held and name not in chosen:
            register = _with(register, name, pseudonyms([register[name]], key, space=f"{space}/{name}"))
    of_people = [
        name
        for name in held
        if name not in chosen
        and (name in (*IDENTIFIERS, *_DESCRIBING) or name.startswith(("name_", "father_", "birth_")))
        and name != "birth_year"
    ]
    return separated(register, key, by=chosen, identity=of_people, space=space)


def identified_by(columns: Sequence[str], by: Sequence[str] | None = None) -> list[str]:
    """The columns by which people are told apart: ``by``, else the surest identifier among ``columns``.

    Raises:  NobodyTold.
    """
    chosen = list(by) if by else [name for name in IDENTIFIERS if name in columns][:1]
    if not chosen:
        raise NobodyTold(
            "Nothing in the register tells one person from another",
            advice=f"It needs one of {', '.join(IDENTIFIERS)}; link registers that have only names first.",
        )
    return chosen


def subject_of(identifier: str, key: PseudonymKey, *, space: str) -> str | None:
    """The pseudonym that ``in_two`` gives to one identifier as somebody typed it.

    Unknown: None for what ``standardised`` takes for no identifier.
    """
    made: str | None = pseudonyms([pa.array([_identifier(identifier)], pa.string())], key, space=space)[
        0
    ].as_py()
    return made


def _whole_names(register: pa.Table) -> pa.ChunkedArray | None:
    """The whole name of each row, from its parts where there is none."""
    parts = [pc.cast(register[name], pa.string()) for name in _NAMES[1:] if name in register.column_names]
    # not null_handling="skip": over chunks it leaves out rows that have no part at all
    told = [pc.fill_null(part, "") for part in parts]
    joined = pc.utf8_trim_whitespace(pc.binary_join_element_wise(*told, " ")) if parts else None
    if joined is not None:
        joined = pc.if_else(pc.equal(joined, ""), None, joined)
    if "name" not in register.column_names:
        return joined
    whole = pc.cast(register["name"], pa.string())
    return whole if joined is None else pc.coalesce(whole, joined)


def _named(register: pa.Table, prefix: str, names: pa.ChunkedArray) -> pa.Table:
    read = prepare_names(names)
    register = _with(register, f"{prefix}_key", read["key"])
    register = _with(register, f"{prefix}_skeleton", pc.binary_join(read["words"], " "))
    if prefix == "name":
        for column in ("normal", "apart", "script", "single"):
            register = _with(register, f"{prefix}_{column}", read[column])
    return register


def _each(column: pa.ChunkedArray, read: Callable[[str], str | None]) -> pa.Array:
    encoded = pc.cast(column, pa.string()).combine_chunks().dictionary_encode()
    return pa.array([read(text) for text in encoded.dictionary.to_pylist()], pa.string()).take(
        encoded.indices
    )


def _identifier(text: str) -> str | None:
    plain = "".join(c for c in ascii_digits(fold(text)).upper() if c.isalnum())
    return plain if len(set(plain)) > 1 or (len(plain) == 1 and plain != "0") else None


def _with(table: pa.Table, name: str, column: pa.Array | pa.ChunkedArray) -> pa.Table:
    if name in table.column_names:
        return table.set_column(table.column_names.index(name), name, column)
    return table.append_column(name, column)
