"""The words that one installation took in: catalogues of its own, which stand above the package's.

They lie in ``locale/`` of its data folder, in the form that Django reads; a text that stands as in the package
has no translation there. An upgrade leaves them alone, a backup takes them along.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from serai.commons.places.languages import LANGUAGES, Language
from serai.web.messages.catalogues import REVIEWED, create, current, done, po_path, read, texts, write
from serai.web.messages.exchange import Answer, Entry, judge, put
from serai.web.messages.extraction import PACKAGE

STAMP = "changed"  # its time tells every process that there are new words (see ``live``)


def shown(language: Language, template: Catalog, folder: Path) -> Catalog:
    """Every text of ``template`` with the translation that this installation shows."""
    catalogue = current(po_path(language, PACKAGE / "locale"), template)
    own = po_path(language, folder)
    for message in texts(read(own)) if own.exists() else ():
        if done(message) and (held := catalogue.get(message.id, message.context)):
            held.string, held.user_comments = message.string, message.user_comments
    return catalogue


def take(
    language: Language, entries: Iterable[Entry], template: Catalog, folder: Path, by: str = ""
) -> Answer:
    """Keep what differs from what this installation shows and is in order; ``by`` as in ``exchange.judge``."""
    with _locked(folder):
        answer = judge(language, entries, shown(language, template, folder), by)
        if answer.taken:
            catalogue = current(create(language.code, folder), template)
            for change in answer.changes:
                if message := catalogue.get(change.english, change.context):
                    put(message, change.after, change.review)
            catalogue.revision_date = datetime.now(UTC)
            _write(po_path(language, folder), catalogue)
    return answer


def forget_name(names: Iterable[str], folder: Path) -> int:
    """Take a person's name out of the marks of review; how many marks it stood in. The day stays."""
    blanked, wanted = 0, [name for name in names if name]
    for language in LANGUAGES:
        po = po_path(language, folder)
        if not po.exists():
            continue
        with _locked(folder):
            catalogue, before = read(po), blanked
            for message in texts(catalogue):
                for place, comment in enumerate(message.user_comments):
                    if comment.startswith(REVIEWED) and any(name in comment for name in wanted):
                        day = comment.removeprefix(REVIEWED).split()[0]
                        message.user_comments[place] = f"{REVIEWED} {day} erased"
                        blanked += 1
            if blanked > before:
                _write(po, catalogue)
    return blanked


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Two people who hand in at once, or a page and a command: one after the other."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / STAMP).open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _write(po: Path, catalogue: Catalog) -> None:
    write(po, catalogue)
    part = po.with_suffix(".mo.part")
    with part.open("wb") as stream:
        write_mo(stream, catalogue)
    part.replace(po.with_suffix(".mo"))
    (po.parents[2] / STAMP).touch()
