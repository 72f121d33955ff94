"""What somebody with bad intentions tried on the pages and services of this room, and what it has to answer."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.components.statistics import submitting
from tests.components.statistics.submitting import HEAD, ODD, WRITTEN, agreed, brought, send

from serai.components.statistics import services as room
from serai.components.statistics.errors import SubmissionRefused
from serai.components.statistics.models import Artefact, Explanation, Import, Provision, SubmissionFile
from serai.components.statistics.structures.services import load_structures
from serai.components.statistics.submissions import folders, rules, services
from serai.engine import api
from serai.testing.people import make_person

pytestmark = pytest.mark.django_db
RECEIPT = f"/statistics/imports/{'b' * 64}/"
DATA = "/sdmx/v2/data/dataflow/SERAI/DF_TEST_FLOWS"
DIGITS = "9" * 4400  # more than Python makes a number of


@pytest.fixture
def alone(who):
    """A provision of OWN without a contact: its own statisticians approve."""
    return submitting.provision(contact_id=None)


@pytest.fixture
def third(who):
    """A second statistician of OWN."""
    return make_person("statistician", name="third", organisation="OWN")


def signed_as(account: Any) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_whoever_handed_in_an_earlier_version_does_not_approve_the_next(who, alone, third):
    made = brought(who, alone, "draft")
    services.hand_in(actor=who["second"], submission=made.pk)
    services.give_back(actor=third, submission=made.pk, text="The sum is wrong")
    send(who["sender"], made.pk)
    services.hand_in(actor=who["sender"], submission=made.pk)
    with pytest.raises(SubmissionRefused):
        services.approve(actor=who["second"], submission=made.pk)
    services.approve(actor=third, submission=made.pk)


def test_whose_explanation_was_written_anew_by_another_does_not_approve(who, alone, third):
    made = brought(who, alone, "draft", ODD)
    found = SubmissionFile.objects.get(submission=made).findings
    warnings = {rules.finding_id(one) for one in found if one["severity"] == "warning"}
    assert warnings
    for writer in ("second", "sender"):
        for finding in warnings:
            services.explain(actor=who[writer], submission=made.pk, finding=finding, text=f"By {writer}")
    assert not Explanation.objects.filter(submission=made, written_by=who["second"]).exists()
    services.hand_in(actor=who["sender"], submission=made.pk)
    with pytest.raises(SubmissionRefused):
        services.approve(actor=who["second"], submission=made.pk)
    services.approve(actor=third, submission=made.pk)


def test_the_form_shows_what_was_sent_to_those_who_send_alone(who):
    """Who arranges sees every provision; with an agreement they would see figures as they were sent, too."""
    row = submitting.provision()
    made = brought(who, row, "approved")
    agreed(who)
    both = make_person("focal_point", "secretariat", name="both", organisation="OTHER")
    address = reverse("statistics:submission_form", args=[made.pk]) + "?periods=2026-09"
    answer = signed_as(both).get(address)
    assert answer.status_code == 404
    assert not any(figure in answer.content.decode() for figure in WRITTEN)
    assert signed_as(who["sender"]).get(address).status_code == 200


@pytest.mark.parametrize("action", ["approve", "return", "withdraw", "correct"])
def test_who_sees_figures_alone_is_asked_nothing_about_them(who, action):
    """The page of approval holds a number made of the file as it was sent: withheld figures could be tried."""
    made = brought(who, submitting.provision(), "approved")
    agreed(who)
    address = reverse("statistics:submission_do", args=[made.pk, action])
    assert (
        signed_as(who["otherpoint"]).get(reverse("statistics:submission", args=[made.pk])).status_code == 200
    )
    assert signed_as(who["otherpoint"]).get(address).status_code == 404
    assert signed_as(who["judge"]).get(address).status_code == 200


@pytest.mark.parametrize("role", ["statistician", "secretariat", "administrator"])
def test_the_sum_of_a_file_does_not_tell_what_is_withheld(signed_in, published, role):
    """345 less what is shown of the dataset is what is withheld of it."""
    shown = signed_in(role).get(RECEIPT).content.decode()
    assert "things.csv" in shown
    assert "345" not in shown
    assert "c" * 64 not in shown  # nor does the hash, for which figures could be tried


def test_the_history_of_a_receipt_does_not_tell_the_sum_either(signed_in, published):
    history = reverse("history", args=["statistics.import", Import.objects.get().pk])
    shown = signed_in("administrator").get(history).content.decode()
    assert "things.csv" in shown
    assert "345" not in shown
    assert "c" * 64 not in shown


def test_the_sum_of_a_file_is_told_once_nothing_of_it_is_withheld(signed_in, builders, home):
    room.register(builders["shelf"]([builders["receipt"]()], [builders["reported"](home / "releases")]))
    shown = signed_in("statistician").get(RECEIPT).content.decode()
    assert "Sum of people" in shown
    assert "345" in shown
    assert "c" * 64 in shown


def test_the_sum_of_a_file_that_is_not_published_yet_is_told_to_nobody_else(signed_in, builders, home):
    room.register(builders["shelf"]([builders["receipt"]()], []))
    assert "345" not in signed_in("statistician").get(RECEIPT).content.decode()


@pytest.mark.parametrize("version", [f"{DIGITS}.0.0", f"1.{DIGITS}.0", f"1.0.0-{DIGITS}", f"{DIGITS}+.0.0"])
def test_a_version_with_thousands_of_digits_is_a_bad_question(client, published, version):
    assert client.get(f"{DATA}/{version}").status_code == 400


def test_a_format_with_thousands_of_digits_is_not_offered(client, published):
    accept = f"application/vnd.sdmx.data+csv;version={DIGITS}"
    assert client.get(f"{DATA}/*", headers={"accept": accept}).status_code == 406


def test_a_page_number_with_thousands_of_digits_is_the_first_page(signed_in, published):
    assert signed_in("statistician").get(f"{RECEIPT}?page={DIGITS}").status_code == 200


@pytest.mark.parametrize("text", ["1e308", "9007199254740993", "9" * 400])
def test_a_figure_that_cannot_be_kept_exactly_is_refused(text):
    cell = {"BORDER": "AIR", "SEX": "F", "CITIZENSHIP": "NAT", "DIRECTION": "IN", "TIME_PERIOD": "2026-09"}
    flow = api.read_dataflow(submitting.FLOW)
    found = api.check_values(flow, [cell | {"OBS_VALUE": text}])
    assert (found.accepted, found.refused) == (0, 1)
    assert [one.check for one in found.findings if one.severity == "error"] == ["number"]
    largest = api.check_values(flow, [cell | {"OBS_VALUE": "9007199254740991"}])
    assert largest.observations["OBS_VALUE"].to_pylist() == [9007199254740991.0]


def test_a_small_file_with_very_many_columns_is_answered_soon(who):
    """Forty thousand bytes kept a process busy for minutes, and then failed."""
    made = brought(who, submitting.provision(), "empty")
    more = 18_500  # a workbook has 16,384 columns, and letters end before this one
    text = f"{HEAD.strip()}{',x' * more}\nAIR,F,NAT,IN,2026-09,5\n"
    file = send(who["sender"], made.pk, text)
    assert file.accepted == 1
    assert len(file.findings) <= 1_100
    assert folders.marked(file).is_file()


def message(**changes: Any) -> str:
    """A code list in SDMX-JSON; ``languages`` goes to its head, everything else to the list."""
    head: dict[str, Any] = {
        "id": "M", "test": False, "prepared": "2026-01-01T00:00:00Z", "sender": {"id": "QRV"},
        "schema": "https://json.sdmx.org/2.1.0/structure",
    }  # fmt: skip
    if "languages" in changes:
        head["contentLanguages"] = changes.pop("languages")
    listed = {"id": "CL_BAD", "agencyID": "QRV", "version": "1.0.0", "name": "Bad", "codes": []}
    return json.dumps({"meta": head, "data": {"codelists": [listed | changes]}})


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"name": "a\0b", "names": {"en": "a\0b"}}, id="a letter that no database keeps"),
        pytest.param({"name": "a\uffffb", "names": {"en": "a\uffffb"}}, id="a letter that no XML keeps"),
        pytest.param({"names": {"e\0n": "ab"}}, id="a language that is none"),
        pytest.param({"id": "A" * 300}, id="an identifier that is too long"),
        pytest.param({"agencyID": "A" * 300}, id="an agency that is too long"),
        pytest.param({"version": f"{DIGITS}.0.0"}, id="a version of thousands of digits"),
        pytest.param({"version": f"{'9' * 30}.0.0"}, id="a version that no question could name"),
        pytest.param({"languages": 5}, id="languages that are a number"),
        pytest.param({"languages": [{"en": 1}]}, id="languages that are objects"),
    ],
)
def test_a_structure_that_could_not_be_given_out_is_refused_by_name(home, changes):
    file = home / "message.json"
    file.write_text(message(**changes))
    loaded = load_structures(actor=None, file=file)
    assert (len(loaded.new), len(loaded.refused)) == (0, 1)
    assert not Artefact.objects.exists()


def test_a_year_at_the_end_of_time_does_not_break_the_calendar(who):
    given = {"organisation": "OWN", "dataflow": submitting.FLOW, "frequency": "M", "since": "9999-12-31",
             "due_days": 30, "release_days": 60, "audience": "public"}  # fmt: skip
    answer = signed_as(who["secretary"]).post(reverse("statistics:arrange"), given)
    assert answer.status_code == 422
    assert not Provision.objects.exists()
    submitting.provision(since=date(2200, 12, 31), audience="public")
    assert Client().get(reverse("statistics:calendar")).status_code == 200
