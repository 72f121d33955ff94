"""Translations out of the house and back in: JSON, XLSX and PO, with the same checks for each.

Nothing is lost on the way: an empty row leaves what is there, and a refused row says why.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po

from serai.commons.places.languages import Language
from serai.web.messages.catalogues import (
    REVIEWED,
    create,
    current,
    forms_of,
    singular,
    texts,
    write,
)
from serai.web.messages.checks import faults
from serai.web.messages.extraction import PACKAGE, is_public

GLUE = "\x04"  # gettext's own mark between context and text
COLUMNS = ("context", "English", "English plural", "form", "translation", "reviewed", "who meets it", "where")


@dataclass(frozen=True)
class Entry:
    """One translation that somebody hands in; ``row`` is where it stands in their file, for the answer."""

    row: str
    english: str
    forms: tuple[str, ...]
    context: str | None = None
    review: str = ""


@dataclass(frozen=True)
class Refusal:
    """A translation that was not taken, and why."""

    row: str
    english: str
    reasons: tuple[str, ...]


@dataclass
class Answer:
    """What became of a file: texts taken, texts that already stood so, rows left empty, rows refused."""

    taken: int = 0
    same: int = 0
    empty: int = 0
    refused: list[Refusal] = field(default_factory=list)


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
    """The translations of a PO file; fuzzy ones are left out. Raises ``ValueError`` for a broken file."""
    try:
        catalogue = read_po(io.BytesIO(content), locale=language.locale, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        raise ValueError(f"this is no PO file: {error}") from error
    for number, message in enumerate(texts(catalogue), start=1):
        if not message.fuzzy:
            review = _review(message)
            yield Entry(f"text {number}", singular(message), forms_of(message), message.context, review)


def to_xlsx(language: Language, catalogue: Catalog) -> bytes:
    """A catalogue as a sheet: one row for each text, and one for each plural form."""
    from openpyxl import Workbook  # half a second to import, and few need it
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(language.english)
    sheet.sheet_view.rightToLeft = language.rtl
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


def from_xlsx(content: bytes) -> Iterator[Entry]:
    """The translations of a sheet that :func:`to_xlsx` wrote. Raises ``ValueError`` for another sheet."""
    from openpyxl import load_workbook

    try:
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
    except Exception as error:  # openpyxl raises whatever its parts raise
        raise ValueError(f"this is no XLSX file: {error}") from error
    rows = (
        [("" if cell is None else str(cell)) for cell in row] for row in sheet.iter_rows(values_only=True)
    )
    head = next(rows, [])
    if [name for name in COLUMNS[:6] if name not in head]:
        raise ValueError(f"the first row names the columns: {', '.join(COLUMNS)}")
    at = {name: head.index(name) for name in COLUMNS[:6]}
    forms: dict[tuple[str, str], tuple[int, list[str], str]] = {}
    for number, row in enumerate(rows, start=2):
        row += [""] * (len(head) - len(row))
        name = (row[at["context"]], row[at["English"]])
        first, said, review = forms.setdefault(name, (number, [], row[at["reviewed"]]))
        said.append(row[at["translation"]])
        forms[name] = (first, said, review)
    for (context, english), (number, said, review) in forms.items():
        if english:
            yield Entry(f"row {number}", english, tuple(said), context or None, review)


def fill(
    language: Language, entries: Iterable[Entry], template: Catalog, root: Path = PACKAGE / "locale"
) -> Answer:
    """Write translations into the catalogue of a language; what is wrong is refused, the rest is taken.

    A text whose translation changes loses its mark of review, unless the entry carries a new one.
    """
    po = create(language.code, root)
    catalogue = current(po, template)
    answer, known = Answer(), {(one.context, singular(one)): one for one in texts(catalogue)}
    for entry in entries:
        _take(entry, known, language, answer)
    if answer.taken:
        catalogue.revision_date = datetime.now(UTC)
    write(po, catalogue)
    return answer


def _take(
    entry: Entry, known: Mapping[tuple[str | None, str], Message], language: Language, answer: Answer
) -> None:
    message = known.get((entry.context, entry.english))
    if not any(isinstance(form, str) and form.strip() for form in entry.forms):
        answer.empty += 1
        return
    if message is None:
        answer.refused.append(Refusal(entry.row, entry.english, ("no page and no program has this text",)))
        return
    wrong = faults(message, entry.forms, language)
    if wrong:
        answer.refused.append(Refusal(entry.row, entry.english, tuple(wrong)))
        return
    several = isinstance(message.id, tuple | list)
    new: Any = entry.forms if several else entry.forms[0]
    review = entry.review.strip().splitlines()[0] if entry.review.strip() else ""
    if entry.forms == forms_of(message) and review in ("", _review(message)):
        answer.same += 1
        return
    message.string = new
    kept = [comment for comment in message.user_comments if not comment.startswith(REVIEWED)]
    message.user_comments = [*kept, f"{REVIEWED} {review}"] if review else kept
    answer.taken += 1


def _review(message: Message) -> str:
    """Who looked at it and when: "2026-11-22 Pashto reviewer of the secretariat"; empty when nobody did."""
    return next(
        (one.removeprefix(REVIEWED).strip() for one in message.user_comments if one.startswith(REVIEWED)), ""
    )
