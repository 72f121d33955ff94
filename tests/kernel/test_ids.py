"""Identifiers made from content."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from serai.kernel import ids


def test_parts_that_join_alike_are_told_apart() -> None:
    assert ids.content_id("ab", "c") != ids.content_id("a", "bc")
    assert ids.content_id("ab", b"c") == ids.content_id("ab", "c")


def test_the_hash_of_a_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"x" * 3_000_000)
    assert ids.file_sha256(path) == hashlib.sha256(b"x" * 3_000_000).hexdigest()


@pytest.mark.parametrize(
    ("text", "good"),
    [("crossings_qrv", True), ("a1", True), ("1a", False), ("A", False), ("a-b", False), ("", False)],
)
def test_names(text: str, good: bool) -> None:
    assert ids.is_name(text) == good
