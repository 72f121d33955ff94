"""Signing in through another organisation, against a real provider in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.cache import cache
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import reverse

from serai.commons.accounts.models import User
from serai.commons.accounts.rules import may_unlink
from serai.commons.notices.models import Notice
from serai.project import openid
from serai.project.errors import BadSetting
from serai.testing.people import PASSWORD, SECRET, totp_code

pytestmark = pytest.mark.django_db
BEGIN = "/accounts/login/with/ministry/"
ANN = {"sub": "17", "email": "reader@example.org", "email_verified": True, "name": "Ann"}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The provider's address."""
    command = [sys.executable, str(Path(__file__).with_name("oidc_provider.py")), "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        process.terminate()


@pytest.fixture
def sign_in(provider, settings, monkeypatch) -> Callable[..., Client]:
    """``sign_in(claims)`` is a browser in which somebody whom the provider knows so has tried to sign in."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    cache.clear()
    entry = {
        "id": "ministry",
        "name": "Ministry",
        "server": provider,
        "client": "serai",
        "secret": "a-secret-of-the-client",
    }
    settings.OPENID = openid.providers(json.dumps([entry]))
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": settings.OPENID}}

    def go(claims: dict[str, object], client: Client | None = None, after: str = "") -> Client:
        ask(f"{provider}/somebody", json.dumps(claims).encode())
        browser = client or Client()
        leads = browser.post(BEGIN, {"next": after} if after else {})
        assert leads.status_code == 302
        assert leads.url.startswith(f"{provider}/authorize?")
        back = ask(leads.url)
        browser.last = browser.get(urlsplit(back).path + "?" + urlsplit(back).query)  # type: ignore[attr-defined]
        return browser

    return go


def ask(url: str, body: bytes | None = None) -> str:
    """Where the provider leads, or what it answers."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_details):
            return None

    opener = urllib.request.build_opener(Stay, urllib.request.ProxyHandler({}))
    try:
        return opener.open(url, body).read().decode()
    except urllib.error.HTTPError as answer:
        if answer.code == 302:
            return answer.headers["Location"]
        raise


def signed_in_as(client: Client) -> str:
    pk = client.session.get("_auth_user_id")
    return User.objects.get(pk=pk).email if pk else ""


def test_an_account_is_found_by_the_verified_address_and_linked(person, sign_in):
    user = person("reader", second_factor=False)
    assert signed_in_as(sign_in(ANN)) == user.email
    linked = SocialAccount.objects.get()
    assert (linked.user, linked.provider, linked.uid) == (user, "ministry", "17")
    assert not SocialToken.objects.exists(), "what the provider gave is not kept"


def test_once_linked_the_number_there_counts_and_not_the_address(person, sign_in):
    user = person("reader", second_factor=False)
    sign_in(ANN)
    assert signed_in_as(sign_in(ANN | {"email": "new-name@example.org"})) == user.email
    assert signed_in_as(sign_in(ANN | {"sub": "99"})) == "", "somebody else there took over the address"


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param(ANN | {"email": "stranger@example.org"}, id="an address without an account"),
        pytest.param(ANN | {"email_verified": False}, id="an address that was not verified"),
        pytest.param(ANN | {"email_verified": "false"}, id="the word false is not true"),
        pytest.param({"sub": "17", "name": "Ann"}, id="no address"),
    ],
)
def test_nobody_gets_an_account_or_into_one(person, sign_in, claims):
    person("reader", second_factor=False)
    client = sign_in(claims)
    assert signed_in_as(client) == ""
    assert client.last.url == reverse("account_login")
    assert b"does not lead to an account" in client.get(client.last.url).content
    assert User.objects.count() == 1
    assert not SocialAccount.objects.exists()


def test_a_closed_account_stays_closed(person, sign_in):
    user = person("reader", second_factor=False)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert signed_in_as(sign_in(ANN)) == ""


def test_the_second_factor_is_asked_all_the_same(person, sign_in):
    user = person("secretariat")
    client = sign_in(ANN | {"email": user.email})
    assert client.last.url == reverse("mfa_authenticate")
    assert signed_in_as(client) == ""
    client.post(reverse("mfa_authenticate"), {"code": totp_code(SECRET)})
    assert signed_in_as(client) == user.email


def test_it_does_not_lead_away_afterwards(person, sign_in, settings):
    person("reader", second_factor=False)
    assert sign_in(ANN, after="https://evil.example/").last.url == resolve_url(settings.LOGIN_REDIRECT_URL)
    assert sign_in(ANN, after="/about/").last.url == "/about/"


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda query: query | {"state": ["forged"]}, id="a forged state"),
        pytest.param(lambda query: query | {"code": ["forged"]}, id="a forged code"),
        pytest.param(
            lambda query: {"error": ["access_denied"], "state": query["state"]}, id="refused over there"
        ),
    ],
)
def test_a_spoilt_answer_signs_nobody_in(person, provider, sign_in, spoil):
    person("reader", second_factor=False)
    ask(f"{provider}/somebody", json.dumps(ANN).encode())
    client = Client()
    back = urlsplit(ask(client.post(BEGIN).url))
    answer = client.get(back.path, spoil(parse_qs(back.query)))
    assert answer.url == reverse("account_login")
    assert signed_in_as(client) == ""


def test_the_answer_of_somebody_else_signs_nobody_in(person, provider, sign_in):
    """The code of one browser is worth nothing in another: its state and its verifier stay there."""
    person("reader", second_factor=False)
    ask(f"{provider}/somebody", json.dumps(ANN).encode())
    back = urlsplit(ask(Client().post(BEGIN).url))
    victim = Client()
    victim.get(f"{back.path}?{back.query}")
    assert signed_in_as(victim) == ""


def test_a_link_from_elsewhere_begins_nothing(sign_in):
    assert Client().get(BEGIN).url == reverse("account_login")
    assert Client(enforce_csrf_checks=True).post(BEGIN).status_code == 403


def test_the_sign_in_page_offers_it(sign_in):
    assert b"Sign in through Ministry" in Client().get(reverse("account_login")).content


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("{", "not JSON", id="no JSON"),
        pytest.param('{"id": "x"}', "not a list", id="no list"),
        pytest.param('[{"id": "x"}]', "name, server, client, secret", id="fields that are missing"),
        pytest.param(
            '[{"id": "x", "name": "X", "server": "http://x.example", "client": "c", "secret": "s"}]',
            "https://",
            id="a server without TLS",
        ),
        pytest.param(
            '[{"id": "../x", "name": "X", "server": "https://x.example", "client": "c", "secret": "s"}]',
            "small letters",
            id="an id that is no word",
        ),
    ],
)
def test_a_wrong_setting_is_named(text, complaint):
    with pytest.raises(BadSetting) as refused:
        openid.providers(text)
    assert complaint in str(refused.value)


def test_no_setting_is_no_provider():
    assert openid.providers("") == []
    entry = '[{"id": "x", "name": "X", "server": "https://x.example/realm", "client": "c", "secret": "s"}]'
    assert openid.origins(openid.providers(entry)) == ["https://x.example"]


def linked(person, sign_in, *, password: bool = True):
    """A person who has signed in through the ministry, in their browser."""
    user = person("reader", second_factor=False)
    client = sign_in(ANN)
    if not password:
        user.set_unusable_password()
        user.save()
        client.force_login(user)
    record_authentication(client)
    return user, client, SocialAccount.objects.get()


def record_authentication(client: Client) -> None:
    """The person shows once more who they are; without a password there is nothing to show."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def test_a_person_removes_the_link_and_an_address_alone_does_not_bring_it_back(
    person, sign_in, django_capture_on_commit_callbacks
):
    user, client, link = linked(person, sign_in)
    page = client.get(reverse("account_links")).text
    assert "Ministry" in page
    other = Client()
    other.force_login(user)
    where = reverse("account_unlink", args=[link.pk])
    assert "Stop signing in through Ministry?" in client.get(where).text
    assert SocialAccount.objects.exists(), "to look removes nothing"
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(where).url == reverse("account_links")
    assert not SocialAccount.objects.exists()
    assert "Allow Ministry again" in client.get(reverse("account_links")).text
    assert other.get(reverse("account_links")).status_code == 302, "other sessions end"
    assert signed_in_as(sign_in(ANN)) == ""
    client.post(reverse("account_links"), {"allow": "ministry"})
    with django_capture_on_commit_callbacks(execute=True):
        assert signed_in_as(sign_in(ANN)) == user.email
    told = Notice.objects.filter(account=user.pk, kind="way_in_changed")
    assert told.count() == 2, "removed, and linked again"
    assert told.first().words == {"organisation": "Ministry"}


def test_the_removal_stands_in_the_history_of_the_account(person, sign_in):
    user, client, link = linked(person, sign_in)
    client.post(reverse("account_unlink", args=[link.pk]))
    officer = Client()
    officer.force_login(person("administrator"))
    assert "ministry" in officer.get(reverse("history", args=["accounts.user", user.pk])).text


def test_the_last_way_in_stays(person, sign_in):
    _user, client, link = linked(person, sign_in, password=False)
    answer = client.post(reverse("account_unlink", args=[link.pk]))
    assert answer.status_code == 422
    assert "This is your last way in" in answer.text
    assert SocialAccount.objects.exists()


def test_nobody_removes_the_way_of_somebody_else(person, sign_in):
    _user, _client, link = linked(person, sign_in)
    stranger = Client()
    stranger.force_login(person("reader", name="stranger", second_factor=False))
    record_authentication(stranger)
    assert stranger.post(reverse("account_unlink", args=[link.pk])).status_code == 404
    assert SocialAccount.objects.exists()


@pytest.mark.parametrize(
    ("password", "passkeys", "others", "may"),
    [
        pytest.param(True, 0, 0, True, id="the password stays"),
        pytest.param(False, 1, 0, True, id="a passkey stays"),
        pytest.param(False, 0, 1, True, id="another organisation stays"),
        pytest.param(False, 0, 0, False, id="nothing stays"),
    ],
)
def test_which_way_may_go(password, passkeys, others, may):
    assert may_unlink(password=password, passkeys=passkeys, others=others) is may
