"""Passkeys after they are set up: named, used to confirm who one is, removed; nobody else's are there."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from serai.commons.accounts.models import User
from serai.commons.notices import mailing
from serai.testing.passkeys import Device, options_on
from serai.testing.people import PASSWORD, SECRET, totp_code

pytestmark = pytest.mark.django_db


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def browser(user: User) -> Client:
    """Passkeys belong to a name and need a safe connection, of which localhost is one (Secure Contexts, 3.1)."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(again(user))  # each change of a factor opens another round of sessions
    return client


def confirm_by_password(client: Client) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def enrol(client: Client, device: Device, name: str) -> Authenticator:
    """Set the passkey of ``device`` up on the page for it."""
    confirm_by_password(client)
    page = client.get(reverse("mfa_add_webauthn")).content.decode()
    answer = json.dumps(device.new_passkey(options_on(page)))
    assert client.post(reverse("mfa_add_webauthn"), {"name": name, "credential": answer}).status_code == 302
    return Authenticator.objects.get(type="webauthn", data__name=name)


@pytest.fixture
def owner(person):
    """A statistician who has no factor yet."""
    return person("statistician", second_factor=False)


def listed(client: Client) -> str:
    return client.get(reverse("mfa_list_webauthn")).content.decode()


def test_a_passkey_puts_the_role_in_force_and_is_listed_by_its_name(owner):
    client = browser(owner)
    assert again(owner).waiting_roles == {"statistician"}
    enrol(client, Device(), "Phone <b>of</b> Ada")
    assert again(owner).roles == {"statistician"}
    assert "Phone &lt;b&gt;of&lt;/b&gt; Ada" in listed(client)


def test_an_answer_to_another_question_or_from_another_site_sets_nothing_up(owner):
    client = browser(owner)
    confirm_by_password(client)
    asked = options_on(client.get(reverse("mfa_add_webauthn")).content.decode())
    other = asked | {"challenge": "AAAA" + asked["challenge"][4:]}
    false_site = Device("https://localhost.evil.example")
    for answer in (Device().new_passkey(other), false_site.new_passkey(asked)):
        refused = client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": json.dumps(answer)})
        assert refused.status_code == 200
        client.get(reverse("mfa_add_webauthn"))
    assert not Authenticator.objects.exists()


def test_a_passkey_is_renamed_by_its_owner_who_confirms_first(owner):
    client = browser(owner)
    row = enrol(client, Device(), "Phone")
    page = reverse("mfa_edit_webauthn", args=[row.pk])
    later = browser(owner)  # signed in long ago: nothing was confirmed in this session
    assert later.get(page).url.startswith(reverse("account_reauthenticate"))
    assert later.post(page, {"name": "Mine now"}).status_code == 302
    row.refresh_from_db()
    assert row.wrap().name == "Phone"
    shown = client.get(page)
    assert shown.status_code == 200
    assert shown.context["form"]["name"].value() == "Phone"
    assert client.post(page, {"name": ""}).status_code == 200
    assert client.post(page, {"name": "x" * 61}).status_code == 200, "as long as when it was set up"
    row.refresh_from_db()
    assert row.wrap().name == "Phone", "a name is needed"
    assert client.post(page, {"name": "Old <i>phone</i>"}).url == reverse("mfa_list_webauthn")
    words = listed(client)
    assert "Old &lt;i&gt;phone&lt;/i&gt;" in words
    assert "Phone</bdi>" not in words


def test_the_page_for_a_new_name_asks_in_the_readers_language(owner):
    client = browser(owner)
    row = enrol(client, Device(), "Phone")
    pages = (reverse("mfa_add_webauthn"), reverse("mfa_edit_webauthn", args=[row.pk]))
    for page in pages:
        words = client.get(f"/ar{page}").content.decode()
        assert '<label for="id_name">اسم مفتاح المرور' in words, "the same words as where it was set up"


def test_the_last_factor_is_removed_and_the_role_sleeps_and_the_owner_is_told(
    owner, django_capture_on_commit_callbacks
):
    client = browser(owner)
    row = enrol(client, Device(), "Phone")
    other = browser(owner)
    page = reverse("mfa_remove_webauthn", args=[row.pk])
    assert other.get(page).url.startswith(reverse("account_reauthenticate"))
    other.post(page)
    assert Authenticator.objects.filter(pk=row.pk).exists(), "not without confirming"
    words = client.get(page).content.decode()
    assert "<bdi>Phone</bdi>" in words
    assert "roles that need one sleep" in words
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page).url == reverse("mfa_list_webauthn")
    assert not Authenticator.objects.filter(user=owner).exists(), "recovery codes alone are no factor"
    assert (again(owner).roles, again(owner).waiting_roles) == (frozenset(), {"statistician"})
    assert "You have no passkey." in listed(client)
    assert other.get(reverse("mfa_list_webauthn")).status_code == 302, "the other session is over"
    mailing.send_due(timezone.now())
    assert "Your second factor was changed" in {sent.subject for sent in outbox.outbox}


def test_with_an_app_beside_it_the_role_stays(person):
    user = person("statistician")
    client = browser(user)
    row = enrol(client, Device(), "Phone")
    client.post(reverse("mfa_remove_webauthn", args=[row.pk]))
    assert again(user).roles == {"statistician"}
    assert [kept.type for kept in Authenticator.objects.filter(user=user).exclude(type="recovery_codes")] == [
        "totp"
    ]


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_nobody_renames_or_removes_the_passkey_of_another(owner, person, name):
    row = enrol(browser(owner), Device(), "Phone")
    stranger = browser(person("administrator"))
    stranger.post(reverse("mfa_reauthenticate"), {"code": totp_code(SECRET)})
    page = reverse(name, args=[row.pk])
    assert stranger.get(page).status_code == 404
    assert stranger.post(page, {"name": "Mine now"}).status_code == 404
    row.refresh_from_db()
    assert row.wrap().name == "Phone"


def test_the_passkey_confirms_who_one_is_and_leads_on(owner):
    device = Device()
    enrol(browser(owner), device, "Phone")
    client = browser(owner)
    wanted = reverse("mfa_generate_recovery_codes")
    assert client.get(wanted).status_code == 302
    page = client.get(reverse("mfa_reauthenticate_webauthn"), {"next": wanted}).content.decode()
    assert "Confirm that it is you" in page
    assert "Use the passkey" in page
    assert f'href="{reverse("account_reauthenticate")}?next=' in page, "the password is another way"
    asked = options_on(page)
    assert [one["id"] for one in asked["allowCredentials"]] == [device.confirm(asked)["id"]]
    answer = client.post(
        reverse("mfa_reauthenticate_webauthn"),
        {"credential": json.dumps(device.confirm(asked)), "next": wanted},
    )
    assert answer.url == wanted
    assert client.get(wanted).status_code == 200


def wrong_answers(device: Device, asked):
    """What is no proof, by its name."""
    other, site = Device(), Device("https://localhost.evil.example")
    other.number = site.number = device.number
    site._key = device._key
    torn = device.confirm(asked)
    torn["response"]["signature"] = device.confirm(asked | {"challenge": "AAAA"})["response"]["signature"]
    return {
        "a device that only knows the number": other.confirm(asked),
        "the answer to another question": device.confirm(
            asked | {"challenge": "AAAA" + asked["challenge"][4:]}
        ),
        "the answer to a false page": site.confirm(asked),
        "the signature of something else": torn,
        "no answer": {},
    }


@pytest.mark.parametrize(
    "which",
    [
        "a device that only knows the number",
        "the answer to another question",
        "the answer to a false page",
        "the signature of something else",
        "no answer",
    ],
)
def test_what_is_no_proof_confirms_nothing_and_the_page_asks_again(owner, which):
    device = Device()
    enrol(browser(owner), device, "Phone")
    client, page = browser(owner), reverse("mfa_reauthenticate_webauthn")
    wanted = reverse("mfa_generate_recovery_codes")
    asked = options_on(client.get(page, {"next": wanted}).content.decode())
    given = {"credential": json.dumps(wrong_answers(device, asked)[which]), "next": wanted}
    answer = client.post(page, given, follow=True)
    assert client.get(wanted).status_code == 302, "nothing was confirmed"
    assert answer.request["PATH_INFO"] == page
    assert f'name="next" value="{wanted}"' in answer.content.decode()
    # and the right device still leads on
    right = device.confirm(options_on(answer.content.decode()))
    assert client.post(page, {"credential": json.dumps(right), "next": wanted}).url == wanted


def test_whoever_has_no_passkey_confirms_in_another_way(person):
    client = browser(person("statistician"))
    answer = client.get(reverse("mfa_reauthenticate_webauthn"))
    assert answer.url in (reverse("account_reauthenticate"), reverse("mfa_reauthenticate"))
