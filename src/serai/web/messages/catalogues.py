"""The catalogues on disk: made, brought up to date, filled, and asked how complete they are."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from serai.commons.places.languages import BY_CODE, LANGUAGES, Language
from serai.web.messages.extraction import PACKAGE, is_public

Key = tuple[str | None, str]  # the context and the English text (of its first form)
REVIEWED = "reviewed:"
HEADER = """# {english} texts of Serai.
# A text that a speaker has looked at carries a line "# reviewed: <day> <who, by role>".
"""


@dataclass(frozen=True)
class Coverage:
    """How far a language is: how many texts there are, are translated, and were reviewed by a speaker."""

    language: Language
    public: int
    public_done: int
    public_reviewed: int
    staff: int
    staff_done: int

    @property
    def public_share(self) -> float:
        """The part of the public texts that is translated; rounded down, so that 100% means all."""
        return self.public_done * 100 // self.public / 100 if self.public else 1.0

    @property
    def reviewed_share(self) -> float:
        """The part of the public texts that a speaker has looked at, rounded down."""
        return self.public_reviewed * 100 // self.public / 100 if self.public else 1.0

    @property
    def complete(self) -> bool:
        """Whether a visitor meets no text in another language."""
        return self.public_done == self.public

    @property
    def reviewed(self) -> bool:
        """Whether a speaker has looked at every text that a visitor can meet."""
        return self.complete and self.public_reviewed == self.public


def po_path(language: Language, root: Path = PACKAGE / "locale") -> Path:
    """Where the catalogue of a language lies."""
    return root / language.locale / "LC_MESSAGES" / "django.po"


def language_of(po: Path) -> Language:
    """The language of a catalogue, from its folder."""
    return next(one for one in LANGUAGES if one.locale == po.parent.parent.name)


def catalogues(root: Path = PACKAGE / "locale") -> list[Path]:
    """Every catalogue there is, in the order of the languages' folders."""
    return sorted(root.rglob("*.po"))


def read(po: Path) -> Catalog:
    """One catalogue."""
    with po.open("rb") as stream:
        return read_po(stream, locale=po.parent.parent.name)


def write(po: Path, catalogue: Catalog) -> None:
    """Write a catalogue back, in the one form in which it is kept; whoever reads it never finds half of it."""
    part = po.with_suffix(".po.part")
    with part.open("wb") as stream:
        write_po(stream, catalogue, width=110, sort_output=True, include_lineno=False)
    part.replace(po)


def create(code: str, root: Path = PACKAGE / "locale") -> Path:
    """An empty catalogue for a language: its address answers from then on, in its stand-in's words.

    Raises ``KeyError`` for a code that is none of the working languages.
    """
    language = BY_CODE[code]
    po = po_path(language, root)
    if po.exists():
        return po
    po.parent.mkdir(parents=True, exist_ok=True)
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M}+0000"
    fields = {
        "Project-Id-Version": "Serai",
        "POT-Creation-Date": now,
        "PO-Revision-Date": "YEAR-MO-DA HO:MI+ZONE",
        "Last-Translator": "Serai maintainers",
        "Language": language.locale,
        "Language-Team": language.english,
        "Plural-Forms": language.plurals,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    head = "".join(f'"{name}: {value}\\n"\n' for name, value in fields.items())
    po.write_text(HEADER.format(english=language.english) + f'msgid ""\nmsgstr ""\n{head}', encoding="utf-8")
    return po


def update(po: Path, template: Catalog) -> list[str]:
    """Bring one catalogue up to date and write it back; returns the texts that have no translation yet."""
    catalogue = current(po, template)
    write(po, catalogue)
    return missing(catalogue)


def current(po: Path, template: Catalog) -> Catalog:
    """A catalogue with exactly the texts of the code, and the translations that it has for them."""
    catalogue = read(po)
    created = catalogue.creation_date
    # Babel puts new messages in as they are; a copy keeps one language's words out of the next
    catalogue.update(copy.deepcopy(template), no_fuzzy_matching=True)
    catalogue.creation_date = created  # a catalogue in which no text changed stays as it is
    catalogue.obsolete.clear()
    return catalogue


def texts(catalogue: Catalog) -> Iterator[Message]:
    """The messages without the header."""
    return (message for message in catalogue if message.id)


def forms_of(message: Message) -> tuple[str, ...]:
    """The translation in each of its plural forms; of one form for a text without plural."""
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return tuple(form or "" for form in forms)


def done(message: Message) -> bool:
    """Whether a text has its translation, in every plural form."""
    return all(forms_of(message))


def reviewed(message: Message) -> bool:
    """Whether a speaker has looked at the translation."""
    return any(comment.startswith(REVIEWED) for comment in message.user_comments)


def singular(message: Message) -> str:
    """The English text of a message; of its first form where there are several."""
    return str(message.id[0] if isinstance(message.id, tuple | list) else message.id)


def missing(catalogue: Catalog) -> list[str]:
    """Texts without a translation, or with one plural form left out."""
    return [singular(message) for message in texts(catalogue) if not done(message)]


def house(root: Path = PACKAGE / "locale") -> Catalog:
    """Every text of the house, untranslated. The Arabic catalogue is never left behind, and says them all."""
    catalogue = Catalog(project="Serai", charset="utf-8")
    for one in texts(read(po_path(BY_CODE["ar"], root))):
        catalogue.add(one.id, None, one.locations, auto_comments=one.auto_comments, context=one.context)
    return catalogue


def waiting(language: Language, template: Catalog, root: Path = PACKAGE / "locale") -> list[Message]:
    """Texts of the code that neither the language nor its stand-in has; English waits for nothing."""
    if language.code == "en":
        return []
    chain = [language, *([BY_CODE[language.stand_in]] if language.stand_in else [])]
    held = [
        {(one.context, singular(one)) for one in texts(read(po_path(each, root))) if done(one)}
        for each in chain
        if po_path(each, root).exists()
    ]
    return [
        message
        for message in texts(template)
        if not any((message.context, singular(message)) in have for have in held)
    ]


def coverage(language: Language, root: Path = PACKAGE / "locale", own: Path | None = None) -> Coverage:
    """How far a language is, counted in its catalogue and its stand-in's; those in ``own`` stand above."""
    roots = (root, own) if own else (root,)
    return _coverage(language, roots, tuple(_changed(po_path(language, one)) for one in roots))


def _changed(po: Path) -> int:
    return po.stat().st_mtime_ns if po.exists() else 0


@lru_cache(maxsize=64)
def _coverage(language: Language, roots: tuple[Path, ...], _stamps: tuple[int, ...]) -> Coverage:
    # the Arabic catalogue is never left behind: it says which texts there are
    arabic = po_path(BY_CODE["ar"], roots[0])
    every = _every(arabic, _changed(arabic))
    public = [key for key, is_for_all in every.items() if is_for_all]
    staff = len(every) - len(public)
    if language.code == "en":
        return Coverage(language, len(public), len(public), len(public), staff, staff)
    held: dict[Key, bool] = {}
    stand_in = BY_CODE[language.stand_in] if language.stand_in else None
    for each in filter(None, (stand_in, language)):
        for po in (po_path(each, one) for one in roots):
            for key, mark in _translated(po, _changed(po)).items():
                # words borrowed from the stand-in were not reviewed by a speaker of this language
                held[key] = mark and each is language
    return Coverage(
        language,
        public=len(public),
        public_done=sum(key in held for key in public),
        public_reviewed=sum(held.get(key, False) for key in public),
        staff=staff,
        staff_done=sum(key in held for key, is_for_all in every.items() if not is_for_all),
    )


# Reading a catalogue takes a part of a second; the numbers of ten languages ask for the same few again and again.
@lru_cache(maxsize=8)
def _every(po: Path, _stamp: int) -> dict[Key, bool]:
    """Each text of a catalogue: whether visitors meet it."""
    return {(one.context, singular(one)): is_public(one) for one in texts(read(po))}


@lru_cache(maxsize=32)
def _translated(po: Path, _stamp: int) -> dict[Key, bool]:
    """Each text of a catalogue that has its translation: whether a speaker has looked at it."""
    found = texts(read(po)) if po.exists() else ()
    return {(one.context, singular(one)): reviewed(one) for one in found if done(one)}
