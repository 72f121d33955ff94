"""Long work of the workbench as jobs: a file is loaded, a table is published. Their arguments are keys."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext_noop
from django_tasks import task

from serai.commons.directory.selectors.who import reader_of
from serai.components.statistics import services as room
from serai.components.statistics.models import Bench
from serai.components.statistics.tasks import DONE, open_store, progress_of
from serai.components.statistics.workbench import publishing, services
from serai.engine import api
from serai.kernel.errors import SeraiError

LOADING = gettext_noop("Load a file of figures")
PUBLISHING = gettext_noop("Publish a table of border crossings")
FAILED = gettext_noop("The file could not be loaded.")


@task(takes_context=True)
def load_sheet(context: Any, key: str, owner: int) -> dict[str, str]:
    """Load the file of a bench by its matching. What is wrong with the file stands on its page."""
    told = progress_of(context.task_result.id)
    row = Bench.objects.select_related("matching").get(pk=key)
    said = {"said": DONE, "url": reverse("statistics:bench", args=[key])}
    reader = reader_of(get_user_model().objects.get(pk=owner))
    try:
        with services.on_disk(row, reader) as (file, mapping), open_store() as store:
            receipt = api.load(
                store, file, mapping, limits=api.Limits(memory=settings.STATISTICS_MEMORY), progress=told
            )
            room.register(store)
    except SeraiError as error:
        _note(row, state=Bench.State.FAILED, trouble=str(error)[:2000])
        return said | {"said": FAILED}
    except BaseException:
        _note(row, state=Bench.State.FAILED)
        raise
    _note(row, state=Bench.State.LOADED, import_id=receipt.import_id, dataset=receipt.dataset)
    return said


@task(takes_context=True)
def publish_sheets(context: Any, key: str, asked: dict[str, Any]) -> dict[str, str]:
    """Publish the dataset that a file went into, as it was asked; leads to the release."""
    told = progress_of(context.task_result.id)
    row = Bench.objects.get(pk=key)
    told("protect", 0.1)
    table = publishing.table_of(row, asked["threshold"], asked["audience"])
    publishing.require_source(row, table)  # somebody else may have published it while this waited
    with open_store() as store:
        release = api.publish_sheets(store, table, reason=asked["reason"])
        room.register(store)
    _note(row, dataflow=release.dataflow, revision=release.revision)
    return {"said": DONE, "url": reverse("statistics:revision", args=[release.dataflow, release.revision])}


def _note(row: Bench, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
