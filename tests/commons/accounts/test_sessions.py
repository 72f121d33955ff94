"""Open sessions: listed in words, ended one by one or all at once; a stolen one is worth nothing then."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from serai.commons.accounts import services
from serai.commons.accounts.models import OpenSession, User
from serai.commons.accounts.rules import device_words
from serai.testing.people import PASSWORD, SECRET, totp_code

pytestmark = pytest.mark.django_db

PHONE = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


def browser(user: User, agent: str = DESKTOP) -> Client:
    client = Client(headers={"user-agent": agent})
    client.force_login(user)
    client.get(reverse("mfa_index"))
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("account_sessions")).status_code == 200


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        pytest.param(DESKTOP, "Firefox, Windows", id="Firefox on Windows"),
        pytest.param(PHONE, "Chrome, Android", id="Chrome on a phone, which also says Linux and Safari"),
        pytest.param(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1",
            "Safari, iPhone",
            id="Safari on an iPhone",
        ),
        pytest.param(
            "Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0 Edg/130.0", "Edge, Linux", id="Edge says Chrome too"
        ),
        pytest.param("curl/8.0", "", id="a programme that says nothing of its device"),
        pytest.param("", "", id="no word at all"),
    ],
)
def test_a_device_is_named_in_words_without_its_version(agent, words):
    assert device_words(agent) == words


def test_sessions_are_listed_with_the_device_and_no_place(person):
    user = person("reader", second_factor=False)
    browser(user, PHONE)
    page = browser(user).get(reverse("account_sessions"))
    told = page.content.decode()
    assert "Chrome, Android" in told
    assert "Firefox, Windows" in told
    assert [line.own for line in page.context["sessions"]] == [True, False]
    assert "127.0.0.1" not in told
    assert {field.name for field in OpenSession._meta.fields} == {
        "id", "user", "session_key", "device", "round", "opened_at", "seen_at"
    }  # fmt: skip


def test_a_stolen_session_is_ended_from_another_browser(person):
    user = person("reader", second_factor=False)
    thief, owner = browser(user, PHONE), browser(user)
    page = owner.get(reverse("account_sessions"))
    stolen = next(line for line in page.context["sessions"] if not line.own)
    owner.post(reverse("account_sessions"), {"session": str(stolen.number)})
    assert not is_in(thief)
    assert is_in(owner)


def test_all_other_sessions_end_at_once_and_the_own_one_stays(person):
    user = person("reader", second_factor=False)
    others, owner = [browser(user, PHONE), browser(user)], browser(user)
    owner.post(reverse("account_sessions"), {"others": "1"})
    assert [is_in(client) for client in others] == [False, False]
    assert is_in(owner)


def test_nobody_ends_the_session_of_somebody_else(person):
    victim, other = person("reader", second_factor=False), person("reader", second_factor=False, name="other")
    theirs = browser(victim)
    number = OpenSession.objects.get(user=victim).pk
    browser(other).post(reverse("account_sessions"), {"session": str(number)})
    assert is_in(theirs)


def test_changing_the_password_ends_other_sessions(person):
    user = person("reader", second_factor=False)
    other, owner = browser(user), browser(user)
    owner.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    words = {"oldpassword": PASSWORD, "password1": "a-new-one-of-mine", "password2": "a-new-one-of-mine"}
    assert owner.post(reverse("account_change_password"), words).status_code == 302
    assert not is_in(other)
    assert is_in(owner)


def test_setting_up_a_second_factor_ends_other_sessions(person, monkeypatch):
    # allauth tells of a new factor on commit; a test's transaction never commits
    monkeypatch.setattr("allauth.mfa.totp.internal.flows.transaction.on_commit", lambda told: told())
    user = person("statistician", second_factor=False)
    other, owner = browser(user), browser(user)
    owner.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = owner.get(reverse("mfa_activate_totp")).context["form"].secret
    assert owner.post(reverse("mfa_activate_totp"), {"code": totp_code(secret)}).status_code == 302
    assert not is_in(other)
    assert is_in(owner)


def test_removing_the_second_factor_ends_other_sessions(person):
    user = person("statistician")
    other, owner = browser(user), browser(user)
    owner.post(reverse("mfa_reauthenticate"), {"code": totp_code(SECRET)})
    assert owner.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not is_in(other)
    assert is_in(owner)


def test_a_new_one_time_password_ends_every_session(person):
    user = person("reader", second_factor=False)
    open_one = browser(user)
    services.give_access(actor="tests", user=User.objects.get(pk=user.pk))
    assert not is_in(open_one)
