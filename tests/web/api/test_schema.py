"""The API against its own description: whatever is sent, no 500 and no answer that is not described."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
import schemathesis
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings

from serai.commons.partnership.services import load_partnership
from serai.testing.people import make_person
from serai.web.api.build import REFUSALS
from serai.web.api.services import make_token

INVENTED = Path(__file__).resolve().parents[2] / "commons" / "partnership" / "invented"
OPENAPI = "/api/v1/openapi.json"

pytestmark = pytest.mark.django_db


@pytest.fixture
def lagoon(db, settings):
    settings.API_LIMIT_ADDRESS = settings.API_LIMIT_TOKEN = 1_000_000
    settings.ALLOWED_HOSTS = ["*"]
    cache.clear()
    assert load_partnership(INVENTED, actor="a test").ok


@pytest.fixture
def description(lagoon):
    return schemathesis.openapi.from_dict(json.loads(Client().get(OPENAPI).content))


def quickly(test):
    """A handful of examples for each resource: together they take well under a minute."""
    return settings(
        max_examples=8,
        deadline=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )(test)


def check(case, **headers):
    """Send a case as it was made up; the answer is one that the description knows, and never a 500."""
    query = urlencode(case.query or {}, doseq=True)
    sent = {name: value for name, value in (case.headers or {}).items() if value.isprintable()} | headers
    answer = Client().generic(case.method, f"{case.formatted_path}?{query}", headers=sent)
    document = json.loads(Client().get(OPENAPI).content)
    known = document["paths"][case.path][case.method.lower()]["responses"]
    assert answer.status_code != 500, answer.content
    assert str(answer.status_code) in known
    assert answer["Content-Type"].partition(";")[0] in known[str(answer.status_code)]["content"]


def walk(description, **headers):
    """Every resource, with a handful of requests made up from its description."""
    for found in description.get_all_operations():

        @quickly
        @given(case=found.ok().as_strategy())
        def one(case):
            check(case, **headers)

        one()


def test_nobody_in_particular(description):
    walk(description)


def test_a_token(description):
    day = timezone.localdate() + timedelta(1)
    scopes = ["read:partnership", "read:statistics"]
    _made, words = make_token(actor=make_person("statistician"), name="x", scopes=scopes, expires=day)
    walk(description, authorization=f"Bearer {words}")


def test_the_description_is_openapi_3_1_and_tells_every_refusal(lagoon):
    document = json.loads(Client().get(OPENAPI).content)
    assert document["openapi"].startswith("3.1")
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert len(operations) >= 15
    for operation in operations:
        assert set(map(str, REFUSALS)) <= set(operation["responses"])
        assert operation["security"]
    assert set(document["components"]["securitySchemes"]) == {"Needs"}


def test_the_description_is_the_same_in_every_language(lagoon):
    ask = Client().get
    assert ask(OPENAPI).content == ask(OPENAPI, headers={"accept-language": "ar"}).content
