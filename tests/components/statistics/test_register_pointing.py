"""Files of people in the browser: pointed at once, taken, next month by themselves; nothing lies outside the vault.

Invented people of an invented state, and every count worked by hand.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from serai.commons.jobs import services as jobs
from serai.commons.partnership.models import Organisation, State
from serai.commons.vaults import gate
from serai.commons.vaults.keys import Scope
from serai.components.statistics import errors
from serai.components.statistics.models import RegisterMatching
from serai.components.statistics.registers import (
    door,
    folders,
    matchings,
    pointing,
    receipts,
    taking,
    tasks,
    waiting,
    workrooms,
)
from serai.engine import api

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/statistics/registers/files/"
BORDER = Scope("QRV", "border_qrv")
HEAD = "شماره ثبت تردد,تاریخ تردد,نوع تردد,مرز,نام و تخلص,تاریخ تولد,جنس,تابعیت,شماره پاسپورت,یادداشت"
HEADERS = HEAD.split(",")
CONCEPTS = [
    "record_id", "crossed_on", "direction", "post", "name", "birth_date", "sex", "citizenship", "document_number",
    "ignored",
]  # fmt: skip
# "برون" (outwards) and 9 are nobody's words; the day of row 6 does not exist; ZZX stands in one row alone
FIRST = [
    "۱,۱۴۰۲/۰۱/۱۵,ورود,دروازه شمال,زرغونه مارکریمی,۱۳۶۶/۰۳/۰۳,زن,افغان,ZARGHPASS3301,تماس 0700999123",
    "۲,۱۴۰۲/۰۱/۱۵,ورود,دروازه شمال,Omidmark Rezaizada,1990,مرد,افغان,OMIDPASS1290,",
    "۳,۱۴۰۲/۰۱/۱۶,برون,دروازه شمال,Omidmark Rezaizada,1990,مرد,افغان,OMIDPASS1290,",
    "۴,۱۴۰۲/۰۱/۱۶,برون,دروازه شرق,Visitmark Ahmadzai,1970,9,ایرانی,VISITPASS771,",
    "۵,۱۴۰۲/۰۱/۱۷,برون,دروازه شرق,Secondmark Ahmadzai,1971,مرد,ZZX,VISITPASS882,",
    "۶,۱۴۰۲/۱۳/۱۷,برون,دروازه شرق,Thirdmark Ahmadzai,1972,مرد,ایرانی,VISITPASS993,",
]
# the gate in the east is gone, that in the north fell from three rows to one, the one in the west is new
SECOND = [
    "۷,۱۴۰۲/۰۲/۰۱,ورود,دروازه غرب,Omidmark Rezaizada,1990,مرد,افغان,OMIDPASS1290,",
    "۸,۱۴۰۲/۰۲/۰۱,ورود,دروازه غرب,Fourthmark Ahmadzai,1973,مرد,افغان,VISITPASS994,",
    "۹,۱۴۰۲/۰۲/۰۲,ورود,دروازه غرب,Fifthmark Ahmadzai,1974,9,افغان,VISITPASS995,",
    "۱۰,۱۴۰۲/۰۲/۰۳,برون,دروازه شمال,Sixthmark Ahmadzai,1975,مرد,افغان,VISITPASS996,",
]
MARKERS = (
    "زرغونه", "مارکریمی", "Omidmark", "Rezaizada", "Visitmark", "Secondmark", "Thirdmark", "Ahmadzai", "ZARGHPASS",
    "OMIDPASS", "VISITPASS", "0700999123", "۱۳۶۶/۰۳/۰۳", "1366/03/03",
)  # fmt: skip


def month(rows: list[str], head: str = HEAD, name: str = "hamal.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join([head, *rows, ""]).encode())


@pytest.fixture
def border(home: Path, settings: Any) -> Organisation:
    """The border police of an invented state, with a data folder and keys of their own."""
    settings.HOME, settings.KEYS = home / "data", home / "keys"
    settings.HOME.mkdir()
    gate.put_token_keys()
    state = State.objects.create(key="QRV", iso2="QV", iso3="QRV")
    return Organisation.objects.create(
        key="border_qrv", name="Border police of an invented state", kind="agency", state=state
    )


@pytest.fixture
def clerk(border: Organisation, client: Any, person: Callable[..., Any]) -> Any:
    client.force_login(person("statistician", organisation="border_qrv"))
    return client


def bring(client: Any, file: Any, **more: str) -> Any:
    return client.post(LIST, {"file": file, "base": "", "register": "", **more})


def work() -> None:
    with patch("signal.signal"):
        jobs.run_worker(once=True)


def answer(client: Any, url: str, meant: dict[str, str]) -> Any:
    """Fill the form in by its labels and send it."""
    form = client.get(url).context["form"]
    said = {f"first_{at}": meant.get(label, "") for at, label in enumerate(form.labels)}
    return client.post(url, {"title": "Crossings of our gates", **said})


def takings() -> Any:
    """The jobs that take files; failed ones have others tell somebody."""
    return DBTaskResult.objects.filter(task_path__endswith="take_file")


COLUMNS = {header: f"field:{concept}" for header, concept in zip(HEADERS, CONCEPTS, strict=True)}
CODES = {
    "تاریخ تردد": "dates:solar", "نوع تردد = برون": "direction:OUT", "جنس = 9": "sex:U",
}  # fmt: skip


def taken_once(client: Any) -> None:
    asked = bring(client, month(FIRST), base="register_crossings")
    assert asked.status_code == 302, asked.content.decode()
    assert answer(client, asked.url, COLUMNS).url == asked.url
    begun = answer(client, asked.url, CODES)
    assert begun.url.startswith("/jobs/"), begun.content.decode()
    work()


def readable(place: Path) -> list[str]:
    """Files in which anything of a person can be read."""
    forms = [
        form for word in MARKERS for form in (word.encode(), word.lower().encode(), word.encode("utf-16-le"))
    ]
    return [
        str(path)
        for path in place.rglob("*")
        if path.is_file() and not path.is_symlink() and any(form in path.read_bytes() for form in forms)
    ]


def in_database() -> list[str]:
    """Tables in which anything of a person can be read, in any column, histories and queues too."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "select quote_ident(table_schema) || '.' || quote_ident(table_name) from information_schema.tables"
            " where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"select exists (select 1 from {table} t where t::text like any (%s))",
                           [[f"%{word}%" for word in MARKERS]])  # fmt: skip
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def nothing_outside(home: Path) -> None:
    assert readable(home) == []
    assert readable(workrooms._rooms()) == []
    assert in_database() == []


def test_a_file_is_pointed_at_once_and_the_next_runs_by_itself(clerk, home):
    asked = bring(clerk, month(FIRST), base="register_crossings")
    page = clerk.get(asked.url)
    form = page.context["form"]
    assert form.labels == HEADERS
    # every header but that of remarks is guessed by the words of the house
    offered = [form.fields[f"first_{at}"].initial for at in range(len(HEADERS))]
    assert offered == [f"field:{concept}" for concept in CONCEPTS[:-1]] + [""]
    shown = page.content.decode()
    codes = answer(clerk, asked.url, COLUMNS)
    assert codes.url == asked.url
    page = clerk.get(asked.url)
    form = page.context["form"]
    assert form.labels == ["تاریخ تردد", "نوع تردد = برون", "جنس = 9"]
    # all but the sixth day can be read
    assert form.fields["first_0"].initial == "dates:solar"
    assert "reads 5 of 6" in page.content.decode()
    assert "1 row has a code that stands in hardly any other" in page.content.decode()
    shown += page.content.decode()
    assert "ZZX" not in shown and not any(word in shown for word in (*MARKERS, "دروازه"))
    begun = answer(clerk, asked.url, CODES)
    work()
    assert [jobs.status(row.pk).state for row in takings()] == ["successful"]
    assert clerk.get(begun.url).status_code == 200
    assert waiting.files(pointing.reader_of(_clerk_of(clerk))) == []

    page = clerk.get("/statistics/registers/held/QRV/border_qrv/crossings/")
    words = page.content.decode()
    assert "6 rows in = 4 accepted + 2 refused + 0 repeated" in words
    assert dict(page.context["page"].reasons["rows"]) == {
        "not a date that exists": 1, "a value is not in the code list": 1,
    }  # fmt: skip
    told = {row[0]: row[1:] for row in page.context["page"].places["rows"]}
    assert told == {"دروازه شرق": ["–", 0, 3, 1, 0, 2, 0], "دروازه شمال": ["–", 0, 3, 3, 0, 0, 0]}
    assert not any(word in words for word in MARKERS)

    second = bring(clerk, month(SECOND, name="sawr.csv"))
    assert second.url.startswith("/jobs/"), second.content.decode()
    work()
    page = clerk.get("/statistics/registers/held/QRV/border_qrv/crossings/")
    assert "4 rows in = 4 accepted + 0 refused + 0 repeated" in page.content.decode()
    assert page.context["page"].places["rows"] == [
        ["دروازه شرق", "missing: it had rows in the file before", 3, 0, 0, 0, 0, 0],
        ["دروازه شمال", "fell by more than half", 3, 1, 1, 0, 0, 0],
        ["دروازه غرب", "new", 0, 3, 3, 0, 0, 0],
    ]
    assert "2 places are missing or fell by more than half" in page.content.decode()
    # the first receipt stays, and the same file again changes nothing
    assert (
        "6 rows in"
        in clerk.get("/statistics/registers/held/QRV/border_qrv/crossings/?file=1").content.decode()
    )
    assert bring(clerk, month(SECOND, name="again.csv")).url.startswith("/jobs/")
    work()
    assert len(folders.taken(BORDER, "crossings")) == 2
    assert door.registers()[0].rows == 8
    sexes = [row["sex"] for batch in folders.events(BORDER, "crossings") for row in batch.to_pylist()]
    assert sorted(sexes) == ["F", "M", "M", "M", "M", "M", "U", "U"]


def _clerk_of(client: Any) -> Any:
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(pk=client.session["_auth_user_id"])


def test_a_changed_header_is_told_by_name_and_it_alone_is_asked_about(clerk):
    taken_once(clerk)
    changed = HEAD.replace("نوع تردد", "روند")
    asked = bring(clerk, month(FIRST, changed, "sawr.csv"))
    page = clerk.get(asked.url)
    words = page.content.decode()
    assert "Headers that are new:" in words and "<bdi>روند</bdi>" in words
    assert "Headers that are missing:" in words and "<bdi>نوع تردد</bdi>" in words
    assert page.context["form"].labels == ["روند"]
    assert clerk.get(asked.url + "?step=columns&all").context["form"].labels == changed.split(",")
    assert answer(clerk, asked.url, {"روند": "field:direction"}).url == asked.url
    assert clerk.get(asked.url).context["form"].labels == ["روند = برون"]
    answer(clerk, asked.url, {"روند = برون": "direction:OUT"})
    work()
    matching = RegisterMatching.objects.get()
    assert (matching.version, len(matching.shapes)) == (2, 2)
    # both months run by themselves from now on
    assert bring(clerk, month(SECOND[:1], changed, "third.csv")).url.startswith("/jobs/")
    assert bring(clerk, month(FIRST[:1], HEAD, "fourth.csv")).url.startswith("/jobs/")


def test_another_calendar_and_a_new_code_are_asked_about(clerk):
    taken_once(clerk)
    rows = [row.replace("۱۴۰۲/۰۲", "2023/05").replace("افغان", "XQ") for row in SECOND]
    asked = bring(clerk, month(rows))
    form = clerk.get(asked.url).context["form"]
    assert form.labels == ["تاریخ تردد", "تابعیت = XQ"]
    assert form.fields["first_0"].initial == "dates:gregorian"


def test_nothing_of_a_person_lies_outside_the_vault(clerk, home, person):
    asked = bring(clerk, month(FIRST), base="register_crossings")
    nothing_outside(home)  # while it waits, abandoned
    answer(clerk, asked.url, COLUMNS)
    nothing_outside(home)
    refused = answer(
        clerk, asked.url + "?step=columns&all", COLUMNS | {HEADERS[4]: "field:post", HEADERS[3]: ""}
    )
    assert refused.status_code == 422
    assert "is no column of codes" in refused.content.decode()
    assert not any(word in refused.content.decode() for word in MARKERS)
    nothing_outside(home)
    answer(clerk, asked.url, CODES)
    nothing_outside(home)  # in the queue
    work()
    nothing_outside(home)
    assert list(folders.place(BORDER).glob("waiting-*")) == []
    bring(clerk, month(SECOND))
    work()
    nothing_outside(home)
    # what is remembered has neither a post nor a remark
    text = clerk.get(f"/statistics/registers/matchings/{RegisterMatching.objects.get().name}/mapping.yaml")
    assert not any(word in text.content.decode() for word in (*MARKERS, "دروازه", "یادداشت"))


def test_large_files_are_kept_in_memory_from_the_first_byte(clerk, home, settings, tmp_path):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "spool")
    (tmp_path / "spool").mkdir()
    with patch("tempfile.NamedTemporaryFile", side_effect=AssertionError("a file on the disk")):
        assert bring(clerk, month(FIRST), base="register_crossings").status_code == 302


def test_what_is_read_of_a_file_lies_in_memory_alone(clerk):
    seen: list[Path] = []

    def opened(event: str, args: tuple[Any, ...]) -> None:
        if (
            watching
            and event == "open"
            and not isinstance(args[0], int)
            and isinstance(args[1], str)
            and set(args[1]) & set("wax+")
        ):
            seen.append(Path(str(args[0])).resolve())

    watching = True
    sys.addaudithook(opened)
    try:
        bring(
            clerk,
            SimpleUploadedFile("w.csv", "\n".join([HEAD, *FIRST]).encode("utf-16")),
            base="register_crossings",
        )
    finally:
        watching = False
    vault = folders.root().resolve()
    keys = folders.keys().root.resolve()
    strangers = [
        path
        for path in seen
        if not str(path).startswith("/dev/") and vault not in path.parents and keys not in path.parents
    ]
    assert seen and strangers == []


@pytest.mark.parametrize("at", ["look", "queue"])
def test_a_killed_run_leaves_nothing_that_can_be_read(clerk, home, at):
    """A kill takes no exception's way: what it leaves is what lies there while the work goes on."""
    found: list[str] = []

    def killed(*_args: Any, **_more: Any) -> Any:
        found.extend(readable(home))
        found.extend(in_database())
        raise KeyboardInterrupt

    if at == "look":
        with patch.object(pointing.api, "look_at_register", killed), pytest.raises(KeyboardInterrupt):
            bring(clerk, month(FIRST), base="register_crossings")
    else:
        asked = bring(clerk, month(FIRST), base="register_crossings")
        answer(clerk, asked.url, COLUMNS)
        answer(clerk, asked.url, CODES)
        with patch.object(taking.api, "standardise_register", killed):
            work()  # the worker writes down that it was killed
        assert takings().get().status == "FAILED"
    assert found == []
    nothing_outside(home)


def test_what_a_killed_process_left_in_memory_goes_at_the_next_look(clerk):
    left = workrooms._rooms() / "killed"
    left.mkdir()
    (left / "hamal.csv").write_text(FIRST[0], encoding="utf-8")
    with workrooms.for_file(10) as mine:
        assert not left.exists()
        with workrooms.for_file(10) as other:
            assert mine.exists() and mine != other
    assert not mine.exists()


def test_a_fault_of_the_program_quotes_nobody(clerk, home):
    asked = bring(clerk, month(FIRST), base="register_crossings")
    answer(clerk, asked.url, COLUMNS)
    with patch.object(
        taking.api, "standardise_register", side_effect=ValueError("could not read OMIDPASS1290")
    ):
        answer(clerk, asked.url, CODES)
        work()
    task = takings().get()
    assert task.status == "FAILED" and "ValueError in" in task.traceback
    nothing_outside(home)
    assert "could not be taken" in clerk.get(LIST).content.decode()
    with patch.object(
        pointing.api, "look_at_register", side_effect=ValueError("could not read OMIDPASS1290")
    ):
        refused = bring(clerk, month(SECOND))
    assert refused.status_code == 422
    assert "OMIDPASS1290" not in refused.content.decode()
    # the file that could not be taken can be pointed at again
    assert answer(clerk, asked.url, COLUMNS).status_code == 302
    work()
    assert door.registers()[0].rows == 4


def test_files_that_nobody_takes_go_with_their_keys(clerk, home):
    asked = bring(clerk, month(FIRST), base="register_crossings")
    before = set(home.rglob("people/*/*"))
    assert waiting.drop_old(timezone.now() + timedelta(days=2)) == ""
    assert "1 files" in waiting.drop_old(timezone.now() + timedelta(days=4))
    assert list(folders.place(BORDER).glob("waiting-*")) == []
    assert len(before - set(home.rglob("people/*/*"))) == 1
    assert clerk.get(asked.url).status_code == 404


def test_a_file_is_put_away(clerk):
    asked = bring(clerk, month(FIRST), base="register_crossings")
    assert "Files that wait" in clerk.get(LIST).content.decode()
    assert clerk.post(asked.url + "away/", follow=True).status_code == 200
    assert clerk.get(asked.url).status_code == 404


@pytest.mark.parametrize(
    ("file", "more", "said"),
    [
        (month(FIRST), {}, "Say which kind of register it is"),
        (month(FIRST[1:], FIRST[0]), {"base": "register_crossings"}, "No row of headers was found"),
        (month(FIRST), {"base": "register_crossings", "register": "Gates!"}, "cannot name a register"),
        (month(FIRST, HEAD + ",جنس"), {"base": "register_crossings"}, "Two columns are called"),
        (SimpleUploadedFile("x.csv", b"\x00\x01"), {"base": "register_crossings"}, "headers"),
    ],
    ids=["no kind", "no headers", "no name", "a header twice", "no file of rows"],
)
def test_what_cannot_be_brought_is_said_on_the_form(clerk, home, file, more, said):
    refused = bring(clerk, file, **more)
    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert not any(word in refused.content.decode() for word in MARKERS)
    assert list(folders.place(BORDER).glob("waiting-*")) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({HEADERS[1]: "field:ignored"}, "No column is pointed at: Day of the crossing."),
        ({HEADERS[8]: ""}, "a number of the person, a national number or a number of a document"),
        ({HEADERS[5]: "field:name"}, "Two columns are pointed at Whole name"),
        ({HEADERS[4]: "field:crossed_on", HEADERS[1]: "field:ignored"}, "No day under"),
    ],
    ids=["no day", "no identifier", "one concept twice", "names for days"],
)
def test_what_cannot_be_pointed_so_is_said_by_name(clerk, change, said):
    asked = bring(clerk, month(FIRST), base="register_crossings")
    refused = answer(clerk, asked.url, COLUMNS | change)
    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert RegisterMatching.objects.count() == 0


def test_days_must_be_confirmed(clerk):
    asked = bring(clerk, month(FIRST), base="register_crossings")
    answer(clerk, asked.url, COLUMNS)
    refused = answer(clerk, asked.url, CODES | {"تاریخ تردد": ""})
    assert refused.status_code == 422
    assert RegisterMatching.objects.count() == 0


def test_a_register_of_another_kind_is_not_mixed_with(clerk):
    taken_once(clerk)
    refused = bring(clerk, month(SECOND), base="register_permits", register="crossings")
    assert "holds files of another kind" in refused.content.decode()


def test_the_matching_is_changed_and_taken_with_on_the_command_line(clerk, home):
    taken_once(clerk)
    row = RegisterMatching.objects.get()
    url = f"/statistics/registers/matchings/{row.name}/"
    form = clerk.get(url).context["form"]
    assert dict(zip(form.labels, range(99), strict=False)).keys() == set(HEADERS) | {
        "نوع تردد = برون",
        "جنس = 9",
    }
    meant = COLUMNS | {"نوع تردد = برون": "direction:OUT", "جنس = 9": "sex:X"}
    assert answer(clerk, url, meant).status_code == 302
    row.refresh_from_db()
    assert row.words["جنس = 9"] == {"sex": "X"}
    assert row.words["تاریخ تردد"] == {"field": "crossed_on", "dates": "solar"}
    assert answer(clerk, url, meant | {HEADERS[5]: "field:name"}).status_code == 422
    (home / "ours.yaml").write_bytes(clerk.get(url + "mapping.yaml").content)
    (home / "sawr.csv").write_text("\n".join([HEAD, *SECOND]), encoding="utf-8")
    receipt = door.take(
        home / "sawr.csv", mapping=str(home / "ours.yaml"), register="crossings", scope=BORDER
    )
    assert (receipt.accepted, receipt.mapping) == (4, row.name)


def test_others_see_and_take_nothing(clerk, person, home):
    taken_once(clerk)
    asked = bring(clerk, month(SECOND, HEAD.replace("جنس", "جنس مسافر")))
    row = RegisterMatching.objects.get()
    pages = [
        asked.url, f"/statistics/registers/matchings/{row.name}/",
        f"/statistics/registers/matchings/{row.name}/mapping.yaml",
        "/statistics/registers/held/QRV/border_qrv/crossings/",
    ]  # fmt: skip
    Organisation.objects.create(key="other_qrv", name="Another office", kind="agency")
    other = Client()
    other.force_login(person("statistician", organisation="other_qrv", name="other"))
    assert [other.get(page).status_code for page in pages] == [404] * 4
    assert other.post(asked.url + "away/").status_code == 404
    listed = other.get(LIST).content.decode()
    assert row.title not in listed and "hamal" not in listed
    for role in ("administrator", "secretariat", "focal_point"):
        one = Client()
        one.force_login(person(role, name=role))
        assert [one.get(page).status_code for page in [*pages, LIST]] == [403] * 5
        assert bring(one, month(FIRST), base="register_crossings").status_code == 403
    visitor = Client()
    assert [visitor.get(page).status_code for page in [*pages, LIST]] == [302] * 5
    before = set(home.rglob("*"))
    assert bring(visitor, month(FIRST), base="register_crossings").url.startswith("/accounts/login/")
    assert set(home.rglob("*")) == before


def test_only_somebody_of_the_organisation_brings_a_file(border, person):
    outsider = person("statistician")
    with pytest.raises(errors.WorkRefused):
        pointing.bring(actor=outsider, file=month(FIRST), scope=BORDER, base="register_crossings")


def test_the_form_is_protected_against_other_sites(clerk):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = clerk.cookies
    assert bring(strict, month(FIRST), base="register_crossings").status_code == 403


def test_somebody_without_a_post_is_told_so(border, signed_in):
    assert "You hold no post in an organisation" in signed_in("statistician").get(LIST).content.decode()


def test_locked_keys_are_told(clerk):
    taken_once(clerk)
    with patch.object(type(folders.keys()), "state", return_value="locked"):
        page = clerk.get("/statistics/registers/held/QRV/border_qrv/crossings/")
    assert "Its keys are not open" in page.content.decode()


def place(name: str, rows: int, accepted: int, refused: int = 0, duplicates: int = 0) -> dict[str, int | str]:
    return {"sheet": "", "place": name, "rows_in": rows, "accepted": accepted, "left_out": 0, "refused": refused,
            "duplicates": duplicates}  # fmt: skip


def test_a_place_that_hardly_any_row_has_is_not_named():
    places = [place("North", 3, 3), place("Ahmad Karimi", 2, 1, 1), place("East", 1, 1), place("", 1, 0, 1)]
    assert taking.named_places(places, {"East"}) == [
        place("", 3, 1, 2),
        place("East", 1, 1),
        place("North", 3, 3),
    ]


def test_rows_that_were_there_already_are_told_by_place(clerk):
    taken_once(clerk)
    rows = [*FIRST[:3], *SECOND, FIRST[0].replace("ورود", "برون")]
    bring(clerk, month(rows, name="both.csv"))
    work()
    last = api.Receipt.from_json(folders.taken(BORDER, "crossings")[-1].note["receipt"], [])
    # the last row has the number of the first and says something else
    assert (last.rows_in, last.accepted, last.duplicates, last.rejected) == (8, 4, 3, {"conflicting_key": 1})
    assert last.places == [
        place("دروازه شمال", 5, 1, 1, 3), place("دروازه غرب", 3, 3),
    ]  # fmt: skip
    assert receipts.compared(last, None)[0].state == ""


def test_the_job_holds_keys_and_nothing_else(clerk):
    taken_once(clerk)
    args = takings().get().args_kwargs["args"]
    assert args[:2] == ["QRV", "border_qrv"] and len(args[2]) == 32
    assert tasks.TAKING == "Take a file into a register of people"
    assert matchings.headers(RegisterMatching.objects.get()) == HEADERS
