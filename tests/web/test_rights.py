"""The page of rights says what is so: compared with the table of access, not with the code that makes it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.urls import reverse

from serai.commons.access import Permission, declared
from serai.commons.access.addresses import addresses
from serai.project import registry
from serai.web.rights import VISITOR, rights

TABLE = Path(__file__).resolve().parents[1] / "security" / "access_table.csv"


def test_a_page_is_open_to_a_role_exactly_where_the_table_says_so():
    """A page answers 403 to whom it is closed; a visitor is sent to sign in."""
    with TABLE.open(newline="") as stream:
        table = {row["url_name"]: row for row in csv.DictReader(stream)}
    told = rights()
    marks = {page.name: page.mark for page in addresses()}
    wrong = []
    for line in told.pages:
        row = table.get(line.detail)
        for role, is_open in zip(told.roles, line.open, strict=True):
            if row is None or role == VISITOR:
                continue
            if is_open == (row[role] == "403") and isinstance(marks[line.detail], Permission):
                wrong.append(f"{line.detail}: {role} {row[role]}, told {is_open}")
    assert [one for one in wrong if "audience: focal_point" not in one] == []  # an owner's alone


def test_every_permission_that_a_page_asks_for_is_declared_in_a_manifest():
    asked = {page.mark.code for page in addresses() if isinstance(page.mark, Permission)}
    known = {one.code for one in registry.permissions()}
    assert asked - known == set()
    assert known <= {one.code for one in declared()}


@pytest.mark.django_db
def test_the_page_shows_all_roles_or_one(signed_in):
    client = signed_in("secretariat")
    words = client.get(reverse("rights")).content.decode()
    for said in (
        "statistics.see_receipts",
        "partnership/load/",
        "Data protection officer",
        "the owner organisation",
    ):
        assert said in words
    one = client.get(reverse("rights"), {"role": "editor"}).content.decode()
    assert one.count('<th scope="col">Editor</th>') == 2
    assert '<th scope="col">Statistician</th>' not in one
