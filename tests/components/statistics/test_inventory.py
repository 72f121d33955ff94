"""The inventory of registers of invented states: what is known, what is missing, who may say it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from serai.commons.partnership.models import Organisation, Register, State
from serai.components.statistics.models import ImprovementStep, RegisterEntry

pytestmark = pytest.mark.django_db
LIST = "/statistics/inventory/"


@pytest.fixture
def registers(db: None) -> None:
    """Two registers of one invented state, one of another, one of nobody's."""
    for key, iso2 in (("QRV", "QV"), ("QRW", "QW")):
        State.objects.create(key=key, iso2=iso2, iso3=key)
    for key, state in (
        ("border_qrv", "QRV"),
        ("labour_qrv", "QRV"),
        ("border_qrw", "QRW"),
        ("helpers", None),
    ):
        Organisation.objects.create(key=key, name=f"Office {key}", kind="agency", state_id=state)
        kind = "flow" if key.startswith("border") else "stock"
        Register.objects.create(
            key=key, organisation_id=key, name=f"Register of {key}", kind=kind, holds="crossings"
        )


@pytest.fixture
def clerk(registers, client, person):
    """A focal point of the border office of the first state."""
    client.force_login(person("focal_point", organisation="border_qrv"))
    return client


def test_what_nobody_said_is_not_known(clerk):
    lines = {line.key: line for line in clerk.get(LIST).context["lines"]}
    assert set(lines) == {"QRV", "QRW", "none"}
    own = lines["QRV"]
    assert (own.registers, own.flows, own.stocks, own.legal_basis, own.gaps) == (2, 1, 1, 0, 0)
    words = clerk.get(reverse("statistics:inventory_state", args=["QRV"])).content.decode()
    assert words.count("not known yet") == 6 and "No step is planned" in words
    assert clerk.get(reverse("statistics:inventory_state", args=["none"])).status_code == 200
    assert clerk.get(reverse("statistics:inventory_state", args=["QRX"])).status_code == 404


def test_a_focal_point_says_what_is_known_and_plans(clerk):
    said = {"legal_basis": "Act 12 of 1990, article 4", "covers": "", "gaps": "Two posts send nothing"}
    done = clerk.post(reverse("statistics:inventory_entry", args=["labour_qrv"]), said)
    assert done.url == reverse("statistics:inventory_state", args=["QRV"])
    late = timezone.localdate() - timedelta(days=1)
    clerk.post(
        reverse("statistics:inventory_plan", args=["labour_qrv"]),
        {"what": "Connect both posts", "office": "Office of computing", "due_on": late.isoformat()},
    )
    [step] = ImprovementStep.objects.all()
    [line] = [one for one in clerk.get(LIST).context["lines"] if one.key == "QRV"]
    assert (line.legal_basis, line.covers, line.gaps, line.open_steps, line.late_steps) == (1, 0, 1, 1, 1)
    words = clerk.get(done.url).content.decode()
    assert "Act 12 of 1990, article 4" in words and "Connect both posts" in words
    address = reverse("statistics:inventory_step", args=[step.pk])
    assert clerk.get(address).context["form"].instance == step
    clerk.post(address, {"what": "Connect both posts", "office": "", "done_on": late.isoformat()})
    [line] = [one for one in clerk.get(LIST).context["lines"] if one.key == "QRV"]
    assert (line.open_steps, line.late_steps) == (0, 0)
    assert RegisterEntry.objects.get().changed_by is not None


def test_nobody_writes_of_another_states_registers(clerk, person):
    other = reverse("statistics:inventory_entry", args=["border_qrw"])
    assert clerk.get(other).status_code == 404
    assert clerk.post(other, {"legal_basis": "x"}).status_code == 404
    assert not RegisterEntry.objects.exists()
    step = ImprovementStep.objects.create(register_id="border_qrw", what="Something")
    assert clerk.get(reverse("statistics:inventory_step", args=[step.pk])).status_code == 404
    clerk.force_login(person("secretariat", name="secretary"))
    assert clerk.get(LIST).status_code == 200
    assert clerk.get(reverse("statistics:inventory_entry", args=["border_qrv"])).status_code == 403
    clerk.force_login(person("editor", name="editor"))
    assert clerk.get(LIST).status_code == 403


def test_an_empty_inventory_says_what_to_do(signed_in):
    assert "serai load partnership" in signed_in("statistician").get(LIST).content.decode()
