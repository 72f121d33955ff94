"""Until when a register is kept: by its legal basis or the vault's rule, and what is gone afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow.parquet as pq
import pyrage
import pytest
from django.db import connection
from django.utils import timezone

from serai.commons.jobs.schedules import declared
from serai.commons.vaults import gate, sealing
from serai.commons.vaults.errors import KeyGone, VaultLocked
from serai.commons.vaults.exporting import folders_of
from serai.commons.vaults.folders import EncryptedFolder
from serai.commons.vaults.keys import KeyFolder, Scope
from serai.commons.vaults.models import Hold, Tombstone
from serai.components.statistics.errors import RegisterRefused
from serai.components.statistics.registers import clock, door, folders
from serai.engine import api

pytestmark = pytest.mark.django_db

BORDER = Scope("QRV", "border_qrv")
HEAD = "record_id,date,direction,post,passport,name,date of birth,sex,citizenship\n"
ROWS = (
    "1,2018-01-01,IN,North,VISITOR771,Visitor Ahmadzai,1970,M,AFG\n"
    "2,2018-01-04,OUT,North,VISITOR771,Visitor Ahmadzai,1970,M,AFG\n"
    "3,2020-03-01,IN,East,OMIDPASS1290,Omid Rezaei,1990,M,AFG\n"
    "4,2023-12-31,IN,North,VISITOR882,Second Visitorzada,1971,M,AFG\n"
    "5,2023-12-31,OUT,North,VISITOR882,Second Visitorzada,1971,M,AFG\n"
)
TOMORROW = timezone.localdate() + timedelta(days=1)
LATER = datetime.now(UTC) + timedelta(days=3)
BASIS = "Border Act, section 12"


@pytest.fixture
def take(home: Path, settings: Any, tmp_path: Path) -> Callable[..., api.Receipt]:
    """Take these rows as a file into a register of the border police."""
    settings.HOME, settings.KEYS = home / "data", home / "keys"
    settings.HOME.mkdir()
    gate.put_token_keys()

    def taking(rows: str = ROWS, register: str = "crossings", **how: Any) -> api.Receipt:
        file = tmp_path / "raw.csv"
        file.write_text(HEAD + rows, encoding="utf-8")
        return door.take(file, mapping="register_crossings", register=register, scope=BORDER, **how)

    return taking


def rows_in(register: str) -> dict[str, int]:
    return {folder.name: folder.count() for folder in folders_of("registers") if register in folder.name}


def test_a_register_is_kept_by_the_rule_or_by_its_legal_basis(take):
    take()
    assert door.registers()[0].kept == clock.Kept(timezone.localdate() + timedelta(days=1826))
    door.keep(BORDER, "crossings", until=date(2040, 5, 6), basis=BASIS)
    take("9,2024-01-01,IN,North,OTHER55,Other Name,1970,M,AFG\n")  # a later file leaves the day as it is
    assert door.registers()[0].kept == clock.Kept(date(2040, 5, 6), BASIS)
    take(register="short", keep_until=TOMORROW, basis=BASIS)
    short = next(one for one in door.registers() if one.register == "short")
    assert short.kept.until == TOMORROW and short.kept.soon


def test_one_that_was_taken_before_there_was_a_clock_follows_the_rule(take):
    with patch.object(clock, "keep"):
        take()
    assert clock.kept(BORDER, "crossings").until == datetime.now(UTC).date() + timedelta(days=1826)


@pytest.mark.parametrize(
    ("until", "basis", "said"),
    [
        (TOMORROW, " ", "needs the legal basis"),
        (date(2020, 1, 1), BASIS, "2020-01-01 is over"),
        (None, BASIS, "comes with a day"),
    ],
    ids=["a day without its basis", "a day that is over", "a basis without a day"],
)
def test_a_day_that_cannot_be_is_refused_and_nothing_is_taken(take, until, basis, said):
    with pytest.raises(RegisterRefused, match=said):
        take(keep_until=until, basis=basis)
    assert door.registers() == ()


def test_when_its_time_is_over_its_rows_are_gone_and_figures_stay(take, tmp_path):
    take(keep_until=TOMORROW, basis=BASIS)
    take(register="others")
    door.link(["crossings", "others"], scope=BORDER)
    door.compile_register("crossings", tmp_path / "out", scope=BORDER)
    assert rows_in("crossings")["crossings-migrations"] == 1  # Omid came and stayed
    assert clock.erase_due(datetime.now(UTC) + timedelta(days=1)) == ""  # kept until that day
    said = clock.erase_due(LATER)
    assert said.startswith("crossings of QRV/border_qrv: ") and said.endswith(
        "rows erased, its time was over"
    )
    assert set(rows_in("crossings").values()) == {0}
    assert rows_in("others")["others-events"] == 5
    left = folders.whole(BORDER, "persons")["register"].unique().to_pylist()
    assert left == ["others"]
    assert set(folders.whole(BORDER, "sheet")["register"].to_pylist()) <= {"others"}
    assert all(folder.verify() == [] for folder in folders_of("registers", BORDER))
    assert pq.read_table(tmp_path / "out" / "flows.parquet").num_rows >= 1
    crossings, _others = door.registers()
    assert (crossings.rows, crossings.files, crossings.kept.erased_at is not None) == (0, 1, True)
    stone = Tombstone.objects.get()
    assert (stone.table, stone.why) == ("crossings", f"kept until {TOMORROW}: {BASIS}")
    with connection.cursor() as cursor:
        cursor.execute("select purpose from vault_registers.log order by id desc limit 1")
        purpose = cursor.fetchone()[0]
    assert purpose == f"erasure: the time of crossings was over on {TOMORROW} (QRV/border_qrv)"
    assert clock.erase_due(LATER) == ""


def test_whoever_crosses_again_later_is_taken_under_a_new_day(take):
    take(keep_until=TOMORROW, basis=BASIS)
    clock.erase_due(LATER)
    more = "7,2024-01-05,OUT,East,OMIDPASS1290,Omid Rezaei,1990,M,AFG\n"
    with (
        patch.object(clock.timezone, "localdate", return_value=LATER.date()),
        pytest.raises(RegisterRefused, match="The time of crossings was over") as refused,
    ):
        take(more)
    assert "--keep-until" in refused.value.advice
    # nobody asked for his erasure: a new legal basis may name a new day
    assert take(more, keep_until=date(2040, 1, 1), basis=BASIS).accepted == 1
    assert door.registers()[0].kept == clock.Kept(date(2040, 1, 1), BASIS)


def test_a_legal_hold_keeps_one_person_until_it_is_lifted(take, tmp_path, person):
    take(keep_until=TOMORROW, basis=BASIS)
    door.link(["crossings"], scope=BORDER)
    door.compile_register("crossings", tmp_path / "out", scope=BORDER)
    key = folders.pseudonym_key(BORDER)
    omid = api.pseudonym_in_register("OMIDPASS1290", key=key, space="register crossings")
    hold = Hold.objects.create(
        vault="registers", subject=omid, reason="a court asked", placed_by=person("secretariat")
    )
    clock.erase_due(LATER)
    found = rows_in("crossings")
    assert (found["crossings-people"], found["crossings-events"], found["crossings-migrations"]) == (1, 1, 1)
    assert clock.erase_due(LATER) == ""
    hold.lifted_at = timezone.now()
    hold.save()
    assert clock.erase_due(LATER).endswith("rows erased, its time was over")
    assert set(rows_in("crossings").values()) == {0}


def test_a_register_that_fails_is_told_and_the_next_one_is_erased(take):
    take(register="first", keep_until=TOMORROW, basis=BASIS)
    take(register="second", keep_until=TOMORROW, basis=BASIS)
    erase = EncryptedFolder.erase

    def failing(folder: EncryptedFolder, *who: Any, **how: Any) -> int:
        if folder.name.startswith("first"):
            raise OSError("disk full")
        return erase(folder, *who, **how)

    with patch.object(EncryptedFolder, "erase", failing):
        said = clock.erase_due(LATER)
    assert "first of QRV/border_qrv: not erased, see the log" in said
    assert "second of QRV/border_qrv: 8 rows erased" in said
    assert rows_in("first")["first-events"] == 5


def test_locked_keys_refuse_in_a_sentence_and_destroyed_ones_for_ever(take):
    take(keep_until=TOMORROW, basis=BASIS)
    keys = KeyFolder(folders.keys().root)
    identity = pyrage.x25519.Identity.generate()
    sealing.lock(keys, sealing.chosen(keys, vault="registers", country="QRV"), [str(identity.to_public())])
    for refused in (
        take,
        lambda: door.scope_of(["crossings"]),
        lambda: door.link(["crossings"], scope=BORDER),
    ):
        with pytest.raises(VaultLocked, match="the keys are locked"):
            refused()
    assert clock.erase_due(LATER) == ""  # nobody can ask for the day, nor read the rows
    assert [(one.register, one.state, one.rows) for one in door.registers()] == [("crossings", "locked", 0)]
    sealing.destroy(keys, sealing.chosen(keys, vault="registers", country="QRV"), by="test")
    with pytest.raises(KeyGone):
        folders.pseudonym_key(BORDER)


def test_the_clock_is_a_schedule_of_the_house():
    assert [one.name for one in declared()].count("registers of people") == 1
