"""What changed between two revisions: exactly that, the largest first, and nothing of what is withheld."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from serai.commons.partnership.models import Organisation
from serai.components.statistics import services
from serai.components.statistics.api import export_sdmx
from serai.components.statistics.models import Release
from serai.engine import api
from serai.engine.store.store import Store

FLOWS = "/statistics/DF_TEST_FLOWS/"
# what became of FLOW_CELLS: (kind, citizenship, period) -> (value, status, confidentiality), or gone
BECAME: dict[tuple[str, str, str], tuple[float | None, str, str] | None] = {
    ("I", "QRX", "2021"): (1512.0, "P", "F"),  # 1,500
    ("I", "QRY", "2020"): (31.0, "A", "F"),  # was withheld
    ("I", "QRY", "2021"): (2929.0, "Q", "C"),  # 31; the file carries a value by mistake
    ("E", "QRY", "2020"): (5.0, "A", "F"),  # nobody knew
    ("E", "QRX", "2021"): (None, "M", "F"),  # 77; nobody knows any more
    ("E", "QRY", "2021"): (4444.0, "Q", "C"),  # withheld as before, with other values by mistake
    ("E", "QRX", "2020"): None,  # 0
}
HIDDEN = ("2,929", "2929", "2,898", "2898", "4,444", "4444", "4,321", "4321", "123")
# change, key, before, now, difference; of twelve cells five are the same, and the one that stays withheld
EXPECTED = [
    ("changed", "A.QRV.E.QRX.2021", "77", "", ""),
    ("changed", "A.QRV.I.QRX.2021", "1500", "1512", "12"),
    ("added", "A.QRV.E.QRX.2022", "", "8", ""),
    ("changed", "A.QRV.E.QRY.2020", "", "5", ""),
    ("removed", "A.QRV.E.QRX.2020", "0", "", ""),
    ("changed", "A.QRV.I.QRY.2020", "", "31", ""),
    ("changed", "A.QRV.I.QRY.2021", "31", "", ""),
]


def body(client: Any, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, url
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode("utf-8-sig")


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def revised(published, builders, home):
    """Three revisions: the second differs as BECAME says, the third in nothing."""
    cells = []
    for one in builders["cells"]:
        became = BECAME.get(one[:3], one[3:])
        if became is not None:
            cells.append((*one[:3], *became))
    cells.append(("E", "QRX", "2022", 8.0, "A", "F"))
    more = [builders["flows"](home / "releases", revision=at, cells=cells) for at in (2, 3)]
    shelf = builders["shelf"]([], [*published.releases(), *more])
    services.register(shelf)
    return shelf


def test_exactly_what_changed_is_in_the_file_the_largest_first(client, revised):
    rows = list(csv.DictReader(io.StringIO(body(client, f"{FLOWS}2/changes.csv"))))
    told = ["CHANGE", "CELL_KEY", "OBS_VALUE_BEFORE", "OBS_VALUE_NOW", "DIFFERENCE"]
    assert [tuple(row[name] for name in told) for row in rows] == EXPECTED
    states = {row["CELL_KEY"]: (row["STATE_BEFORE"], row["STATE_NOW"]) for row in rows}
    assert states["A.QRV.I.QRY.2020"] == ("withheld", "shown")
    assert states["A.QRV.I.QRY.2021"] == ("shown", "withheld")
    assert states["A.QRV.E.QRY.2020"] == ("unknown", "shown")
    assert states["A.QRV.E.QRX.2022"] == ("none", "shown")
    # whatever the file of a release carries by mistake
    assert not any(hidden in str(row.values()) for row in rows for hidden in HIDDEN)


def test_the_page_says_it_in_words_and_signs(client, revised):
    html = body(client, f"{FLOWS}2/changes/")
    shown = words(html)
    assert "Figures changed 5 Figures added 1 Figures removed 1 Figures that are the same 6" in shown
    assert "Emigration; Neighbour A 2021 ≠ changed 77 not known –" in shown
    assert "Immigration; Neighbour A 2021 ≠ changed 1,500; provisional 1,512; provisional +12" in shown
    assert "Emigration; Neighbour A 2022 + added – 8 –" in shown
    assert "Emigration; Neighbour A 2020 − removed 0 – –" in shown
    assert "Immigration; Neighbour B 2020 ≠ changed withheld 31 –" in shown
    assert "Immigration; Neighbour B 2021 ≠ changed 31; provisional withheld –" in shown
    assert not any(hidden in shown for hidden in HIDDEN)
    assert f'href="{FLOWS}1/cells/A.QRV.I.QRX.2021/"' in html
    assert f'href="{FLOWS}2/cells/A.QRV.I.QRX.2021/"' in html
    assert "A reason to revise." in shown
    assert '<html lang="ar" dir="rtl">' in body(client, f"/ar{FLOWS}2/changes/")


def test_it_can_be_narrowed_and_set_against_any_earlier_revision(client, revised):
    shown = words(body(client, f"{FLOWS}2/changes/?KIND=I&CITIZENSHIP=QRX"))
    assert "Figures changed 1 Figures added 0 Figures removed 0 Figures that are the same 1" in shown
    assert "Nothing changed for this choice" in words(body(client, f"{FLOWS}2/changes/?CITIZENSHIP=_T"))
    assert "Figures changed 5 Figures added 1" in words(body(client, f"{FLOWS}2/changes/?KIND=NONSENSE"))
    # the third differs from the second in nothing, and from the first as the second does
    third = words(body(client, f"{FLOWS}3/changes/"))
    assert "Nothing changed: every figure is what it was." in third
    assert "A reason to revise." in third
    assert "Figures changed 5 Figures added 1" in words(body(client, f"{FLOWS}3/changes/?against=1"))
    for wrong in ("3", "4", "0", "x", "-1"):
        assert client.get(f"{FLOWS}3/changes/?against={wrong}").status_code == 404
    assert client.get(f"{FLOWS}9/changes/").status_code == 404
    first = words(body(client, f"{FLOWS}1/changes/"))
    assert "There is nothing earlier to compare it with." in first
    assert client.get(f"{FLOWS}1/changes.csv").status_code == 404


def test_the_page_of_a_release_leads_there(client, revised):
    html = body(client, FLOWS)
    assert f'href="{FLOWS}3/changes/"' in html
    assert f'href="{FLOWS}2/changes/"' in html
    assert f'href="{FLOWS}1/changes/"' not in html
    assert 'name="as-of"' in html
    assert "changes/" not in body(client, f"{FLOWS}1/").split('id="revisions"')[0]


def test_many_changes_come_in_pages_and_take_as_many_queries_as_few(client, published, builders, home):
    cells = [*builders["cells"], *(("I", "QRX", f"{1800 + at}", float(at), "A", "F") for at in range(1, 121))]
    second = builders["flows"](home / "releases", revision=2, cells=cells)
    services.register(builders["shelf"]([], [*published.releases(), second]))
    client.get(f"{FLOWS}2/changes/")
    asked = []
    for url in (f"{FLOWS}2/changes/?KIND=E", f"{FLOWS}2/changes/", f"{FLOWS}2/changes/?page=3"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            shown = words(body(client, url))
        asked.append(len(queries))
    assert len(set(asked)) == 1
    assert "Page 3 of 3" in shown
    # the largest came first: 120 to 71, 70 to 21, 20 to 1
    assert "1820 + added – 20 –" in shown
    assert "1821 + added" not in shown
    assert len(body(client, f"{FLOWS}2/changes.csv?page=3").splitlines()) == 121


def test_a_revision_that_the_reader_may_not_see_is_no_earlier_one(client, revised):
    owner = Organisation.objects.create(key="own", name="Owner")
    Release.objects.filter(dataflow="DF_TEST_FLOWS", revision=1).update(audience="owner", owner=owner)
    assert "nothing earlier" in words(body(client, f"{FLOWS}2/changes/"))
    assert client.get(f"{FLOWS}3/changes/?against=1").status_code == 404
    assert client.get(f"{FLOWS}3/changes.csv?against=1").status_code == 404


@pytest.mark.parametrize(
    ("day", "revision"), [("2026-11-21", 1), ("2026-11-22", 2), ("2026-11-23", 3), ("2031-01-01", 3)]
)
def test_a_table_as_it_was_published_on_a_day(client, revised, day, revision):
    answer = client.get(f"{FLOWS}?as-of={day}")
    assert (answer.status_code, answer["Location"]) == (302, f"{FLOWS}{revision}/")


def test_before_the_first_revision_there_was_none(client, revised):
    assert "Nothing of this table had been published on 20 November 2026" in words(
        body(client, f"{FLOWS}?as-of=2026-11-20")
    )
    assert "The first revision was published 21 November 2026" in words(
        body(client, f"{FLOWS}?as-of=2020-01-01")
    )
    assert "This is not a day." in words(body(client, f"{FLOWS}?as-of=soon", 400))
    assert client.get("/statistics/DF_NOWHERE/?as-of=2026-11-20").status_code == 404


@pytest.fixture
def editions(db, home, catalogue_url, tmp_path_factory, shared, request):
    """Both editions of UNHCR's figures, loaded and published one after the other, a month apart."""
    folder = shared / "data" / "migration" / "unhcr"
    files = [folder / f"unhcr_population_GT{year}.parquet" for year in (2023, 2024)]
    if not request.param:
        # of both editions the pairs of countries in the small file, in the last years
        place = tmp_path_factory.mktemp("editions")
        pairs = (
            f"select distinct coo, coa from read_csv('{folder / 'unhcr_population_GT2024_silkroutes.csv'}')"
        )
        small = [place / file.name for file in files]
        for file, part in zip(files, small, strict=True):
            duckdb.sql(
                f"copy (from '{file}' where (coo, coa) in ({pairs}) and year > 2020) to '{part}' (format parquet)"
            )
        files = small
    store = Store.open(home, catalogue_url)
    revised = []
    for file in files:
        revised.append(api.revised(store, api.load(store, file, "unhcr_population")))
        api.publish_reported(store, "unhcr_population", reason=f"Edition {file.stem[-6:]}")
    services.register(store)
    store.close()
    for revision in (1, 2):
        moment = datetime(2024, 6 * revision, 1, tzinfo=UTC)
        Release.objects.filter(revision=revision).update(published_at=moment)
    return files, revised[1]


KINDS = {
    "refugees": "REF", "asylum_seekers": "ASY", "returned_refugees": "RET", "idps": "IDP", "returned_idps": "RDP",
    "stateless": "STA", "ooc": "OOC", "oip": "OIP", "hst": "HST",
}  # fmt: skip


@pytest.mark.parametrize(
    "editions",
    [pytest.param(False, id="some"), pytest.param(True, id="all", marks=pytest.mark.full)],
    indirect=True,
)
def test_two_editions_of_real_figures_in_two_times(client, editions, tmp_path):
    """The oracle is a full outer join of the two files, written here."""
    files, revised = editions
    sides = [
        " union all ".join(
            f"select coo_iso || '.' || coa_iso || '.{kind}.' || year as place,"
            f" year || '.' || coo || '.' || coa || '.{name}' as key, {name} as value from '{file}'"
            for name, kind in KINDS.items()
        )
        for file in files
    ]
    both = duckdb.sql(
        f"select coalesce(a.place, b.place), a.key, a.value, b.key, b.value from ({sides[0]}) a"
        f" full join ({sides[1]}) b using (place)"
        " where a.key is null or b.key is null or a.value is distinct from b.value"
    ).fetchall()
    added = {place for place, old, _, _, _ in both if old is None}
    removed = {place for place, _, _, new, _ in both if new is None}
    changed = {place for place, old, _, new, _ in both if old and new}
    assert added
    assert set(revised.cells) == {(old, was, now) for _, old, was, _, now in both if old and was != now}
    # its first codes are a pair of countries without anybody; it opens on one with figures
    assert "/statistics/DF_UNHCR_POPULATION/2/cells/" in body(client, "/statistics/DF_UNHCR_POPULATION/")
    page = "/statistics/DF_UNHCR_POPULATION/2/changes/"
    shown = words(body(client, page))
    assert (
        f"Figures changed {len(changed):,} Figures added {len(added):,} Figures removed {len(removed):,}"
        f" Figures that are the same {revised.same:,}" in shown
    )
    told = {"changed": set(), "added": set(), "removed": set()}
    for row in csv.DictReader(io.StringIO(body(client, page.replace("changes/", "changes.csv")))):
        told[row["CHANGE"]].add(row["CELL_KEY"])
    assert told == {"changed": changed, "added": added, "removed": removed}

    # machines get the old values as of any moment between, and each with the time in which it was what was known
    def answer(**asked: str) -> Any:
        accept = {"Accept": "application/vnd.sdmx.data+csv;version=2.0.0"}
        return client.get(
            f"/sdmx/v2/data/dataflow/SERAI/DF_UNHCR_POPULATION/1.0.0/{key}", asked, headers=accept
        )

    def at(**asked: str) -> list[dict[str, str]]:
        text = b"".join(answer(**asked).streaming_content).decode()
        return list(csv.DictReader(io.StringIO(text)))

    # a removed figure, or else an added one: its year is there in one of the two alone
    one = min(removed or added)
    key = one.rpartition(".")[0]
    year = one.rpartition(".")[2]
    old, new = (dict(_series(file, one)) for file in files)
    assert (year in old, year in new) == (bool(removed), not removed)
    assert known(at(asOf="2024-07-01T00:00:00Z")) == old
    assert known(at(asOf="2024-12-02T00:00:00Z")) == known(at()) == new
    history = at(includeHistory="true")
    assert {row["TIME_PERIOD"]: row["ACTION"] for row in history}[year] == ("D" if removed else "R")
    assert answer(asOf="2024-05-01T00:00:00Z").status_code == 204
    out = tmp_path / "old.csv"
    export_sdmx("DF_UNHCR_POPULATION", "csv", out, as_of=date(2024, 11, 30))
    assert len(out.read_text().splitlines()) - 1 == 9 * pq.read_metadata(files[0]).num_rows


def known(rows: list[dict[str, str]]) -> dict[str, float]:
    """The figures of one series by period."""
    return {row["TIME_PERIOD"]: float(row["OBS_VALUE"]) for row in rows if row["OBS_VALUE"]}


def _series(file: Any, place: str) -> list[tuple[str, float]]:
    origin, asylum, kind, _ = place.split(".")
    name = next(name for name, code in KINDS.items() if code == kind)
    found = duckdb.sql(
        f"select year, {name} from '{file}' where (coo_iso, coa_iso) = ('{origin}', '{asylum}')"
    )
    return [(str(year), float(value)) for year, value in found.fetchall() if value is not None]
