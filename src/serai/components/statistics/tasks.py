"""Long work on registers of crossings: who migrated is compiled, quality is measured, definitions are compared."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop
from django_tasks import task
from sqlalchemy import URL

from serai.commons.jobs import services as jobs
from serai.components.statistics import services
from serai.components.statistics.access import START_WORK
from serai.components.statistics.errors import NoCrossings, WorkRefused
from serai.components.statistics.selectors import datasets
from serai.engine import api

TITLES = {
    "quality": gettext_noop("Measure the quality of a register"),
    "compile": gettext_noop("Compile who migrated"),
    "bridge": gettext_noop("Compare two definitions"),
}
"""What may be asked for, and what the work is called."""
WORKING = gettext_noop("reading and judging crossings")
DONE = gettext_noop("Done.")
POSTS = 10
NEEDED = {"person_id", "direction", "citizenship"}


@dataclass(frozen=True)
class Order:
    """What is asked of a dataset of crossings.

    ``until`` is a day or empty; ``other`` is for a bridge alone; quality looks at every policy for ``orphans``.
    """

    kind: str
    dataset: str
    country: str
    definition: str
    other: str = ""
    until: str = ""
    orphans: str = "drop"


def ask_for_work(*, actor: Any, order: Order) -> str:
    """Have a worker do what ``order`` says; the number of the job.

    Raises:  WorkRefused unless ``actor`` may start work, NoCrossings when the dataset is none of crossings.
    """
    if not START_WORK.granted_to(actor):
        raise WorkRefused(str(START_WORK.title))
    with open_store() as store:
        _crossings(store, order.dataset)
    return jobs.enqueue(do_work, asdict(order), owner=actor.pk, title=TITLES[order.kind])


@task(takes_context=True)
def do_work(context: Any, asked: dict[str, str]) -> dict[str, str]:
    """Do what was asked; what is found stands on the page of the dataset. Tells its progress."""
    order, told = Order(**asked), progress_of(context.task_result.id)
    until = date.fromisoformat(order.until) if order.until else None
    limits = api.Limits(memory=settings.STATISTICS_MEMORY)
    with open_store() as store:
        files = _crossings(store, order.dataset)
        if order.kind == "compile":
            api.compile_residence(
                store, order.dataset, by=order.definition, country=order.country,
                observed_until=until, orphans=order.orphans, limits=limits, progress=told,
            )  # fmt: skip
            services.register(store)
        else:
            # beside the store's own work: what a killed job leaves there goes when the store is mended
            with tempfile.TemporaryDirectory(dir=store.home / "staging") as folder:
                work = _measure if order.kind == "quality" else _compare
                found = work(order, files, Path(folder), until, limits, told)
            _keep(order, found)
    return {"said": DONE, "url": reverse("statistics:dataset", args=[order.dataset])}


def _measure(
    order: Order, files: list[Path], out: Path, until: date | None, limits: Any, told: Any
) -> dict[str, Any]:
    """Indicators, net migration by policy and the posts that matter most: counts, and nobody's row."""
    found = api.assess_quality(
        files, out, by=order.definition, country=order.country, observed_until=until,
        limits=limits, progress=told,
    )  # fmt: skip
    posts = pq.read_table(found.files["posts"]).slice(0, POSTS).to_pylist()
    net = pq.read_table(found.files["net_by_policy"]).to_pylist()
    return {"shares": found.shares, "myers": found.myers, "net": net, "posts": posts}


def _compare(
    order: Order, files: list[Path], out: Path, until: date | None, limits: Any, told: Any
) -> dict[str, Any]:
    """The spans of the bridge. Its list of persons goes with the folder."""
    bridge = api.compare_definitions(
        files, out, here=order.definition, there=order.other, country=order.country, observed_until=until,
        orphans=order.orphans, limits=limits, progress=told,
    )  # fmt: skip
    return {"spans": [asdict(span) for span in bridge.spans]}


@contextmanager
def open_store() -> Iterator[api.Store]:
    """The store of this installation, by the role that this process reaches the database with."""
    known = connection.get_connection_params()
    url = URL.create(
        "postgresql+psycopg",
        username=known.get("user"),
        password=known.get("password"),
        database=known["dbname"],
        query={name: str(known[name]) for name in ("host", "port", "sslmode") if known.get(name)},
    )
    store = api.Store.open(Path(settings.HOME), url.render_as_string(hide_password=False))
    try:
        yield store
    finally:
        store.close()


def _crossings(store: api.Store, dataset: str) -> list[Path]:
    """The files of a dataset of crossings. Raises: NoCrossings."""
    files = [Path(file) for file in store.files(dataset)]
    for file in files:
        columns = set(pq.read_schema(file).names)
        if not columns >= NEEDED or not columns & {"crossed_on", "crossed_at"}:
            raise NoCrossings(dataset)
    if not files:
        raise NoCrossings(dataset)
    return files


def progress_of(job: Any) -> Callable[[str, float], None]:
    """Tells whole hundredths, each once: the engine speaks more often than anybody looks."""
    last = -1

    def told(_step: str, fraction: float) -> None:
        nonlocal last
        if (now := int(fraction * 100)) != last:
            last = now
            jobs.progress(job, now, 100, WORKING)

    return told


def _keep(order: Order, found: dict[str, Any]) -> None:
    """Put what was found in the place of what was found before, whole."""
    place = datasets.place(order.dataset, order.kind)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = place.with_suffix(".part")
    part.write_text(
        json.dumps({"order": asdict(order), "at": timezone.now().isoformat(), **found}), encoding="utf-8"
    )
    part.replace(place)
