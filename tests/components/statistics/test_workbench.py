"""The workbench from a dropped file to a published table: two months of invented posts, worked by hand."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from openpyxl import Workbook

from serai.commons.directory.models import Post
from serai.commons.files.models import KeptFile
from serai.commons.jobs import services as jobs
from serai.commons.partnership.models import Organisation, State
from serai.components.statistics import tasks
from serai.components.statistics.models import Bench, Import, Matching, Release
from serai.components.statistics.workbench import rules
from serai.engine import api

pytestmark = pytest.mark.django_db(transaction=True)

# two rows of headers; "Ausgang" and "Blatt" are words of nobody's list. North 120 + 30 in, 40 + 25 out
HEAD = [
    ["Month", "Arrivals", None, "Ausgang", None, "Blatt"],
    [None, "Male", "Female", "Male", "Female", None],
]
JANUARY = {"North": [120, 30, 40, 25], "East": [100, 50, 10, 5]}
# North is gone and West is new; East fell from 165 to 70
FEBRUARY = {"East": [40, 20, 6, 4], "West": [9, 8, 7, 6]}
ANSWER = {"title": "Sheets of our posts", "first_0": "direction:OUT", "first_1": "not_data"}
LIST = "/statistics/workbench/"


def sheet(name: str, month: str, posts: dict[str, list[int]], *, more: str = "") -> SimpleUploadedFile:
    book = Workbook()
    book.remove(book.active)
    for post, figures in posts.items():
        made = book.create_sheet(post)
        made.append(["Movements of 2024"])
        for at, row in enumerate(HEAD):
            made.append([*row, more if more and not at else None])
        made.append([month, *figures, 7, *([2] if more else [])])
        for span in ("B2:C2", "D2:E2", "A2:A3", "F2:F3"):
            made.merge_cells(span)
    stream = io.BytesIO()
    book.save(stream)
    return SimpleUploadedFile(name, stream.getvalue())


@pytest.fixture
def statistician(home: Path, settings: Any, client: Any, person: Callable[..., Any]) -> Iterator[Any]:
    """Somebody who counts at the border police of an invented state, with a store of their own."""
    settings.HOME = home / "data"
    settings.HOME.mkdir()
    state = (
        State.objects.create(key="QRV", iso2="QV", iso3="QRV")
        if not State.objects.filter(key="QRV")
        else None
    )
    Organisation.objects.create(key="border_qrv", name="Border police", kind="agency", state=state)
    client.force_login(person("statistician", organisation="border_qrv"))
    yield client
    with connection.cursor() as cursor:  # the next test has another data folder
        cursor.execute("drop schema if exists iceberg cascade; create schema iceberg")


def work() -> None:
    with patch("signal.signal"):
        jobs.run_worker(once=True)


def bring(client: Any, file: SimpleUploadedFile, **more: str) -> Any:
    return client.post(LIST, {"file": file, "owner": "border_qrv", "base": "", **more})


def taught(client: Any) -> Bench:
    """January, brought, explained and loaded."""
    answer = bring(client, sheet("january.xlsx", "Jan", JANUARY))
    assert answer.status_code == 302, answer.content.decode()
    client.post(answer.url, ANSWER)
    work()
    return Bench.objects.get(name="january.xlsx")


def test_a_first_file_is_asked_about_and_remembered(statistician):
    client = statistician
    assert "No file has been brought yet" in client.get(LIST).content.decode()
    asked = bring(client, sheet("january.xlsx", "Jan", JANUARY))
    assert asked.status_code == 302
    page = client.get(asked.url)
    form = page.context["form"]
    assert form.labels == ["Ausgang", "Blatt"]
    words = page.content.decode()
    assert "2 labels are not known" in words and "Direction: Arrivals" in words and "header" in words
    begun = client.post(asked.url, ANSWER)
    assert begun.status_code == 302 and begun.url.startswith("/jobs/"), begun.content.decode()
    work()
    row = Bench.objects.get()
    assert (row.state, row.trouble, row.dataset) == ("loaded", "", "crossings_monthly_qrv")
    assert row.matching.words == {"Ausgang": {"direction": "OUT"}, "Blatt": "not_data"}
    receipt = Import.objects.get(import_id=row.import_id)
    # five figures of each of two posts: four are taken, the number of the page is left out
    assert (receipt.rows_in, receipt.accepted, receipt.rejected) == (10, 8, {"out_of_scope": 2})
    assert receipt.sums == {"persons": 380}
    words = client.get(reverse("statistics:bench", args=[row.pk])).content.decode()
    assert "North" in words and "10 rows in = 8 accepted + 2 refused + 0 repeated" in words


def test_the_second_month_runs_by_itself_and_tells_which_posts_lost_rows(statistician):
    client = statistician
    taught(client)
    begun = bring(client, sheet("february.xlsx", "Feb", FEBRUARY))
    assert begun.status_code == 302 and begun.url.startswith("/jobs/"), begun.content.decode()
    work()
    row = Bench.objects.get(name="february.xlsx")
    assert row.state == "loaded" and row.matched_alone and row.asked == []
    assert row.matching.version == 1
    posts = client.get(reverse("statistics:bench", args=[row.pk])).context["page"].posts["rows"]
    assert posts == [
        ["North", "missing: it had figures the month before", 4, 0, 215, None],
        ["East", "fell by more than half", 4, 4, 165, 70],
        ["West", "new", 0, 4, None, 30],
    ]
    assert "2 places are missing" in client.get(reverse("statistics:bench", args=[row.pk])).content.decode()


def test_a_new_label_alone_is_asked_about(statistician):
    client = statistician
    taught(client)
    asked = bring(client, sheet("march.xlsx", "Mar", JANUARY, more="Durchreise"))
    assert asked.url.endswith("/match/")
    page = client.get(asked.url)
    assert page.context["form"].labels == ["Durchreise"]
    assert page.context["form"].initial["title"] == "Sheets of our posts"
    words = page.content.decode()
    assert "Headers that are new" in words and "durchreise" in words
    client.post(asked.url, {"title": "Sheets of our posts", "first_0": "not_data"})
    work()
    row = Bench.objects.get(name="march.xlsx")
    assert row.state == "loaded" and Matching.objects.count() == 1
    assert (row.matching.version, len(row.matching.shapes)) == (2, 2)
    # both forms of the sheet are known from now on
    assert bring(client, sheet("april.xlsx", "Apr", FEBRUARY)).url.startswith("/jobs/")


def test_what_nobody_is_sure_of_is_refused_and_counted(statistician):
    client = statistician
    asked = bring(client, sheet("january.xlsx", "Jan", JANUARY))
    client.post(asked.url, {"title": "Unsure", "first_0": "", "first_1": "not_data"})
    work()
    row = Bench.objects.get()
    assert row.asked == ["Ausgang"]
    assert Import.objects.get(import_id=row.import_id).rejected == {"out_of_scope": 2, "unknown_label": 4}
    words = client.get(reverse("statistics:bench", args=[row.pk])).content.decode()
    assert "a word of the header or before the row is not known" in words


def test_a_label_can_be_said_otherwise_and_a_post_has_one_name(statistician):
    client = statistician
    asked = bring(client, sheet("january.xlsx", "Jan", JANUARY))
    page = client.get(asked.url, {"also": ["North", "Female"]})
    assert page.context["form"].labels == ["Ausgang", "Blatt", "North", "Female"]
    address = f"{asked.url}?also=North"
    client.post(address, ANSWER | {"first_2": "post:East"})
    work()
    row = Bench.objects.get()
    assert row.matching.words["North"] == {"post": "East"}
    # the second sheet of one post has other figures for the same places: the first counts
    assert {one["place"] for one in Import.objects.get(import_id=row.import_id).places} == {"East", ""} or {
        "East"
    }


def test_files_about_people_are_refused_and_not_kept(statistician):
    client = statistician
    file = SimpleUploadedFile("list.csv", b"Post,Passport No,Name\nEast,ZZ1234567,Somebody\n")
    answer = bring(client, file)
    words = answer.content.decode()
    assert answer.status_code == 422 and "single people" in words and "Passport No" in words
    assert reverse("statistics:registers") in words and "ZZ1234567" not in words
    assert not Bench.objects.exists() and not KeptFile.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("letter.txt", b"Dear colleagues, the figures come later.\n", "No table of labels and figures"),
        ("programme.xlsx", b"MZ\x90\x00\x03", "not taken in"),
        ("posts.xlsx", b"Post,Arrivals\nEast,5\n", "calls itself"),
    ],
    ids=["a letter has no table", "a program is no workbook", "the content decides"],
)
def test_what_is_no_sheet_is_refused_with_the_way_out(statistician, name, content, told):
    answer = bring(statistician, SimpleUploadedFile(name, content))
    assert answer.status_code == 422 and told in answer.content.decode()
    assert not Bench.objects.exists()


def test_a_table_is_previewed_published_and_followed_back(statistician):
    client = statistician
    row = taught(client)
    address = reverse("statistics:bench_publish", args=[row.pk])
    assert client.get(address).context["state"] == "QRV"
    asked = {"threshold": "10", "audience": "public", "reason": ""}
    preview = client.post(address, asked | {"preview": "1"}).context["withheld"]
    # 220 men and 80 women come, 50 men and 30 women leave; two directions, four sexes, two citizenships
    assert (preview["withheld"], preview["cells"]) == (0, 16)
    preview = client.post(address, asked | {"threshold": "35", "preview": "1"}).context["withheld"]
    assert preview["withheld"] > 0 and preview["rows"][0][0] == "January 2024"
    client.post(address, asked)
    work()
    row.refresh_from_db()
    assert (row.dataflow, row.revision) == ("DF_BORDER_CROSSINGS_QRV", 1)
    release = Release.objects.get()
    assert release.passport["protection"]["threshold"] == 10
    key = "M.QRV.OUT.F._T.2024-01"
    cell = client.get(reverse("statistics:cell", args=[row.dataflow, 1, key])).content.decode()
    assert "Rows of sheets behind it" in cell
    behind = client.get(reverse("statistics:cell_rows", args=[row.dataflow, 1, key])).context["found"]
    assert [line[:4] for line in behind.rows] == [
        ["East", 5, "january.xlsx", "East"],
        ["North", 25, "january.xlsx", "North"],
    ]
    assert client.get(reverse("statistics:cell_rows", args=[row.dataflow, 1, "no.such"])).status_code == 404
    words = client.get(reverse("statistics:bench", args=[row.pk])).content.decode()
    assert "Published:" in words

    bring(client, sheet("february.xlsx", "Feb", FEBRUARY))
    work()
    second = reverse("statistics:bench_publish", args=[Bench.objects.get(name="february.xlsx").pk])
    refused = client.post(second, asked)
    assert refused.status_code == 422 and "Say why" in refused.content.decode()
    client.post(second, asked | {"reason": "February came in"})
    work()
    assert list(Release.objects.values_list("revision", "reason")) == [(2, "February came in"), (1, "")]


def test_what_is_remembered_is_read_changed_and_downloaded(statistician, tmp_path):
    client = statistician
    assert "Nothing is remembered yet" in client.get(reverse("statistics:matchings")).content.decode()
    row = taught(client)
    name = row.matching.name
    assert name == "sheets_of_our_posts"
    assert "Sheets of our posts" in client.get(reverse("statistics:matchings")).content.decode()
    page = client.get(reverse("statistics:matching", args=[name]))
    assert page.context["form"].labels == ["Ausgang", "Blatt"]
    file = client.get(reverse("statistics:mapping_file", args=[name]))
    path = tmp_path / "own.yaml"
    path.write_bytes(file.content)
    assert file["Cache-Control"] == "private, no-store"
    assert api.read_mapping(path).dataset == "crossings_monthly_qrv"
    changed = client.post(
        reverse("statistics:matching", args=[name]),
        {"title": "Posts", "first_0": "direction:OUT", "second_0": "sex:F", "first_1": ""},
    )
    assert changed.status_code == 302
    again = Matching.objects.get()
    assert (again.title, again.version, again.words) == (
        "Posts",
        2,
        {"Ausgang": {"direction": "OUT", "sex": "F"}},
    )


def test_a_file_that_was_not_loaded_is_put_away_with_its_bytes(statistician):
    client = statistician
    bring(client, sheet("january.xlsx", "Jan", JANUARY))
    [row] = Bench.objects.all()
    assert client.post(reverse("statistics:bench_away", args=[row.pk])).url == LIST
    assert not Bench.objects.exists() and not KeptFile.objects.exists()
    loaded = taught(client)
    client.post(reverse("statistics:bench_away", args=[loaded.pk]))
    assert Bench.objects.filter(pk=loaded.pk).exists()


def test_a_file_that_cannot_be_loaded_says_why_and_can_be_tried_again(statistician):
    client = statistician
    asked = bring(client, sheet("january.xlsx", "Jan", JANUARY))
    with patch.object(api, "load", side_effect=api.StoreBusy("Another process is loading it")):
        client.post(asked.url, ANSWER)
        work()
    row = Bench.objects.get()
    assert row.state == "failed"
    words = client.get(reverse("statistics:bench", args=[row.pk])).content.decode()
    assert "Another process is loading it" in words
    client.post(asked.url, {"title": "Sheets of our posts"})
    work()
    row.refresh_from_db()
    assert row.state == "loaded"


def test_another_organisation_sees_neither_files_nor_what_was_taught(statistician, person, client):
    row = taught(statistician)
    Organisation.objects.create(key="other_qrv", name="Another agency", kind="agency")
    client.force_login(person("statistician", name="other", organisation="other_qrv"))
    for address in (
        reverse("statistics:bench", args=[row.pk]),
        reverse("statistics:match", args=[row.pk]),
        reverse("statistics:bench_publish", args=[row.pk]),
        reverse("statistics:matching", args=[row.matching.name]),
    ):
        assert client.get(address).status_code == 404
    assert "january" not in client.get(LIST).content.decode()


def test_a_file_stays_with_its_organisation_and_its_state(statistician):
    row = taught(statistician)
    # who brought it goes to another organisation
    Organisation.objects.create(key="other_qrv", name="Another agency", kind="agency")
    Post.objects.filter(organisation="border_qrv").update(organisation="other_qrv")
    assert statistician.get(reverse("statistics:bench", args=[row.pk])).status_code == 404
    assert "january" not in statistician.get(LIST).content.decode()


def test_rows_behind_a_total_give_no_withheld_part_away(statistician, person, client):
    row = taught(statistician)
    asked = {"threshold": "35", "audience": "public", "reason": ""}
    statistician.post(reverse("statistics:bench_publish", args=[row.pk]), asked)
    work()
    flow, key = "DF_BORDER_CROSSINGS_QRV", "M.QRV.IN._T._T.2024-01"
    behind = reverse("statistics:cell_rows", args=[flow, 1, key])
    cell = reverse("statistics:cell", args=[flow, 1, key])
    assert behind in statistician.get(cell).content.decode()
    assert len(statistician.get(behind).context["found"].rows) > 1
    Organisation.objects.create(key="other_qrv", name="Another agency", kind="agency")
    client.force_login(person("statistician", name="other", organisation="other_qrv"))
    assert client.get(behind).status_code == 404
    # a file in the same dataset is not the sheets behind the figure
    Bench.objects.create(name="own.csv", owner_id="other_qrv", dataset=row.dataset, import_id="f" * 64)
    assert client.get(behind).status_code == 404
    assert behind not in client.get(cell).content.decode()


def test_a_choice_is_a_word_of_a_mapping_and_back():
    for word in (
        "total",
        "nothing",
        "not_data",
        {"heading": "post"},
        {"sex": "F"},
        {"direction": "IN", "sex": "M"},
    ):
        assert rules.word_of(*rules.choice_of(word)) == word
    assert rules.word_of("", "") is None


@pytest.mark.parametrize(
    ("shape", "whole", "new", "gone"),
    [
        (["a", "b", "c"], True, (), ()),
        (["a", "b", "c", "d"], False, ("d",), ()),
        (["a", "b"], False, (), ("c",)),
    ],
    ids=["the same headers", "one header more", "one header less"],
)
def test_a_file_is_compared_with_what_is_remembered(shape, whole, new, gone):
    fit = rules.best_fit(shape, [(1, [["x", "y"]]), (2, [["a", "b", "c"]])])
    assert fit is not None and (fit.matching, fit.whole, fit.new, fit.gone) == (2, whole, new, gone)
    assert rules.best_fit(["a", "q", "r"], [(2, [["a", "b", "c"]])]) is None
    assert tasks.DONE
