"""The page of registers: what one's organisations hold, and linking and compiling as jobs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from tests.components.statistics.test_clerks import SAME, sample

from serai.commons.jobs import services as jobs
from serai.commons.partnership.models import Organisation
from serai.commons.vaults import gate
from serai.commons.vaults.keys import Scope
from serai.components.statistics.errors import WorkRefused
from serai.components.statistics.registers import clerks, door, services, tasks

pytestmark = pytest.mark.django_db(transaction=True)

# visitors at either end, and Omid, who comes on 2020-03-01 and stays
ROWS = """record_id,date,direction,post,passport,name,date of birth,sex,citizenship
1,2018-01-01,IN,North,VISITOR771,Visitor Ahmadzai,1970,M,AFG
2,2018-01-04,OUT,North,VISITOR771,Visitor Ahmadzai,1970,M,AFG
3,2020-03-01,IN,East,OMIDPASS1290,امید رضایی,1990,M,AFG
6,2023-12-31,IN,North,VISITOR882,Second Visitorzada,1971,M,AFG
7,2023-12-31,OUT,North,VISITOR882,Second Visitorzada,1971,M,AFG
"""
PAGE, START = "/statistics/registers/", "/statistics/registers/start/"


@pytest.fixture
def registers(home: Path, settings: Any) -> None:
    """The same file as registers of two organisations."""
    settings.HOME, settings.KEYS = home / "data", home / "keys"
    settings.HOME.mkdir()
    gate.put_token_keys()
    (home / "raw.csv").write_text(ROWS, encoding="utf-8")
    for organisation in ("border_qrv", "other_qrv"):
        door.take(
            home / "raw.csv", mapping="register_crossings", register="crossings",
            scope=Scope("QRV", organisation),
        )  # fmt: skip


@pytest.fixture
def statistician(client: Any, person: Callable[..., Any]) -> Any:
    """Somebody who counts at the border police."""
    Organisation.objects.create(key="border_qrv", name="Border police of an invented state", kind="agency")
    client.force_login(person("statistician", organisation="border_qrv"))
    return client


def work() -> None:
    with patch("signal.signal"):
        jobs.run_worker(once=True)


def test_the_page_shows_ones_own_registers_and_work_on_them(registers, statistician):
    words = statistician.get(PAGE).content.decode()
    assert "border_qrv" in words and "other_qrv" not in words
    assert statistician.get(START).status_code == 200
    ask = {"registers": ["QRV/border_qrv/crossings"], "definition": "12/16", "orphans": "drop"}
    begun = statistician.post(START, ask | {"kind": "link"})
    assert begun.status_code == 302 and begun.url.startswith("/jobs/"), begun.content.decode()
    statistician.post(START, ask | {"kind": "compile"})
    work()
    assert [jobs.status(row.pk).state for row in DBTaskResult.objects.all()] == ["successful", "successful"]
    page = statistician.get(PAGE)
    held = page.context["registers"][0]
    assert held.linked and held.definition == "12/16"
    assert held.sums["rows"] == [["2020: Immigration", 1, 1, 1]]
    assert "Omid" not in page.content.decode() and "OMIDPASS" not in page.content.decode()


def test_an_empty_page_has_a_whole_command_to_copy(home, settings, client, person):
    settings.HOME, settings.KEYS = home / "data", home / "keys"
    Organisation.objects.create(key="border_qrv", name="Border police of an invented state", kind="agency")
    client.force_login(person("statistician", organisation="border_qrv"))
    assert (
        "serai registers take border.csv --map register_crossings --register crossings"
        " --country COUNTRY --organisation border_qrv"
    ) in client.get(PAGE).content.decode()


def test_the_page_says_until_when_a_register_is_kept(registers, statistician):
    door.keep(Scope("QRV", "border_qrv"), "crossings", until=date(2040, 5, 6), basis="Border Act, section 12")
    page = statistician.get(PAGE).content.decode()
    assert "6 May 2040" in page and "Border Act, section 12" in page


def test_linking_again_says_first_what_goes_and_asks_for_a_yes(registers, statistician):
    assert b'name="discard"' not in statistician.get(START).content  # nothing was compiled yet
    border = Scope("QRV", "border_qrv")
    services.link(["crossings"], scope=border)
    services.compile_register("crossings", settings.HOME / "out", scope=border)
    page = statistician.get(START).content.decode()
    assert "crossings by 12/16" in page and "1 row" in page
    ask = {
        "kind": "link",
        "registers": ["QRV/border_qrv/crossings"],
        "definition": "12/16",
        "orphans": "drop",
    }
    answer = statistician.post(START, ask)
    assert answer.status_code == 422 and "Say that what was compiled may go" in answer.content.decode()
    assert statistician.post(START, ask | {"discard": "on"}).status_code == 302
    work()
    assert [jobs.status(row.pk).state for row in DBTaskResult.objects.all()] == ["successful"]
    assert services.selectors.compilations(border) == ()


def test_the_page_shows_what_clerks_said_of_the_linkage(registers, statistician, home):
    border = Scope("QRV", "border_qrv")
    services.link(["crossings"], scope=border)
    page = statistician.get(PAGE).content.decode()
    assert "serai registers judge sheet.csv --country QRV --organisation border_qrv" in page
    clerks.keep_sample(border, sample(), ["crossings"])
    door.write_sheet(home / "sheet.csv", scope=border)
    assert "1 sheet with names was given out" in statistician.get(PAGE).content.decode()
    text = (home / "sheet.csv").read_text(encoding="utf-8-sig")
    head, *rows = text.splitlines()
    at = head.split(",").index("same_person")
    said = [row.split(",") for row in rows]
    for row in said:
        row[at] = "yes" if int(row[0]) in SAME else "no"
    lines = [head, *(",".join(row) for row in said)]
    (home / "sheet.csv").write_text("\n".join(lines), encoding="utf-8")
    door.judge(home / "sheet.csv", scope=border)
    answer = statistician.get(PAGE)
    rows = {row[0]: row[1:] for row in answer.context["linkages"][0].table["rows"]}
    # worked by hand in test_clerks
    assert rows["All pairs"][0].startswith("90.0%, between ") and rows["All pairs"][2] == 20
    assert rows["With a name in Arabic letters"][1].startswith("50.0%, between ")
    assert "given out" not in answer.content.decode()


def test_rows_of_jobs_hold_nothing_of_a_person(registers, statistician):
    ask = {"registers": ["QRV/border_qrv/crossings"], "definition": "12/16", "orphans": "drop"}
    for kind in ("link", "compile"):
        statistician.post(START, ask | {"kind": kind})
    work()
    for row in DBTaskResult.objects.all():
        text = f"{row.args_kwargs} {row.return_value} {row.traceback}"
        assert "crossings" in text
        assert not any(word in text for word in ("OMID", "رضایی", "Visitor"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"registers": ["QRV/other_qrv/crossings"]}, "other_qrv"),
        ({"registers": ["QRV/border_qrv/crossings", "QRV/border_qrv/more"]}, "Choose one register"),
        ({"registers": []}, "required"),
    ],
    ids=["another organisation's register", "two registers to compile from", "no register"],
)
def test_what_cannot_be_done_is_said_on_the_form(registers, statistician, home, asked, said):
    (home / "more.csv").write_text(ROWS + "8,2020-03-01,IN,East,OTHER77123,Other Name,1990,M,QRX\n")
    door.take(
        home / "more.csv", mapping="register_crossings", register="more", scope=Scope("QRV", "border_qrv")
    )
    ask = {"kind": "compile", "definition": "12/16", "orphans": "drop"}
    answer = statistician.post(START, ask | asked)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_only_a_statistician_of_the_organisation_starts_work(registers, person, signed_in):
    order = tasks.Order("link", "QRV", "border_qrv", ["crossings"])
    Organisation.objects.create(key="other_qrv", name="Another office of an invented state", kind="agency")
    for who in (person("statistician", organisation="other_qrv"), person("secretariat")):
        with pytest.raises(WorkRefused):
            tasks.ask_for_work(actor=who, order=order)
    client = signed_in("administrator")
    assert (client.get(reverse("statistics:registers")).status_code, client.get(START).status_code) == (
        403,
        403,
    )
