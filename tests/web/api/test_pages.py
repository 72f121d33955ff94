"""The pages about the API: what it offers, one's tokens, the one moment at which a token can be read."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from serai.testing.people import PASSWORD, make_person
from serai.web.api.models import ApiToken
from serai.web.api.services import MOST, make_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def insider(client):
    """A reader who has just confirmed who they are."""
    user = make_person("reader", second_factor=False)
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.user = user
    return client


def test_the_api_is_told_without_any_script(client):
    words = client.get(reverse("api")).content.decode()
    assert "/api/v1/partnership/activities/{key}" in words
    assert "Too many requests in this minute" in words
    assert "swagger" not in words


def test_a_token_is_made_shown_once_and_revoked(insider):
    asked = {"name": "night job", "scopes": ["read:statistics"], "days": "30"}
    assert insider.get(reverse("api_token_new")).status_code == 200
    made = insider.post(reverse("api_token_new"), asked)
    words = re.search(r"serai_[\w-]{43}", made.content.decode())
    assert words
    assert "no-store" in made["Cache-Control"]
    bearer = {"authorization": f"Bearer {words.group()}"}
    assert insider.get("/api/v1/me", headers=bearer).json()["scopes"] == ["read:statistics"]
    listed = insider.get(reverse("api_tokens")).content.decode()
    assert "night job" in listed
    assert words.group() not in listed
    assert insider.post(reverse("api_token_revoke", args=[ApiToken.objects.get().pk])).status_code == 302
    assert insider.get("/api/v1/me", headers=bearer).status_code == 401


def test_nobody_revokes_somebody_elses_token(insider):
    from django.utils import timezone

    other = make_person("reader", second_factor=False, name="other")
    made, _words = make_token(actor=other, name="x", scopes=["read:statistics"], expires=timezone.localdate())
    assert insider.post(reverse("api_token_revoke", args=[made.pk])).status_code == 404
    made.refresh_from_db()
    assert made.revoked_at is None


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"scopes": []}, id="a token for nothing"),
        pytest.param({"scopes": ["write:everything"]}, id="a scope that there is none of"),
        pytest.param({"days": "4000"}, id="eleven years"),
        pytest.param({"name": ""}, id="a token for nobody knows what"),
    ],
)
def test_a_token_that_makes_no_sense_is_not_made(insider, change):
    asked = {"name": "night job", "scopes": ["read:statistics"], "days": "30"} | change
    assert insider.post(reverse("api_token_new"), asked).status_code == 422
    assert not ApiToken.objects.exists()


def test_there_is_an_end_to_tokens(insider):
    asked = {"name": "one more", "scopes": ["read:statistics"], "days": "30"}
    answers = [insider.post(reverse("api_token_new"), asked).status_code for _ in range(MOST + 1)]
    assert answers == [200] * MOST + [422]


def test_whoever_signed_in_long_ago_confirms_first(client):
    client.force_login(make_person("reader", second_factor=False))
    assert reverse("account_reauthenticate") in client.get(reverse("api_token_new"))["Location"]
