"""The pages of breaking the glass: who may, what they see and for how long, who is told, who can end it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.commons.vaults.conftest import CENTRE, OTHER, worker

from serai.commons.audit.models import Read
from serai.commons.vaults import access, selectors, services
from serai.commons.vaults.apps import VaultsConfig
from serai.commons.vaults.declarations import Keep, Vault
from serai.commons.vaults.drill import DRILL
from serai.commons.vaults.errors import VaultRefused
from serai.commons.vaults.keys import KeyFolder
from serai.commons.vaults.models import BrokenGlass, DrillEvent, DrillPerson
from serai.commons.vaults.sessions import Record, opened_by_house

REASON = "the hospital asks who she is"


def add(**more: Any) -> Record:
    with opened_by_house(DRILL, purpose="test", rights="rw") as session:
        values = {"scope": OTHER, "since": date(2026, 1, 10), "name": "Marker Name"} | more
        made = session.add(DrillPerson, **values)
        session.add(
            DrillEvent,
            scope=OTHER,
            subject=made.subject,
            since=date(2026, 1, 10),
            happened_on=date(2026, 1, 9),
            note="came alone",
        )
    return made


@pytest.fixture
def officer(house: KeyFolder, person: Callable[..., Any]) -> Client:
    client = Client()
    client.force_login(person("protection_officer", name="olga"))
    return client


@pytest.fixture
def breaker(officer: Client, person: Callable[..., Any]) -> Client:
    client = Client()
    client.force_login(person("focal_point", name="farid"))
    return client


def broken(client: Client, **form: str) -> Any:
    asked = {"vault": "drill", "reason": REASON} | form
    return client.post(reverse("vaults_glass"), asked)


def test_by_a_document_one_person_is_read_for_a_quarter_of_an_hour_and_officers_are_told(
    breaker: Client, officer: Client
) -> None:
    made, _another = add(passport="AB 123"), add(passport="X 9", name="Somebody Else")
    before = breaker.get(reverse("vaults_glass")).content.decode()
    assert "Test olga" in before  # who will be told, before anything is done
    answer = broken(breaker, known="ab ۱۲۳")
    glass = BrokenGlass.objects.get()
    assert answer["Location"] == reverse("vaults_glass_open", args=[glass.pk])
    assert glass.subject == made.subject
    assert 890 < (glass.until - glass.broken_at).total_seconds() <= 900
    page = breaker.get(answer["Location"])
    words = page.content.decode()
    assert "Marker Name" in words
    assert "came alone" in words
    assert "Somebody Else" not in words
    assert "Test olga" in words
    assert 880 < int(page["Refresh"]) <= 900
    assert "no-store" in page["Cache-Control"]
    assert Read.objects.filter(noun="vault_drill.person", key=str(made.id), purpose=REASON).exists()
    seen = officer.get(reverse("vaults")).content.decode()
    assert REASON in seen
    assert "Test farid" in seen
    assert "open until" in seen
    assert "Marker" not in seen
    assert officer.get(answer["Location"]).status_code == 403  # they watch; they do not read with it


@pytest.mark.parametrize("who", ["an officer", "whoever opened it"])
def test_it_can_be_ended_and_nothing_is_read_afterwards(who: str, breaker: Client, officer: Client) -> None:
    made = add()
    page = broken(breaker, subject=str(made.subject))["Location"]
    assert "Marker Name" in breaker.get(page).content.decode()
    client, back = (officer, "vaults") if who == "an officer" else (breaker, "vaults_glass")
    key = BrokenGlass.objects.get().pk
    assert client.post(reverse("vaults_glass_end", args=[key]))["Location"] == reverse(back)
    after = breaker.get(page)
    assert "Marker Name" not in after.content.decode()
    assert "Refresh" not in after
    assert "ended" in officer.get(reverse("vaults")).content.decode()
    with pytest.raises(VaultRefused, match="ended already"):
        services.end_glass(reader=worker(BrokenGlass.objects.get().actor_id), glass=key)


def test_when_the_time_is_over_the_page_is_empty(breaker: Client) -> None:
    page = broken(breaker, subject=str(add().subject))["Location"]
    BrokenGlass.objects.update(until=timezone.now() - timedelta(seconds=1))
    after = breaker.get(page).content.decode()
    assert "ran out" in after
    assert "Marker Name" not in after


def test_nobody_else_reads_or_ends_it(breaker: Client, person: Callable[..., Any]) -> None:
    page = broken(breaker, subject=str(add().subject))["Location"]
    another = Client()
    another.force_login(person("focal_point", name="another"))
    key = BrokenGlass.objects.get().pk
    assert another.get(page).status_code == 404
    assert REASON not in another.get(reverse("vaults_glass")).content.decode()
    another.post(reverse("vaults_glass_end", args=[key]))
    assert BrokenGlass.objects.get().ended_at is None


@pytest.mark.parametrize(
    ("known", "persons"),
    [
        pytest.param("nobody@example.org", 0, id="nobody has this address"),
        pytest.param("Marker Name", 0, id="a name is no proof and is not looked for"),
        pytest.param("shared@example.org", 6, id="an address that six persons share"),
    ],
)
def test_looking_in_vain_opens_nothing_and_is_told_all_the_same(
    known: str, persons: int, breaker: Client, officer: Client
) -> None:
    for _person in range(max(persons, 1)):
        add(email="shared@example.org")
    assert broken(breaker, known=known)["Location"] == reverse("vaults_glass")
    glass = BrokenGlass.objects.get()
    assert (glass.subject, len(glass.alerted)) == (None, 1)
    assert "nobody was found" in officer.get(reverse("vaults")).content.decode()
    page = breaker.get(reverse("vaults_glass_open", args=[glass.pk])).content.decode()
    assert "Marker Name" not in page


def test_one_document_in_two_centres_opens_both_records_with_one_alarm(
    breaker: Client, django_capture_on_commit_callbacks: Any
) -> None:
    from serai.commons.notices.models import Notice

    add(passport="P1"), add(passport="P1", scope=CENTRE)
    with django_capture_on_commit_callbacks(execute=True):
        assert broken(breaker, known="P1")["Location"] == reverse("vaults_glass")
    assert BrokenGlass.objects.exclude(subject=None).count() == 2
    assert Notice.objects.filter(kind="glass_broken").count() == 1


@pytest.mark.parametrize(
    "form",
    [
        pytest.param({"reason": "because", "known": "x"}, id="a word is no reason"),
        pytest.param({}, id="nobody is named"),
        pytest.param({"known": "x", "subject": str(uuid4())}, id="two ways to say whom"),
        pytest.param({"known": "x", "vault": "unknown"}, id="no such vault"),
    ],
)
def test_a_form_that_does_not_say_enough_opens_nothing(form: dict[str, str], breaker: Client) -> None:
    assert broken(breaker, **form).status_code == 400
    assert not BrokenGlass.objects.exists()


def test_without_an_officer_to_hear_the_alarm_nothing_opens(
    house: KeyFolder, person: Callable[..., Any]
) -> None:
    client = Client()
    client.force_login(person("focal_point"))
    answer = broken(client, subject=str(add().subject))
    assert answer.status_code == 400
    assert "No data protection officer" in answer.content.decode()
    assert not BrokenGlass.objects.exists()


def test_records_whose_key_is_gone_are_said_to_be_gone(breaker: Client, house: KeyFolder) -> None:
    made = add()
    page = broken(breaker, subject=str(made.subject))["Location"]
    house.forget("drill", made.subject)
    words = breaker.get(page).content.decode()
    assert "cannot be read" in words
    assert "Marker Name" not in words


def test_a_vault_that_a_room_declares_is_offered_to_its_breakers_only(
    breaker: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = {"person": Keep(1, "a test")}
    clients = Vault("clients", "Clients", ("person",), keep, breakers=frozenset({"focal_point"}))
    others = Vault("others", "Others", ("person",), keep, breakers=frozenset({"editor"}))
    monkeypatch.setattr(VaultsConfig, "vaults", lambda _self: (DRILL, clients, others))
    page = breaker.get(reverse("vaults_glass")).content.decode()
    assert '<option value="clients">Clients</option>' in page
    assert '<option value="drill">' in page
    assert "Others" not in page


def test_every_breaker_of_every_vault_holds_the_permission() -> None:
    """It follows from the declarations: the drill's two roles."""
    assert access.BREAK_GLASS.roles == {"focal_point", "project_manager"}
    assert access.END_GLASS.roles == {"focal_point", "project_manager", "protection_officer"}


def test_the_list_asks_the_same_questions_however_long_it_is(
    breaker: Client, django_assert_num_queries: Any
) -> None:
    for _turn in range(3):
        broken(breaker, subject=str(uuid4()))
    account = BrokenGlass.objects.values_list("actor_id", flat=True)[0]
    with django_assert_num_queries(2):
        assert len(selectors.own_alarms(worker(account))) == 3
