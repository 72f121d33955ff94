"""A page with a table of figures against an empty page for the same signed-in reader, in the same run.

Both stand behind the same middleware in one process and are asked alternately, so that a noisy machine
slows both; quote the ratio of medians. Before anything is reported, every figure of the release that
belongs on the page is looked up in it. Aim: at most 10 times the empty page, at most 15 questions to the
database, and as many for a large release as for a small one.

    .venv/bin/python benchmarks/pages.py [--rounds 200]
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import os
import random
import resource
import shutil
import statistics
import sys
import tempfile
import time
import types
from pathlib import Path
from typing import Any

YEARS = (12, 48, 192)  # rows of the table; the release holds 18 figures for each
KINDS = {"I": "Immigration", "E": "Emigration", "N": "Net migration"}
CITIZENSHIPS = {"QRX": "Invented neighbour A", "QRY": "Invented neighbour B", "_T": "Total"}
SEXES = {"F": "Female", "_T": "Total"}


def main() -> int:
    """Build, check, measure, print; ends with 1 when a page is slower or asks more than the aim."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=200)
    rounds = options.parse_args().rounds
    home = Path(tempfile.mkdtemp(prefix="serai-pages-"))
    try:
        return _measure(home, rounds)
    finally:
        from serai.project import postgres

        postgres.release(home)
        shutil.rmtree(home, ignore_errors=True)


def _measure(home: Path, rounds: int) -> int:
    client = _house(home)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    figures = {years: _publish(home, years) for years in YEARS}
    pages = {years: f"/statistics/BENCH_{years}/" for years in YEARS}
    for years, page in pages.items():
        shown = client.get(page).content.decode()
        absent = [text for text in figures[years] if text not in shown]
        assert not absent, f"{page} lacks {absent[:3]}"
    asked = {}
    for years, page in pages.items():
        with CaptureQueriesContext(connection) as captured:
            client.get(page)
        asked[years] = len(captured)
    taken: dict[str, list[float]] = {address: [] for address in ("/empty/", *pages.values())}
    for _ in range(rounds):
        for address, times in taken.items():
            begun = time.perf_counter()
            answer = client.get(address)
            times.append(time.perf_counter() - begun)
            assert answer.status_code == 200
    return _report({address: statistics.median(times) for address, times in taken.items()}, asked)


def _report(medians: dict[str, float], asked: dict[int, int]) -> int:
    empty = medians.pop("/empty/")
    print(f"empty signed-in page   {empty * 1000:7.2f} ms")
    ratios = {}
    for years, seconds in zip(YEARS, medians.values(), strict=True):
        ratios[years] = seconds / empty
        print(
            f"table of {years:4} rows     {seconds * 1000:7.2f} ms   {ratios[years]:5.1f} x empty"
            f"   {asked[years]} questions to the database"
        )
    small, large = YEARS[0], YEARS[-1]
    growth = math.log(ratios[large] / ratios[small]) / math.log(large / small)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"growth exponent {growth:.2f}; peak memory {peak:.0f} MB")
    print(f"aim: at most 10 x empty for {small} rows, at most 15 questions, the same for every size")
    return int(ratios[small] > 10 or max(asked.values()) > 15 or len(set(asked.values())) > 1)


def _house(home: Path) -> Any:
    """An empty installation with one statistician signed in, and one page more: an empty one."""
    os.environ["SERAI_HOME"] = str(home)
    os.environ.pop("DATABASE_URL", None)
    from serai.project import postgres

    os.environ["DATABASE_URL"] = postgres.ensure(home).django
    os.environ["DJANGO_SETTINGS_MODULE"] = "serai.project.settings"
    import django
    from django.conf import settings

    django.setup()
    logging.disable(logging.CRITICAL)
    from django.core.management import call_command
    from django.http import HttpResponse
    from django.test import Client
    from django.urls import path

    from serai.commons.access import signed_in
    from serai.project import urls
    from serai.testing.people import make_person

    @signed_in
    def empty(request: Any) -> HttpResponse:
        return HttpResponse(f"<!doctype html><title>{request.user}</title>")

    call_command("migrate", verbosity=0)
    addresses = types.ModuleType("benchmark_urls")
    addresses.urlpatterns = [path("empty/", empty, name="empty"), *urls.urlpatterns]  # type: ignore[attr-defined]
    sys.modules["benchmark_urls"] = addresses
    settings.ROOT_URLCONF = "benchmark_urls"
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(make_person("statistician"))
    return client


def _publish(home: Path, years: int) -> list[str]:
    """Register a release of that many years; gives the figures that its page has to show."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from serai.components.statistics import services
    from serai.engine.model.dataset import ReleaseInfo

    source = random.Random(years)
    rows = [
        {
            "FREQ": "A", "REF_AREA": "QRV", "KIND": kind, "SEX": sex, "CITIZENSHIP": citizenship,
            "TIME_PERIOD": str(1800 + year), "OBS_VALUE": float(source.randint(5, 90_000)),
            "OBS_STATUS": "A", "CONF_STATUS": "F",
            "CELL_KEY": f"A.QRV.{kind}.{sex}.{citizenship}.{1800 + year}",
        }
        for kind in KINDS for sex in SEXES for citizenship in CITIZENSHIPS for year in range(years)
    ]  # fmt: skip
    dataflow = f"BENCH_{years}"
    folder = home / "releases" / dataflow / "1"
    folder.mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist(rows), folder / "cells.parquet")
    passport = _passport(dataflow, len(rows))
    (folder / "passport.json").write_text(json.dumps(passport))
    info = ReleaseInfo(dataflow, 1, dataflow, folder, passport, 1, str(passport["published_at"]))
    _shelf.append(info)
    services.register(_Shelf())
    totals = [row for row in rows if row["SEX"] == "_T" and row["CITIZENSHIP"] == "_T"]
    return [f"{row['OBS_VALUE']:,.0f}" for row in totals]


def _passport(dataflow: str, cells: int) -> dict[str, Any]:
    lists = {"FREQ": {"A": "Annual"}, "REF_AREA": {"QRV": "Karvania (invented state)"}, "KIND": KINDS,
             "SEX": SEXES, "CITIZENSHIP": CITIZENSHIPS}  # fmt: skip
    return {
        "dataflow": dataflow, "revision": 1, "key": dataflow, "title": {"en": f"Synthetic table {dataflow}"},
        "synthetic": True, "published_at": "2026-11-22T08:00:00+00:00", "inputs": [], "definition": None,
        "rules": [], "protection": {"threshold": 5}, "cells_published": cells, "cells_suppressed": 0,
        "sources": ["Numbers drawn at random"], "unit": "persons",
        "dimensions": [
            {"id": name, "title": {"en": name}, "codes": {code: {"en": text} for code, text in codes.items()}}
            for name, codes in lists.items()
        ],
    }  # fmt: skip


_shelf: list[Any] = []


class _Shelf:
    """What the room sees of the store."""

    def receipts(self, dataset: str | None = None) -> list[Any]:
        return []

    def releases(self, dataflow: str | None = None) -> list[Any]:
        return _shelf


if __name__ == "__main__":
    raise SystemExit(main())
