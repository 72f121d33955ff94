"""Verbs of the workbench: bring a file, say what its labels mean, have it loaded."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from serai.commons.directory.selectors.who import reader_of
from serai.commons.files import checking
from serai.commons.files import selectors as files
from serai.commons.files import services as keeping
from serai.commons.files.errors import FileRefused
from serai.commons.files.names import safe_name
from serai.commons.jobs import services as jobs
from serai.commons.partnership.models.audience import Audience
from serai.components.statistics.access import LOAD_SHEETS
from serai.components.statistics.errors import AboutPeople, SheetRefused
from serai.components.statistics.models import Bench, Matching
from serai.components.statistics.workbench import rules, selectors
from serai.engine import api
from serai.kernel.ids import is_name
from serai.web import wording

COMMONEST = "crossings_monthly"
TOLD = 6


def bring(
    *, actor: Any, file: UploadedFile[Any], owner: str, country: str = "", base: str = "", layout: str = ""
) -> Bench:
    """Take a file in, look at it, and load it at once where a matching fits it and nothing is left to ask.

    ``owner`` is the organisation whose figures these are. An authority brings sheets of its own state; whoever keeps
    the secretariat names the ``country`` with each file. Nobody else brings any. ``base`` is the kind of sheet; left
    out, that of the matching that comes nearest. ``layout`` says whether each row is one record ("columns") or figures
    stand under headers of many kinds ("grid"). Rows about people are noticed before anything is kept.
    Raises:  SheetRefused, AboutPeople, FileRefused, FileUnreadable.
    """
    reader = _may(actor)
    desk = _desk(reader, owner)
    state = desk.state or country
    if len(state) != 3 or (country and country != state):
        raise SheetRefused(
            _("These are the borders of another state") if desk.state else _("The state is not named"),
            where=country or desk.name,
            advice=_("Bring sheets of your own state only.")
            if desk.state
            else _("Name it by its three letters."),
        )
    name = safe_name(file.name or "")
    with tempfile.TemporaryDirectory(prefix="serai-bench-") as folder:
        path = _received(file, Path(folder) / name)

        def goes_to(kind: str) -> str:
            return rules.dataset_of(api.read_mapping(kind).dataset, state, "" if desk.state else owner)

        known = [
            m for m in selectors.matchings(reader) if (m.owner_id, m.dataset) == (owner, goes_to(m.base))
        ]
        chosen, look, fit = _recognised(path, known, base, layout)
        if look.personal:
            raise AboutPeople(
                _("The rows seem to be about single people: %(why)s")
                % {"why": ", ".join(look.personal[:TOLD])},
                where=name,
                advice=_("The file was not kept. Take it into a vault, under “Registers of people”."),
            )
        if not look.labels:
            raise SheetRefused(
                _("No table of labels and figures was found in it"),
                where=name,
                advice=_("A table has a row of headers, such as arrivals and departures, over its figures."),
            )
        matching = next((m for m in known if fit is not None and m.pk == fit.matching), None)
        unknown = _asked(path, matching) if matching is not None else [one.text for one in look.unknown]
        with path.open("rb") as stream, transaction.atomic():
            kept = keeping.keep(
                actor=actor.pk, stream=stream, name=name, owner=owner, note=str(_("Workbench")),
                audience=Audience.OWNER,
            )  # fmt: skip
            row = Bench.objects.create(
                name=name, file_id=kept.key, owner_id=owner, brought_by=actor, base=chosen,
                dataset=goes_to(chosen), look=asdict(look), matching=matching, asked=unknown,
                matched_alone=bool(matching and fit and fit.whole and not unknown),
            )  # fmt: skip
            if row.matched_alone:
                _load(row, actor)
    return row


def say(*, actor: Any, key: UUID, title: str, words: Mapping[str, Any]) -> Bench:
    """Remember what the labels of a file mean, and load it by that.

    ``words`` are of the labels that were asked about; None forgets a label, and figures under it will be refused.
    Raises:  SheetRefused when the file is loaded already, MappingInvalid.
    """
    reader = _may(actor)
    with transaction.atomic():
        row = Bench.objects.select_for_update(of=("self",)).get(pk=selectors.bench(reader, key).pk)
        if row.state not in (Bench.State.ASKED, Bench.State.FAILED):
            raise SheetRefused(_("The file is loaded already"), where=row.name)
        _desk(reader, row.owner_id)
        row.matching = _remembered(row, actor, title, words)
        row.asked = [label for label in row.asked if label not in row.matching.words]
        if row.look.get("listed") and (more := _codes_left(row, reader, words)):
            row.asked = more  # which codes a column has is known only now that its field is
            row.save()
        else:
            _load(row, actor)
    return row


def _codes_left(row: Bench, reader: Any, said: Mapping[str, Any]) -> list[str]:
    """Codes of columns that were not asked about yet, because nobody knew of which field they are."""
    with on_disk(row, reader) as (file, mapping):
        look = api.look_at(file, mapping)
    row.look = asdict(look)
    return [label.text for label in look.unknown if label.text not in said]


def rename(*, actor: Any, name: str, title: str, words: Mapping[str, Any]) -> Matching:
    """Change what was taught: ``words`` take the place of what stood there; None takes a label out.

    Raises:  MappingInvalid; Http404.
    """
    reader = _may(actor)
    with transaction.atomic():
        row = Matching.objects.select_for_update().get(pk=selectors.matching(reader, name).pk)
        if not selectors.may_teach(reader, row):
            raise SheetRefused(
                _("It belongs to no organisation of yours"),
                where=row.title,
                advice=_("Bring a file and say it anew; it is remembered for your organisation."),
            )
        _teach(row, actor, title, words, ())
    return row


def put_away(*, actor: Any, key: UUID) -> None:
    """Take a file that was not loaded off the workbench, with its bytes. Raises: SheetRefused, Http404."""
    reader = _may(actor)
    row = selectors.bench(reader, key)
    if row.state in (Bench.State.LOADING, Bench.State.LOADED):
        raise SheetRefused(_("The file is loaded: its receipt stays"), where=row.name)
    kept = row.file
    row.delete()
    if kept is not None:
        content = kept.content_id
        kept.audience_organisations.clear()
        kept.delete()
        transaction.on_commit(lambda: keeping.drop_unused(content))


@contextmanager
def on_disk(row: Bench, reader: Any) -> Iterator[tuple[Path, Path]]:
    """The file under its own name and the mapping of its matching, for as long as they are needed.

    Raises:  UnknownFile when the bytes are gone.
    """
    assert row.matching is not None
    with tempfile.TemporaryDirectory(prefix="serai-bench-") as folder:
        path, mapping = Path(folder) / row.name, Path(folder) / "mapping" / f"{row.matching.name}.yaml"
        mapping.parent.mkdir()
        _told, stream = files.open_file(reader, row.file_id)
        with stream, path.open("wb") as copy:
            while piece := stream.read(1 << 20):
                copy.write(piece)
        mapping.write_text(selectors.mapping_text(row.matching), encoding="utf-8")
        yield path, mapping


def _may(actor: Any) -> Any:
    if not LOAD_SHEETS.granted_to(actor):
        raise SheetRefused(str(LOAD_SHEETS.title))
    return reader_of(actor)


def _desk(reader: Any, owner: str | None) -> rules.Desk:
    """Raises: SheetRefused for a file of no organisation, and for whoever does not work for it."""
    found = selectors.desk(reader, owner)
    if found is None:
        raise SheetRefused(
            _("Sheets are brought by people of an authority of a state, or of the secretariat"),
            where=owner or "",
            advice=_("An administrator enters where you work, under “People”."),
        )
    return found


def _received(file: UploadedFile[Any], path: Path) -> Path:
    """The file on the disk, told by its content and not too large. Raises: FileRefused."""
    if (file.size or 0) > int(settings.FILE_LIMIT):
        raise FileRefused(
            _("The file is larger than %(limit)s MB")
            % {"limit": wording.number(int(settings.FILE_LIMIT) // 1024 // 1024)},
            where=path.name,
            advice=_("Make it smaller, or split it."),
        )
    with path.open("wb") as copy:
        for piece in file.chunks():
            copy.write(piece)
    checking.check(path, path.name, path.parent / "clean")
    file.seek(0)
    return path


def _recognised(
    path: Path, known: list[Matching], base: str, layout: str
) -> tuple[str, api.Look, rules.Fit | None]:
    """The kind of sheet, what is seen in it, and the matching that comes nearest."""
    bases = [base] if base else list(dict.fromkeys([*(m.base for m in known), COMMONEST]))
    tried = []
    for one in bases:
        look = api.look_at(path, one, layout)
        fit = rules.best_fit(look.shape, [(m.pk, m.shapes) for m in known if m.base == one])
        tried.append((one, look, fit))
    # where nothing is remembered, the kind under which most labels are known
    return max(tried, key=lambda t: (t[2].likeness if t[2] else 0.0, -len(t[1].unknown)))


def _asked(path: Path, matching: Matching) -> list[str]:
    """The labels that the matching does not know either."""
    mapping = path.parent / "matching.yaml"
    mapping.write_text(selectors.mapping_text(matching), encoding="utf-8")
    return [label.text for label in api.look_at(path, mapping).unknown]


def _remembered(row: Bench, actor: Any, title: str, words: Mapping[str, Any]) -> Matching:
    matching = row.matching
    if matching is None:
        name = _free_name(title, row.base)
        matching = Matching(name=name, base=row.base, dataset=row.dataset, owner=row.owner, version=0)
    _teach(matching, actor, title, words, row.look["shape"])
    return matching


def _teach(
    row: Matching, actor: Any, title: str, words: Mapping[str, Any], shape: list[str] | tuple[str, ...]
) -> None:
    """A version more, where anything changed."""
    said = {label: word for label, word in {**row.words, **words}.items() if word is not None}
    shapes = [*row.shapes, list(shape)] if shape and list(shape) not in row.shapes else row.shapes
    if (said, shapes, title) == (row.words, row.shapes, row.title) and row.pk:
        return
    if any(rules.kind_of(label, said)[0] == rules.FIELD for label in said):
        _require_fields(row.base, said)
    row.words, row.shapes, row.title = said, shapes, title
    row.version, row.changed_by = row.version + 1, actor
    selectors.mapping_text(row)  # refused before it is kept
    row.save()


def _require_fields(base: str, said: Mapping[str, Any]) -> None:
    """Raises: SheetRefused where a column is missing without which every row would be refused."""
    figure, place = selectors.figure_of(base), selectors.place_of(base)
    if missing := rules.lacking(said, [place, "month", figure]):
        names = {place: _("Place"), "month": _("Month"), figure: _("Persons")}
        raise SheetRefused(
            _("No column is matched to: %(fields)s") % {"fields": ", ".join(names[one] for one in missing)},
            advice=_("Say under which header it stands."),
        )


def _free_name(title: str, base: str) -> str:
    plain = slugify(title).replace("-", "_")[:50]
    stem = plain if is_name(plain) else f"{base}_own"
    taken = set(Matching.objects.filter(name__startswith=stem).values_list("name", flat=True))
    names = (stem, *(f"{stem}_{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _load(row: Bench, actor: Any) -> None:
    from serai.components.statistics.workbench import tasks

    row.state, row.trouble = Bench.State.LOADING, ""
    row.job = jobs.enqueue(tasks.load_sheet, str(row.pk), actor.pk, owner=actor.pk, title=tasks.LOADING)
    row.save()
