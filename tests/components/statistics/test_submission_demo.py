"""The invented agency of the demonstration: its figures add up, and a second start makes nothing twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from serai.commons.accounts.models import DEMO_DOMAIN, User
from serai.commons.partnership.models import Organisation
from serai.components.statistics import api
from serai.components.statistics.models import Release, Submission
from serai.testing.people import make_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(home) -> Iterator[None]:
    Organisation.objects.create(key="DESK", name="Office DESK", kind="agency")
    make_person("focal_point", name="point", organisation="DESK")
    make_person("statistician", name="judge", organisation="DESK")
    for name, mail in (("point", "focal-point"), ("judge", "statistician")):
        User.objects.filter(email=f"{name}@example.org").update(email=mail + DEMO_DOMAIN, is_demo=True)
    yield
    with connection.cursor() as cursor:  # the next test has another data folder
        cursor.execute("drop schema if exists iceberg cascade; create schema iceberg")


def test_it_sends_published_returned_embargoed_wrong_and_corrected_figures_once(people):
    assert api.make_demo_submissions() == 5
    states = list(Submission.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["published", "returned", "embargoed", "draft", "published"]
    files = [row.files.get() for row in Submission.objects.order_by("pk")]
    # two months, one, one: 192 cells each; then twenty of them and one with a word that is no code; the first again
    assert [(one.accepted, one.refused) for one in files] == [(384, 0), (192, 0), (192, 0), (20, 1), (384, 0)]
    release = Release.objects.get(revision=2)
    assert release.synthetic and release.dataflow == "DF_BORDER_FLOWS"
    page = Client().get(reverse("statistics:release", args=[release.dataflow])).content.decode()
    assert "Synthetic" in page
    told = Client().get(reverse("statistics:changes", args=[release.dataflow, 2])).context["page"].found
    # arrivals and the balance, of women and of all, of citizens and of all, by air and at all borders
    assert (told.changed, told.added, told.removed, told.same) == (16, 0, 0, 368)
    assert {row.difference for row in told.rows} == {-400}
    assert api.make_demo_submissions() == 0
    assert Submission.objects.count() == 5 and Release.objects.count() == 2


def test_without_its_people_there_is_no_agency(home):
    assert api.make_demo_submissions() == 0
    assert not Organisation.objects.filter(key="QRV-BORDERS").exists()
