"""What every answer carries, whoever asks for whatever."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from serai.testing.people import PASSWORD

from .pages import PAGES, Page, address, read_table

pytestmark = pytest.mark.django_db

CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "manifest-src 'self'",
}
READABLE = [page for page in PAGES if page.expected["administrator"] == "200"]


def policy(response) -> set[str]:
    return {part.strip() for part in response["Content-Security-Policy"].split(";")}


@pytest.mark.parametrize("entry", READABLE, ids=lambda entry: entry.url_name)
def test_every_page_carries_its_armour(read, entry: Page):
    answer = read(entry)
    if entry.url_name != "wagtailadmin_home":  # the editor has a policy of its own, tested with its room
        assert policy(answer) == CSP
        assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("entry", READABLE, ids=lambda entry: entry.url_name)
def test_every_form_that_writes_carries_a_token_and_stays_here(read, entry: Page):
    answer = read(entry)
    if not answer["Content-Type"].startswith("text/html"):
        return
    html = answer.content.decode()
    for form in re.findall(r"<form\b.*?</form>", html, re.DOTALL):
        target = re.search(r'\saction="([^"]*)"', form)
        assert target is None or target.group(1).startswith(("/", "#")), form[:200]
        if re.search(r'method="post"', form, re.IGNORECASE):
            assert "csrfmiddlewaretoken" in form, form[:200]


@pytest.mark.parametrize("entry", READABLE, ids=lambda entry: entry.url_name)
def test_no_page_names_another_host(read, entry: Page):
    """Links may lead away; pictures, styles and scripts may not come from elsewhere."""
    answer = read(entry)
    if answer["Content-Type"].startswith("text/html"):
        html = answer.content.decode()
        # canonical and translated addresses are told, not fetched, and must be whole
        html = re.sub(r'<link rel="(?:canonical|alternate)"[^>]*>', "", html)
        fetched = re.findall(
            r"<(?:link|script|img|source|iframe)\b[^>]*?\s(?:href|src|srcset)=\"([^\"]+)\"", html
        )
        assert [url for url in fetched if not url.startswith(("/", "data:"))] == []


def test_error_pages_carry_the_same_armour(site):
    answer = site["public"].get("/there-is-no-such-page/")
    assert answer.status_code == 404
    assert policy(answer) == CSP
    assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "serai@evil.example", ""])
def test_a_foreign_host_name_is_refused(host):
    assert Client().get(reverse("healthz"), headers={"host": host}).status_code == 400


def test_a_form_without_its_token_is_refused_in_plain_words():
    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("account_login"), {"login": "a@example.org", "password": "x"})
    assert answer.status_code == 403
    assert policy(answer) == CSP


@pytest.mark.parametrize("entry", [p for p in read_table() if p.writes], ids=lambda entry: entry.url_name)
def test_every_page_that_writes_refuses_a_post_without_token(site, entry: Page):
    if entry.url_name == "unsubscribe":
        pytest.skip("mail programs post there without a visit (RFC 8058); the signed link is the permission")
    insider = Client(enforce_csrf_checks=True)
    insider.cookies = site["administrator"].cookies
    assert insider.post(address(entry)).status_code == 403


def test_the_cookies_of_a_session_are_out_of_reach_of_scripts_and_other_sites(person):
    client = Client()
    client.get(reverse("account_login"))
    person("reader", second_factor=False, name="somebody")
    client.post(reverse("account_login"), {"login": "somebody@example.org", "password": PASSWORD})
    assert set(client.cookies) >= {"sessionid", "csrftoken"}
    for name in ("sessionid", "csrftoken"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"


def test_reading_sets_no_cookie(site):
    for path in (reverse("home"), reverse("activities"), reverse("statistics:list")):
        assert not site["public"].get(path).cookies, path
