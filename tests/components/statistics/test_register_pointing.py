"""Files of people in the browser: pointed at once, taken, next month by themselves; every count worked by hand."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.components.statistics.crossers import (
    BORDER,
    CODES,
    COLUMNS,
    CONCEPTS,
    FIRST,
    HEAD,
    HEADERS,
    LIST,
    MARKERS,
    SECOND,
    account_of,
    answer,
    bring,
    month,
    taken_once,
    takings,
    work,
)
from tests.components.statistics.crossers import border as border
from tests.components.statistics.crossers import clerk as clerk

from serai.commons.jobs import services as jobs
from serai.commons.partnership.models import Organisation
from serai.components.statistics import errors
from serai.components.statistics.models import RegisterMatching
from serai.components.statistics.registers import (
    door,
    folders,
    pointing,
    receipts,
    taking,
    waiting,
)
from serai.engine import api

pytestmark = pytest.mark.django_db(transaction=True)


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
    assert waiting.files(pointing.reader_of(account_of(clerk))) == []

    page = clerk.get("/statistics/registers/held/QRV/border_qrv/crossings/")
    words = page.content.decode()
    assert "6 rows in = 4 accepted + 2 refused + 0 repeated" in words
    assert dict(page.context["page"].reasons["rows"]) == {
        "not a date that exists": 1, "a value is not in the code list": 1,
    }  # fmt: skip
    told = {row[0]: row[1:] for row in page.context["page"].places["rows"]}
    assert told == {"دروازه شرق": ["–", "–", 3, 1, 0, 2, 0], "دروازه شمال": ["–", "–", 3, 3, 0, 0, 0]}
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
