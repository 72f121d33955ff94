"""Owner and audience in the files: what is said is taken, what is not said stays, what is wrong is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from serai.commons.partnership.models import Activity, Source
from serai.commons.partnership.rules import check_audience
from serai.commons.partnership.services import load_partnership

NOTHING = {"owner": "", "audience": "", "audience_body": "", "audience_organisations": ""}


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        pytest.param({}, [], id="a row that says nothing is in order"),
        pytest.param({"audience": "body"}, ["audience_body"], id="members of which body?"),
        pytest.param({"audience": "organisations"}, ["audience_organisations"], id="which organisations?"),
        pytest.param({"audience": "owner"}, ["owner"], id="whose is it?"),
        pytest.param({"audience": "owner", "owner": "X"}, [], id="the owner alone"),
        pytest.param({"audience_body": "B"}, ["audience_body"], id="a body without the word for it"),
        pytest.param({"audience": "public", "audience_organisations": "X"}, ["audience_organisations"],
                     id="organisations beside public"),
    ],
)  # fmt: skip
def test_the_four_columns_fit_together(given, wrong):
    assert [problem.field for problem in check_audience(NOTHING | given)] == wrong


def column(folder: Path, name: str, key: str, **cells: str) -> None:
    """Add columns to a file, filled in the row with ``key``."""
    path = folder / name
    header, *lines = path.read_text().splitlines()
    place = header.split(",").index("key")
    filled = [
        line + "," + (",".join(cells.values()) if line.split(",")[place] == key else "," * (len(cells) - 1))
        for line in lines
    ]
    path.write_text("\n".join([f"{header},{','.join(cells)}", *filled]) + "\n")


@pytest.fixture
def loaded(invented: Path, db: None) -> Path:
    assert load_partnership(invented, actor="a test").ok
    return invented


@pytest.mark.django_db
def test_an_owner_may_stand_in_a_file_that_loads_later(invented):
    column(invented, "sources.csv", "L2", owner="BRINE-GOV", audience="owner")
    assert load_partnership(invented, actor="a test").ok
    row = Source.objects.get(pk="L2")
    assert (row.owner_id, row.audience) == ("BRINE-GOV", "owner")


@pytest.mark.django_db
def test_if_the_owner_is_refused_the_row_is_refused_and_never_shown(invented):
    column(invented, "sources.csv", "L2", owner="BRINE-GOV", audience="owner")
    path = invented / "organisations.csv"
    path.write_text(
        path.read_text().replace("BRINE-GOV,Government of Brine,,agency", "BRINE-GOV,Brine,,castle")
    )
    report = load_partnership(invented, actor="a test")
    assert {("organisations.csv", "kind"), ("sources.csv", "owner")} <= {
        (line.file, line.field) for line in report.refusals
    }
    assert not Source.objects.filter(pk="L2").exists()
    assert Source.objects.filter(pk="L1").exists()


def test_a_load_that_says_nothing_leaves_a_closed_row_closed(loaded):
    Activity.objects.filter(pk="R1").update(audience="partnership")
    load_partnership(loaded, actor="a test")
    column(loaded, "activities.csv", "N1", audience="partnership")
    load_partnership(loaded, actor="a test")
    assert set(Activity.objects.filter(audience="partnership").values_list("pk", flat=True)) == {"R1", "N1"}


def test_only_the_word_opens_a_row_again(loaded):
    Activity.objects.filter(pk="R1").update(audience="partnership")
    column(loaded, "activities.csv", "R1", audience="public")
    load_partnership(loaded, actor="a test")
    assert Activity.objects.get(pk="R1").audience == "public"


def test_a_row_whose_audience_makes_no_sense_is_not_loaded(invented, db):
    column(invented, "activities.csv", "R1", audience="everyone")
    report = load_partnership(invented, actor="a test")
    assert ("activities.csv", "audience") in {(line.file, line.field) for line in report.refusals}
    assert not Activity.objects.filter(pk="R1").exists()
