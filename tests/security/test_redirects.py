"""``?next=`` leads within this site, never away from it."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.cache import cache
from django.shortcuts import resolve_url
from django.urls import reverse

from serai.testing.people import PASSWORD

pytestmark = pytest.mark.django_db

AWAY = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
    "http:///evil.example",
    "\thttps://evil.example",
]


@pytest.fixture(autouse=True)
def _forget_attempts(db):
    cache.clear()


@pytest.mark.parametrize("target", AWAY)
def test_signing_in_does_not_lead_away(client, person, target):
    person("reader", second_factor=False)
    words = {"login": "reader@example.org", "password": PASSWORD, "next": target}
    assert client.post(reverse("account_login"), words).url == resolve_url(settings.LOGIN_REDIRECT_URL)


@pytest.mark.parametrize("target", AWAY)
def test_signing_out_does_not_lead_away(client, person, target):
    client.force_login(person("reader"))
    assert client.post(reverse("account_logout"), {"next": target}).url == "/"


@pytest.mark.parametrize("target", AWAY)
def test_confirming_does_not_lead_away(client, person, target):
    client.force_login(person("reader", second_factor=False))
    answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": target})
    assert answer.url.startswith("/")
    assert not answer.url.startswith(("//", "/\\"))


def test_a_page_of_this_site_is_led_to(client, person):
    person("reader", second_factor=False)
    words = {"login": "reader@example.org", "password": PASSWORD, "next": "/about/?from=mail"}
    assert client.post(reverse("account_login"), words).url == "/about/?from=mail"
