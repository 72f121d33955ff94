"""Files leave the house exactly as published, and only those."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from serai.components.statistics.errors import ReleaseDamaged

FILES = "/statistics/DF_TEST_FLOWS/1/files/"


def test_a_file_is_the_published_one_with_type_name_and_tag(client, published):
    path = published.releases()[0].folder / "DF_TEST_FLOWS.sdmx.csv"
    answer = client.get(f"{FILES}DF_TEST_FLOWS.sdmx.csv")
    assert b"".join(answer.streaming_content) == path.read_bytes()
    assert answer["Content-Type"] == "application/vnd.sdmx.data+csv; version=2.0.0"
    assert answer["Content-Disposition"] == 'attachment; filename="DF_TEST_FLOWS.sdmx.csv"'
    assert answer["ETag"] == f'"{hashlib.sha256(path.read_bytes()).hexdigest()}"'


def test_a_file_that_the_reader_has_is_not_sent_again(client, published):
    tag = client.get(f"{FILES}DF_TEST_FLOWS.csv")["ETag"]
    answer = client.get(f"{FILES}DF_TEST_FLOWS.csv", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize(
    "name",
    [
        "..%2F..%2Fsecrets",
        "../passport.json",
        "..",
        "%2Fetc%2Fpasswd",
        "cells.parquet",
        "DF_TEST_FLOWS.csv%00",
        "notes.txt",
    ],
)
def test_nothing_else_leaves_the_folder(client, published, name):
    folder = published.releases()[0].folder
    (folder / "notes.txt").write_text("not part of the release")
    assert client.get(FILES + name).status_code == (400 if "%00" in name else 404)


def test_a_release_that_is_not_registered_cannot_be_fetched(client, published, builders, home):
    builders["flows"](home / "releases", revision=2)
    answer = client.get("/statistics/DF_TEST_FLOWS/2/files/DF_TEST_FLOWS.csv")
    assert answer.status_code == 404


def test_a_lost_file_is_named_with_the_way_out(client, published):
    (published.releases()[0].folder / "DF_TEST_FLOWS.csv").unlink()
    with pytest.raises(
        ReleaseDamaged, match=r"a published file is missing \(DF_TEST_FLOWS.csv\).*serai restore"
    ):
        client.get(f"{FILES}DF_TEST_FLOWS.csv")


def test_lost_cells_are_named_with_the_way_out(client, published):
    Path(published.releases()[0].folder / "cells.parquet").unlink()
    with pytest.raises(ReleaseDamaged, match=r"DF_TEST_FLOWS 1"):
        client.get("/statistics/DF_TEST_FLOWS/")
