"""Signing in, the second factor, and what stays closed before it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core import mail as outbox
from django.core.exceptions import ValidationError
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import reverse, translate_url
from django.utils import timezone, translation

from serai.commons.accounts import services
from serai.commons.accounts.models import CacheEntry, User
from serai.commons.directory.models import Person
from serai.commons.notices import mailing
from serai.commons.notices.models import Notice
from serai.testing.people import PASSWORD, SECRET, totp_code

pytestmark = pytest.mark.django_db


def give_password(client, email, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": email, "password": password} | more)


def signed_in_as(client) -> str:
    pk = client.session.get("_auth_user_id")
    return User.objects.get(pk=pk).email if pk else ""


def test_totp_codes_are_those_of_the_standard():
    """RFC 6238, appendix B: the secret is "12345678901234567890", the time 59 s, the code 94287082."""
    assert totp_code("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", at=59) == "287082"


def test_password_then_code(client, person):
    user = person("secretariat")
    answer = give_password(client, "SECRETARIAT@example.org")
    assert answer.url == reverse("mfa_authenticate")
    assert signed_in_as(client) == "", "a password alone signs nobody in who has a second factor"
    assert b"authenticator app" in client.get(answer.url).content
    wrong = client.post(answer.url, {"code": "000000"})
    assert wrong.status_code == 200
    assert signed_in_as(client) == ""
    right = client.post(answer.url, {"code": totp_code(SECRET)})
    assert right.url == resolve_url(settings.LOGIN_REDIRECT_URL)
    assert signed_in_as(client) == user.email


def test_a_code_works_once(client, person):
    person("secretariat")
    code = totp_code(SECRET)
    for expected in ("secretariat@example.org", ""):
        client.logout()
        give_password(client, "secretariat@example.org")
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert signed_in_as(client) == expected


def test_a_used_code_stays_used_for_as_long_as_a_clock_may_be_off(client, person):
    """The code of the next half minute is let in for a phone that is fast; 45 seconds later it is not old yet."""
    person("secretariat")
    begun = datetime(2026, 11, 22, 12, tzinfo=UTC)
    code = totp_code(SECRET, at=begun.timestamp(), step=1)
    for seconds, expected in ((0, "secretariat@example.org"), (45, "")):
        with time_machine.travel(begun + timedelta(seconds=seconds), tick=False):
            client.logout()
            give_password(client, "secretariat@example.org")
            client.post(reverse("mfa_authenticate"), {"code": code})
            assert signed_in_as(client) == expected


def test_attempts_and_used_codes_are_remembered_by_all_processes(client, person):
    """In the memory of one process, another would take the same code once more."""
    person("secretariat")
    give_password(client, "secretariat@example.org")
    client.post(reverse("mfa_authenticate"), {"code": totp_code(SECRET)})
    assert CacheEntry.objects.filter(cache_key__contains="totp.used").count() == 1


def test_a_phone_whose_clock_is_half_a_minute_off_is_let_in_and_one_further_off_is_not(client, person):
    person("secretariat")
    now = time.time() // 30 * 30 + 10  # far from the end of a period, so that the steps are certain
    if time.time() % 30 > 25:
        time.sleep(30 - time.time() % 30)
        now = time.time()
    for step, expected in ((-3, ""), (3, ""), (-1, "secretariat@example.org")):
        give_password(client, "secretariat@example.org")
        client.post(reverse("mfa_authenticate"), {"code": totp_code(SECRET, at=now, step=step)})
        assert signed_in_as(client) == expected


def test_a_recovery_code_works_once(client, person):
    user = person("secretariat")
    client.force_login(user)
    give_password(client, user.email)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_generate_recovery_codes"))
    page = client.get(reverse("mfa_view_recovery_codes"))
    code = page.context["unused_codes"][0]
    assert len(page.context["unused_codes"]) == 10
    for expected in (user.email, ""):
        client.logout()
        give_password(client, user.email)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert signed_in_as(client) == expected


@pytest.mark.parametrize("role", ["administrator", "secretariat", "statistician", "focal_point", "editor"])
def test_roles_that_change_what_others_see_are_led_to_enrolment(client, person, role):
    user = person(role, second_factor=False)
    answer = give_password(client, user.email, next="/partnership/sources/")
    assert answer.url == reverse("mfa_index")
    assert "One step is left" in client.get(answer.url).content.decode()
    assert User.objects.get(pk=user.pk).roles == frozenset()


def test_a_reader_may_sign_in_by_password_alone(client, person):
    user = person("reader", second_factor=False)
    assert give_password(client, user.email).url == resolve_url(settings.LOGIN_REDIRECT_URL)
    assert User.objects.get(pk=user.pk).roles == {"reader"}


def test_enrolment_puts_the_role_in_force_and_hands_out_recovery_codes(client, person):
    user = person("statistician", second_factor=False)
    give_password(client, user.email)
    asked_again = client.get(reverse("mfa_activate_totp"))
    assert asked_again.url.startswith(reverse("account_reauthenticate"))
    page = client.get(client.post(asked_again.url, {"password": PASSWORD}).url)
    assert page.context["totp_svg_data_uri"].startswith("data:image/svg+xml;base64,")
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    refused = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert refused.status_code == 200
    assert User.objects.get(pk=user.pk).roles == frozenset()
    done = client.post(reverse("mfa_activate_totp"), {"code": totp_code(secret)})
    assert done.url == reverse("mfa_view_recovery_codes")
    assert User.objects.get(pk=user.pk).roles == {"statistician"}
    codes = client.get(done.url).context["unused_codes"]
    file = client.get(reverse("mfa_download_recovery_codes"))
    assert file.content.decode().split() == codes
    stored = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert secret not in stored, "the secret must not lie readable in the database"


def test_removing_the_app_puts_the_role_to_sleep(client, person):
    user = person("statistician")
    client.force_login(user)
    assert client.get(reverse("mfa_index")).context["authenticators"]["totp"]
    assert reverse("account_reauthenticate") in client.get(reverse("mfa_deactivate_totp")).url
    page = client.get(reverse("account_reauthenticate"))
    assert page.status_code == 200
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    assert client.post(reverse("mfa_deactivate_totp")).url == reverse("mfa_index")
    assert User.objects.get(pk=user.pk).waiting_roles == {"statistician"}


def test_confirming_by_code_instead_of_the_password(client, person):
    client.force_login(person("statistician"))
    page = client.get(reverse("mfa_reauthenticate"))
    assert page.status_code == 200
    client.post(reverse("mfa_reauthenticate"), {"code": totp_code(SECRET)})
    assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 200


def test_a_one_time_password_must_be_changed_before_anything_else(client):
    handed = services.first_administrator(email="ada@example.org", name="Ada")
    give_password(client, handed.email, handed.password)
    answer = client.post(reverse("mfa_authenticate"), {"code": totp_code(handed.totp_secret)})
    assert answer.url == reverse("account_change_password")
    assert "made for you" in client.get(answer.url).content.decode()
    words = {
        "oldpassword": handed.password,
        "password1": "a-new-one-of-mine",
        "password2": "a-new-one-of-mine",
    }
    changed = client.post(answer.url, words)
    assert changed.status_code == 302
    ada = User.objects.get(email="ada@example.org")
    assert ada.check_password("a-new-one-of-mine")
    assert ada.roles == {"administrator"}
    assert signed_in_as(client) == ada.email


def test_a_closed_account_cannot_sign_in(client, person):
    user = person("reader", second_factor=False)
    user.is_active = False
    user.save()
    answer = give_password(client, user.email)
    assert signed_in_as(client) == ""
    page = client.get(reverse("account_inactive"))
    assert "closed" in page.content.decode()
    assert answer.status_code in (200, 302)


def test_signing_out_takes_a_click(client, person):
    client.force_login(person("reader"))
    assert client.get(reverse("account_logout")).status_code == 200
    assert signed_in_as(client)
    client.post(reverse("account_logout"))
    assert signed_in_as(client) == ""


def test_nobody_learns_which_addresses_have_accounts(client, person):
    person("reader", second_factor=False)
    known = give_password(client, "reader@example.org", "not-the-password")
    unknown = give_password(client, "stranger@example.org", "not-the-password")
    told = [answer.context["form"].non_field_errors() for answer in (known, unknown)]
    assert told[0] == told[1]
    assert told[0]


def test_guessing_is_stopped_after_five_wrong_passwords(client, person):
    person("reader", second_factor=False)
    for _attempt in range(5):
        give_password(client, "reader@example.org", "not-the-password")
    right = give_password(client, "reader@example.org")
    assert signed_in_as(client) == ""
    assert "Too many" in str(right.context["form"].errors)


def test_hammering_from_one_address_is_answered_with_too_many_attempts(client):
    answers = [give_password(client, f"{n}@example.org", "x").status_code for n in range(31)]
    assert answers[-1] == 429
    assert "Too many attempts" in give_password(client, "z@example.org", "x").content.decode()


@pytest.mark.parametrize(
    "path", ["signup/", "password/reset/", "email/", "confirm-email/", "login/code/confirm/"]
)
def test_pages_that_serai_does_not_use_do_not_exist(client, path):
    assert client.get(f"/accounts/{path}").status_code == 404


@pytest.mark.parametrize(
    ("language", "labels"),
    [("en", ["Email", "Password"]), ("ur", ["ای میل", "پاس ورڈ"]), ("ps", ["برېښنالیک", "پټنوم"])],
)
def test_the_form_speaks_the_language_of_its_page(client, language, labels):
    fields = client.get(translate_url(reverse("account_login"), language)).context["form"].fields
    with translation.override(language):
        assert [str(fields[name].label) for name in ("login", "password")] == labels


def test_how_long_a_password_must_be_is_told_in_the_readers_digits():
    with translation.override("fa"):
        told = [text for text in password_validators_help_texts() if any(map(str.isdigit, text))]
        assert len(told) == 1
        assert "۱۲" in told[0]
        with pytest.raises(ValidationError, match="۱۲"):
            validate_password("kurz-7x!")


def test_a_changed_password_is_mailed_and_ends_the_other_sessions(
    client, person, django_capture_on_commit_callbacks
):
    user = person("reader", second_factor=False)
    Person.objects.update_or_create(account=user, defaults={"name": user.name, "language": "ar"})
    give_password(client, user.email)
    thief = Client()
    give_password(thief, user.email)
    words = {"oldpassword": PASSWORD, "password1": "quite-other-words", "password2": "quite-other-words"}
    with django_capture_on_commit_callbacks(execute=True):
        refused = client.post(reverse("account_change_password"), words | {"oldpassword": "not-the-password"})
    assert refused.status_code == 200
    assert not Notice.objects.exists(), "what did not happen is not told"
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("account_change_password"), words).status_code == 302
    assert client.get(reverse("mfa_index")).status_code == 200
    assert thief.get(reverse("mfa_index")).status_code == 302
    mailing.send_due(timezone.now())
    [sent] = outbox.outbox
    assert sent.to == [user.email]
    assert sent.subject == "تغيّرت كلمة مرورك"
    assert "quite-other-words" not in sent.body
    assert '<html lang="ar" dir="rtl">' in sent.alternatives[0][0]
    number = Notice.objects.get(account=user).pk
    shown = client.get(reverse("notice", args=[number])).content.decode()
    assert "The password of your account was changed, and your other sessions have ended." in shown
    assert "If it was not you, tell the secretariat at once." in shown
