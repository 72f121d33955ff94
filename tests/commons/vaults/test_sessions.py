"""What can be done in an open vault, and how far a person reaches."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from tests.commons.vaults.conftest import CENTRE, OFFICER, OTHER, worker

from serai.commons.audit.models import Read
from serai.commons.vaults.drill import DRILL
from serai.commons.vaults.errors import KeyGone, VaultRefused
from serai.commons.vaults.keys import KeyFolder, Scope
from serai.commons.vaults.models import DrillEvent, DrillPerson
from serai.commons.vaults.sessions import Record, opened, opened_by_house

DAY = date(2026, 1, 10)


def add(scope: Scope = CENTRE, name: str = "Test Person", **more: str) -> Record:
    with opened_by_house(DRILL, purpose="test", rights="rw") as session:
        return session.add(DrillPerson, scope=scope, since=DAY, name=name, **more)


def test_what_is_added_is_read_again_and_stands_as_noise(house: KeyFolder) -> None:
    made = add(name="Marker Name", email="marker@example.org")
    with opened(DRILL, reader=worker(), purpose="test") as session:
        found = session.get(DrillPerson, made.id)
    assert found is not None
    assert found.values == {"name": "Marker Name", "email": "marker@example.org", "passport": None}
    assert found.keep_until == date(2027, 1, 10)  # 365 days
    with connection.cursor() as cursor:
        cursor.execute(
            "select t::text from vault_drill.person t union all select t::text from vault_drill.history t"
        )
        written = "".join(row[0] for row in cursor.fetchall())
    assert made.id.hex[:8] in written
    assert "Marker Name" not in written
    assert b"Marker Name".hex() not in written


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        pytest.param("كابل", "کابل", id="Arabic and Farsi kaf are one letter"),
        pytest.param("AB ۱۲۳", "ab 123", id="native digits and case do not matter"),
        pytest.param("می‌روم", "میروم", id="a joiner does not matter"),
    ],
)
def test_an_exact_text_is_found_whatever_its_spelling(house: KeyFolder, kept: str, asked: str) -> None:
    made = add(passport=kept)
    add(passport="another")
    with opened(DRILL, reader=OFFICER, purpose="test") as session:
        assert [record.id for record in session.find(DrillPerson, passport=asked)] == [made.id]


def test_rows_of_other_organisations_are_as_if_they_were_not_there(house: KeyFolder) -> None:
    own, others = add(CENTRE, passport="X1"), add(OTHER, passport="X1")
    with opened(DRILL, reader=worker(), purpose="test", rights="rwe") as session:
        assert session.get(DrillPerson, others.id) is None
        assert [record.id for record in session.find(DrillPerson, passport="X1")] == [own.id]
        assert [record.id for record in session.each(DrillPerson)] == [own.id]
        with pytest.raises(VaultRefused, match="within reach"):
            session.change(DrillPerson, others.id, name="Taken")
        assert session.remove(DrillPerson, [others.id]) == 0
    with opened(DRILL, reader=OFFICER, purpose="test") as session:
        assert len(list(session.each(DrillPerson))) == 2


def test_a_row_cannot_be_added_for_another_organisation(house: KeyFolder) -> None:
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        opened(DRILL, reader=worker(), purpose="test", rights="rw") as session,
    ):
        session.add(DrillPerson, scope=OTHER, since=DAY, name="Not mine")


@pytest.mark.parametrize("rights", ["r", "w", "e"])
def test_each_right_is_its_own(house: KeyFolder, rights: str) -> None:
    made = add()
    with opened(DRILL, reader=worker(), purpose="test", rights=rights) as session:
        assert (session.get(DrillPerson, made.id) is not None) == (rights == "r")
        assert DrillPerson.objects.filter(pk=made.id).update(keep_until=DAY) == 0  # both r and w are needed
        assert session.remove(DrillPerson, [made.id]) == 0  # both r and e are needed


def test_inside_nothing_but_the_vault_is_reached_and_outside_the_vault_is_not(house: KeyFolder) -> None:
    with (
        opened(DRILL, reader=OFFICER, purpose="test"),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        Read.objects.count()
    assert Read.objects.count() == 0


def test_what_was_read_is_in_the_log_of_reads_and_in_the_vaults_own(house: KeyFolder) -> None:
    made = add()
    with opened(DRILL, reader=worker(77), purpose="the person asked") as session:
        session.get(DrillPerson, made.id)
    assert list(Read.objects.values_list("account", "noun", "key", "purpose")) == [
        (77, "vault_drill.person", str(made.id), "the person asked")
    ]
    with connection.cursor() as cursor:
        cursor.execute("select actor, purpose, rights from vault_drill.log order by id desc limit 1")
        assert cursor.fetchone() == (77, "the person asked", "r")


def test_every_change_is_in_the_history_with_its_actor(house: KeyFolder) -> None:
    made = add()
    with opened(DRILL, reader=worker(5), purpose="correct", rights="rwe") as session:
        session.change(DrillPerson, made.id, name="Corrected")
        session.remove(DrillPerson, [made.id])
    with connection.cursor() as cursor:
        cursor.execute(
            "select verb, actor, content ? 'name', content ? 'name_index' from vault_drill.history order by id"
        )
        assert cursor.fetchall() == [
            ("insert", None, True, False),
            ("update", 5, True, False),
            ("delete", 5, True, False),
        ]
        cursor.execute(
            "select count(*) from vault_drill.history h join vaults_change c on c.vault = 'drill' and c.line = h.id"
            " where c.digest = h.digest and h.digest ="
            " sha256(h.salt || convert_to(upper(h.verb) || h.tabled || h.content::text, 'utf8'))"
        )
        assert cursor.fetchone() == (3,)


def test_roles_without_the_vault_and_empty_purposes_are_refused(house: KeyFolder) -> None:
    from serai.commons.access.readers import NOBODY, Reader

    strangers = [
        NOBODY,
        Reader(account=3, roles=frozenset({"administrator"}), organisations=frozenset({"centre_qrv"})),
        Reader(account=3, roles=frozenset({"focal_point"})),
    ]
    for stranger in strangers:
        with pytest.raises(VaultRefused), opened(DRILL, reader=stranger, purpose="look"):
            pass
    with pytest.raises(VaultRefused, match="purpose"), opened(DRILL, reader=worker(), purpose=" "):
        pass


def test_a_value_moved_to_another_row_does_not_open(house: KeyFolder) -> None:
    first, second = add(name="One"), add(name="Two")
    with opened_by_house(DRILL, purpose="test", rights="rw") as session:
        closed = DrillPerson.objects.get(pk=first.id).name
        DrillPerson.objects.filter(pk=second.id).update(name=closed)
        with pytest.raises(KeyGone):
            session.get(DrillPerson, second.id)


def test_events_know_the_pseudonym_only(house: KeyFolder) -> None:
    person = add(name="Somebody")
    with opened_by_house(DRILL, purpose="test", rights="rw") as session:
        session.add(DrillEvent, scope=CENTRE, subject=person.subject, since=DAY, happened_on=DAY, note="came")
        found = session.about(DrillEvent, person.subject)
    assert [record.values["note"] for record in found] == ["came"]
    assert found[0].keep_until == date(2026, 4, 10)  # 90 days after 10 January


def test_a_person_unknown_is_none(house: KeyFolder) -> None:
    with opened(DRILL, reader=OFFICER, purpose="test") as session:
        assert session.get(DrillPerson, uuid4()) is None
