"""The number of questions that a resource or a page asks does not grow with its rows, whoever reads."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from serai.commons.partnership.models import Activity, Organisation
from serai.testing.people import make_person

PATHS = [
    "activities", "activities/a0", "projects", "bodies", "states", "states/QAA", "organisations", "frameworks",
    "commitments", "sources", "disagreements",
]  # fmt: skip
MOST = 20  # with the one of the limit that is counted for each request


def asked(client, path):
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", PATHS)
def test_a_resource(client, grow, path):
    """First one row of every noun, then thirty."""
    grow(1)
    few = asked(client, f"/api/v1/partnership/{path}")
    assert few <= MOST
    _more(grow)
    assert asked(client, f"/api/v1/partnership/{path}") == few


@pytest.mark.parametrize(
    "name", ["home", "activities", "states", "bodies", "organisations", "projects", "sources"]
)
def test_a_page_of_somebody_who_works_for_an_organisation(client, grow, name):
    """Closed rows, and readers with organisations, ask as much as open ones."""
    grow(1)
    Organisation.objects.create(key="MINE", name="Mine", kind="agency")
    client.force_login(make_person("reader", name="mine", organisation="MINE"))
    client.get(reverse("about"))
    few = asked(client, reverse(name))
    _more(grow)
    Activity.objects.filter(key__startswith="a1").update(audience="owner", owner="MINE")
    assert asked(client, reverse(name)) == few


def _more(grow):
    from serai.commons.partnership import models as nouns

    source, programme = nouns.Source.objects.get(key="Q1"), nouns.Programme.objects.get()
    grow.more(range(1, 30), source, programme)
