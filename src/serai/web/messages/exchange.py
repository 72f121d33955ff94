"""Translations out of the house and back in: JSON, XLSX and PO, with the same checks for each.

Nothing is lost on the way: an empty row leaves what is there, and a refused row says why.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser, write_po

from serai.commons.places.languages import LANGUAGES, Language
from serai.web.messages.catalogues import (
    REVIEWED,
    create,
    current,
    forms_of,
    singular,
    texts,
    write,
)
from serai.web.messages.checks import Reason, faults, gettext_noop
from serai.web.messages.extraction import PACKAGE, is_public

GLUE = "\x04"  # gettext's own mark between context and text
COLUMNS = ("context", "English", "English plural", "form", "translation", "reviewed", "who meets it", "where")
LARGEST = 50 * 1024 * 1024  # of a sheet when unpacked; a full one takes two
UNKNOWN = gettext_noop("no page and no program has this text")
UNSURE = gettext_noop("it is marked as unsure (fuzzy)")
TWICE = gettext_noop("the file has this text twice; the first one counts")
OTHER_LANGUAGE = gettext_noop("this file holds %(found)s texts, and %(wanted)s ones are wanted")
NO_PO = gettext_noop("this is no PO file: %(error)s")
NO_SHEET = gettext_noop("this is no XLSX file, or a damaged one")
TOO_LARGE = gettext_noop("the sheet is too large when unpacked")
NO_COLUMNS = gettext_noop("the first row must name the columns: %(names)s")


@dataclass(frozen=True)
class Entry:
    """One translation that somebody hands in; ``row`` is where it stands in their file, for the answer.

    ``review`` is what stands in the file as the mark of a review. ``spoilt`` says why the row counts for
    nothing, whatever it holds.
    """

    row: str
    english: str
    forms: tuple[str, ...]
    context: str | None = None
    review: str = ""
    spoilt: str = ""


@dataclass(frozen=True)
class Refusal:
    """A translation that was not taken, and why; ``unknown`` when the house has no such text."""

    row: str
    english: str
    reasons: tuple[Reason, ...]
    unknown: bool = False


@dataclass(frozen=True)
class Change:
    """A translation that is taken: the words before and after, and the mark of its review afterwards."""

    row: str
    english: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    review: str = ""
    context: str | None = None


@dataclass
class Answer:
    """What became of a file: texts taken, texts that already stood so, texts left empty, texts refused."""

    changes: list[Change] = field(default_factory=list)
    same: int = 0
    empty: int = 0
    refused: list[Refusal] = field(default_factory=list)

    @property
    def taken(self) -> int:
        """How many translations are taken."""
        return len(self.changes)

    @property
    def texts(self) -> int:
        """How many texts the file has: each is taken, the same, empty or refused."""
        return self.taken + self.same + self.empty + len(self.refused)


class NotReadable(ValueError):
    """The file as a whole is of no use; ``reason`` says why."""

    def __init__(self, words: str, **values: object) -> None:
        self.reason = Reason(words, **values)
        super().__init__(str(self.reason))


class _Said(Catalog):
    """A catalogue that remembers every entry of a file: Babel would melt repeated ones into one."""

    def __init__(self, language: Language) -> None:
        super().__init__(locale=language.locale)
        self.said: list[Message] = []

    def __setitem__(self, name: Any, message: Message) -> None:
        if name:
            self.said.append(message)
        super().__setitem__(name, message)


def key(message: Message) -> str:
    """The name of a text in a JSON file: its English words, with the context before them where it has one."""
    return f"{message.context}{GLUE}{singular(message)}" if message.context else singular(message)


def to_json(language: Language, messages: Iterable[Message]) -> str:
    """Texts that wait, as a JSON object: English -> "" or a list of empty plural forms.

    The member ``""`` explains and is ignored on the way back: the rule of the plural forms and the English
    plural of each text that has one.
    """
    wait: dict[str, Any] = {}
    plurals = {}
    for message in messages:
        if isinstance(message.id, tuple | list):
            plurals[key(message)] = message.id[1]
        wait[key(message)] = [""] * language.forms if isinstance(message.id, tuple | list) else ""
    head = {"": {"language": language.code, "plural forms": language.plurals, "English plurals": plurals}}
    return json.dumps(head | wait, ensure_ascii=False, indent=1) + "\n"


def from_json(text: str) -> Iterator[Entry]:
    """The translations of a JSON object. Raises ``ValueError`` for anything else."""
    held = json.loads(text)
    if not isinstance(held, dict):
        raise ValueError("expected one JSON object: English text -> translation, or a list of plural forms")
    for name, value in held.items():
        if name == "":
            continue
        context, _glue, english = name.rpartition(GLUE)
        forms = tuple(value) if isinstance(value, list) else (value,)
        yield Entry(repr(name), english, forms, context or None)


def to_po(catalogue: Catalog) -> bytes:
    """A catalogue as a file for a translator's own program."""
    stream = io.BytesIO()
    write_po(stream, catalogue, width=110, sort_output=True, include_lineno=False)
    return stream.getvalue()


def from_po(content: bytes, language: Language) -> Iterator[Entry]:
    """The translations of a PO file. Raises NotReadable for a broken file, or one of another language."""
    catalogue = _Said(language)
    try:
        PoFileParser(catalogue, abort_invalid=True).parse(io.BytesIO(content))
    except (PoFileError, UnicodeDecodeError, LookupError, ValueError, AssertionError) as error:
        raise NotReadable(NO_PO, error=str(error)[:200]) from error
    header = re.search(rb'"Language:\s*([A-Za-z_-]+)', content)
    _check_language(header[1].decode() if header else "", language)
    met = set()
    for number, message in enumerate([*catalogue.said, *catalogue.obsolete.values()], start=1):
        name = (message.context, singular(message))
        spoilt = TWICE if name in met else UNSURE if message.fuzzy else ""
        met.add(name)
        row = f"{message.lineno}" if message.lineno else f"text {number}"
        yield Entry(row, name[1], forms_of(message), message.context, _review(message), spoilt)


def _check_language(found: str, wanted: Language) -> None:
    """A file that names another working language was meant for that one; another name says nothing."""
    plain = found.lower().replace("-", "_")
    for one in LANGUAGES:
        if one != wanted and plain in (one.english.lower(), one.locale.lower(), one.habits.lower()):
            raise NotReadable(OTHER_LANGUAGE, found=one.english, wanted=wanted.english)


def to_xlsx(language: Language, catalogue: Catalog) -> bytes:
    """A catalogue as a sheet: one row for each text, and one for each plural form."""
    from openpyxl import Workbook  # half a second to import, and few need it
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(language.english)
    sheet.sheet_view.rightToLeft = language.rtl
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGH", (14, 60, 40, 6, 60, 30, 12, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append(COLUMNS)
    for message in texts(catalogue):
        several = isinstance(message.id, tuple | list)
        forms = forms_of(message)
        for number in range(language.forms if several else 1):
            cells = [
                message.context or "",
                singular(message),
                message.id[1] if several else "",
                number if several else "",
                forms[number] if number < len(forms) else "",
                _review(message),
                "visitors" if is_public(message) else "staff",
                ", ".join(path for path, _line in message.locations),
            ]
            row = [WriteOnlyCell(sheet, value=value) for value in cells]
            for cell in row:
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # a text that starts with = is no formula
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def from_xlsx(content: bytes, language: Language) -> Iterator[Entry]:
    """The translations of a sheet that :func:`to_xlsx` wrote. Raises NotReadable for another sheet.

    The plural forms of a text may stand in any order and place: people sort sheets.
    """
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
        if size > LARGEST:
            raise NotReadable(TOO_LARGE)
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        rows = [
            ["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)
        ]
    except NotReadable:
        raise
    except Exception as error:  # openpyxl raises whatever its parts raise
        raise NotReadable(NO_SHEET) from error
    head = rows[0] if rows else []
    if [name for name in COLUMNS[:6] if name not in head]:
        raise NotReadable(NO_COLUMNS, names=", ".join(COLUMNS[:6]))
    _check_language(sheet.title, language)
    texts: dict[tuple[str, str], list[tuple[int, dict[str, str]]]] = {}
    for number, row in enumerate(rows[1:], start=2):
        cells = dict(zip(head, row, strict=False))
        if any(cells.get(name) for name in COLUMNS[:6]):
            name = (cells.get("context", ""), cells.get("English", ""))
            texts.setdefault(name, []).append((number, cells))
    found = [
        one for (context, english), said in texts.items() for one in _of_rows(context or None, english, said)
    ]
    yield from sorted(found, key=lambda one: int(one.row.partition(",")[0]))  # answers follow the sheet


def _of_rows(context: str | None, english: str, said: list[tuple[int, dict[str, str]]]) -> Iterator[Entry]:
    """The entries of the rows that name one text: its plural forms, or one row and its repetitions."""
    numbered = [(_number(cells.get("form", "")), row, cells) for row, cells in said]
    plural = sorted(one for one in numbered if one[0] is not None)
    single = [one for one in numbered if one[0] is None]
    if plural and not single and len({form for form, _row, _cells in plural}) == len(plural):
        forms = tuple(cells.get("translation", "") for _form, _row, cells in plural)
        marks = [cells.get("reviewed", "").strip() for _form, _row, cells in plural]
        rows = ", ".join(str(row) for row in sorted(row for _form, row, _cells in plural))
        yield Entry(rows, english, forms, context, next(filter(None, marks), ""))
        return
    for place, (_form, row, cells) in enumerate(numbered):
        words, mark = (cells.get("translation", ""),), cells.get("reviewed", "")
        yield Entry(str(row), english, words, context, mark, TWICE if place else "")


def _number(cell: str) -> int | None:
    return int(float(cell)) if re.fullmatch(r"\d{1,2}(\.0)?", cell.strip()) else None


def read(name: str, content: bytes, language: Language) -> Iterator[Entry]:
    """The translations of a file, by the end of its name. Raises NotReadable, ValueError for a bad JSON file."""
    if name.lower().endswith(".po"):
        return from_po(content, language)
    if name.lower().endswith(".json"):
        return from_json(content.decode("utf-8"))
    return from_xlsx(content, language)


def fill(
    language: Language, entries: Iterable[Entry], template: Catalog, root: Path = PACKAGE / "locale"
) -> Answer:
    """Write translations into the catalogue of a language; what is wrong is refused, the rest is taken.

    A text whose translation changes loses its mark of review, unless the entry carries a new one.
    """
    po = create(language.code, root)
    catalogue = current(po, template)
    answer = judge(language, entries, catalogue)
    if answer.taken:
        catalogue.revision_date = datetime.now(UTC)
    write(po, catalogue)
    return answer


def judge(language: Language, entries: Iterable[Entry], catalogue: Catalog, by: str = "") -> Answer:
    """Take translations into ``catalogue``, in memory, and say what became of each.

    With ``by`` every translation of the file that bears no mark of review gets this one: somebody has
    looked at all of them.
    """
    answer, known = Answer(), {(one.context, singular(one)): one for one in texts(catalogue)}
    for entry in entries:
        message = known.get((entry.context, entry.english))
        filled = any(isinstance(form, str) and form.strip() for form in entry.forms)
        if not filled:
            answer.empty += 1
        elif message is None:
            answer.refused.append(Refusal(entry.row, entry.english, (Reason(UNKNOWN),), unknown=True))
        elif wrong := [Reason(entry.spoilt)] if entry.spoilt else faults(message, entry.forms, language):
            answer.refused.append(Refusal(entry.row, entry.english, tuple(wrong)))
        else:
            _take(entry, message, answer, by)
    return answer


def _take(entry: Entry, message: Message, answer: Answer, by: str) -> None:
    before, held = forms_of(message), _review(message)
    review = " ".join(entry.review.split())[:120].strip() or ("" if held and entry.forms == before else by)
    if entry.forms == before and review in ("", held):
        answer.same += 1
        return
    put(message, entry.forms, review)
    answer.changes.append(Change(entry.row, entry.english, before, entry.forms, review, entry.context))


def put(message: Message, forms: tuple[str, ...], review: str) -> None:
    """Give a text its translation and the mark of its review, "" for none."""
    message.string = forms if isinstance(message.id, tuple | list) else forms[0]
    kept = [comment for comment in message.user_comments if not comment.startswith(REVIEWED)]
    message.user_comments = [*kept, f"{REVIEWED} {review}"] if review else kept


def _review(message: Message) -> str:
    """Who looked at it and when: "2026-11-22 Pashto reviewer of the secretariat"; empty when nobody did."""
    return next(
        (one.removeprefix(REVIEWED).strip() for one in message.user_comments if one.startswith(REVIEWED)), ""
    )
