"""Long work on registers of people as jobs. Their rows hold names of registers, never anything of a person."""

from __future__ import annotations

import json
import tempfile
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow.parquet as pq
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop
from django_tasks import task

from serai.commons.access.readers import Reader
from serai.commons.directory.selectors.who import reader_of
from serai.commons.jobs import services as jobs
from serai.commons.jobs.errors import JobCancelled
from serai.commons.vaults.keys import Scope
from serai.components.statistics.access import START_WORK
from serai.components.statistics.errors import TakingFailed, WorkRefused
from serai.components.statistics.registers import matchings, pointing, selectors, services, taking, waiting
from serai.components.statistics.tasks import DONE, progress_of
from serai.kernel.errors import SeraiError

TAKING = gettext_noop("Take a file into a register of people")
NOT_TAKEN = gettext_noop("The file could not be taken.")
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


@task(takes_context=True)
def take_file(context: Any, country: str, organisation: str, key: str, owner: int) -> dict[str, str]:
    """Take a waiting file into its register by its matching. What is wrong with it stands on its page, in the vault.

    Raises:  TakingFailed in place of a fault of the program, whose words may quote the file: the queue keeps them.
    """
    told = progress_of(context.task_result.id)
    reader = reader_of(get_user_model().objects.get(pk=owner))
    row = waiting.of(Scope(country, organisation), UUID(key))
    page = {"said": DONE, "url": reverse("statistics:register_file", args=[row.key])}
    try:
        matching = matchings.one(reader, row.matching)
        with pointing.at_hand(row) as (file, room):
            mapping = room / "mapping" / f"{matching.name}.yaml"
            mapping.parent.mkdir()
            mapping.write_text(matchings.mapping_text(matching), encoding="utf-8")
            taking.take(
                file,
                mapping=str(mapping),
                register=row.register,
                scope=row.scope,
                reader=reader,
                progress=told,
            )
    except JobCancelled:
        waiting.note(row, state=waiting.FAILED, trouble="")
        raise
    except SeraiError as error:
        waiting.note(row, state=waiting.FAILED, trouble=str(error)[:2000])
        return page | {"said": NOT_TAKEN}
    except Exception as error:  # noqa: BLE001  its words may quote a cell
        waiting.note(row, state=waiting.FAILED, trouble="")
        place = traceback.extract_tb(error.__traceback__)[-1]
        raise TakingFailed(f"{type(error).__name__} in {Path(place.filename).name}:{place.lineno}") from None
    waiting.drop(row.scope, row.key)
    return page | {"url": reverse("statistics:register_taken", args=[country, organisation, row.register])}
