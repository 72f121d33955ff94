"""The directory: who sees whom, what is written, how two records become one."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from serai.commons.access.readers import NOBODY
from serai.commons.audit.models import Read
from serai.commons.directory import selectors, services
from serai.commons.directory.errors import PersonRefused
from serai.commons.directory.models import Person, PersonMail, Post
from serai.commons.directory.services import Details
from serai.testing.people import make_person

from .conftest import client_of

pytestmark = pytest.mark.django_db


def enter(officer, name, organisation="", **details):
    person = services.write_person(actor=officer, details=Details(name=name, **details))
    if organisation:
        services.add_post(actor=officer, person=person, organisation=organisation, title="Adviser")
    return person


def names(reader, **wanted):
    return [line.name for line in selectors.people(reader=reader, **wanted)[0]]


@pytest.mark.parametrize(
    ("shown_to", "colleague", "stranger"),
    [
        pytest.param("nobody", False, False, id="shown to nobody else"),
        pytest.param("colleagues", True, False, id="shown to colleagues"),
        pytest.param("partnership", True, True, id="shown to the partnership"),
    ],
)
def test_who_sees_whom(officer, focal, reader, shown_to, colleague, stranger):
    enter(officer, "Lina", "QAR-MIN", shown_to=shown_to, mails=("lina@example.org",))
    near = make_person("reader", second_factor=False, organisation="QAR-MIN", name="near")
    far = make_person("reader", second_factor=False, organisation="VEL-AGY", name="far")
    assert "Lina" in names(reader(officer))
    assert "Lina" in names(reader(focal))
    assert ("Lina" in names(reader(near))) is colleague
    assert ("Lina" in names(reader(far))) is stranger
    assert names(NOBODY) == []


def test_what_is_not_seen_is_in_no_count_and_on_no_page(officer, reader, organisations):
    hidden = enter(officer, "Lina", "QAR-MIN")
    far = make_person("reader", second_factor=False, organisation="VEL-AGY", name="far")
    _lines, _pages, number = selectors.people(reader=reader(far))
    assert number == 1, "the reader sees nobody but themselves"
    assert selectors.people(reader=reader(far), organisation="QAR-MIN")[2] == 0
    with pytest.raises(Http404):
        selectors.person(hidden.pk, reader=reader(far))


def test_private_contact_is_seen_by_the_secretariat_and_the_person_only(officer, focal, reader):
    lina = enter(
        officer,
        "Lina",
        "QAR-MIN",
        mails=("work@example.org",),
        private_mails=("home@example.org",),
        phones=("+442079460018",),
        private_phones=("+442079460019",),
    )
    seen = selectors.person(lina.pk, reader=reader(officer))
    assert [mail for mail, _use in seen.mails] == ["work@example.org", "home@example.org"]
    seen = selectors.person(lina.pk, reader=reader(focal))
    assert [mail for mail, _use in seen.mails] == ["work@example.org"]
    assert [number for number, _words, _use in seen.phones] == ["+442079460018"]
    assert names(reader(focal), words="home@example") == []
    assert names(reader(officer), words="home@example") == ["Lina"]


def test_every_read_of_a_person_is_written_down(officer, reader):
    lina = enter(officer, "Lina")
    selectors.person(lina.pk, reader=reader(officer))
    read = Read.objects.filter(noun="directory.person").last()
    assert (read.account, read.key) == (officer.pk, str(lina.pk))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        pytest.param({"words": "كريم"}, ["کریم"], id="a name in the other letters"),
        pytest.param({"organisation": "VEL-AGY"}, ["Vera"], id="an organisation"),
        pytest.param({"state": "VEL"}, ["Vera"], id="a state"),
        pytest.param({"language": "fa"}, ["کریم"], id="a language"),
        pytest.param({"mailing_list": "heads"}, ["Vera"], id="a mailing list"),
        pytest.param({"mailing_list": "none"}, [], id="a list that does not exist"),
    ],
)
def test_the_list_is_narrowed(officer, organisations, reader, wanted, found):
    enter(officer, "کریم", "QAR-MIN", language="fa")
    vera = enter(officer, "Vera", "VEL-AGY")
    made = services.write_list(actor=officer, key="heads", name="Heads")
    services.add_member(actor=officer, to=made, person=vera)
    assert names(reader(officer), **wanted) == found


def test_only_the_secretariat_and_the_person_write(officer, focal):
    lina = enter(officer, "Lina", "QAR-MIN")
    with pytest.raises(PermissionDenied):
        services.write_person(actor=focal, details=Details(name="X"), person=lina)
    own = Person.objects.get(account=focal)
    services.write_person(actor=focal, details=Details(name="Own name", shown_to="colleagues"), person=own)
    assert Person.objects.get(pk=own.pk).name == "Own name"


@pytest.mark.parametrize(
    ("details", "where"),
    [
        pytest.param({"name": " "}, "needs a name", id="no name"),
        pytest.param({"mails": ("nobody",)}, "nobody", id="no mail address"),
        pytest.param({"phones": ("12",)}, "12", id="no telephone number"),
        pytest.param({"language": "xx"}, "xx", id="a language nobody offers"),
    ],
)
def test_refused_details_are_not_written(officer, details, where):
    with pytest.raises(PersonRefused, match=where):
        services.write_person(actor=officer, details=Details(**({"name": "Lina"} | details)))
    assert not Person.objects.filter(name="Lina").exists()


def test_two_records_become_one_and_nothing_is_lost(officer, organisations):
    keep = enter(officer, "Lina Haddad", "QAR-MIN", mails=("lina@example.org",), provenance="card")
    other = enter(
        officer,
        "L. Haddad",
        "VEL-AGY",
        mails=("LINA@example.org", "l@example.org"),
        phones=("+442079460018",),
        forms={"en": "Her Excellency"},
        provenance="list of 2025",
    )
    assert [line.number for line in selectors.alike(keep)] == [other.pk]
    services.merge(actor=officer, keep=keep, other=other)
    assert Person.objects.filter(pk=other.pk).count() == 0
    assert sorted(keep.mails.values_list("address", flat=True)) == ["l@example.org", "lina@example.org"]
    assert keep.mails.filter(is_main=True).count() == 1
    assert list(keep.phones.values_list("number", flat=True)) == ["+442079460018"]
    assert list(keep.forms_of_address.values_list("text", flat=True)) == ["Her Excellency"]
    assert set(Post.objects.filter(person=keep).values_list("organisation_id", flat=True)) == {
        "QAR-MIN",
        "VEL-AGY",
    }
    said = Person.objects.get(pk=keep.pk).provenance
    assert all(word in said for word in ("card", "list of 2025", "L. Haddad"))


def test_two_people_with_accounts_stay_two(officer, focal):
    other = make_person("reader", organisation="QAR-MIN", name="other")
    with pytest.raises(PersonRefused, match="account"):
        services.merge(
            actor=officer, keep=Person.objects.get(account=focal), other=Person.objects.get(account=other)
        )


def test_the_pages_of_the_directory(officer, organisations):
    client = client_of(officer)
    assert client.get(reverse("new_person")).status_code == 200
    words = {
        "name": "Lina",
        "language": "en",
        "shown_to": "nobody",
        "mails": "lina@example.org\nl@example.org",
        "phones": "+44 20 7946 0018",
        "forms_of_address": "en: Her Excellency",
    }
    assert client.post(reverse("new_person"), words | {"name": ""}).status_code == 422
    assert client.post(reverse("new_person"), words | {"mails": "x"}).status_code == 422
    url = client.post(reverse("new_person"), words).url
    lina = Person.objects.get(name="Lina")
    assert PersonMail.objects.get(person=lina, is_main=True).address == "lina@example.org"
    assert "Her Excellency" in client.get(url).content.decode()
    assert "+44 20 7946 0018" in client.get(url).content.decode()
    assert client.get(reverse("new_post", args=[lina.pk])).status_code == 200
    client.post(
        reverse("new_post", args=[lina.pk]),
        {"organisation": "QAR-MIN", "quality": "head", "title": "Minister"},
    )
    assert "Minister" in client.get(reverse("organisation_people", args=["QAR-MIN"])).content.decode()
    assert client.get(reverse("edit_person", args=[lina.pk])).status_code == 200
    client.post(reverse("edit_person", args=[lina.pk]), words | {"name": "Lina H."})
    assert "Lina H." in client.get(reverse("people"), {"state": "QAR"}).content.decode()
    twin = enter(officer, "Lina H.")
    page = reverse("merge_person", args=[lina.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"other": twin.pk}).status_code == 302
    post = Post.objects.get(person=lina)
    client.post(reverse("end_post", args=[post.pk]))
    assert not Post.objects.filter(pk=post.pk).exists(), "given today, ended today: history alone keeps it"


def test_a_person_writes_their_own_details(focal):
    client = client_of(focal)
    assert client.get(reverse("account_details")).status_code == 200
    words = {"name": "Focal", "language": "en", "shown_to": "partnership", "mails": "f@example.org"}
    assert client.post(reverse("account_details"), words).url == reverse("account_details")
    own = Person.objects.get(account=focal)
    assert (own.name, own.shown_to) == ("Focal", "partnership")


def test_a_person_sees_who_read_their_details(officer, focal, reader):
    own = Person.objects.get(account=focal)
    selectors.person(own.pk, reader=reader(officer))
    selectors.person(own.pk, reader=reader(focal))
    file = client_of(focal).get(reverse("account_held_file")).json()
    assert [row["who"] for row in file["directory.read"]["rows"]] == [officer.name]


def test_an_erased_person_is_gone(officer, focal):
    from types import SimpleNamespace

    from serai.commons.directory.personal import erase, held_on

    own = Person.objects.get(account=focal)
    assert {kind.name for kind in held_on(focal.pk)} >= {"directory.person", "directory.post"}
    erase(SimpleNamespace(account=focal.pk, person=own.pk, names=(own.name,), emails=(focal.email,)))
    assert not Person.objects.filter(pk=own.pk).exists()
    assert not PersonMail.objects.filter(address=focal.email).exists()


def test_the_number_of_questions_does_not_grow_with_the_people(officer, organisations, reader):
    who = reader(officer)
    counts = []
    for number in range(2):
        for other in range(3):
            enter(officer, f"P{number}{other}", "QAR-MIN")
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            selectors.people(reader=who)
        counts.append(len(asked))
    assert counts[0] == counts[1]
