"""Roles given and taken, accounts looked after on pages, and a lost factor forgotten by two officers."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from serai.commons.accounts import services
from serai.commons.accounts.errors import AccountRefused
from serai.commons.accounts.events import NoticeWanted
from serai.commons.accounts.models import FactorReset, HeldRole, User
from serai.commons.directory.models import Person
from serai.commons.events import listen, unlisten
from serai.commons.notices import mailing
from serai.commons.notices.choices import choose
from serai.commons.notices.models import Notice

pytestmark = pytest.mark.django_db


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """What people were told, by kind."""
    heard: list[NoticeWanted] = []
    listen(NoticeWanted, heard.append)
    yield heard
    unlisten(NoticeWanted, heard.append)


@pytest.mark.parametrize(
    ("giver", "role", "may"),
    [
        pytest.param("administrator", "administrator", True, id="an administrator gives every role"),
        pytest.param("secretariat", "editor", True, id="the secretariat gives the role of an editor"),
        pytest.param("secretariat", "secretariat", False, id="the secretariat does not give its own role"),
        pytest.param("secretariat", "administrator", False, id="nor that of an administrator"),
        pytest.param("focal_point", "reader", True, id="a focal point gives the role of a reader"),
        pytest.param("focal_point", "statistician", False, id="but not of a statistician"),
        pytest.param("reader", "reader", False, id="a reader gives nothing"),
    ],
)
def test_who_gives_which_role(person, giver, role, may):
    user = services.create_account(actor="tests", email="a@example.org", name="A", roles=["reader"])
    HeldRole.objects.filter(user=user).delete()
    if may:
        services.give_role(actor=person(giver), user=user, role=role)
        assert role in again(user).roles | again(user).waiting_roles
    else:
        with pytest.raises(PermissionDenied):
            services.give_role(actor=person(giver), user=user, role=role)
        assert not HeldRole.objects.filter(user=user).exists()


def test_a_role_given_today_and_ended_today_is_over_at_once(person):
    boss, user = person("administrator"), person("statistician")
    held = HeldRole.objects.get(user=user)
    services.end_role(actor=boss, user=user, held=held.pk)
    assert again(user).roles == frozenset()


def test_the_last_administrator_stays(person):
    boss = person("administrator")
    with pytest.raises(AccountRefused, match="last administrator"):
        services.end_access(actor=boss, user=boss)
    assert again(boss).is_active


def test_an_administrator_looks_after_accounts_on_pages(person):
    boss = client_of(person("administrator"))
    assert boss.get(reverse("new_account")).status_code == 200
    made = boss.post(
        reverse("new_account"), {"name": "Nour", "email": "nour@example.org", "roles": ["reader"]}
    )
    password = made.context["made"].password
    user = User.objects.get(email="nour@example.org")
    assert password in made.content.decode()
    assert user.check_password(password)
    assert (
        boss.get(reverse("accounts"), {"words": "nour", "role": "reader"}).context["accounts"][0].name
        == "Nour"
    )
    page = reverse("account", args=[user.pk])
    given = boss.post(reverse("give_role", args=[user.pk]), {"role": "editor"})
    assert given.url == page
    held = HeldRole.objects.get(user=user, role="editor")
    assert "Editor" in boss.get(page).content.decode()
    boss.post(reverse("end_role", args=[user.pk, held.pk]))
    assert not HeldRole.objects.filter(user=user, role="editor").exists()
    assert boss.get(reverse("give_access", args=[user.pk])).status_code == 200
    renewed = boss.post(reverse("give_access", args=[user.pk])).context["made"].password
    assert again(user).check_password(renewed)
    assert boss.get(reverse("close_account", args=[user.pk])).status_code == 200
    boss.post(reverse("close_account", args=[user.pk]))
    assert not again(user).is_active
    boss.post(reverse("close_account", args=[user.pk]))
    assert again(user).is_active


def test_wrong_words_about_a_new_account_are_told_on_the_page(person):
    boss = client_of(person("administrator"))
    answer = boss.post(
        reverse("new_account"), {"name": "A", "email": "administrator@example.org", "roles": ["reader"]}
    )
    assert answer.status_code == 422
    assert "exists" in answer.content.decode()


def test_two_officers_forget_a_lost_factor_and_everybody_is_told(
    person, told, django_capture_on_commit_callbacks
):
    one, two, lost = person("secretariat"), person("administrator"), person("statistician")
    session = client_of(lost)
    with django_capture_on_commit_callbacks(execute=True):
        row = services.resets.ask(actor=one, user=lost, reason="called back at the ministry")
    assert Authenticator.objects.filter(user=lost).exists(), "asking changes nothing yet"
    with django_capture_on_commit_callbacks(execute=True):
        services.resets.confirm(actor=two, number=row.pk)
    assert not Authenticator.objects.filter(user=lost).exists()
    assert again(lost).waiting_roles == {"statistician"}
    assert session.get(reverse("mfa_index")).status_code == 302, "the open session is over"
    assert [event.kind for event in told] == ["factor_reset_asked", "factor_reset_done"]
    assert set(told[1].to) == {one.pk, two.pk, lost.pk}
    kept = FactorReset.objects.get()
    assert (kept.asked_by, kept.closed_by, kept.confirmed) == (one, two, True)


@pytest.mark.parametrize(
    "confirmer",
    [
        pytest.param("asker", id="whoever asked cannot confirm"),
        pytest.param("owner", id="the person cannot confirm their own"),
        pytest.param("reader", id="somebody who is no officer cannot confirm"),
    ],
)
def test_one_officer_alone_forgets_nothing(person, confirmer):
    people = {"asker": person("secretariat"), "owner": person("administrator"), "reader": person("reader")}
    row = services.resets.ask(actor=people["asker"], user=people["owner"], reason="r")
    with pytest.raises(PermissionDenied):
        services.resets.confirm(actor=people[confirmer], number=row.pk)
    assert Authenticator.objects.filter(user=people["owner"]).exists()


def test_nobody_asks_for_themselves(person):
    officer = person("secretariat")
    with pytest.raises(PermissionDenied):
        services.resets.ask(actor=officer, user=officer, reason="r")


def test_the_database_refuses_a_reset_by_one_officer(person):
    officer, lost = person("secretariat"), person("statistician")
    row = services.resets.ask(actor=officer, user=lost, reason="r")
    with pytest.raises(IntegrityError, match="two_officers"), transaction.atomic():
        FactorReset.objects.filter(pk=row.pk).update(confirmed=True, closed_by=officer)


def test_a_request_is_confirmed_within_three_days(person):
    from datetime import timedelta

    one, two, lost = person("secretariat"), person("administrator"), person("statistician")
    row = services.resets.ask(actor=one, user=lost, reason="r")
    FactorReset.objects.update(asked_at=row.asked_at - timedelta(days=4))
    with pytest.raises(AccountRefused, match="too old"):
        services.resets.confirm(actor=two, number=row.pk)


def test_an_administrator_does_not_forget_a_factor_while_giving_access(person):
    with pytest.raises(PermissionDenied, match="two officers"):
        services.give_access(actor=person("administrator"), user=person("reader"), forget_second_factor=True)


def test_the_pages_of_a_reset_and_the_owner_who_has_not_lost_it(person):
    one, two, lost = person("secretariat"), person("administrator"), person("statistician")
    asking = reverse("ask_factor_reset", args=[lost.pk])
    assert client_of(one).get(asking).status_code == 200
    assert client_of(one).post(asking, {"reason": ""}).status_code == 422
    assert client_of(one).post(asking, {"reason": "called back"}).url == reverse("factor_resets")
    assert b"called back" in client_of(two).get(reverse("factor_resets")).content
    owner = client_of(lost)
    assert b"refuse" in owner.get(reverse("mfa_index")).content
    assert owner.post(reverse("account_stop_reset")).url == reverse("mfa_index")
    row = FactorReset.objects.get()
    assert (row.confirmed, row.closed_by) == (False, lost)
    client_of(one).post(asking, {"reason": "again"})
    open_one = FactorReset.objects.get(closed_at=None)
    client_of(two).post(reverse("factor_resets"), {"reset": open_one.pk, "confirm": "1"})
    assert not Authenticator.objects.filter(user=lost).exists()


def test_what_is_held_is_shown_and_taken_away(person):
    user = person("statistician")
    client = client_of(user)
    page = client.get(reverse("account_held")).content.decode()
    assert user.email in page
    assert "Statistician" in page
    file = client.get(reverse("account_held_file")).json()
    assert file["accounts.user"]["rows"][0]["mail address"] == user.email
    assert "JBSWY3DP" not in str(file), "no secret of a factor leaves"
    assert mail.outbox == []


def test_an_erased_account_holds_no_name_and_opens_nothing(person):
    from types import SimpleNamespace

    from serai.commons.accounts.personal import erase

    user = person("statistician", name="marker")
    session = client_of(user)
    said = erase(SimpleNamespace(account=user.pk, person=None, names=(user.name,), emails=(user.email,)))
    assert len(said) == 1
    kept = again(user)
    assert "marker" not in f"{kept.name} {kept.email}"
    assert not kept.is_active
    assert not HeldRole.objects.filter(user=user).exists()
    assert not Authenticator.objects.filter(user=user).exists()
    assert session.get(reverse("mfa_index")).status_code == 302


def test_a_refused_reset_is_mailed_to_the_person_in_their_language(
    person, django_capture_on_commit_callbacks
):
    """The person speaks Arabic, the officers English; security is mailed whatever somebody chose."""
    one, two, lost = person("secretariat"), person("administrator"), person("statistician", name="lost")
    Person.objects.update_or_create(account=lost, defaults={"name": lost.name, "language": "ar"})
    choose(account=lost.pk, wanted={"factor_reset_refused": "off"})
    asking = reverse("ask_factor_reset", args=[lost.pk])
    client_of(one).post(asking, {"reason": "a voice on the telephone"})
    with django_capture_on_commit_callbacks(execute=True):
        client_of(two).post(reverse("factor_resets"), {"reset": FactorReset.objects.get().pk, "refuse": "1"})
    row = FactorReset.objects.get()
    assert (row.confirmed, row.closed_by) == (False, two)
    assert Authenticator.objects.filter(user=lost).exists(), "nothing is forgotten"
    assert again(lost).roles == {"statistician"}
    mailing.send_due(timezone.now())
    sent = {message.to[0]: message for message in mail.outbox}
    assert set(sent) == {one.email, two.email, lost.email}
    told = sent[lost.email]
    assert told.subject == "يبقى العامل الثاني لـTest lost"
    assert '<html lang="ar" dir="rtl">' in told.alternatives[0][0]
    assert one.name in told.body
    assert two.name in told.body
    assert "List-Unsubscribe" not in told.extra_headers
    assert sent[one.email].subject == "The second factor of Test lost stays"
    assert (
        "Test administrator refused the request of Test secretariat to forget the second factor of Test lost. "
        "Nothing has changed." in " ".join(sent[one.email].body.split())
    )
    # and each reads it in the house
    number = Notice.objects.get(account=lost, kind="factor_reset_refused").pk
    shown = client_of(lost).get(reverse("notice", args=[number])).content.decode()
    assert "Test administrator refused the request of Test secretariat" in shown
