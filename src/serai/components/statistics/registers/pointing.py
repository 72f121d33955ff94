"""Verbs on a file of people in the browser: bring it, point its columns at concepts, have it taken.

Between the browser and the vault its bytes are in memory alone (``receiving``, ``workrooms.for_file``); while it
waits, it is encrypted (``waiting``). What is remembered is a ``RegisterMatching``: headers, concepts, words of codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.directory.selectors.who import reader_of
from serai.commons.files import checking
from serai.commons.files.errors import FileRefused
from serai.commons.files.names import safe_name
from serai.commons.jobs import services as jobs
from serai.commons.vaults.keys import Scope
from serai.components.statistics.access import START_WORK
from serai.components.statistics.errors import RegisterRefused, WorkRefused
from serai.components.statistics.models import RegisterMatching
from serai.components.statistics.registers import folders, matchings, questions, waiting, workrooms
from serai.components.statistics.registers.scopes import own_scopes
from serai.components.statistics.registers.waiting import CODES, COLUMNS, TAKING, Waiting
from serai.engine import api
from serai.kernel.errors import SeraiError


def bring(
    *, actor: Any, file: UploadedFile[Any], scope: Scope, base: str = "", register: str = ""
) -> Waiting:
    """Take a file into the vault's waiting room and look at it; taken at once where a matching fits it and nothing is
    left to ask.

    ``base`` is the kind of register, ``register`` its name; left out, those of the matching that comes nearest.
    Raises:  WorkRefused, RegisterRefused, FileRefused, FileUnreadable, NoMemoryDisk, VaultLocked, KeyGone.
    """
    reader = _may(actor, scope)
    if (file.size or 0) > int(settings.FILE_LIMIT):
        raise FileRefused(
            _("The file is larger than %(limit)s MB") % {"limit": int(settings.FILE_LIMIT) // 1024 // 1024},
            advice=_("Make it smaller, or split it."),
        )
    content = b"".join(file.chunks())
    name = safe_name(file.name or "")
    folders.tell(scope, "look at a file of people", reader=reader)
    known = [one for one in matchings.of(reader) if one.owner_id == scope.organisation]
    with workrooms.for_file(len(content)) as room, _quiet(name):
        path = room / name
        path.write_bytes(content)
        checking.scan(path)
        headers = api.register_headers(
            path, work=room, known=[h for one in known for h in matchings.headers(one)]
        )
        fit = matchings.nearest(headers, known, base, register)
        kind = base or (fit.row.base if fit else "")
        if not kind:
            raise RegisterRefused(
                _("No file like it was taken before"), advice=_("Say which kind of register it is.")
            )
        goes_to = register or (fit.row.register if fit else kind.removeprefix("register_"))
        _fits_register(scope, goes_to, kind)
        words = fit.row.words if fit else {}
        look = api.look_at_register(path, kind, words, work=room, known=headers, limits=_limits())
    whole = fit is not None and fit.whole
    if whole:
        questions.require_whole(kind, look)
    alone = whole and not questions.columns(look) and not questions.asked(look)
    said = {"name": name, "register": goes_to, "base": kind, "look": asdict(look), "words": words}
    if fit:
        said |= {"matching": fit.row.name, "new": fit.new, "gone": fit.gone}
    state = CODES if whole and not questions.columns(look) else COLUMNS
    row = waiting.keep(scope, content, **said, state=state, alone=alone)
    return _take(row, actor) if alone else row


def say(*, actor: Any, key: UUID, title: str, step: str, words: Mapping[str, Any]) -> Waiting:
    """Say what columns hold (``step`` COLUMNS), or what codes and days mean (CODES).

    ``words`` are of what was asked; None says that somebody is not sure. When nothing is left to ask, all of it is
    remembered and the file is taken; nothing is remembered before.
    Raises:  RegisterRefused, FileUnreadable, MappingInvalid, NoMemoryDisk, VaultLocked, KeyGone, Http404.
    """
    row = _open(actor, key)
    said = questions.merged(row.words, words)
    if step == COLUMNS:
        questions.require(row.base, row.look.headers, said)
        look = _looked(row, actor, said)
        questions.require_whole(row.base, look)
        row = waiting.note(row, words=said, look=asdict(look), state=CODES)
        if questions.asked(look):
            return row
    with transaction.atomic():
        known = matchings.own(reader_of(actor)).select_for_update().filter(name=row.matching).first()
        matching = matchings.remember(
            known, actor=actor, title=title, words=said, shape=row.look.headers,
            base=row.base, register=row.register, owner_id=row.scope.organisation,
        )  # fmt: skip
        return _take(waiting.note(row, words=said, matching=matching.name), actor)


def put_away(*, actor: Any, key: UUID) -> None:
    """Take a file away that was not taken, with its bytes and their key. Raises RegisterRefused, Http404."""
    row = _open(actor, key)
    folders.tell(row.scope, "put a file of people away", reader=reader_of(actor))
    waiting.drop(row.scope, row.key)


def rename(*, actor: Any, name: str, title: str, words: Mapping[str, Any]) -> RegisterMatching:
    """Change what was taught: ``words`` take the place of what stood there; None takes a label out.

    Raises:  RegisterRefused, MappingInvalid, Http404.
    """
    reader = reader_of(actor)
    if not START_WORK.granted_to(actor):
        raise WorkRefused(str(START_WORK.title))
    with transaction.atomic():
        row = matchings.own(reader).select_for_update().filter(pk=matchings.one(reader, name).pk).get()
        said = questions.merged(row.words, words)
        for shape in row.shapes:
            questions.require(row.base, shape, said)
        return matchings.remember(row, actor=actor, title=title, words=said, shape=())


@contextmanager
def at_hand(row: Waiting) -> Iterator[tuple[Path, Path]]:
    """The file under its own name in memory, and the folder that it lies in. Raises NoMemoryDisk, VaultLocked."""
    with workrooms.for_file(waiting.size_of(row)) as room:
        path = room / row.name
        waiting.write_into(row, path)
        yield path, room


def _looked(row: Waiting, actor: Any, words: Mapping[str, Any]) -> api.RegisterLook:
    folders.tell(row.scope, "look at a file of people", reader=reader_of(actor))
    with at_hand(row) as (path, room), _quiet(row.name):
        return api.look_at_register(
            path, row.base, words, work=room, known=row.look.headers, limits=_limits()
        )


def _take(row: Waiting, actor: Any) -> Waiting:
    from serai.components.statistics.registers import tasks

    asked = (row.scope.country, row.scope.organisation, row.key.hex)
    # noted before the job can begin: at its end the file is gone, and a note would bring its folder back
    with transaction.atomic():
        job = jobs.enqueue(tasks.take_file, *asked, actor.pk, owner=actor.pk, title=tasks.TAKING)
        return waiting.note(row, state=TAKING, job=job, trouble="")


def _open(actor: Any, key: UUID) -> Waiting:
    """A file that can still be pointed at. Raises RegisterRefused, WorkRefused, Http404."""
    if not START_WORK.granted_to(actor):
        raise WorkRefused(str(START_WORK.title))
    row = waiting.find(reader_of(actor), key)
    if row.state == TAKING and waiting.is_being_taken(row):
        raise RegisterRefused(_("The file is being taken"), advice=_("Wait until the job has ended."))
    return row


def _may(actor: Any, scope: Scope) -> Reader:
    reader = reader_of(actor)
    if not START_WORK.granted_to(actor) or scope not in own_scopes(reader):
        raise WorkRefused(str(START_WORK.title))
    return reader


def _fits_register(scope: Scope, register: str, base: str) -> None:
    """Raise RegisterRefused where the register holds files of another kind."""
    folders.people_of(register)
    before = folders.taken(scope, register)
    if before and before[0].note["dataset"] != api.read_mapping(base).dataset:
        raise RegisterRefused(
            _("The register %(register)s holds files of another kind") % {"register": register},
            advice=_("Give the register another name."),
        )


def _limits() -> api.Limits:
    return api.Limits(memory=settings.STATISTICS_MEMORY)


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """What goes wrong with a file without what stands in it: a fault of a library may quote a cell, and pages of
    faults and logs keep what they are told."""
    try:
        yield
    except SeraiError:
        raise
    except Exception as error:  # noqa: BLE001  of any library that read the file
        raise RegisterRefused(
            _("The file cannot be read (%(kind)s)") % {"kind": type(error).__name__},
            where=name,
            advice=_("Save it again as CSV UTF-8 or XLSX, and bring it again."),
        ) from None
