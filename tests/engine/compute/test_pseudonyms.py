"""Pseudonyms: keyed, the key in no table, people apart from what happened to them."""

from __future__ import annotations

import doctest
import hashlib
import hmac

import pyarrow as pa
import pytest

from serai.engine.compute import pseudonyms as compute
from serai.engine.compute.pseudonyms import (
    ColumnsRefused,
    PseudonymKey,
    PseudonymKeyRefused,
    pseudonyms,
    separated,
)

KEY = PseudonymKey(bytes(range(32)))
OTHER = PseudonymKey(bytes(range(1, 33)))


def register() -> pa.Table:
    return pa.table(
        {
            "document": ["P1", "P2", "P1", None, None],
            "name": ["Zahra", "Omid", "Zahra", "Unnamed", "Unnamed"],
            "crossed_on": ["2024-01-01", "2024-01-02", "2024-03-01", "2024-01-01", "2024-01-01"],
            "post": ["North", "North", "South", "South", "South"],
        }
    )


def test_a_pseudonym_is_the_keyed_hash_of_the_identifier() -> None:
    by_hand = hmac.new(KEY.secret, b"4:demo2:P1", hashlib.sha256).hexdigest()[:32]
    assert pseudonyms([pa.array(["P1", None])], KEY, space="demo").to_pylist() == [by_hand, None]


def test_another_key_another_space_and_another_division_are_other_people() -> None:
    def of(*parts: str, key: PseudonymKey = KEY, space: str = "demo") -> str:
        found: list[str] = pseudonyms([pa.array([part]) for part in parts], key, space=space).to_pylist()
        return found[0]

    seen = {of("ab", "c"), of("a", "bc"), of("ab", "c", key=OTHER), of("ab", "c", space="other"), of("abc")}
    assert len(seen) == 5
    assert of("ab", "c") == of("ab", "c")


def test_a_register_is_parted_into_people_and_events() -> None:
    made = separated(register(), KEY, by=["document"], identity=["name"], space="demo")
    assert made.identities.column_names == ["subject", "key_id", "document", "name"]
    assert made.events.column_names == ["subject", "key_id", "crossed_on", "post"]
    assert made.identities.num_rows == 4  # Zahra once, and each unnamed person
    subjects = made.events.column("subject").to_pylist()
    assert subjects[0] == subjects[2]
    assert len(set(subjects)) == 4
    assert set(made.identities.column("subject").to_pylist()) == set(subjects)
    assert set(made.events.column("key_id").to_pylist()) == {KEY.id}


def test_rows_of_nobody_in_two_batches_are_not_one_person() -> None:
    later = register().set_column(2, "crossed_on", pa.array(["2025-01-01"] * 5))
    first = separated(register(), KEY, by=["document"], identity=["name"], space="demo")
    second = separated(later, KEY, by=["document"], identity=["name"], space="demo")
    shared = set(first.events.column("subject").to_pylist()) & set(
        second.events.column("subject").to_pylist()
    )
    assert len(shared) == 2  # the two who have documents


def test_the_key_is_in_no_table_and_in_no_print() -> None:
    made = separated(register(), KEY, by=["document"], identity=["name"], space="demo")
    for table in (made.identities, made.events):
        text = repr(table.to_pylist())
        assert KEY.secret.hex() not in text
        assert repr(KEY.secret) not in text
    assert "secret" not in repr(KEY)
    assert KEY.id != OTHER.id


def test_short_keys_and_wrong_columns_are_refused() -> None:
    with pytest.raises(PseudonymKeyRefused, match="at least 32"):
        PseudonymKey(b"secret")
    with pytest.raises(ColumnsRefused, match="mother, visa"):
        separated(register(), KEY, by=["visa"], identity=["mother"], space="demo")
    with pytest.raises(ColumnsRefused, match="already has columns subject"):
        separated(
            register().append_column("subject", pa.array(["x"] * 5)),
            KEY, by=["document"], identity=["name"], space="demo",
        )  # fmt: skip


def test_an_empty_register_gives_two_empty_tables() -> None:
    made = separated(register().slice(0, 0), KEY, by=["document"], identity=["name"], space="demo")
    assert (made.identities.num_rows, made.events.num_rows) == (0, 0)


def test_the_example_holds() -> None:
    done = doctest.testmod(compute)
    assert (done.failed, done.attempted > 0) == (0, True)
