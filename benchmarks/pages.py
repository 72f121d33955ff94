"""Pages with figures against an empty page for the same signed-in reader, in the same run.

All stand behind the same middleware in one process and are asked in turn, so that a noisy machine slows
all of them; quote the ratios of medians. Measured are tables of invented figures in three sizes, the page
of figures that others published (those of the shipped partnership, in both languages) and the home page.
Before anything is reported, every figure that belongs on a page is looked up in it. Aim for a page with
figures: at most 10 times the empty page, at most 15 questions to the database, and as many for a large
table as for a small one. "Waited" is what a reader waits for, the database included; "processor" is the
time of this process alone. The room keeps finished pages of releases, which never change; "anew" is the
processor's time for the same page when nothing of the release is kept, not even its cells.

    .venv/bin/python benchmarks/pages.py [--rounds 200]
"""

from __future__ import annotations

import argparse
import csv
import html
import json
import logging
import math
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
import types
from pathlib import Path
from typing import Any

from memory import peak

YEARS = (12, 48, 192)  # rows of the table; the release holds 18 figures for each
KINDS = {"I": "Immigration", "E": "Emigration", "N": "Net migration"}
CITIZENSHIPS = {"QRX": "Invented neighbour A", "QRY": "Invented neighbour B", "_T": "Total"}
SEXES = {"F": "Female", "_T": "Total"}
EMPTY, REPORTED = "empty signed-in page", "DF_REPORTED_FIGURES"
HEADERS = {"Accept-Encoding": "gzip"}  # as browsers ask: squeezing the answer is part of the page


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
    pages = {
        f"table, {years} rows": (f"/statistics/BENCH_{years}/", _publish(home, years)) for years in YEARS
    }
    reported = _publish_reported(home)
    figures = f"reported, {len(reported)} figures"
    pages |= {
        figures: (f"/statistics/{REPORTED}/", reported),
        f"{figures}, Arabic": (f"/ar/statistics/{REPORTED}/", [_arabic(text) for text in reported]),
        "home": ("/", []),
    }
    asked = {name: _asked(client, address, shown) for name, (address, shown) in pages.items()}
    addresses = {EMPTY: "/empty/"} | {name: address for name, (address, _shown) in pages.items()}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in addresses}
    for _ in range(rounds):
        for name, address in addresses.items():
            begun = time.perf_counter(), time.process_time()
            answer = client.get(address, headers=HEADERS)
            taken[name].append((time.perf_counter() - begun[0], time.process_time() - begun[1]))
            assert answer.status_code == 200
    anew = {name: _anew(client, address, rounds // 4 or 1) for name, address in addresses.items()}
    medians = {
        name: (statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs))
        for name, pairs in taken.items()
    }
    return _report(medians, asked, anew)


def _anew(client: Any, address: str, rounds: int) -> float:
    """The median of the processor's seconds for a page of which nothing is kept."""
    from serai.components.statistics.selectors import releases

    times = []
    for _ in range(rounds):
        releases._cache.clear()
        begun = time.process_time()
        client.get(address, headers=HEADERS)
        times.append(time.process_time() - begun)
    return statistics.median(times)


def _asked(client: Any, address: str, figures: list[str]) -> int:
    """How many questions a page asks once it is warm; every figure has to stand in it."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    shown = html.unescape(client.get(address).content.decode())
    absent = [text for text in figures if text not in shown]
    assert not absent, f"{address} lacks {absent[:3]}"
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def _report(medians: dict[str, tuple[float, float]], asked: dict[str, int], anew: dict[str, float]) -> int:
    waited, worked = medians.pop(EMPTY)
    print(f"{EMPTY:34} waited {waited * 1000:7.2f} ms          processor {worked * 1000:7.2f} ms")
    ratios = {name: pair[0] / waited for name, pair in medians.items()}
    for name, pair in medians.items():
        print(
            f"{name:34} waited {pair[0] * 1000:7.2f} ms {ratios[name]:5.1f} x"
            f"  processor {pair[1] * 1000:7.2f} ms {pair[1] / worked:5.1f} x"
            f"  anew {anew[name] / worked:5.1f} x  {asked[name]:2} questions"
        )
    tables = [name for name in medians if name.startswith("table")]
    growth = math.log(ratios[tables[-1]] / ratios[tables[0]]) / math.log(YEARS[-1] / YEARS[0])
    print(f"growth exponent of the tables {growth:.2f}; peak memory {peak():.0f} MB")
    print("aim with figures: at most 10 x, at most 15 questions; the same for every size of table")
    aimed = [name for name in medians if name != "home"]
    slow = any(ratios[name] > 10 or asked[name] > 15 for name in aimed)
    return int(slow or len({asked[name] for name in tables}) > 1)


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


def _publish_reported(home: Path) -> list[str]:
    """Load the shipped partnership and publish its figures; gives each as the page has to show it."""
    from serai.commons.partnership import services as partnership
    from serai.components.statistics import services
    from serai.engine import api
    from serai.project import installation

    folder = Path(__file__).resolve().parent.parent / "partnerships" / "silk_routes"
    partnership.load_partnership(folder, actor="benchmark")
    store = installation.open_store(home)
    receipt = api.load(store, folder / "figures.csv", "headline_figures")
    _shelf.append(api.publish_reported(store, receipt.dataset))
    services.register(_Shelf())
    with (folder / "figures.csv").open(encoding="utf-8", newline="") as lines:
        values = [float(line["value"]) for line in csv.DictReader(lines) if line["value"]]
    return [f"{value:,.3f}".rstrip("0").rstrip(".") for value in values]


def _arabic(figure: str) -> str:
    return figure.translate(
        str.maketrans(
            "0123456789,.", "\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669\u066c\u066b"
        )
    )


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
