"""Requests that nobody sends by accident: too large, split headers, wrong methods, steps out of a folder."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from .pages import PAGES, Page, address

pytestmark = pytest.mark.django_db

OUT = ["../secret_key", "..%2f..%2fsecret_key", "%2e%2e/passport.json", "....//passport.json", "/etc/passwd",
       "passport.json%00.csv", "..\\passport.json", "cells.parquet", "."]  # fmt: skip


@pytest.mark.parametrize("name", OUT)
def test_no_step_leads_out_of_the_folder_of_a_release(site, name):
    above = reverse("statistics:download", args=["DF_TEST_FLOWS", 1, "x"]).removesuffix("x")
    answer = site["administrator"].get(above + name)
    assert answer.status_code in (301, 302, 400, 404)
    assert b"PAR1" not in answer.content


@pytest.mark.parametrize(
    "key", ["%00", "x%00y", "%F0%9F%9A%80", "a" * 3000, "%27;drop%20table", "{{7*7}}", "%0d%0aX:1"]
)
@pytest.mark.parametrize("name", ["activity", "state", "source", "calendar_year", "statistics:release"])
def test_a_key_of_nothing_is_simply_not_there(site, name, key):
    sample = {"calendar_year": 2017}.get(name, "KEY")
    above = reverse(name, args=[sample]).replace(str(sample), key)
    answer = site["public"].get(above)
    assert answer.status_code in (400, 404)
    assert "X" not in answer.headers


@pytest.mark.parametrize(
    "query",
    [
        "?text=%00",
        "?year=" + "9" * 400,
        "?page=-1",
        "?page=" + "9" * 40,
        "?state[]=x",
        "?component=%00",
        "?project=%F0%9F",
        "?" + "&".join(f"a{n}=1" for n in range(1500)),
    ],
)
def test_an_address_that_makes_no_sense_breaks_nothing(site, query):
    assert site["public"].get(reverse("activities") + query).status_code in (200, 400, 404)


def test_an_oversized_body_is_refused(site):
    answer = site["public"].post(reverse("account_login"), {"login": "x" * (6 * 1024 * 1024)})
    assert answer.status_code in (400, 413)


def test_too_many_fields_are_refused(site):
    fields = {f"field{number}": "x" for number in range(1500)}
    assert site["public"].post(reverse("account_login"), fields).status_code in (400, 413)


def test_too_many_files_are_refused(site):
    from django.core.files.uploadedfile import SimpleUploadedFile

    files = {f"f{number}": SimpleUploadedFile(f"{number}.csv", b"x") for number in range(150)}
    assert site["public"].post(reverse("account_login"), files).status_code in (400, 413)


@pytest.mark.parametrize(
    "words", ["/about/\r\nSet-Cookie: a=b", "/about/%0d%0aSet-Cookie:%20a=b", "/\nX-Evil: 1"]
)
def test_no_header_is_split_by_words_of_the_address(site, words):
    answer = site["reader"].get(reverse("account_login"), {"next": words})
    assert "X-Evil" not in answer.headers
    assert "a" not in answer.cookies
    assert "\n" not in answer.get("Location", "")


def test_a_header_cannot_be_split_at_all():
    from django.http import BadHeaderError

    with pytest.raises(BadHeaderError):
        HttpResponse(headers={"X-Name": "a\r\nSet-Cookie: b=c"})


READS = [page for page in PAGES if not page.writes and page.expected["public"] == "200"]


@pytest.mark.parametrize("entry", READS, ids=lambda entry: entry.url_name)
def test_a_page_that_only_reads_takes_no_other_method_for_a_change(site, entry: Page):
    """A method written into a form or a header changes nothing either, and no method breaks a page."""
    client = Client(enforce_csrf_checks=True)
    for method in ("put", "delete", "patch"):
        assert getattr(client, method)(address(entry)).status_code in (403, 405), method
    told = client.get(address(entry), headers={"x-http-method-override": "DELETE"})
    assert told.status_code == 200
