"""Registers of people, from invented raw files through the vault to flows that were worked out by hand.

Observed from 2018-01-01 to 2023-12-31, days of a visitor of three days and of one of a day. Omid comes on
2020-03-01 and stays: an immigrant. Zahra comes on 2020-03-05 with one passport and leaves on 2020-04-05 with
another, her name in other letters: unlinked she is an immigrant and somebody who left; linked she is a visitor
of a month.
"""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow.parquet as pq
import pytest

from serai.commons.vaults import gate
from serai.commons.vaults.errors import VaultRefused
from serai.commons.vaults.exporting import folders_of
from serai.commons.vaults.folders import EncryptedFolder
from serai.commons.vaults.keys import Scope
from serai.commons.vaults.models import Hold, Tombstone
from serai.components.statistics import errors
from serai.components.statistics.registers import door, folders, services, workrooms
from serai.engine import api
from serai.engine.compute.linkage import NoNames
from serai.engine.compute.registers import NobodyTold

pytestmark = pytest.mark.django_db

BORDER = Scope("QRV", "border_qrv")
HEAD = "record_id,date,direction,post,passport,name,date of birth,sex,citizenship\n"
ROWS = (
    "1,2018-01-01,IN,North,VISITOR771,Visitor Ahmadzai,1970,M,AFG\n"
    "2,2018-01-04,OUT,North,VISITOR771,Visitor Ahmadzai,1970,M,AFG\n"
    "3,2020-03-01,IN,East,OMIDPASS1290,امید رضایی,1990,M,AFG\n"
    "4,2020-03-05,IN,East,ZAHRAPASS3301,Zahra Karimi,24/05/1987,F,AFG\n"
    "5,2020-04-05,OUT,East,ZAHRAPASS7702,زهرا کریمی,1366/03/03,F,AFG\n"
    "6,2023-12-31,IN,North,VISITOR882,Second Visitorzada,1971,M,AFG\n"
    "7,2023-12-31,OUT,North,VISITOR882,Second Visitorzada,1971,M,AFG\n"
)
MARKERS = (
    "OMIDPASS1290", "ZAHRAPASS3301", "ZAHRAPASS7702", "VISITOR771", "رضایی", "زهرا", "کریمی", "Karimi",
    "Ahmadzai", "Visitorzada", "HMDZY", "VSTRZD",
)  # fmt: skip


@pytest.fixture
def house(home: Path, settings: Any) -> Path:
    """A data folder and, beside it, keys that the database checks with."""
    settings.HOME = home / "data"
    settings.HOME.mkdir()
    settings.KEYS = home / "keys"
    gate.put_token_keys()
    return settings.HOME


@pytest.fixture
def take(house: Path, tmp_path: Path) -> Callable[..., api.Receipt]:
    """Take these rows as a file into a register of the border police."""
    number = 0

    def taking(rows: str = ROWS, register: str = "crossings", head: str = HEAD, **how: Any) -> api.Receipt:
        nonlocal number
        number += 1
        file = tmp_path / f"raw{number}.csv"
        file.write_text(head + rows, encoding="utf-8")
        return door.take(
            file, **{"mapping": "register_crossings", "register": register, "scope": BORDER, **how}
        )

    return taking


def compiled(tmp_path: Path, **how: Any) -> list[tuple[Any, ...]]:
    """The flows, without cells of nothing."""
    made = door.compile_register("crossings", tmp_path / "out", scope=BORDER, **how)
    rows = pq.read_table(made.files["flows"]).to_pylist()
    return [(str(r["month"]), r["kind"], r["sex"], r["age_group"], r["low"], r["high"]) for r in rows]


def rows_of(name: str) -> int:
    return sum(batch.num_rows for batch in folders.folder(BORDER, name).read())


def subject_of_omid() -> str | None:
    key = folders.pseudonym_key(BORDER)
    return api.pseudonym_in_register("OMIDPASS1290", key=key, space="register crossings")


def readable(place: Path) -> list[str]:
    """Files in which a name or an identifier can be read."""
    forms = [
        form for word in MARKERS for form in (word.encode(), word.lower().encode(), word.encode("utf-16-le"))
    ]
    return [
        str(path)
        for path in place.rglob("*")
        if path.is_file() and any(form in path.read_bytes() for form in forms)
    ]


OMID = ("2020-03-01", "immigration", "M", "Y30T34", 1, 1)
ZAHRA = ("2020-03-01", "immigration", "F", "Y30T34", 1, 1)


def test_from_the_raw_file_to_the_flows(take, house, tmp_path):
    receipt = take()
    assert (receipt.rows_in, receipt.accepted, receipt.rejected, receipt.duplicates) == (7, 7, {}, 0)
    assert compiled(tmp_path) == [ZAHRA, OMID]
    assert rows_of("crossings-migrations") == 2
    assert rows_of("crossings-unestablished") == 1  # whoever left with the second passport

    with pytest.raises(errors.RegisterRefused, match=r"crossings by 12/16 of .*, 3 rows") as refused:
        door.link(["crossings"], scope=BORDER)
    assert "--yes" in refused.value.advice and rows_of("crossings-migrations") == 2
    quality = door.link(["crossings"], scope=BORDER, discard=True)
    assert door.compilations(BORDER) == ()
    assert (quality["records"], quality["persons"]) == (5, 4)
    assert rows_of("crossings-migrations") == 0  # of persons that are others now
    assert compiled(tmp_path) == [OMID]
    assert rows_of("crossings-unestablished") == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "flows.parquet", "orphans.parquet", "provisional.parquet",
    ]  # fmt: skip
    held = door.registers()[0]
    assert (held.register, held.rows, held.files, held.linked, held.definition) == (
        "crossings", 7, 1, True, "12/16",
    )  # fmt: skip


def test_no_name_and_no_identifier_lies_readable_on_the_disk(take, house, tmp_path):
    seen = []
    room = workrooms._room

    def watched(place: Path) -> Any:
        seen.append(place)
        return room(place)

    with patch.object(workrooms, "_room", watched):
        take()
        door.link(["crossings"], scope=BORDER)
        compiled(tmp_path)
    assert all(place.is_relative_to(workrooms.MEMORY) for place in seen) and len(seen) == 3
    assert not any(place.exists() for place in seen)
    assert readable(tmp_path) == [str(tmp_path / "raw1.csv")]
    assert not (house / "staging").exists()


def test_what_lies_plain_while_compiling_is_pseudonyms_and_goes_also_after_an_error(take, house, tmp_path):
    take()
    left = house / "staging" / "registers" / "crossings" / "0.parquet"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"of a killed run")
    found = []

    def look(files: list[Path], *_words: Any, **_how: Any) -> None:
        found.append(readable(house))
        found.append(sorted(pq.read_schema(files[0]).names))
        found.append(stat.S_IMODE((house / "staging" / "registers").stat().st_mode))
        raise RuntimeError("in between")

    with (
        patch.object(api, "compile_crossings", look),
        patch.object(workrooms, "PER_ROW", 1 << 60),  # more than any memory has
        pytest.raises(RuntimeError),
    ):
        compiled(tmp_path)
    columns = ["birth_year", "citizenship", "crossed_on", "direction", "person_id", "post", "sex"]
    assert found == [[], columns, 0o700]
    assert not any((house / "staging").iterdir())


def test_the_same_file_changes_nothing_and_a_longer_one_adds_what_is_new(take):
    take()
    again = take()
    assert again.already_loaded and again.accepted == 7
    assert len(folders.folder(BORDER, "crossings-people").snapshots()) == 1
    changed = ROWS.replace("1,2018-01-01", "1,2018-01-02")
    receipt = take(changed + "8,2024-01-05,IN,East,OMIDPASS1290,Omid Rezaei,1990,M,AFG\n")
    # six rows are there already, one says another day than before, one is new
    assert (receipt.rows_in, receipt.accepted, receipt.duplicates, receipt.rejected) == (
        8, 1, 6, {"conflicting_key": 1},
    )  # fmt: skip
    assert (rows_of("crossings-events"), rows_of("crossings-people")) == (8, 6)  # Omid under two names


def test_rows_without_an_identifier_are_duplicates_too_when_they_come_again(take):
    nobody = "9,2021-01-01,IN,East,,Nameless Traveller,1960,F,AFG\n"
    take(ROWS + nobody)
    receipt = take(ROWS + nobody + "10,2021-02-01,OUT,East,,Nameless Traveller,1960,F,AFG\n")
    assert (receipt.accepted, receipt.duplicates, receipt.rejected) == (1, 8, {})
    assert rows_of("crossings-people") == 7  # two rows of nobody are two people


def test_a_take_that_is_killed_leaves_the_file_taken_or_not(take):
    take(ROWS[: ROWS.index("6,2023")])
    write = EncryptedFolder.write

    def killed(folder: EncryptedFolder, *rows: Any, **how: Any) -> Any:
        if folder.name.endswith("-people"):
            raise KeyboardInterrupt
        return write(folder, *rows, **how)

    with patch.object(EncryptedFolder, "write", killed), pytest.raises(KeyboardInterrupt):
        take()
    assert door.registers()[0].rows == 5
    assert sum(batch.num_rows for batch in folders.events(BORDER, "crossings")) == 5
    receipt = take()
    assert (receipt.accepted, receipt.duplicates) == (2, 5)
    assert (rows_of("crossings-events"), rows_of("crossings-people")) == (7, 5)
    assert all(folder.verify() == [] for folder in folders_of("registers", BORDER))


def test_erasing_reaches_every_folder_and_snapshot_and_a_later_file(take, house, tmp_path):
    take()
    take("8,2024-01-05,OUT,East,OMIDPASS1290,Omid Rezaei,1990,M,AFG\n")
    door.link(["crossings"], scope=BORDER)
    compiled(tmp_path, until=date(2023, 12, 31))
    omid = subject_of_omid()
    sheet = sum(row["subject"] == omid for row in folders.whole(BORDER, "sheet").to_pylist())
    gone = door.erase("omid-pass 1290", scope=BORDER)
    # two names, two crossings, one person, one migration, and what the sheet showed of him
    assert (gone.rows, gone.linked) == (6 + sheet, 0)
    assert all(folder.verify([omid]) == [] for folder in folders_of("registers", BORDER))
    assert (rows_of("crossings-events"), rows_of("crossings-migrations")) == (6, 0)
    stone = Tombstone.objects.get()
    assert (stone.vault, stone.rows) == ("registers", 6 + sheet)
    with pytest.raises(errors.NobodyThere, match=r"crossings \(document_number\)"):
        door.erase("OMIDPASS1290", scope=BORDER)
    receipt = take("9,2024-02-05,IN,East,OMIDPASS1290,Omid Rezaei,1990,M,AFG\n")
    assert (receipt.accepted, receipt.rejected) == (0, {"erased_person": 1})


def test_erasing_tells_of_linked_subjects_and_takes_them_when_told_to(take, tmp_path):
    take()
    door.link(["crossings"], scope=BORDER)
    assert door.erase("ZAHRAPASS3301", scope=BORDER).linked == 1
    take("8,2024-01-05,OUT,East,OTHERPASS55,زهرا کریمی,1366/03/03,F,AFG\n")
    door.link(["crossings"], scope=BORDER)
    gone = door.erase("OTHERPASS55", scope=BORDER, linked=True)
    assert gone.linked == 0
    with pytest.raises(errors.NobodyThere):
        door.erase("ZAHRAPASS7702", scope=BORDER)


def test_an_erasure_that_is_done_again_after_a_restore_finds_what_was_compiled_then(take, tmp_path):
    """A backup from before another linkage knows the person under another pseudonym."""
    from serai.commons.vaults.erasure import Subject
    from serai.components.statistics.apps import StatisticsConfig

    take()
    door.link(["crossings"], scope=BORDER)
    compiled(tmp_path)
    omid = subject_of_omid()
    assert rows_of("crossings-migrations") == 1
    StatisticsConfig.erase(None, Subject(records=(f"registers:{omid}",)))
    assert rows_of("crossings-migrations") == 0


def test_a_legal_hold_keeps_a_person(take, person):
    take()
    omid = subject_of_omid()
    Hold.objects.create(
        vault="registers", subject=omid, reason="a court asked", placed_by=person("secretariat")
    )
    with pytest.raises(VaultRefused, match="legal hold"):
        door.erase("OMIDPASS1290", scope=BORDER)
    assert rows_of("crossings-people") == 5
    assert not (folders.keys().root / "erased.jsonl").exists()


def test_the_sheet_is_written_only_when_asked_and_closed_to_others(take, house, tmp_path):
    take()
    with pytest.raises(errors.RegisterRefused, match="Nothing is linked"):
        door.write_sheet(tmp_path / "sheet.csv", scope=BORDER)
    door.link(["crossings"], scope=BORDER)
    pairs = door.write_sheet(tmp_path / "sheet.csv", scope=BORDER)
    text = (tmp_path / "sheet.csv").read_text(encoding="utf-8-sig")
    assert pairs >= 1 and "Zahra Karimi" in text and "زهرا کریمی" in text
    assert stat.S_IMODE((tmp_path / "sheet.csv").stat().st_mode) == 0o600
    for place in (tmp_path / "sheet.csv", house / "sheet.csv"):
        with pytest.raises(errors.RegisterRefused, match="outside the data folder"):
            door.write_sheet(place, scope=BORDER)
    assert door.erase("ZAHRAPASS7702", scope=BORDER).sheets == (tmp_path / "sheet.csv",)
    assert door.write_sheet(tmp_path / "after.csv", scope=BORDER) < pairs or pairs == 0
    assert "زهرا" not in (tmp_path / "after.csv").read_text(encoding="utf-8-sig")


def test_reading_and_erasing_are_in_the_log_of_the_vault(logged, take, tmp_path):
    take()
    door.link(["crossings"], scope=BORDER)
    compiled(tmp_path)
    door.write_sheet(tmp_path / "sheet.csv", scope=BORDER)
    door.erase("OMIDPASS1290", scope=BORDER)
    said, kept = logged(), door.registers()[0].kept.until
    assert said == [
        "take a file into crossings (QRV/border_qrv)",
        f"crossings may be kept until {kept} (QRV/border_qrv)",
        "link crossings (QRV/border_qrv)",
        "compile crossings (QRV/border_qrv)",
        "the sheet with names for clerks is written out (QRV/border_qrv)",
        "erasure: who is it (QRV/border_qrv)",
        "erasure",
    ]


def test_permits_of_another_register_are_evidence(take, tmp_path):
    """Omid's permit was valid on the day before he came: he came home, and is no immigrant."""
    take(space="border")
    permits = "permit_number,permit type,valid_from,valid_until,passport,name\n"
    take(
        "A1,work,2019-06-01,2021-06-01,OMIDPASS1290,Omid Rezaei\n",
        register="permits", head=permits, mapping="register_permits", space="border",
    )  # fmt: skip
    assert compiled(tmp_path) == [ZAHRA, OMID]
    assert compiled(tmp_path, permits="permits") == [ZAHRA]


def test_pseudonyms_are_of_one_scope_and_of_one_register_unless_they_share_a_space(take):
    take()
    take(register="again")
    take(register="shared", space="border")
    take(register="shared_too", space="border")
    take(scope=Scope("QRV", "other_qrv"))

    def pseudonyms(register: str, scope: Scope = BORDER) -> set[str]:
        return set(folders.whole(scope, f"{register}-people", ["subject"])["subject"].to_pylist())

    assert not pseudonyms("crossings") & pseudonyms("again")
    assert pseudonyms("shared") == pseudonyms("shared_too")
    assert not pseudonyms("crossings") & pseudonyms("crossings", Scope("QRV", "other_qrv"))


@pytest.mark.parametrize(
    ("how", "error", "said"),
    [
        ({"mapping": "headline_figures", "register": "figures"}, api.MappingInvalid, "not of single people"),
        ({"head": HEAD.replace("passport", "colour")}, NobodyTold, "tells one person from another"),
        ({"register": "Crossings!"}, errors.RegisterRefused, "cannot name a register"),
        ({"space": "elsewhere"}, errors.RegisterRefused, "since its first file"),
        ({"mapping": "register_returns"}, errors.RegisterRefused, "this mapping is for register_returns"),
        ({"register": "numbers", "head": HEAD.replace("passport", "person_id"), "space": "border"},
         errors.RegisterRefused, "tells people apart by document_number, this file by person_id"),
    ],
    ids=["a mapping that is not of people", "no identifier", "no name of a register", "another space",
         "another kind of file", "two kinds of identifiers in one space"],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_and_leaves_everything_as_it_was(take, how, error, said):
    if how.get("register") != "numbers" and "head" not in how:
        take(ROWS[: ROWS.index("6,2023")])
    if how.get("register") == "numbers":
        take(register="shared", space="border")
    before = door.registers()
    with pytest.raises(error, match=said) as refused:
        take(**how)
    assert refused.value.advice
    assert door.registers() == before


def test_other_refusals_have_a_way_out(take, tmp_path):
    with pytest.raises(errors.UnknownRegister, match="serai registers take"):
        door.scope_of(["crossings"])
    take()
    with pytest.raises(errors.UnknownRegister, match=r"There are: crossings \(QRV/border_qrv\)"):
        door.scope_of(["visas"])
    with pytest.raises(errors.UnknownRegister, match="There are: crossings"):
        door.compile_register("visas", tmp_path / "out", scope=BORDER)
    take(scope=Scope("QRW", "border_qrw"))
    with pytest.raises(errors.UnknownRegister, match="More than one organisation holds crossings"):
        door.scope_of(["crossings"])
    assert door.scope_of(["crossings"], country="QRW") == Scope("QRW", "border_qrw")
    take(register="visas", scope=Scope("QRV", "ministry_qrv"))
    with pytest.raises(
        errors.RegisterRefused, match="crossings, visas are of several organisations"
    ) as apart:
        door.scope_of(["crossings", "visas"])
    assert "data-sharing agreement" in apart.value.advice
    take("1,2020-01-01,deportation,N1,OMIDPASS1290\n", register="returns", mapping="register_returns",
         head="record_id,return date,type of return,district,passport\n")  # fmt: skip
    with pytest.raises(NoNames, match="returns"):
        door.link(["crossings", "returns"], scope=BORDER)
    with pytest.raises(errors.NoCrossings, match="no crossed_on and direction"):
        door.compile_register("returns", tmp_path / "out", scope=BORDER)
    with (
        patch.object(services.workrooms, "MEMORY", tmp_path),
        pytest.raises(errors.NoMemoryDisk, match="names must not lie on another"),
    ):
        door.link(["crossings"], scope=BORDER)
