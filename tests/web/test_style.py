"""The page of shared parts: every part with its states, in four languages; pictures drawn by the server."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from serai.web.samples import SAMPLES, sample_for

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("tongue", "title"), [("", "Workshop"), ("/ur", "ورکشاپ"), ("/bn", "কর্মশালা"), ("/fa", "ورکشاپ")]
)
def test_parts_are_shown_with_words_of_the_language(client: Client, tongue: str, title: str) -> None:
    page = client.get(f"{tongue}/style/")
    assert page.status_code == 200
    assert title in page.content.decode()


def test_four_languages_stand_side_by_side_and_say_their_direction(client: Client) -> None:
    page = client.get("/style/").content.decode()
    side = page[page.index('class="tongues-abreast"') :]
    found = re.findall(r'<section lang="([\w-]+)" dir="(\w+)"', side)
    assert found == [("en", "ltr"), ("ur", "rtl"), ("fa-af", "rtl"), ("bn", "ltr")]


def test_ids_are_unique_although_parts_repeat(client: Client) -> None:
    ids = re.findall(r'\sid="([^"]+)"', client.get("/style/").content.decode())
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("name", ["chart", "map"])
@pytest.mark.parametrize("tongue", ["", "/ur"])
def test_pictures_are_drawn_here(client: Client, name: str, tongue: str) -> None:
    picture = client.get(f"{tongue}/style/{name}.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    sample = sample_for("ur" if tongue else "en")
    words = sample.years[0] if name == "chart" else sample.places[0]
    assert words.split()[0] in picture.content.decode()


def test_no_other_picture(client: Client) -> None:
    assert client.get("/style/secret.svg").status_code == 404


def test_every_sample_says_as_much_as_the_english_one() -> None:
    for sample in SAMPLES.values():
        assert [len(row) for row in sample.rows] == [3, 3, 3]
        assert [row[2] for row in sample.rows] == [24, 1180, None]


def test_a_language_without_a_sample_shows_english() -> None:
    assert sample_for("tr").language == "en"
