"""Invitations: who may invite whom, and what a link opens, once, for one address, for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from serai.commons.accounts import services as accounts
from serai.commons.accounts.models import HeldRole, User
from serai.commons.directory import selectors, services
from serai.commons.directory.errors import InvitationVoid, PersonRefused
from serai.commons.directory.models import Invitation, Person, Post
from serai.testing.people import PASSWORD, make_person

from .conftest import client_of

pytestmark = pytest.mark.django_db
OWN = "a-password-of-mine"


def invite(actor, organisation="QAR-MIN", **more):
    given = {"address": "nour@example.org", "name": "Nour", "roles": ["reader"], "title": "Adviser"} | more
    return services.invite(
        actor=actor, organisation=organisation, link=lambda token: f"https://x.invalid/{token}", **given
    )


def test_a_colleague_takes_the_invitation_up(focal):
    row = invite(focal)
    user = services.accept(token=services.token_of(row), password=OWN, name="Nour H.")
    assert (user.email, user.name, user.check_password(OWN)) == ("nour@example.org", "Nour H.", True)
    held = HeldRole.objects.get(user=user)
    assert (held.role, held.organisation, held.given_by) == ("reader", "QAR-MIN", focal)
    post = Post.objects.get(person__account=user)
    assert (post.organisation_id, post.title, post.quality) == ("QAR-MIN", "Adviser", "staff")
    assert selectors.reader_of(user).organisations == {"QAR-MIN"}


def test_a_role_that_needs_a_second_factor_waits(focal):
    row = invite(focal, roles=["focal_point"], quality="focal_point")
    user = services.accept(token=services.token_of(row), password=OWN)
    kept = User.objects.get(pk=user.pk)
    assert (kept.roles, kept.waiting_roles) == (frozenset(), {"focal_point"})


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        pytest.param({"organisation": "VEL-AGY"}, PermissionDenied, id="to another organisation"),
        pytest.param({"organisation": ""}, PermissionDenied, id="to no organisation"),
        pytest.param({"roles": ["secretariat"]}, PermissionDenied, id="with a role above their own"),
        pytest.param({"roles": []}, PersonRefused, id="without a role"),
        pytest.param({"name": " \n "}, PersonRefused, id="without a name"),
        pytest.param({"address": "nobody"}, PersonRefused, id="without an address"),
        pytest.param(
            {"address": "a@example.org\nBcc: all@example.org"},
            PersonRefused,
            id="with a header in the address",
        ),
    ],
)
def test_what_a_focal_point_cannot_send(focal, given, fault):
    with pytest.raises(fault):
        invite(focal, **given)
    assert not Invitation.objects.exists()


def test_a_focal_point_without_a_second_factor_invites_nobody(organisations):
    weak = make_person("focal_point", second_factor=False, organisation="QAR-MIN")
    with pytest.raises(PermissionDenied):
        invite(weak)


def test_the_secretariat_invites_to_any_organisation_and_to_none(officer, organisations):
    assert invite(officer, "VEL-AGY", roles=["editor"]).pk
    assert invite(officer, "", address="b@example.org").pk


def test_a_link_works_once(focal):
    token = services.token_of(invite(focal))
    services.accept(token=token, password=OWN)
    with pytest.raises(InvitationVoid):
        services.accept(token=token, password="another-password-of-mine")
    answer = Client().get(reverse("accept_invitation", args=[token]))
    assert answer.status_code == 410
    assert User.objects.get(email="nour@example.org").check_password(OWN)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda row, focal: services.withdraw(actor=focal, number=row.pk), id="withdrawn"),
        pytest.param(
            lambda row, focal: services.resend(actor=focal, number=row.pk, link=str), id="sent again since"
        ),
        pytest.param(
            lambda row, focal: Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1)),
            id="too old",
        ),
        pytest.param(
            lambda row, focal: Invitation.objects.update(address="other@example.org"),
            id="the address has changed since",
        ),
        pytest.param(lambda row, focal: invite(focal), id="a newer one was sent"),
        pytest.param(lambda row, focal: HeldRole.objects.all().delete(), id="the inviter lost the role"),
        pytest.param(lambda row, focal: Post.objects.all().delete(), id="the inviter left the organisation"),
        pytest.param(
            lambda row, focal: User.objects.update(is_active=False), id="the inviter's account is closed"
        ),
    ],
)
def test_a_link_that_opens_nothing_any_more(focal, spoil):
    row = invite(focal)
    token = services.token_of(row)
    assert services.opened(token) == row
    spoil(row, focal)
    with pytest.raises(InvitationVoid, match="not open any more"):
        services.opened(token)


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param(lambda row: "x", id="no token at all"),
        pytest.param(lambda row: services.token_of(row)[:-2] + "AA", id="another signature"),
        pytest.param(
            lambda row: signing.dumps({"i": row.pk, "a": row.address, "n": row.nonce}, salt="another page"),
            id="signed for another page",
        ),
        pytest.param(
            lambda row: signing.dumps(
                {"i": row.pk, "a": "thief@example.org", "n": row.nonce}, salt="serai.directory.invitation"
            ),
            id="for another address",
        ),
    ],
)
def test_a_forged_link_opens_nothing(focal, forged):
    with pytest.raises(InvitationVoid):
        services.opened(forged(invite(focal)))


def test_the_page_of_the_link_makes_the_account_and_signs_in(focal):
    url = reverse("accept_invitation", args=[services.token_of(invite(focal, roles=["focal_point"]))])
    client = Client()
    page = client.get(url).content.decode()
    assert "Ministry of Qar" in page
    assert "nour@example.org" in page
    weak = client.post(url, {"name": "Nour", "password1": "short", "password2": "short"})
    assert weak.status_code == 422
    differ = client.post(url, {"name": "Nour", "password1": OWN, "password2": OWN + "x"})
    assert b"differ" in differ.content
    done = client.post(url, {"name": "Nour", "password1": OWN, "password2": OWN})
    assert done.url == reverse("mfa_index")
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200, "no second question for the password"
    assert client.get(reverse("invite")).url == reverse("mfa_index"), "the role waits for the factor"


def test_an_address_that_has_an_account_gets_the_same_answer_and_only_its_owner_accepts(focal, mails,
    django_capture_on_commit_callbacks):  # fmt: skip
    known = make_person("reader", second_factor=False, name="known")
    with django_capture_on_commit_callbacks(execute=True):
        answers = [
            client_of(focal).post(
                reverse("invite"),
                {"name": "N", "address": address, "organisation": "QAR-MIN", "quality": "staff",
                 "roles": ["reader"], "language": "en"},
            )
            for address in ("known@example.org", "stranger@example.org")
        ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [302, 302]
    assert [mail.address for mail in mails] == ["known@example.org", "stranger@example.org"]
    url = reverse("accept_invitation", args=[services.token_of(Invitation.objects.get(address=known.email))])
    stranger = Client()
    assert b"have an account" in stranger.get(url).content
    stranger.post(url, {"name": "X", "password1": OWN, "password2": OWN})
    assert User.objects.get(pk=known.pk).check_password(PASSWORD)
    assert not Person.objects.filter(account=known).exists()
    owner = client_of(known)
    assert owner.get(url).status_code == 200
    assert owner.post(url).url == reverse("mfa_index")
    assert selectors.reader_of(User.objects.get(pk=known.pk)).organisations == {"QAR-MIN"}


def test_the_list_of_invitations_and_its_buttons(focal, mails, django_capture_on_commit_callbacks):
    client = client_of(focal)
    assert client.get(reverse("invite")).status_code == 200
    row = invite(focal)
    page = client.get(reverse("invitations")).content.decode()
    assert "Nour" in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("resend_invitation", args=[row.pk]))
    assert mails[-1].kind == "invitation"
    client.post(reverse("withdraw_invitation", args=[row.pk]))
    assert [line.state for line in client.get(reverse("invitations")).context["invitations"]] == ["withdrawn"]


def test_a_focal_point_neither_sees_nor_withdraws_invitations_of_others(focal, officer, reader):
    row = invite(officer, "VEL-AGY")
    assert selectors.invitations(reader=reader(focal)) == []
    with pytest.raises(PermissionDenied):
        services.withdraw(actor=focal, number=row.pk)


def test_somebody_of_the_directory_is_not_entered_twice(focal, officer):
    entered = services.write_person(
        actor=officer, details=services.Details(name="Nour", mails=("NOUR@example.org",))
    )
    user = services.accept(token=services.token_of(invite(focal)), password=OWN)
    assert Person.objects.get(account=user) == entered


def test_mails_carry_no_smuggled_headers(focal, mails, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        invite(focal, name="Nour\r\nBcc: all@example.org", title="x\nSubject: y")
    assert mails[0].words["name"] == "Nour Bcc: all@example.org"
    assert not any("\n" in word or "\r" in word for word in mails[0].words.values())


def test_too_many_invitations_are_stopped(focal, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"invite": "3/h/user"}
    client = client_of(focal)
    answers = [client.post(reverse("invite"), {}).status_code for _n in range(4)]
    assert answers == [422, 422, 422, 429]


def test_trying_links_is_stopped(settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"open_invitation": "3/m/ip"}
    answers = [Client().post(reverse("accept_invitation", args=["x"])).status_code for _n in range(4)]
    assert answers == [410, 410, 410, 429]


def test_what_runs_out_stands_on_the_desk(focal, reader):
    row = invite(focal)
    assert selectors.due(reader(focal)) == []
    Invitation.objects.update(expires_at=timezone.now() + timedelta(days=1))
    assert [one.key for one in selectors.due(reader(focal))] == [f"invitation:{row.pk}"]


def test_a_lost_factor_waits_on_the_desk_of_other_officers(focal, officer, reader):
    boss = make_person("administrator")
    row = accounts.resets.ask(actor=officer, user=focal, reason="r")
    assert [one.key for one in selectors.due(reader(boss))] == [f"factor-reset:{row.pk}"]
    assert selectors.due(reader(officer)) == []
    assert selectors.due(reader(focal)) == []
