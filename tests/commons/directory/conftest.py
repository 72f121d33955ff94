"""Two invented organisations in two invented states, and people who work there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from serai.commons.accounts.events import MailWanted
from serai.commons.accounts.models import User
from serai.commons.directory import selectors
from serai.commons.events import listen, unlisten
from serai.commons.partnership.models import Organisation, State
from serai.testing.people import make_person


@pytest.fixture(autouse=True)
def _forget_attempts(db):
    cache.clear()


@pytest.fixture
def organisations(db) -> tuple[Organisation, Organisation]:
    """The ministry of Qar and the agency of Vel, two states that do not exist."""
    qar = State.objects.create(key="QAR", iso3="QAR", iso2="QX")
    vel = State.objects.create(key="VEL", iso3="VEL", iso2="VX")
    return (
        Organisation.objects.create(key="QAR-MIN", name="Ministry of Qar", kind="ministry", state=qar),
        Organisation.objects.create(key="VEL-AGY", name="Agency of Vel", kind="agency", state=vel),
    )


@pytest.fixture
def focal(organisations) -> User:
    """The focal point of the ministry of Qar."""
    return make_person("focal_point", organisation="QAR-MIN")


@pytest.fixture
def officer(db) -> User:
    """Somebody of the secretariat."""
    return make_person("secretariat")


@pytest.fixture
def reader() -> Callable[[User], Any]:
    """The reader of an account as it stands now."""
    return lambda user: selectors.reader_of(User.objects.get(pk=user.pk))


@pytest.fixture
def mails():
    """The mails that the room wanted sent, in their order."""
    heard: list[MailWanted] = []
    listen(MailWanted, heard.append)
    yield heard
    unlisten(MailWanted, heard.append)


def client_of(user: User) -> Client:
    """A browser in which ``user`` is signed in."""
    client = Client()
    client.force_login(user)
    return client
