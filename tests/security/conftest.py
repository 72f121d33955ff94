"""A site with a partnership and one person for each role, built once for each module and rolled back."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings

from serai.testing.people import make_person

from .pages import ROLES, Page, address

TESTS = Path(__file__).resolve().parents[1]
PARTNERSHIP = TESTS.parent / "partnerships" / "silk_routes"
UPLOAD = "00000000-0000-4000-8000-000000000001"  # the administrator's own, in the table of access


def _builders() -> ModuleType:
    """The small hand-written releases that the statistics room's own tests use."""
    spec = importlib.util.spec_from_file_location(
        "releases", TESTS / "components" / "statistics" / "conftest.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def site(
    django_db_setup: None, django_db_blocker: pytest.DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Client]]:
    """One client for "public" (nobody signed in) and one for each role."""
    from serai.commons.partnership import services
    from serai.commons.partnership.models import Upload
    from serai.components.newsroom import api as newsroom
    from serai.components.statistics import services as statistics

    unlimited = override_settings(API_LIMIT_ADDRESS=100_000, API_LIMIT_TOKEN=100_000)
    made, folder = _builders(), tmp_path_factory.mktemp("releases")
    with unlimited, django_db_blocker.unblock(), transaction.atomic():
        services.load_partnership(PARTNERSHIP, actor="command line")
        releases = [made.write_flows(folder), made.write_reported(folder)]
        statistics.register(made.Shelf([made.receipt()], releases))
        newsroom.make_site(PARTNERSHIP / "site")
        clients = {"public": Client()}
        for role in ROLES:
            clients[role] = Client()
            person = make_person(role)
            clients[role].force_login(person)
            if role == "administrator":
                report = services.preview_partnership(PARTNERSHIP).as_dict()
                Upload.objects.create(pk=UPLOAD, actor=f"account {person.pk}", archive=b"", report=report)
        yield clients
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def waiting(site: dict[str, Client]) -> Client:
    """An administrator who signed in by password and has not set up an authenticator app yet."""
    client = Client()
    client.force_login(make_person("administrator", second_factor=False, name="waiting"))
    return client


@pytest.fixture(scope="module")
def read(site: dict[str, Client]) -> Callable[[Page], HttpResponse]:
    """A page as an administrator reads it; each is asked for once."""
    answers: dict[str, HttpResponse] = {}

    def ask(entry: Page) -> HttpResponse:
        if entry.url_name not in answers:
            answers[entry.url_name] = site["administrator"].get(address(entry))
        return answers[entry.url_name]

    return ask
