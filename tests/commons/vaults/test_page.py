"""The protection officers' page, alarms and holds, and the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.commons.vaults.conftest import CENTRE, OTHER, worker

from serai.commons.access.readers import Reader
from serai.commons.vaults import erasure, retention, services
from serai.commons.vaults.drill import DRILL
from serai.commons.vaults.erasure import Subject
from serai.commons.vaults.errors import KeyGone, VaultRefused
from serai.commons.vaults.keys import KeyFolder
from serai.commons.vaults.models import BrokenGlass, DrillEvent, DrillPerson, Hold, Tombstone
from serai.commons.vaults.sessions import Record, opened, opened_by_house

REASON = "the hospital asks who she is"


def add(**more: Any) -> Record:
    with opened_by_house(DRILL, purpose="test", rights="rw") as session:
        values = {"scope": CENTRE, "since": date(2026, 1, 10), "name": "Marker Name"} | more
        return session.add(DrillPerson, **values)


def names() -> list[str]:
    with opened_by_house(DRILL, purpose="test", rights="r") as session:
        return sorted(record.values["name"] for record in session.each(DrillPerson))


@pytest.fixture
def officer(signed_in: Callable[..., Client], house: KeyFolder) -> Client:
    return signed_in("protection_officer")


def test_the_page_tells_how_vaults_stand_and_shows_no_content(
    officer: Client, person: Callable[..., Any]
) -> None:
    made = add()
    centre = person("focal_point")
    reader = Reader(account=centre.pk, roles=frozenset({"focal_point"}), organisations=frozenset({"x"}))
    services.break_glass(reader=reader, vault=DRILL, subject=made.subject, reason=REASON)
    answer = officer.get(reverse("vaults"))
    content = answer.content.decode()
    assert answer.status_code == 200
    assert "QRV/centre_qrv" in content
    assert REASON in content
    assert "Marker" not in content
    assert str(made.id) not in content


def test_a_record_out_of_reach_is_read_with_a_reason_an_alarm_and_for_a_while(
    officer: Client, person: Callable[..., Any], time_machine: Any
) -> None:
    made, another = add(scope=OTHER), add(scope=OTHER)
    user = person("focal_point")
    reader = worker(user.pk)
    with pytest.raises(VaultRefused, match="say why"):
        services.break_glass(reader=reader, vault=DRILL, subject=made.subject, reason="because")
    with pytest.raises(VaultRefused, match="roles"):
        services.break_glass(reader=Reader(account=user.pk), vault=DRILL, subject=made.subject, reason=REASON)
    glass = services.break_glass(reader=reader, vault=DRILL, subject=made.subject, reason=REASON)
    with opened(DRILL, reader=reader, purpose=REASON, glass=glass) as session:
        assert [record.id for record in session.each(DrillPerson)] == [made.id]
        assert session.get(DrillPerson, another.id) is None
    with pytest.raises(VaultRefused), opened(DRILL, reader=reader, purpose="x", rights="rw", glass=glass):
        pass
    with pytest.raises(VaultRefused), opened(DRILL, reader=worker(user.pk + 1), purpose="x", glass=glass):
        pass
    with pytest.raises(VaultRefused, match="own"):
        services.look_at(actor=user.pk, glass=glass.pk)
    assert officer.post(reverse("vaults_alarm", args=[glass.pk])).status_code == 302
    assert BrokenGlass.objects.get().seen_by is not None
    BrokenGlass.objects.update(until=datetime(2026, 1, 1, tzinfo=UTC))
    glass.refresh_from_db()
    with pytest.raises(VaultRefused, match="ended"), opened(DRILL, reader=reader, purpose="x", glass=glass):
        pass


def test_every_officer_is_told_of_an_alarm(
    officer: Client, person: Callable[..., Any], django_capture_on_commit_callbacks: Any
) -> None:
    from serai.commons.notices.models import Notice

    made, user = add(scope=OTHER), person("focal_point")
    with django_capture_on_commit_callbacks(execute=True):
        services.break_glass(reader=worker(user.pk), vault=DRILL, subject=made.subject, reason=REASON)
    told = Notice.objects.filter(kind="glass_broken")
    assert told.count() == 1


def test_the_clock_erases_what_is_due_leaves_a_tombstone_and_destroys_the_key(house: KeyFolder) -> None:
    gone, kept = add(name="Gone"), add(name="Kept", since=date(2026, 2, 1))
    assert retention.erase_due(DRILL, datetime(2027, 1, 10, tzinfo=UTC)) == ""  # kept until that day
    said = retention.erase_due(DRILL, datetime(2027, 1, 11, tzinfo=UTC))
    assert said == "1 records erased, their time was over"
    assert names() == ["Kept"]
    stone = Tombstone.objects.get()
    assert (stone.vault, stone.table, stone.rows, stone.why) == (
        "drill",
        "person",
        1,
        "drill records keep for a year",
    )
    assert house.person("drill", CENTRE, kept.subject)
    with pytest.raises(KeyGone):
        house.person("drill", CENTRE, gone.subject)


def test_a_person_of_whom_something_is_left_keeps_the_key(house: KeyFolder) -> None:
    made = add()
    with opened_by_house(DRILL, purpose="test", rights="rw") as session:
        session.add(
            DrillEvent,
            scope=CENTRE,
            subject=made.subject,
            since=date(2026, 1, 10),
            happened_on=date(2026, 1, 10),
            note="came",
        )
    retention.erase_due(DRILL, datetime(2026, 6, 1, tzinfo=UTC))
    assert names() == ["Marker Name"]
    assert Tombstone.objects.get().table == "event"


def test_a_hold_makes_the_clock_and_an_erasure_wait_until_it_is_lifted(officer: Client) -> None:
    made = add()
    form = {"vault": "drill", "subject": str(made.subject), "reason": "a court asked for these records"}
    assert officer.get(reverse("vaults_hold")).status_code == 200
    assert officer.post(reverse("vaults_hold"), form | {"reason": "no"}).status_code == 400
    assert officer.post(reverse("vaults_hold"), form).status_code == 302
    assert officer.post(reverse("vaults_hold"), form).status_code == 400  # held already
    late = datetime(2030, 1, 1, tzinfo=UTC)
    assert retention.erase_due(DRILL, late) == ""
    assert "legal hold" in erasure.erase_in_vaults(Subject(records=(f"drill:{made.subject}",)))[0]
    assert officer.post(reverse("vaults_lift", args=[Hold.objects.get().pk])).status_code == 302
    assert retention.erase_due(DRILL, late) == "1 records erased, their time was over"


def test_erasing_finds_a_person_by_address_and_leaves_namesakes(house: KeyFolder) -> None:
    one = add(name="Common Name", email="one@example.org")
    add(name="Common Name", email="two@example.org")
    said = erasure.erase_in_vaults(Subject(names=("Common Name",), emails=("ONE@example.org",)))
    assert said[0].startswith("vault drill: 1 records erased, 2 lines of history blanked")
    assert "1 persons of the same name were left" in said[1]
    assert names() == ["Common Name"]
    with pytest.raises(KeyGone):
        house.person("drill", CENTRE, one.subject)
    assert erasure.erase_in_vaults(Subject(records=(f"drill:{UUID(int=3)}",)))[0].startswith(
        "vault drill: 0 records"
    )
    assert erasure.erase_in_vaults(Subject(emails=(f"{uuid4()}@example.org",))) == []
