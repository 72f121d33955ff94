"""A site with a partnership and one person for each role, built once for each module and rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from serai.testing.people import make_person

PARTNERSHIP = Path(__file__).resolve().parents[2] / "partnerships" / "silk_routes"
ROLES = ("reader", "focal_point", "statistician", "secretariat", "administrator")


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: pytest.DjangoDbBlocker) -> Iterator[dict[str, Client]]:
    """One client for "public" (nobody signed in) and one for each role."""
    from serai.commons.partnership import services

    with django_db_blocker.unblock(), transaction.atomic():
        services.load_partnership(PARTNERSHIP, actor="command line")
        clients = {"public": Client()}
        for role in ROLES:
            clients[role] = Client()
            clients[role].force_login(make_person(role))
        yield clients
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def waiting(site: dict[str, Client]) -> Client:
    """An administrator who signed in by password and has not set up an authenticator app yet."""
    client = Client()
    client.force_login(make_person("administrator", second_factor=False, name="waiting"))
    return client
