"""What the three marks let through."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from serai.commons.access import permission, public, requires, signed_in

PUBLISH = permission("statistics.publish", "Publish figures", ["statistician"])


@requires(PUBLISH)
def publish(request):
    return HttpResponse("published")


@signed_in
def desk(request):
    return HttpResponse("desk")


@public
def door(request):
    return HttpResponse("door")


def ask(view, user):
    request = RequestFactory().get("/somewhere/?page=2")
    request.user = user
    return view(request)


def test_a_visitor_passes_the_public_door_and_is_asked_to_sign_in_elsewhere():
    visitor = AnonymousUser()
    assert ask(door, visitor).content == b"door"
    for view in (desk, publish):
        assert ask(view, visitor).url == f"{reverse('account_login')}?next=/somewhere/%3Fpage%3D2"


@pytest.mark.django_db
def test_the_role_decides(person):
    assert ask(publish, person("statistician")).content == b"published"
    with pytest.raises(PermissionDenied, match="Publish figures"):
        ask(publish, person("secretariat"))
    assert ask(desk, person("reader")).content == b"desk"


@pytest.mark.django_db
def test_a_sleeping_role_leads_to_the_step_that_wakes_it(person):
    assert ask(publish, person("statistician", second_factor=False)).url == reverse("mfa_index")
    with pytest.raises(PermissionDenied):
        ask(publish, person("secretariat", second_factor=False))


@pytest.mark.django_db
def test_a_closed_account_holds_nothing(person):
    user = person("statistician")
    user.is_active = False
    assert not PUBLISH.granted_to(user)
    assert not PUBLISH.granted_to(AnonymousUser())


def test_each_mark_can_be_read_from_the_view():
    assert (door.serai_access, desk.serai_access, publish.serai_access) == ("public", "signed_in", PUBLISH)
