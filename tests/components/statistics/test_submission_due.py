"""What of submissions lies on whose desk."""

from __future__ import annotations

from datetime import date, datetime
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.components.statistics import submitting
from tests.components.statistics.submitting import brought

from serai.commons.directory.selectors import reader_of
from serai.components.statistics.models import Submission
from serai.components.statistics.submissions.due import due

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november():
    """September was due on 30 October, October is due on 30 November."""
    with patch(
        "django.utils.timezone.now",
        return_value=datetime(2026, 11, 23, 9, tzinfo=timezone.get_current_timezone()),
    ):
        yield


def told(who, name: str) -> list[tuple[str, date | None]]:
    return [(str(one.about), one.due) for one in due(reader_of(who[name]))]


LATE, WAITS, BACK = "Figures are late", "Figures wait for your approval", "Figures were returned to you"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        pytest.param("draft", {"sender": [(LATE, date(2026, 10, 30))]}, id="what is not handed in is late"),
        pytest.param("validated", {"judge": [(WAITS, None)]}, id="what is handed in waits for who approves"),
        pytest.param(
            "returned", {"sender": [(BACK, None), (LATE, date(2026, 10, 30))]}, id="what was returned"
        ),
        pytest.param("approved", {}, id="what is approved waits for nobody"),
    ],
)
def test_what_is_due_from_whom(who, row, state, expected):
    made = brought(who, row, state)
    for name in (
        "sender",
        "judge",
        "deskreader",
        "other",
        "otherpoint",
        "clerk",
        "secretary",
        "administrator",
    ):
        assert told(who, name) == expected.get(name, []), name
    client = Client()
    for name in expected:
        client.force_login(who[name])
        page = client.get(reverse("desk")).content.decode()
        assert reverse("statistics:submission", args=[made.pk]) in page or LATE in page


def test_what_one_handed_in_oneself_waits_for_somebody_else(who, row):
    made = brought(who, row, "validated")
    Submission.objects.filter(pk=made.pk).update(created_by=who["judge"])
    assert told(who, "judge") == []


def test_many_cost_as_many_queries_as_one(who, row):
    brought(who, row, "returned")
    told(who, "second")
    counts = []
    for years in ((2023, 2024), ()):
        with CaptureQueriesContext(connection) as asked:
            told(who, "second")
        counts.append(len(asked))
        for year in years:
            other = submitting.provision(since=date(year, 1, 1))
            Submission.objects.create(provision=other, created_by=who["sender"], state="returned")
    assert counts[0] == counts[1]
