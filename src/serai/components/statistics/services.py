"""Verbs of the room: bring the index of imports and releases into line with the engine's store."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from serai.commons.partnership.models import Body, Organisation
from serai.commons.partnership.models.audience import Audience
from serai.components.statistics.models import Import, Release
from serai.engine.model.dataset import ReleaseInfo
from serai.engine.model.receipt import Receipt
from serai.kernel.ids import file_sha256


class Shelf(Protocol):
    """What ``register`` asks of the engine's store."""

    def receipts(self, dataset: str | None = None) -> list[Receipt]: ...

    def releases(self, dataflow: str | None = None) -> list[ReleaseInfo]: ...


@dataclass(frozen=True)
class Registered:
    """How many rows the index gained and lost."""

    imports_added: int
    imports_removed: int
    releases_added: int
    releases_removed: int


def register(store: Shelf) -> Registered:
    """Make the index say what ``store`` says; running it again changes nothing.

    A release can be seen from the moment this commits. Imports and releases that the store no longer
    knows disappear from the index.
    """
    receipts = {receipt.import_id: receipt for receipt in store.receipts()}
    releases = {info.key: info for info in store.releases()}
    with transaction.atomic():
        known = set(Import.objects.values_list("import_id", flat=True))
        gone = Import.objects.exclude(import_id__in=receipts).delete()[0]
        new = [_import(receipt) for key, receipt in receipts.items() if key not in known]
        Import.objects.bulk_create(new, ignore_conflicts=True)
        shelved = dict(Release.objects.values_list("key", "folder"))
        lost = Release.objects.exclude(key__in=releases).delete()[0]
        fresh = [_release(info) for key, info in releases.items() if key not in shelved]
        Release.objects.bulk_create(fresh, ignore_conflicts=True)
        for key, info in releases.items():
            if key in shelved and shelved[key] != _folder(info.folder):
                Release.objects.filter(key=key).update(folder=_folder(info.folder))
        _show(releases.values())
    return Registered(len(new), gone, len(fresh), lost)


def _show(releases: Iterable[ReleaseInfo]) -> None:
    """Releases are shown to whom their passports say, whatever stood in the index before.

    A passport that names what the partnership does not know is shown to nobody beyond those it does know.
    """
    wanted = {info.key: info.passport["audience"] for info in releases if info.passport.get("audience")}
    known = set(Organisation.objects.values_list("pk", flat=True))
    bodies = set(Body.objects.values_list("pk", flat=True))
    for row in Release.objects.filter(key__in=wanted):
        said = wanted[row.key]
        audience, body, owner = said["audience"], said.get("body"), said.get("owner")
        if (audience == Audience.BODY and body not in bodies) or (
            audience == Audience.OWNER and owner not in known
        ):
            audience = Audience.ORGANISATIONS
        row.audience = audience
        row.audience_body_id = body if audience == Audience.BODY else None
        row.owner_id = owner if owner in known else None
        row.save(update_fields=["audience", "audience_body", "owner"])
        named = said.get("organisations", ()) if audience == Audience.ORGANISATIONS else ()
        row.audience_organisations.set(Organisation.objects.filter(pk__in=named))


def _import(receipt: Receipt) -> Import:
    return Import(
        import_id=receipt.import_id,
        dataset=receipt.dataset,
        mapping=receipt.mapping,
        file_name=receipt.file_name,
        file_sha256=receipt.file_sha256,
        size=receipt.bytes,
        rows_in=receipt.rows_in,
        accepted=receipt.accepted,
        duplicates=receipt.duplicates,
        refused=sum(receipt.rejected.values()),
        rejected=receipt.rejected,
        sums=receipt.sums,
        missing=receipt.missing,
        notes=receipt.notes,
        places=receipt.places,
        synthetic=receipt.synthetic,
        loaded_at=_moment(receipt.loaded_at),
    )


def _release(info: ReleaseInfo) -> Release:
    return Release(
        dataflow=info.dataflow,
        revision=info.revision,
        key=info.key,
        folder=_folder(info.folder),
        passport_json=json.dumps(info.passport, ensure_ascii=False),
        files=[_file(path) for path in sorted(info.folder.iterdir()) if _is_download(path, info.dataflow)],
        reason=str(info.passport.get("reason") or ""),
        snapshot_id=info.snapshot_id,
        published_at=_moment(info.published_at),
        synthetic=bool(info.passport["synthetic"]),
    )


def _is_download(path: Path, dataflow: str) -> bool:
    return path.is_file() and (path.name == "passport.json" or path.name.startswith(f"{dataflow}."))


def _file(path: Path) -> dict[str, Any]:
    return {"name": path.name, "size": path.stat().st_size, "sha256": file_sha256(path)}


def _folder(folder: Path) -> str:
    """Relative to the data folder where it lies inside it, so that a restored copy may stand elsewhere."""
    home = Path(settings.HOME)
    return str(folder.relative_to(home) if folder.is_relative_to(home) else folder)


def _moment(text: str) -> datetime:
    moment = parse_datetime(text)
    if moment is None:
        raise ValueError(f"not a moment: {text!r}")
    return (
        moment if timezone.is_aware(moment) else timezone.make_aware(moment, timezone.get_default_timezone())
    )
