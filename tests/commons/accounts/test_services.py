"""Who gets an account, and what is handed over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from serai.commons.access.roles import Role
from serai.commons.accounts import services
from serai.commons.accounts.errors import AccountRefused
from serai.commons.accounts.models import HeldRole, User

pytestmark = pytest.mark.django_db


def test_an_account_made_on_the_command_line_holds_its_roles_from_today():
    made = services.create_account(
        actor="tests", email="Ann@Example.org", name=" Ann ", roles=["reader", "focal_point"]
    )
    assert made.name == "Ann"
    assert not made.has_usable_password()
    kept = User.objects.get(pk=made.pk)
    assert (kept.roles, kept.waiting_roles) == ({"reader"}, {"focal_point"})


def test_only_an_administrator_makes_accounts(person):
    administrator, secretariat = person("administrator"), person("secretariat")
    made = services.create_account(actor=administrator, email="b@example.org", name="B", roles=["reader"])
    assert made.pk
    with pytest.raises(PermissionDenied):
        services.create_account(actor=secretariat, email="c@example.org", name="C", roles=["reader"])
    assert not User.objects.filter(email="c@example.org").exists()


def test_an_administrator_without_a_second_factor_makes_no_accounts(person):
    with pytest.raises(PermissionDenied):
        services.create_account(
            actor=person("administrator", second_factor=False),
            email="b@example.org",
            name="B",
            roles=["reader"],
        )


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        pytest.param({"roles": ["king"]}, "roles that exist (king)", id="a role that does not exist"),
        pytest.param({"roles": []}, "roles that exist", id="no role"),
        pytest.param({"name": "  "}, "needs a name", id="no name"),
        pytest.param({"email": "nobody"}, "valid email address", id="no mail address"),
        pytest.param(
            {"email": "TAKEN@example.org"}, "exists (TAKEN@example.org)", id="taken in another case"
        ),
        pytest.param({"password": "short"}, "too short", id="a short password"),
        pytest.param({"email": "x@Demo.invalid"}, "invented people", id="an address of the demonstration"),
    ],
)
def test_a_refused_account_is_not_written(given, complaint):
    services.create_account(actor="tests", email="taken@example.org", name="T", roles=["reader"])
    wanted = {"email": "new@example.org", "name": "New", "roles": ["reader"], "password": None} | given
    with pytest.raises(AccountRefused) as refused:
        services.create_account(actor="tests", **wanted)
    assert complaint in str(refused.value)
    assert User.objects.count() == 1


def test_the_first_administrator_is_made_once():
    handed = services.first_administrator(email="ada@example.org", name="Ada")
    ada = User.objects.get(email="ada@example.org")
    assert ada.check_password(handed.password)
    assert len(handed.totp_secret) == 32  # 160 bits in base 32
    assert ada.roles == frozenset(), "the one-time password must be changed before the role counts"
    assert (ada.waiting_roles, ada.first_step) == ({"administrator"}, "account_change_password")
    with pytest.raises(AccountRefused, match="has an administrator"):
        services.first_administrator(email="bob@example.org", name="Bob")
    assert User.objects.count() == 1


def test_access_is_given_back_with_a_one_time_password(person):
    user = person("statistician")
    handed = services.give_access(actor="tests", user=user, forget_second_factor=True)
    again = User.objects.get(pk=user.pk)
    assert again.check_password(handed.password)
    assert not again.check_password("correct-horse-battery")
    assert again.must_change_password
    assert not again.authenticator_set.exists()


def test_demo_accounts_are_one_for_each_role_and_stay_the_same(tmp_path: Path):
    first = services.make_demo_accounts(tmp_path, is_demo=True)
    assert [account.role for account in first] == list(Role.values)
    assert all(a.email.endswith("@demo.invalid") and a.name.startswith("Demo ") for a in first)
    with_factor = {a.role for a in first if a.totp_secret}
    assert with_factor == {role.value for role in Role if role is not Role.READER}
    before = list(User.objects.order_by("pk").values())
    assert services.make_demo_accounts(tmp_path, is_demo=True) == first
    assert list(User.objects.order_by("pk").values()) == before
    assert {u.roles for u in User.objects.all()} == {frozenset({role}) for role in Role.values}


def test_demo_secrets_are_random_and_readable_by_their_owner_only(tmp_path: Path):
    one = services.make_demo_accounts(tmp_path / "one", is_demo=True)
    User.objects.all().delete()
    two = services.make_demo_accounts(tmp_path / "two", is_demo=True)
    assert not {a.password for a in one} & {a.password for a in two}
    path = tmp_path / "one" / "demo_accounts.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert json.loads(path.read_text())[0]["password"] == one[0].password


def test_lost_demo_accounts_come_back_with_the_words_that_were_printed(tmp_path: Path):
    first = services.make_demo_accounts(tmp_path, is_demo=True)
    administrator = User.objects.get(email=first[0].email)
    services.give_access(actor="tests", user=administrator, forget_second_factor=True)
    User.objects.exclude(pk=administrator.pk).delete()
    services.make_demo_accounts(tmp_path, is_demo=True)
    for account in first:
        user = User.objects.get(email=account.email)
        assert user.check_password(account.password)
        assert user.roles == {account.role}


def test_demo_accounts_exist_in_the_demonstration_only(tmp_path: Path, person):
    with pytest.raises(AccountRefused, match="demonstration only"):
        services.make_demo_accounts(tmp_path, is_demo=False)
    person("reader")
    with pytest.raises(AccountRefused, match="Real people"):
        services.make_demo_accounts(tmp_path, is_demo=True)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("email", "is_demo"),
    [
        pytest.param("a@demo.invalid", False, id="an invented address that passes for real"),
        pytest.param("a@DEMO.invalid", False, id="the same in capitals"),
        pytest.param("a@example.org", True, id="a real address marked as invented"),
    ],
)
def test_the_database_keeps_invented_and_real_accounts_apart(email, is_demo):
    with pytest.raises(IntegrityError, match="user_demo_address"), transaction.atomic():
        User.objects.create(email=email, name="A", is_demo=is_demo)


def test_a_role_is_held_from_one_day_to_another(person):
    from datetime import timedelta

    from django.utils import timezone

    user, today = person("reader"), timezone.localdate()
    day = timedelta(days=1)
    HeldRole.objects.create(user=user, role="statistician", since=today - 9 * day, until=today - day)
    HeldRole.objects.create(user=user, role="secretariat", since=today + day)
    HeldRole.objects.create(user=user, role="focal_point", since=today - day, until=today)
    assert User.objects.get(pk=user.pk).roles == {"reader", "focal_point"}
