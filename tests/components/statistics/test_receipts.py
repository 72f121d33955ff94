"""Receipts: for those who work with files, with every row accounted for."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.utils import translation

from serai.components.statistics import refusals
from serai.components.statistics.registers import taking
from serai.components.statistics.selectors import imports
from serai.engine.checks import reasons

URL = f"/statistics/imports/{'b' * 64}/"
SEE = ["statistician", "secretariat", "administrator"]


@pytest.fixture
def rejected(home, published):
    """Two hundred and one refused rows: three pages. The engine kept no values of this file."""
    (home / "rejected").mkdir()
    why = {"reason": "not_a_date", "advice": "Write YYYY-MM-DD."}
    lines = [{"sheet": "", "row": 3 + 7 * n, "field": "=when", "value": None, **why} for n in range(201)]
    pq.write_table(pa.Table.from_pylist(lines), home / "rejected" / f"{'b' * 64}.parquet")


@pytest.mark.parametrize("url", ["/statistics/imports/", URL, f"{URL}refused.csv"])
def test_visitors_are_asked_to_sign_in_and_readers_refused(client, published, signed_in, url):
    assert client.get(url).status_code == 302
    assert signed_in("reader").get(url).status_code == 403


@pytest.mark.parametrize("role", SEE)
def test_those_who_may_see_every_file(signed_in, published, role):
    shown = signed_in(role).get("/statistics/imports/").content.decode()
    assert "things.csv" in shown


def test_a_selector_gives_nothing_to_those_who_may_not(published, person):
    reader = person("reader")
    assert imports.imports(reader) == []
    assert imports.receipt(reader, "b" * 64) is None


def test_what_became_of_the_rows_is_said_and_drawn(signed_in, rejected):
    shown = signed_in("statistician").get(URL).content.decode()
    assert "12 rows in = 9 accepted + 2 refused + 1 repeated" in shown
    assert '<rect class="sum-accepted" x="0.0000" y="0" width="75.0000"' in shown
    assert '<rect class="sum-refused" x="75.0000" y="0" width="16.6667"' in shown
    assert '<rect class="sum-duplicate" x="91.6667" y="0" width="8.3333"' in shown
    assert "Values marked (blank)" in shown


def test_refused_rows_come_in_pages_with_the_way_out(signed_in, rejected):
    client = signed_in("statistician")
    first = client.get(URL).content.decode()
    assert "Page 1 of 3" in first
    assert "Write YYYY-MM-DD." in first
    assert "not kept: the file is about single people" in first
    last = client.get(f"{URL}?page=99").content.decode()
    assert "Page 3 of 3" in last
    assert "1,403" in last  # 3 + 7 * 200
    assert client.get(f"{URL}?page=x").status_code == 200


def test_refused_rows_as_csv_cannot_run_as_formulas(signed_in, rejected):
    answer = signed_in("statistician").get(f"{URL}refused.csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 202
    assert lines[1] == ",3,'=when,,not_a_date,Write YYYY-MM-DD."


def test_a_file_without_refusals_has_no_table_of_them(signed_in, published):
    client = signed_in("statistician")
    assert "Refused rows" not in client.get(URL).content.decode()
    assert b"".join(client.get(f"{URL}refused.csv").streaming_content) == b"\xef\xbb\xbf"


@pytest.mark.parametrize("url", ["/statistics/imports/none/", "/statistics/imports/none/refused.csv"])
def test_an_unknown_import_is_not_found(signed_in, published, url):
    assert signed_in("statistician").get(url).status_code == 404


def test_an_empty_list_says_how_to_load(signed_in, home, db):
    assert "serai stats load" in signed_in("statistician").get("/statistics/imports/").content.decode()


def test_a_passport_leads_to_the_receipt_for_those_who_may_see_it(client, published, signed_in):
    cell = "/statistics/DF_TEST_FLOWS/1/cells/A.QRV.I.QRX.2020/"
    assert URL not in client.get(cell).content.decode()
    assert (
        f'<a href="{URL}"><bdi>things.csv</bdi></a>' in signed_in("statistician").get(cell).content.decode()
    )


def test_each_reason_of_the_engine_has_words_here_and_the_code_stands_beside(signed_in, rejected):
    assert {code: str(words) for code, words in refusals.ADVICE.items()} == reasons.REASONS
    here = {code: str(words) for code, words in refusals.WORDS.items() if code != taking.ERASED}
    assert here == reasons.WORDS
    assert set(reasons.WORDS) == set(reasons.REASONS)
    shown = signed_in("statistician").get(URL).content.decode()
    assert "<strong>not a date that exists</strong>" in shown and ">not_a_date</code>" in shown


def test_in_arabic_the_way_out_is_arabic_and_what_goes_on_about_the_row_is_marked_english():
    with translation.override("ar"):
        assert refusals.in_words("not_a_date") == "ليس تاريخًا موجودًا"
        written = f"{reasons.REASONS['conflicting_key']} The earlier one: row 7."
        shown = refusals.advice("conflicting_key", written)
        assert "An earlier row" not in shown and "صف" in shown
        assert '<span lang="en" dir="ltr">The earlier one: row 7.</span>' in shown
        assert (
            refusals.advice("not_a_date", "Ask the office.")
            == '<span lang="en" dir="ltr">Ask the office.</span>'
        )
