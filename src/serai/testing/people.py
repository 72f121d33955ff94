"""Invented people for tests: an account for each role, signed in where a test needs it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from serai.commons.accounts.models import User

PASSWORD = "correct-horse-battery"  # noqa: S105  of invented people, in databases that live for one test
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105


def totp_code(secret: str, at: float | None = None, step: int = 0) -> str:
    """The six digits of an authenticator app at ``at`` (now), ``step`` periods of 30 seconds later.

    Written from RFC 6238 and RFC 4226 (section 5.3), not from the code under test.
    """
    counter = int((time.time() if at is None else at) // 30) + step
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def make_person(*roles: str, second_factor: bool = True, name: str = "", organisation: str = "") -> User:
    """An account that holds ``roles``, with ``PASSWORD`` and, if asked, an app that knows ``SECRET``.

    With ``organisation`` (the key of one that exists) the person holds a post there, and is its focal
    point when that is one of the roles.
    """
    from serai.commons.accounts import services

    called = name or "-".join(roles) or "nobody"
    user = services.create_account(
        actor="tests", email=f"{called}@example.org", name=f"Test {called}", roles=roles, password=PASSWORD
    )
    if second_factor:
        services.enrol_totp(user, SECRET)
    if organisation:
        _give_post(user, organisation, "focal_point" if "focal_point" in roles else "staff")
    return user


def _give_post(user: User, organisation: str, quality: str) -> None:
    from serai.commons.directory import services as directory
    from serai.commons.directory.models import Person

    details = directory.Details(name=user.name, mails=(user.email,))
    person = directory.write_person(actor="tests", details=details)
    Person.objects.filter(pk=person.pk).update(account=user)
    directory.add_post(actor="tests", person=person, organisation=organisation, quality=quality)


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Passwords of tests are hashed quickly: the product's way takes a twentieth of a second for each."""
    from django.test.utils import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """``make_person`` in a test that has a database."""
    return make_person


@pytest.fixture
def signed_in(client: Client, person: Callable[..., User]) -> Callable[..., Client]:
    """``signed_in("secretariat")`` is a client in which such a person is signed in."""

    def sign_in(*roles: str, second_factor: bool = True) -> Client:
        client.force_login(person(*roles, second_factor=second_factor))
        return client

    return sign_in
