"""What stands on the workbench: files on their way, what was taught, the places of a month, what would be withheld."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.jobs import services as jobs
from serai.commons.partnership.models import BodyRole, Organisation
from serai.commons.partnership.rules import covers
from serai.components.statistics.access import LOAD_SHEETS
from serai.components.statistics.models import Bench, Import, Matching
from serai.components.statistics.tasks import open_store
from serai.components.statistics.workbench import rules
from serai.engine import api
from serai.engine.model.looks import Look
from serai.engine.model.posts import MonthOfPlaces

LATEST = 100


@dataclass(frozen=True)
class Difference:
    """How a file differs from what its matching was made for, by headers."""

    new: tuple[str, ...]
    gone: tuple[str, ...]


def benches(reader: Reader) -> list[Bench]:
    """The files of the reader's organisations and their own, the newest first. One query."""
    return list(own_benches(reader).select_related("matching", "owner", "brought_by").defer("look")[:LATEST])


def bench(reader: Reader, key: UUID) -> Bench:
    """One file on its way. Raises: Http404 when there is none, or it is not the reader's."""
    rows = own_benches(reader)
    found: Bench | None = rows.select_related("matching", "owner", "file").filter(pk=key).first()
    if found is None:
        raise Http404(_("There is no such file on the workbench."))
    return found


def desks(reader: Reader) -> list[rules.Desk]:
    """The organisations in whose names the reader may bring and publish sheets. Two queries."""
    if not LOAD_SHEETS.held_by(reader):
        return []
    rows = Organisation.objects.filter(pk__in=reader.organisations).select_related("state").order_by("name")
    held = BodyRole.objects.filter(role=BodyRole.Role.SECRETARIAT, organisation__in=reader.organisations)
    today = timezone.localdate()
    keeping = {one.organisation_id for one in held if covers(one.since, one.until, today)}
    found = [
        rules.desk_of(
            row.pk, row.name, row.kind, (row.state.iso3 or "") if row.state else "",
            keeps_secretariat=row.pk in keeping,
        )
        for row in rows
    ]  # fmt: skip
    return [desk for desk in found if desk is not None]


def desk(reader: Reader, owner: str | None) -> rules.Desk | None:
    """The desk of that organisation, if the reader works there."""
    return next((one for one in desks(reader) if one.owner == owner), None)


def state_of(row: Bench) -> str:
    """The three letters of the state whose sheet a file is."""
    return rules.state_in(api.read_mapping(row.base).dataset, row.dataset)


def matchings(reader: Reader) -> list[Matching]:
    """What was taught to the house and to the reader's organisations. One query."""
    return list(own_matchings(reader).select_related("owner", "changed_by"))


def matching(reader: Reader, name: str) -> Matching:
    """One matching. Raises: Http404."""
    found: Matching | None = own_matchings(reader).filter(name=name).first()
    if found is None:
        raise Http404(_("There is no such matching."))
    return found


def look(row: Bench) -> Look:
    """What was seen in the file when it was brought."""
    return rules.look_from(row.look)


def differs(row: Bench) -> Difference | None:
    """How the file differs from the nearest file that its matching remembers; None where nothing is remembered."""
    if row.matching is None:
        return None
    fit = rules.best_fit(row.look["shape"], [(row.matching.pk, row.matching.shapes)])
    return Difference(fit.new, fit.gone) if fit else None


def may_teach(reader: Reader, row: Matching) -> bool:
    """Whether the reader may change what was taught: people of the organisation may, of the house nobody."""
    return row.owner_id in reader.organisations


def mapping_text(row: Matching) -> str:
    """The matching as a mapping of the engine, which ``serai stats load`` takes as well."""
    return api.with_words(row.base, name=row.name, title=row.title, words=row.words, dataset=row.dataset)


def receipt(row: Bench) -> Import | None:
    """The receipt of the file, once it is loaded."""
    return Import.objects.filter(import_id=row.import_id).first() if row.import_id else None


def job(row: Bench) -> Any:
    """How far the loading is."""
    return jobs.status(row.job) if row.job and row.state == Bench.State.LOADING else None


def places(row: Bench, first: date | None = None) -> MonthOfPlaces | None:
    """The places of a month of the file beside the month before, worst first."""
    if not row.import_id:
        return None
    with open_store() as store:
        place = place_of(row.base)
        return api.places_beside_month_before(store, row.dataset, place, row.import_id, first)


def place_of(base: str) -> str:
    """The column of places of a kind of sheet."""
    return api.read_mapping(base).place


def figure_of(base: str) -> str:
    """The column of figures of a kind of sheet."""
    return api.read_mapping(base).measures[0]


def kinds() -> list[api.MappingInfo]:
    """The kinds of sheets that can be matched: shipped mappings that read labels wherever they stand."""
    return [info for info in api.mappings() if info.sheets]


def own_benches(reader: Reader) -> QuerySet[Any]:
    """Files of the reader's organisations, and those that they brought for none; nothing without the permission.

    Whoever has left an organisation leaves its files there.
    """
    if not LOAD_SHEETS.held_by(reader):
        return Bench.objects.none()
    return Bench.objects.filter(Q(owner__in=reader.organisations) | Q(owner=None, brought_by=reader.account))


def own_matchings(reader: Reader) -> QuerySet[Any]:
    """Matchings of the reader's organisations and of the house; nothing without the permission."""
    if not LOAD_SHEETS.held_by(reader):
        return Matching.objects.none()
    return Matching.objects.filter(Q(owner__in=reader.organisations) | Q(owner=None))
