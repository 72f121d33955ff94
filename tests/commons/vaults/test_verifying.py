"""A line of a vault's history that was changed, removed or added is found; an erased one is not blamed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from tests.commons.vaults.conftest import CENTRE

from serai.commons.vaults import erasure
from serai.commons.vaults.drill import DRILL
from serai.commons.vaults.erasure import Subject
from serai.commons.vaults.keys import KeyFolder
from serai.commons.vaults.models import DrillPerson
from serai.commons.vaults.sessions import opened_by_house
from serai.commons.vaults.verifying import verify

ADDED = (
    "insert into vault_drill.history (verb, tabled, row_id, subject, organisation, purpose, digest)"
    " values ('insert', 'person', gen_random_uuid(), gen_random_uuid(), 'x', 'x', '\\x00')"
)
CHANGES = {
    "content": ('update vault_drill.history set content = content || \'{"country": "QRX"}\'', "was changed"),
    "digest": ("update vault_drill.history set digest = sha256(digest)", "was changed"),
    "missing": ("delete from vault_drill.history", "is missing"),
    "added": (
        ADDED,
        "was added",
    ),
}


@pytest.fixture
def one(house: KeyFolder) -> str:
    with opened_by_house(DRILL, purpose="test", rights="rw") as session:
        values = {"name": "Somebody", "email": "somebody@example.org"}
        made = session.add(DrillPerson, scope=CENTRE, since=date(2026, 1, 1), **values)
    return f"drill:{made.subject}"


@pytest.mark.parametrize("change", CHANGES)
def test_a_line_that_was_tampered_with_is_found(one: str, change: str) -> None:
    assert verify() == []
    statement, found = CHANGES[change]
    with connection.cursor() as cursor:  # somebody with the owner's password takes the guards off
        cursor.execute("alter table vault_drill.history disable row level security")
        cursor.execute(statement)
    faults = verify()
    assert len(faults) == 1
    assert found in faults[0]


def test_an_erased_person_leaves_the_history_whole(one: str) -> None:
    erasure.erase_in_vaults(Subject(records=(one,)))
    with connection.cursor() as cursor:
        cursor.execute("select count(*), count(content), count(salt) from vault_drill.history")
        assert cursor.fetchone() == (2, 0, 0)
    assert verify() == []
