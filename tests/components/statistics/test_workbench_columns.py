"""Files with one record in each row on the workbench: columns are matched once, and the next month runs by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.components.statistics.test_workbench import bring, work
from tests.components.statistics.test_workbench import statistician as statistician

from serai.components.statistics.models import Bench, Import, Matching, Release
from serai.engine import api

pytestmark = pytest.mark.django_db(transaction=True)

# nobody's words, and codes that mean different things in different columns: 1 is in and a man
JANUARY = b"""Ort,Monat,Richtung,Geschlecht,Staat,Anzahl,Sachbearbeiter
Eastgate,2024-01,1,1,AFG,120,a
Eastgate,2024-01,1,2,Pakistan,80,b
Westgate,2024-01,2,1,Pakistan,70,a
Westgate,2024-01,2,2,XQ,33,a
Westgate,2024-01,2,9,AFG,-,a
"""
FEBRUARY = JANUARY.replace(b"2024-01", b"2024-02").replace(b"120", b"130")
FIELDS = ["Ort", "Monat", "Richtung", "Geschlecht", "Staat", "Anzahl", "Sachbearbeiter"]
COLUMNS = ["post", "month", "direction", "sex", "citizenship", "persons", "ignored"]


def csv(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def answer(form: Any, meant: dict[str, str]) -> dict[str, str]:
    """The form filled in by labels."""
    return {"title": "List of our posts"} | {
        f"first_{at}": meant.get(label, "") for at, label in enumerate(form.labels)
    }


def explained(client: Any) -> Bench:
    asked = bring(client, csv("january.csv", JANUARY))
    assert asked.status_code == 302, asked.content.decode()
    form = client.get(asked.url).context["form"]
    meant = {name: f"field:{field}" for name, field in zip(FIELDS, COLUMNS, strict=True)}
    codes = client.post(asked.url, answer(form, meant | {"Staat = XQ": "citizenship:STATELESS"}))
    assert codes.url == asked.url
    form = client.get(asked.url).context["form"]
    assert form.labels == [
        "Richtung = 1", "Richtung = 2", "Geschlecht = 1", "Geschlecht = 2", "Geschlecht = 9",
    ]  # fmt: skip
    meant = {
        "Richtung = 1": "direction:IN", "Richtung = 2": "direction:OUT", "Geschlecht = 1": "sex:M",
        "Geschlecht = 2": "sex:F", "Geschlecht = 9": "not_data",
    }  # fmt: skip
    begun = client.post(asked.url, answer(form, meant))
    assert begun.url.startswith("/jobs/"), begun.content.decode()
    work()
    return Bench.objects.get(name="january.csv")


def test_columns_are_matched_and_then_their_codes(statistician):
    client = statistician
    asked = bring(client, csv("january.csv", JANUARY))
    page = client.get(asked.url)
    form = page.context["form"]
    assert form.labels == [*FIELDS, "Staat = XQ"]
    # months, states and figures are told by what stands in them; nobody can guess what 1 and 2 are
    offered = [form.fields[f"first_{at}"].initial for at in range(7)]
    assert offered[1] == "field:month" and offered[4:6] == ["field:citizenship", "field:persons"]
    assert offered[2] == offered[3] == ""
    words = page.content.decode()
    assert "Each row of the file is one record" in words and "It stands in 5 rows." in words
    Bench.objects.all().delete()
    row = explained(client)
    assert (row.state, row.trouble, row.dataset) == ("loaded", "", "crossings_monthly_qrv")
    receipt = Import.objects.get(import_id=row.import_id)
    assert (receipt.rows_in, receipt.accepted, receipt.rejected) == (5, 4, {"out_of_scope": 1})
    assert receipt.sums == {"persons": 303}
    words = client.get(reverse("statistics:bench", args=[row.pk])).content.decode()
    assert "Geschlecht = 1" in words and "Sex: Male" in words


def test_the_next_month_of_columns_runs_by_itself(statistician):
    client = statistician
    explained(client)
    begun = bring(client, csv("february.csv", FEBRUARY))
    assert begun.url.startswith("/jobs/"), begun.content.decode()
    work()
    row = Bench.objects.get(name="february.csv")
    assert row.matched_alone and Import.objects.get(import_id=row.import_id).sums == {"persons": 313}
    # a code that is new is asked about, and nothing else
    asked = bring(client, csv("march.csv", FEBRUARY.replace(b"2024-02,1,1", b"2024-03,3,1")))
    assert client.get(asked.url).context["form"].labels == ["Richtung = 3"]


def test_what_was_said_of_columns_is_a_mapping_that_a_command_reads(statistician, tmp_path):
    client = statistician
    row = explained(client)
    name = row.matching.name
    path: Path = tmp_path / "own.yaml"
    path.write_bytes(client.get(reverse("statistics:mapping_file", args=[name])).content)
    grid = api.read_mapping(path).grid
    assert dict(grid.fields) == dict(zip(FIELDS, COLUMNS, strict=True))
    codes = {axis: dict(pairs) for axis, pairs in grid.codes}
    assert codes["sex"] == {"1": "M", "2": "F", "9": "not_data"}
    assert codes["direction"] == {"1": "IN", "2": "OUT"}
    page = client.get(reverse("statistics:matching", args=[name]))
    form = page.context["form"]
    filled = {f"first_{at}": form.fields[f"first_{at}"].initial for at in range(len(form.labels))}
    changed = client.post(page.request["PATH_INFO"], filled | {"title": "Posts"})
    assert changed.status_code == 302 and Matching.objects.get().words == row.matching.words


def test_a_column_without_which_no_row_counts_must_be_matched(statistician):
    client = statistician
    asked = bring(client, csv("january.csv", JANUARY))
    form = client.get(asked.url).context["form"]
    refused = client.post(asked.url, answer(form, {"Anzahl": "field:persons", "Monat": "field:month"}))
    assert refused.status_code == 422
    assert "No column is matched to: Place" in refused.content.decode()
    assert not Matching.objects.exists()


def test_the_layout_can_be_said(statistician):
    asked = bring(statistician, csv("january.csv", JANUARY), layout="grid")
    assert "Ort" not in statistician.get(asked.url).context["form"].labels


def test_measures_of_quality_are_counted_and_told_in_words(statistician):
    client = statistician
    explained(client)
    # 130 and 20 are not 160; January said 120, and 80 is the same again; Westgate sent nothing for February
    second = JANUARY.splitlines()[0] + (
        b"\nEastgate,2024-02,1,1,AFG,130,a\nEastgate,2024-02,1,2,AFG,20,a\nEastgate,2024-02,1,8,AFG,160,a"
        b"\nEastgate,2024-01,1,1,AFG,125,a\nEastgate,2024-01,1,2,Pakistan,80,b\n"
    )
    asked = bring(client, csv("second.csv", second))
    form = client.get(asked.url).context["form"]
    assert form.labels == ["Geschlecht = 8"]
    client.post(asked.url, answer(form, {"Geschlecht = 8": "total"}))
    work()
    row = Bench.objects.get(name="second.csv")
    receipt = Import.objects.get(import_id=row.import_id)
    assert receipt.rejected == {"total_differs": 1, "conflicting_key": 1}
    page = client.get(reverse("statistics:bench", args=[row.pk]))
    measures = page.context["page"].quality
    assert [line[1] for line in measures["rows"]] == ["40.0%", "1", "75.0%", "1"]
    words = [line[2] for line in measures["rows"]]
    assert words[0].startswith("2 of 5 rows") and "difference is 10" in words[1]
    assert words[2].startswith("3 of 4: 2 places in 2 months") and words[3].startswith("1 row repeats")
    assert list(measures["missing"]) == [("Westgate", "2024-02")]
    assert "Places and months without a figure" in page.content.decode()


def test_governorates_have_a_table_of_their_own(statistician):
    client = statistician
    sheet = (
        b"Province,Month,Direction,Sex,Citizenship,Persons\n"
        b"North,2024-01,IN,M,AFG,120\nSouth,2024-01,OUT,F,AFG,70\n"
    )
    asked = bring(client, csv("provinces.csv", sheet), base="governorates_monthly")
    form = client.get(asked.url).context["form"]
    # every header is one that the house knows; what it offers is taken as it is
    client.post(asked.url, {"title": "Provinces"} | {
        f"first_{at}": form.fields[f"first_{at}"].initial for at in range(len(form.labels))
    })  # fmt: skip
    work()
    row = Bench.objects.get()
    assert (row.state, row.trouble, row.dataset) == ("loaded", "", "governorates_monthly_qrv")
    client.post(
        reverse("statistics:bench_publish", args=[row.pk]),
        {"threshold": "5", "audience": "public", "reason": ""},
    )
    work()
    row.refresh_from_db()
    assert (row.dataflow, row.revision) == ("DF_GOVERNORATE_CROSSINGS_QRV", 1)
    release = Release.objects.get()
    assert "Of 2 months of places, 2 have a figure; the others are not estimated." in [
        note["en"] for note in release.passport["notes"]
    ]
    behind = client.get(reverse("statistics:cell_rows", args=[row.dataflow, 1, "M.QRV.IN.M.AFG.2024-01"]))
    assert [line[:2] for line in behind.context["found"].rows] == [["North", 120]]
