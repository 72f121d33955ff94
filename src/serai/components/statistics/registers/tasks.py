"""Long work on registers of people as jobs. Their rows hold names of registers, never anything of a person."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop
from django_tasks import task

from serai.commons.access.readers import Reader
from serai.commons.directory.selectors.who import reader_of
from serai.commons.jobs import services as jobs
from serai.commons.vaults.keys import Scope
from serai.components.statistics.access import START_WORK
from serai.components.statistics.errors import WorkRefused
from serai.components.statistics.registers import selectors, services
from serai.components.statistics.tasks import DONE, progress_of

TITLES = {"link": gettext_noop("Find who is one person"), "compile": gettext_noop("Compile who migrated")}


@dataclass(frozen=True)
class Order:
    """What is asked of registers of one scope; definition, orphans and permits are for compiling alone.

    ``discard`` is for linking alone: what was compiled by person before may go.
    """

    kind: str
    country: str
    organisation: str
    registers: list[str]
    definition: str = "12/16"
    orphans: str = "drop"
    permits: str = ""
    discard: bool = False

    @property
    def scope(self) -> Scope:
        return Scope(self.country, self.organisation)


def ask_for_work(*, actor: Any, order: Order) -> str:
    """Have a worker do what ``order`` says; the number of the job.

    Raises:  WorkRefused unless ``actor`` may start work, and works for the organisation.
    """
    if not START_WORK.granted_to(actor) or order.organisation not in reader_of(actor).organisations:
        raise WorkRefused(str(START_WORK.title))
    return jobs.enqueue(do_work, asdict(order), actor.pk, owner=actor.pk, title=TITLES[order.kind])


@task(takes_context=True)
def do_work(context: Any, asked: dict[str, Any], owner: int) -> dict[str, str]:
    """Do what was asked, as far as the roles of whoever asked reach now. Tells its progress."""
    order, told = Order(**asked), progress_of(context.task_result.id)
    reader = reader_of(get_user_model().objects.get(pk=owner))
    if order.kind == "link":
        services.link(order.registers, scope=order.scope, discard=order.discard, reader=reader, progress=told)
    else:
        _compile(order, reader, told)
    return {"said": DONE, "url": reverse("statistics:registers")}


def _compile(order: Order, reader: Reader, told: Any) -> None:
    """Compile, and keep what the page shows: sums of a year, counts of nobody."""
    register = order.registers[0]
    with tempfile.TemporaryDirectory(prefix="serai-flows-") as out:
        made = services.compile_register(
            register, Path(out), scope=order.scope, definition=order.definition, orphans=order.orphans,
            permits=order.permits, reader=reader, progress=told,
        )  # fmt: skip
        flows = pq.read_table(made.files["flows"]).to_pylist()
    years: dict[tuple[int, str], list[int]] = {}
    for row in flows:
        sums = years.setdefault((row["month"].year, row["kind"]), [0, 0, 0])
        for at, name in enumerate(("low", "published", "high")):
            sums[at] += row[name]
    rows = [[year, kind, *sums] for (year, kind), sums in sorted(years.items())]
    place = selectors.place_of_sums(order.scope, register)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = place.with_suffix(".part")
    part.write_text(json.dumps({"at": timezone.now().isoformat(), "rows": rows}), encoding="utf-8")
    part.replace(place)
