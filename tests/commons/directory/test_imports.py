"""Contacts from a spreadsheet and back: refusals with their place, duplicates as chosen, counts that add up."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from serai.commons.directory import services
from serai.commons.directory.imports import sheets, uploads
from serai.commons.directory.imports.fields import guess
from serai.commons.directory.models import ContactUpload, Person
from serai.commons.directory.services import Details

from .conftest import client_of

pytestmark = pytest.mark.django_db

HEADER = "Full name,Email,Phone,Institution,Job title,Language,Salutation"


def csv_file(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows]).encode()


def book(**tabs: list[list[object]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in tabs.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def bring(officer, content: bytes, name="contacts.csv", choices=None) -> dict[str, int]:
    key = uploads.receive(actor=officer, name=name, content=content)
    return uploads.confirm(key, actor=officer, choices=choices or {})


def test_columns_are_known_by_their_usual_headings():
    assert guess(HEADER.split(",")) == {
        "0": "name",
        "1": "mail",
        "2": "phone",
        "3": "organisation",
        "4": "title",
        "5": "language",
        "6": "form_of_address",
    }


def test_a_row_becomes_a_person_with_everything_it_says(officer, organisations):
    counts = bring(
        officer,
        csv_file(
            "Lina Haddad,lina@example.org; l@example.org,+44 20 7946 0018,ministry of qar,Adviser,ar,معالي"
        ),
    )
    assert counts == {"rows": 1, "new": 1, "merged": 0, "left_out": 0, "refused": 0}
    lina = Person.objects.get(name="Lina Haddad")
    assert list(lina.mails.values_list("address", "is_main")) == [
        ("lina@example.org", True),
        ("l@example.org", False),
    ]
    assert lina.phones.get().number == "+442079460018"
    post = lina.posts.get()
    assert (post.organisation_id, post.title) == ("QAR-MIN", "Adviser")
    assert (lina.language, lina.forms_of_address.get().text) == ("ar", "معالي")


@pytest.mark.parametrize(
    ("row", "field"),
    [
        pytest.param(",a@example.org,,,,,", "name", id="no name"),
        pytest.param("Lina,nobody,,,,,", "mail", id="no mail address"),
        pytest.param("Lina,,12,,,,", "phone", id="no telephone number"),
        pytest.param("Lina,,,Ministry of Nowhere,,,", "organisation", id="an unknown organisation"),
        pytest.param("Lina,,,,,klingon,", "language", id="an unknown language"),
    ],
)
def test_a_refused_row_is_named_with_file_row_field_and_way_out(officer, organisations, row, field):
    key = uploads.receive(
        actor=officer, name="contacts.csv", content=csv_file("Vera,v@example.org,,,,,", row)
    )
    (refusal,) = uploads.preview(key, actor=officer).plan.refused
    assert (refusal.file, refusal.row, refusal.field) == ("contacts.csv", 3, field)
    assert refusal.reason
    assert refusal.advice
    counts = uploads.confirm(key, actor=officer, choices={})
    assert counts == {"rows": 2, "new": 1, "merged": 0, "left_out": 0, "refused": 1}


def test_a_refusal_in_a_book_names_its_sheet(officer, organisations):
    content = book(
        North=[["name", "mail"], ["Anna", "a@example.org"]], South=[["name", "mail"], [], ["Bela", "x"]]
    )
    key = uploads.receive(actor=officer, name="c.xlsx", content=content)
    plan = uploads.preview(key, actor=officer).plan
    assert [(r.sheet, r.row, r.field) for r in plan.refused] == [("South", 3, "mail")]
    assert [(p.row.sheet, p.row.number) for p in plan.planned] == [("North", 2)]
    assert plan.rows == 2


def known(officer):
    lina = services.write_person(
        actor=officer, details=Details(name="Lina Haddad", mails=("lina@example.org",), provenance="card")
    )
    services.add_post(actor=officer, person=lina, organisation="QAR-MIN", title="Adviser")
    return lina


@pytest.mark.parametrize(
    ("row", "why", "chosen"),
    [
        pytest.param(
            "Lina Haddad,LINA@example.org,,,,,",
            "same mail address, same name",
            "p",
            id="mail and name: proposed",
        ),
        pytest.param(
            "LINA HADDAD,,,Ministry of Qar,,,",
            "same name, same organisation",
            "p",
            id="name and organisation: proposed",
        ),
        pytest.param(
            "Omar,lina@example.org,,,,,", "same mail address", "new", id="a shared mailbox is no proof"
        ),
    ],
)
def test_a_duplicate_is_found_and_the_choice_proposed(officer, organisations, row, why, chosen):
    known(officer)
    key = uploads.receive(actor=officer, name="c.csv", content=csv_file(row))
    (planned,) = uploads.preview(key, actor=officer).plan.planned
    assert [like.why for like in planned.likely] == [why]
    assert planned.choice.startswith(chosen)


def test_merging_adds_and_overwrites_nothing(officer, organisations):
    lina = known(officer)
    counts = bring(officer, csv_file("LINA HADDAD,new@example.org,+442079460018,Ministry of Qar,Director,,"))
    assert counts == {"rows": 1, "new": 0, "merged": 1, "left_out": 0, "refused": 0}
    after = Person.objects.get(pk=lina.pk)
    assert after.name == "Lina Haddad"
    assert sorted(after.mails.values_list("address", flat=True)) == ["lina@example.org", "new@example.org"]
    assert after.mails.get(is_main=True).address == "lina@example.org"
    assert sorted(after.posts.values_list("title", flat=True)) == ["Adviser", "Director"]
    assert "card" in after.provenance
    assert "LINA HADDAD" in after.provenance


def test_the_user_chooses_otherwise(officer, organisations):
    known(officer)
    rows = csv_file("Lina Haddad,lina@example.org,,,,,", "Omar,lina@example.org,,,,,", "Vera,,,,,,")
    counts = bring(officer, rows, choices={":2": "new", ":3": "skip", ":4": "new"})
    assert counts == {"rows": 3, "new": 2, "merged": 0, "left_out": 1, "refused": 0}
    assert Person.objects.filter(name="Lina Haddad").count() == 2


def test_two_rows_of_one_person_become_one(officer, organisations):
    rows = csv_file("Vera,v@example.org,,Agency of Vel,,,", "Vera,v@example.org,,Ministry of Qar,,,")
    counts = bring(officer, rows)
    assert counts == {"rows": 2, "new": 1, "merged": 1, "left_out": 0, "refused": 0}
    assert Person.objects.get(name="Vera").posts.count() == 2


def test_loaded_twice_the_same_file_enters_nobody_twice(officer, organisations):
    rows = csv_file("Vera,v@example.org,,Agency of Vel,Head,,", "Anna,a@example.org,,,,,")
    bring(officer, rows)
    assert bring(officer, rows) == {"rows": 2, "new": 0, "merged": 2, "left_out": 0, "refused": 0}
    assert Person.objects.count() == 2
    assert Person.objects.get(name="Vera").posts.count() == 1
    assert Person.objects.get(name="Vera").provenance == ""


def test_confirming_twice_is_once_and_the_bytes_go(officer, organisations):
    key = uploads.receive(actor=officer, name="c.csv", content=csv_file("Vera,,,,,,"))
    first = uploads.confirm(key, actor=officer, choices={})
    assert uploads.confirm(key, actor=officer, choices={}) == first
    assert Person.objects.filter(name="Vera").count() == 1
    assert ContactUpload.objects.get().content is None


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_taken_away_comes_back_unchanged(officer, organisations, kind):
    known(officer)
    services.write_person(actor=officer, details=Details(name="=cmd|' /C calc'!A0", mails=("x@example.org",)))
    rows = uploads.export(actor=officer, people=Person.objects.all())
    content = sheets.write_csv(rows) if kind == "csv" else sheets.write_xlsx(rows)
    read = sheets.read(f"c.{kind}", content)
    assert [row.cells[0] for row in read.rows] == ["'=cmd|' /C calc'!A0", "Lina Haddad"], "no formula leaves"
    before = list(Person.objects.values_list("name", flat=True))
    counts = bring(officer, content, name=f"c.{kind}")
    assert counts == {"rows": 2, "new": 0, "merged": 2, "left_out": 0, "refused": 0}
    assert list(Person.objects.values_list("name", flat=True)) == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("c.xlsx", b"not a book", id="a book that is none"),
        pytest.param("c.csv", b"", id="an empty file"),
        pytest.param("c.csv", b"name\n" + b"x\n" * 5_001, id="too many rows"),
        pytest.param("c.csv", b"x" * (4 * 1024 * 1024 + 1), id="too many bytes"),
    ],
)
def test_a_file_that_is_no_contact_sheet_is_refused_on_the_page(officer, name, content):
    answer = client_of(officer).post(reverse("import_contacts"), {"sheet": SimpleUploadedFile(name, content)})
    assert answer.status_code in (302, 422)
    assert answer.status_code == 422
    assert not ContactUpload.objects.exists()


def test_the_pages_of_an_import(officer, organisations):
    client = client_of(officer)
    assert client.get(reverse("import_contacts")).status_code == 200
    file = SimpleUploadedFile("c.csv", b"Who,Email\nVera,v@example.org\nAnna,x\n")
    url = client.post(reverse("import_contacts"), {"sheet": file}).url
    assert "Refused" in client.get(url).content.decode(), "without a name every row is refused"
    client.post(url, {"match": "1", "column-0": "name", "column-1": "mail"})
    page = client.get(url)
    assert (len(page.context["page"].plan.planned), len(page.context["page"].plan.refused)) == (1, 1)
    client.post(url, {"confirm": "1", "row-:2": "new"})
    assert "1 new" in client.get(url).content.decode()
    assert client.get(reverse("export_contacts"), {"format": "csv"}).content.startswith(b"\xef\xbb\xbfname,")
    assert client.get(reverse("export_contacts"))["Content-Type"].endswith("sheet")
    other = SimpleUploadedFile("c.csv", b"name\nZoe\n")
    url = client.post(reverse("import_contacts"), {"sheet": other}).url
    client.post(url, {"give_up": "1"})
    assert not Person.objects.filter(name="Zoe").exists()


def test_somebody_elses_file_is_not_there(officer):
    from serai.testing.people import make_person

    key = uploads.receive(actor=officer, name="c.csv", content=csv_file("Vera,,,,,,"))
    other = client_of(make_person("administrator"))
    assert other.get(reverse("import_preview", args=[key])).status_code == 404
