"""What must never be committed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .conftest import REPOSITORY, tracked

PICTURES = {".png", ".jpg", ".woff2", ".ico", ".parquet", ".xlsx", ".xls", ".zip", ".gz"}
TEXTS = [path for path in tracked() if path.suffix not in PICTURES]
MAIL = re.compile(r"[\w.+-]+@([\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
# addresses that belong to nobody: RFC 2606 and RFC 6761
NOBODYS = re.compile(r"@([\w-]+\.)*(example(\.(org|com|net))?|invalid|test|localhost)$", re.IGNORECASE)
PHONE = re.compile(r"(?<![\w.+-])(\+|00)[1-9]\d{0,2}[ ()/-]{1,3}\d[\d ()/-]{5,}\d(?!\w)")
# kept by the British regulator for films and plays
NOBODYS_PHONE = re.compile(r"^\+44 20 7946 ?0?\d*$")
MACHINE = re.compile(r"/(home|root|work|Users)/[a-z]\w*/|/work/|C:\\\\Users")
REGISTRY = re.compile(r"https?://[^\s\"']*(artifact|nexus|pypi\.|registry\.|proxy)[^\s\"']*", re.IGNORECASE)
SECRETS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_\w{30}|xox[bap]-\w{10}")


def text(path: Path) -> str:
    return (REPOSITORY / path).read_text(encoding="utf-8", errors="replace")


THIS_FILE = Path(__file__).resolve().relative_to(REPOSITORY)


def found(pattern: re.Pattern[str], pardon: re.Pattern[str] | None = None) -> list[str]:
    """Where ``pattern`` stands in a tracked text, except what ``pardon`` matches."""
    return [
        f"{path}: {match.group()}"
        for path in TEXTS
        if path != THIS_FILE
        for match in pattern.finditer(text(path))
        if pardon is None or not pardon.search(match.group())
    ]


def test_no_mail_address_of_a_person():
    assert found(MAIL, NOBODYS) == []


def test_no_telephone_number():
    assert found(PHONE, NOBODYS_PHONE) == []


def test_no_path_of_a_machine():
    assert found(MACHINE) == []


def test_no_address_of_a_registry():
    assert found(REGISTRY) == []


def test_no_key():
    assert found(SECRETS) == []


@pytest.mark.parametrize(
    ("pattern", "sample"),
    [
        pytest.param(MAIL, "write to somebody@ministry.gov.af today", id="a mail address"),
        pytest.param(PHONE, "call +90 312 123 45 67", id="a telephone number"),
        pytest.param(MACHINE, "cp /home/anna/serai .", id="a path of a machine"),
        pytest.param(REGISTRY, 'index = "https://pypi.inside.example/simple"', id="a registry"),
        pytest.param(SECRETS, "-----BEGIN RSA PRIVATE KEY-----", id="a key"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern, sample):
    assert pattern.search(sample)


def test_pictures_and_tables_are_few_and_small():
    """Binary files cannot be reviewed line by line."""
    sizes = {str(path): (REPOSITORY / path).stat().st_size for path in tracked() if path.suffix in PICTURES}
    assert {path: size for path, size in sizes.items() if size > 500_000} == {}
