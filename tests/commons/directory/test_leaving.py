"""Whoever is removed, or moves, loses what lets them in at once; what they leave is listed and handed over."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from serai.commons.accounts.models import HeldRole, User
from serai.commons.directory import selectors, services
from serai.commons.directory.errors import PersonRefused
from serai.commons.directory.models import Invitation, Person, Post
from serai.testing.people import make_person

from .conftest import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(focal) -> User:
    """A reader of the ministry of Qar."""
    return make_person("reader", organisation="QAR-MIN", name="colleague")


def test_tokens_end_with_the_access(focal, colleague):
    from datetime import timedelta

    from django.utils import timezone

    from serai.web.api import services as api
    from serai.web.api.models import ApiToken

    expires = timezone.localdate() + timedelta(days=30)
    ApiToken.objects.create(account=colleague, name="t", digest=api.digest("x"), scopes=[], expires=expires)
    services.leave(actor=focal, person=of(colleague), organisation="QAR-MIN")
    assert ApiToken.objects.get().revoked_at is not None


def of(user: User) -> Person:
    return Person.objects.get(account=user)


def test_post_roles_and_the_open_session_end_at_once(focal, colleague):
    theirs = client_of(colleague)
    assert theirs.get(reverse("people")).status_code == 200
    said = services.leave(actor=focal, person=of(colleague), organisation="QAR-MIN")
    assert len(said) == 3
    after = User.objects.get(pk=colleague.pk)
    assert (after.is_active, after.roles, after.waiting_roles) == (False, frozenset(), frozenset())
    assert selectors.reader_of(after).account is None
    assert theirs.get(reverse("people")).status_code == 302


def test_with_a_post_elsewhere_the_account_stays_and_keeps_other_roles(focal, colleague, officer):
    services.add_post(actor=officer, person=of(colleague), organisation="VEL-AGY")
    HeldRole.objects.filter(user=colleague).update(organisation="QAR-MIN")
    HeldRole.objects.create(user=colleague, role="reader", organisation="VEL-AGY", since="2026-01-01")
    theirs = client_of(colleague)
    services.leave(actor=focal, person=of(colleague), organisation="QAR-MIN")
    after = User.objects.get(pk=colleague.pk)
    assert (after.is_active, after.roles) == (True, {"reader"})
    assert selectors.reader_of(after).organisations == {"VEL-AGY"}
    assert theirs.get(reverse("people")).status_code == 302, "every session ends all the same"


@pytest.mark.parametrize("at", ["VEL-AGY", "QAR-MIN"])
def test_a_focal_point_removes_nobody_of_another_organisation(focal, organisations, at):
    stranger = make_person("reader", organisation="VEL-AGY", name="stranger")
    with pytest.raises((PermissionDenied, PersonRefused)):
        services.leave(actor=focal, person=of(stranger), organisation=at)
    assert User.objects.get(pk=stranger.pk).is_active


def test_a_focal_point_takes_no_role_that_is_not_theirs_to_give(focal, organisations):
    expert = make_person("statistician", organisation="QAR-MIN", name="expert")
    with pytest.raises(PersonRefused, match="secretariat"):
        services.leave(actor=focal, person=of(expert), organisation="QAR-MIN")
    after = User.objects.get(pk=expert.pk)
    assert (after.is_active, after.roles) == (True, {"statistician"})
    assert Post.objects.get(person__account=expert).until is None, "a refused removal changes nothing"


def test_nobody_removes_themselves(focal):
    with pytest.raises(PersonRefused, match="themselves"):
        services.leave(actor=focal, person=of(focal), organisation="QAR-MIN")


def test_moving_brings_a_new_post_and_hands_over(officer, focal, colleague):
    waiting = services.invite(
        actor=focal, address="n@example.org", name="N", roles=["reader"], organisation="QAR-MIN", link=str
    )
    left = [str(item.title) for item in selectors.left_with(of(focal))]
    assert any("Focal point" in title for title in left)
    assert any("N" in title for title in left)
    services.leave(
        actor=officer,
        person=of(focal),
        organisation="QAR-MIN",
        successor=colleague,
        new_organisation="VEL-AGY",
        new_title="Head of unit",
    )
    assert Invitation.objects.get(pk=waiting.pk).invited_by == colleague
    after = User.objects.get(pk=focal.pk)
    assert selectors.reader_of(after).organisations == {"VEL-AGY"}
    assert after.is_active


def test_the_page_lists_what_is_left_and_ends_it(focal, colleague):
    client = client_of(focal)
    url = reverse("leave_organisation", args=[of(colleague).pk, "QAR-MIN"])
    assert "Reader" in client.get(url).content.decode()
    done = client.post(url, {})
    assert "Account closed" in done.content.decode()
    assert not User.objects.get(pk=colleague.pk).is_active


def test_the_page_is_closed_to_others(focal, colleague, organisations):
    other = make_person("focal_point", organisation="VEL-AGY", name="other")
    url = reverse("leave_organisation", args=[of(colleague).pk, "QAR-MIN"])
    assert client_of(other).get(url).status_code == 404
    assert client_of(colleague).get(url).status_code == 403
