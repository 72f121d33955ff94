"""The arithmetic of the chain, against digests worked out with another tool."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from serai.commons.audit.rules import erasure_root, link_hash, microseconds, row_digest
from serai.commons.audit.telling import word_pieces

SALT = UUID("00112233-4455-6677-8899-aabbccddeeff")


def test_microseconds_are_whole():
    assert microseconds(datetime(1970, 1, 1, 0, 0, 1, 5, tzinfo=UTC)) == 1_000_005


def test_a_row_is_its_salt_and_its_words():
    # printf '\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff{"a": 1}' | sha256sum
    assert (
        row_digest(SALT, '{"a": 1}').hex()
        == "53c8200b794ef6824b40a779c7a9c9d0b5978380131db63b1d4c89a41a0bf76e"
    )


def test_a_link_is_everything_it_says_after_the_hash_before():
    # printf 'before1|1000005|t|2|3|5digest' | sha256sum
    found = link_hash(
        b"before",
        seq=1,
        at=datetime(1970, 1, 1, 0, 0, 1, 5, tzinfo=UTC),
        source="t",
        event=2,
        shape=3,
        actor="5",
        digest=b"digest",
    )
    assert found.hex() == "e9086155ecb24f397b7e3b73f2db096ac160dace52c06bc69a9cdbc89410e288"


def test_an_erasure_is_the_same_in_any_order():
    rows = [("b", 2, b"y"), ("a", 1, b"x")]
    assert erasure_root(rows) == erasure_root(reversed(rows)) == hashlib.sha256(b"a|1|xb|2|y").digest()


@given(st.text(), st.text())
def test_pieces_of_a_rewritten_text_give_both_texts_back(before, after):
    pieces = list(word_pieces(before, after))
    old = "".join(text for how, text in pieces if how == "gone")
    new = "".join(text for how, text in pieces if how in ("same", "new"))
    assert new == after.lstrip()
    assert len(old) <= len(before)
