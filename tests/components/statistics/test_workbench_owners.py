"""Whose sheets may be brought and published by whom: authorities their state's, the secretariat any that it names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.components.statistics.test_workbench import ANSWER, JANUARY, LIST, bring, sheet, taught, work
from tests.components.statistics.test_workbench import statistician as statistician

from serai.commons.files.models import KeptFile
from serai.commons.partnership.models import Body, BodyRole, Organisation, Source, State
from serai.components.statistics.errors import SheetRefused
from serai.components.statistics.models import Bench, Matching, Release
from serai.components.statistics.workbench import services

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def state_x(statistician: Any) -> str:
    """Another invented state, with an agency and the office of an international organisation in it."""
    state = State.objects.create(key="QRX", iso2="QX", iso3="QRX")
    Organisation.objects.create(key="border_qrx", name="Their police", kind="agency", state=state)
    Organisation.objects.create(key="office_qrx", name="An office", kind="international", state=state)
    return "QRX"


@pytest.mark.parametrize("organisation", ["", "nowhere", "office_qrx"])
def test_who_speaks_for_no_state_brings_and_publishes_nothing(
    statistician, state_x, person, client, organisation
):
    Organisation.objects.create(key="nowhere", name="Some agency", kind="agency")
    client.force_login(other := person("statistician", name="other", organisation=organisation))
    page = client.get(LIST).content.decode()
    assert "ask an administrator" in page and "Look at it" not in page
    for owner in ("", organisation, "border_qrv"):
        answer = bring(client, sheet("january.xlsx", "Jan", JANUARY), owner=owner, country="QRV")
        assert answer.status_code == 422
    assert not Bench.objects.exists() and not KeptFile.objects.exists()
    with pytest.raises(SheetRefused, match="brought by people of an authority"):
        services.bring(
            actor=other, owner=organisation, country="QRV",
            file=sheet("january.xlsx", "Jan", JANUARY),
        )  # fmt: skip


def test_an_authority_brings_no_sheets_of_another_state(statistician, state_x):
    answer = bring(statistician, sheet("january.xlsx", "Jan", JANUARY), country=state_x)
    # its form does not ask for a state, and what is sent all the same is not read
    assert answer.status_code == 302
    assert Bench.objects.get().dataset == "crossings_monthly_qrv"
    with pytest.raises(SheetRefused, match="borders of another state"):
        services.bring(
            actor=Bench.objects.get().brought_by, owner="border_qrv", country=state_x,
            file=sheet("february.xlsx", "Feb", JANUARY),
        )  # fmt: skip
    # an older file of nobody is still there to be put away, and for nothing else
    Bench.objects.update(owner=None)
    row = Bench.objects.get()
    refused = statistician.post(reverse("statistics:match", args=[row.pk]), ANSWER)
    assert refused.status_code == 422 and "brought by people of an authority" in refused.content.decode()
    Bench.objects.update(state="loaded")
    refused = statistician.post(
        reverse("statistics:bench_publish", args=[row.pk]), {"threshold": "10", "audience": "public"}
    )
    assert refused.status_code == 422 and "borders of another state" in refused.content.decode()


@pytest.fixture
def secretariat(statistician: Any, state_x: str, person: Callable[..., Any]) -> Client:
    """A statistician of the organisation that keeps the secretariat."""
    desk = Organisation.objects.create(key="THE-DESK", name="The secretariat", kind="international")
    body = Body.objects.create(key="P", name="The partnership", kind="dialogue")
    BodyRole.objects.create(
        key="P-S",
        body=body,
        role="secretariat",
        organisation=desk,
        source=Source.objects.create(key="S1", kind="document", title="Rules"),
    )
    client = Client()
    client.force_login(person("statistician", name="desk", organisation="THE-DESK"))
    return client


def test_the_secretariat_names_the_state_with_each_file_and_keeps_states_apart(statistician, secretariat):
    def brought(name: str, country: str) -> Any:
        return bring(secretariat, sheet(name, "Jan", JANUARY), owner="THE-DESK", country=country)

    assert brought("none.xlsx", "").status_code == 422
    assert brought("small.xlsx", "qrv").status_code == 422
    asked = brought("x.xlsx", "QRX")
    secretariat.post(asked.url, ANSWER)
    work()
    # what was taught for one state is not taken for another: its rows would stand among theirs
    again = brought("v.xlsx", "QRV")
    assert again.url.endswith("/match/")
    secretariat.post(again.url, ANSWER)
    work()
    datasets = dict(Bench.objects.values_list("name", "dataset"))
    assert datasets == {
        "x.xlsx": "crossings_monthly_qrx_by_the_desk",
        "v.xlsx": "crossings_monthly_qrv_by_the_desk",
    }
    # the state itself publishes first: the secretariat does not revise its table with sheets of its own
    own = taught(statistician)
    asked = {"threshold": "10", "audience": "public", "reason": "Once more"}
    statistician.post(reverse("statistics:bench_publish", args=[own.pk]), asked)
    work()
    for more in ({}, {"preview": "1"}):
        page = reverse("statistics:bench_publish", args=[Bench.objects.get(name="v.xlsx").pk])
        refused = secretariat.post(page, asked | more)
        assert refused.status_code == 422
        assert "published from the sheets of another organisation" in refused.content.decode()
    secretariat.post(reverse("statistics:bench_publish", args=[Bench.objects.get(name="x.xlsx").pk]), asked)
    work()
    assert set(Release.objects.values_list("dataflow", "revision")) == {
        ("DF_BORDER_CROSSINGS_QRV", 1), ("DF_BORDER_CROSSINGS_QRX", 1),
    }  # fmt: skip


def test_what_was_taught_to_the_house_is_read_and_not_changed(statistician):
    row = taught(statistician)
    Matching.objects.update(owner=None)
    page = reverse("statistics:matching", args=[row.matching.name])
    assert "Keep it like this" not in statistician.get(page).content.decode()
    refused = statistician.post(page, {"title": "Mine", "first_0": "", "first_1": ""})
    assert refused.status_code == 422 and Matching.objects.get().title == "Sheets of our posts"


def test_rows_of_sheets_are_quoted_to_their_organisation_alone(statistician, person, client):
    row = taught(statistician)
    # nothing is withheld at this threshold, and still the rows are by place, and nobody protected them
    asked = {"threshold": "10", "audience": "public", "reason": ""}
    statistician.post(reverse("statistics:bench_publish", args=[row.pk]), asked)
    work()
    row.refresh_from_db()
    behind = reverse("statistics:cell_rows", args=["DF_BORDER_CROSSINGS_QRV", 1, "M.QRV.OUT.F._T.2024-01"])
    refused = reverse("statistics:refused", args=[row.import_id])
    receipt = reverse("statistics:receipt", args=[row.import_id])
    assert [statistician.get(address).status_code for address in (behind, refused, receipt)] == [200] * 3
    assert refused in statistician.get(receipt).content.decode()
    Organisation.objects.create(key="other_qrv", name="Another agency", kind="agency")
    for role in ("statistician", "secretariat", "administrator"):
        client.force_login(person(role, name=f"other-{role}", organisation="other_qrv"))
        assert [client.get(address).status_code for address in (behind, refused, receipt)] == [404, 404, 200]
        assert "shown to the organisation that brought the file" in client.get(receipt).content.decode()
