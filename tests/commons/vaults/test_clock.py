"""The clock of each vault runs in a transaction of its own, and one that fails leaves the others to run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from serai.commons.jobs import services as jobs
from serai.commons.jobs.models import ScheduleRun
from serai.commons.vaults import retention
from serai.commons.vaults.declarations import Keep, Vault, declared
from serai.commons.vaults.drill import DRILL
from serai.commons.vaults.keys import KeyFolder, Scope
from serai.commons.vaults.models import DrillPerson, Tombstone
from serai.commons.vaults.sessions import opened_by_house

pytestmark = pytest.mark.django_db(transaction=True)

SECOND = Vault(name="registers", title="A second one", tables=("person",), keep={"person": Keep(1, "a rule")})
"""With schema and role as its migration makes them; no model has its table."""
NOW = datetime(2028, 1, 1, tzinfo=UTC)


@pytest.fixture
def two(house: KeyFolder, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(retention, "declared", lambda: (SECOND, DRILL))
    with opened_by_house(DRILL, purpose="test", rights="rw") as session:
        session.add(
            DrillPerson, scope=Scope("QRV", "border_qrv"), since=date(2026, 1, 1),
            name="Invented Person", email="invented@example.org", passport="A1",
        )  # fmt: skip
    yield
    Tombstone.objects.all().delete()


def test_two_vaults_with_tables_have_their_clocks_in_one_tick(two: None) -> None:
    found = retention.schedules()
    assert [one.name for one in found] == ["vault registers", "vault drill"]
    assert jobs.tick(NOW, found) == ["1 records erased, their time was over"]
    assert Tombstone.objects.get().vault == "drill"


def test_a_vault_that_fails_is_told_and_the_next_one_is_erased(
    two: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    erase = retention._erase_batch

    def failing(vault: Vault, now: datetime) -> int:
        if vault.name == "registers":
            raise RuntimeError("its disk is away")
        return erase(vault, now)

    monkeypatch.setattr(retention, "_erase_batch", failing)
    assert jobs.tick(NOW, retention.schedules()) == [
        "vault registers: failed, see the log",
        "1 records erased, their time was over",
    ]
    assert ScheduleRun.objects.get(name="vault registers").failures == 1
    assert ScheduleRun.objects.get(name="vault drill").failures == 0


def test_every_vault_with_folders_alone_has_a_rule_for_them() -> None:
    assert [vault.name for vault in declared() if not vault.tables and vault.folders is None] == []
