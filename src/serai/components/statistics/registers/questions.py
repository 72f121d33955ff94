"""What is asked of a file of people, in the words of the page, and which answers cannot stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from serai.commons.access.readers import Reader
from serai.components.statistics.errors import RegisterRefused
from serai.components.statistics.registers.waiting import CODES, Waiting
from serai.components.statistics.registers.wordings import RegisterConcepts
from serai.components.statistics.workbench.forms import MeaningForm
from serai.engine.checks.staging import header_key
from serai.engine.ingest.registers.words import fields_of
from serai.engine.model.looks import SeenLabel, code_label
from serai.engine.model.pointing import IGNORED, NUMBERS, OF_PEOPLE, RegisterLook, SeenColumn
from serai.web import wording

DATES = "dates"


def columns(look: RegisterLook) -> list[SeenColumn]:
    """The columns of which nobody has said what they hold."""
    return [column for column in look.columns if not column.concept]


def asked(look: RegisterLook) -> list[SeenLabel]:
    """The codes that nobody knows, and the days whose reading was not confirmed or takes less than another."""
    labels = []
    for column in look.columns:
        if column.days and column.readings and (not column.reading or column.misread):
            labels.append(SeenLabel(column.header, DATES, known=False, heading=column.concept))
        labels += [
            SeenLabel(
                code_label(column.header, text), "code", known=False, heading=column.concept, figures=rows
            )
            for text, rows in column.codes
        ]
    return labels


def form(
    reader: Reader, row: Waiting, title: str, step: str, given: Any, *, every: bool = False
) -> MeaningForm:
    """What is asked now: columns (all, or those nobody has pointed), or codes and days."""
    concepts = RegisterConcepts(reader, row.base)
    labels: list[tuple[SeenLabel, tuple[str, str, bool]]] = []
    if step == CODES:
        likely = {column.header: column.likely for column in row.look.columns if column.likely}
        for label in asked(row.look):
            guess = f"{DATES}:{likely[label.text]}" if label.where == DATES and label.text in likely else ""
            labels.append((label, (guess, "", False)))
    else:
        for column in row.look.columns if every else columns(row.look):
            label = SeenLabel(column.header, "field", known=bool(column.concept), figures=column.filled)
            said = column.concept or column.guess
            labels.append((label, (f"field:{said}" if said else "", "", bool(column.concept))))
    made = MeaningForm(labels, concepts, [], given, initial={"title": title})
    if step == CODES:
        _explain_days(made, row.look, concepts)
    return made


def _explain_days(made: MeaningForm, look: RegisterLook, concepts: RegisterConcepts) -> None:
    """Beside each way of reading days, how many cells it takes; the one that is right must be confirmed."""
    seen = {column.header: column for column in look.columns if column.days}
    for number, text in enumerate(made.labels):
        if text not in seen:
            continue
        column, field = seen[text], made.fields[f"first_{number}"]
        taken = dict(column.readings)
        choices = [(f"{DATES}:{name}", concepts.reading(name, taken[name], column.filled)) for name in taken]
        setattr(field, "choices", [("", _("Choose")), *choices])  # noqa: B010  a field of any kind has no choices
        field.required = True
        field.help_text = (
            _("This is a guess by what can be read. Please look at it.")
            if column.likely
            else _("More than one way reads them: only you know which is right.")
        )


def merged(before: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """What was said of a file with what is said now; how days are read stays beside what the column holds."""
    made = dict(before)
    for label, word in said.items():
        field = fields_of(made).get(label)
        if word is None:
            made.pop(label, None)
        elif isinstance(word, Mapping) and DATES in word:
            made[label] = {"field": field, **word}
        elif field is None or word != {"field": field}:  # else as before, and how its days are read stays
            made[label] = word
    return made


def require(base: str, headers: Sequence[str], words: Mapping[str, Any]) -> None:
    """Raise RegisterRefused where two columns of a file are pointed at one concept."""
    here = {header_key(header) for header in headers}
    keys = {
        one: concept
        for one, concept in fields_of(words).items()
        if header_key(one) in here and concept != IGNORED
    }
    titles = RegisterConcepts.titles(base)
    for concept, count in Counter(keys.values()).items():
        if count > 1:
            both = [header for header, one in keys.items() if one == concept]
            raise RegisterRefused(
                _("Two columns are pointed at %(concept)s: %(headers)s")
                % {"concept": titles[concept], "headers": _listed(both)},
                advice=_("Say of one of them that it is not needed."),
            )


def require_whole(base: str, look: RegisterLook) -> None:
    """Raise RegisterRefused where something is lacking, or a column is none of what it was pointed at."""
    titles = RegisterConcepts.titles(base)
    if look.lacking:
        raise RegisterRefused(
            _("No column is pointed at: %(concepts)s")
            % {"concepts": _listed([titles[one] for one in look.lacking])},
            advice=_("Say under which header it stands. Without it no row can be taken."),
        )
    for column in look.columns:
        if column.refused:
            raise RegisterRefused(
                _("“%(header)s” is no column of codes: %(why)s")
                % {"header": column.header, "why": _why(column.refused)},
                advice=_("Point it at what it holds, or say that it is not needed. Nothing of it was shown."),
            )
        if column.days and column.filled and not column.readings:
            raise RegisterRefused(
                _("No day under “%(header)s” can be read") % {"header": column.header},
                advice=_(
                    "Days are written like 1402/01/15, 15/01/1402, 2024-01-31 or 31/01/2024. Where a time of day "
                    "stands behind them, choose the kind of register with its time of day."
                ),
            )


def _why(reason: str) -> str:
    if reason == OF_PEOPLE:
        return _("its header is one of names or numbers of people")
    if reason == NUMBERS:
        return _("numbers of papers or of people stand in it")
    return _("it has nearly as many texts as rows, as columns of names have")


def _listed(words: Sequence[str]) -> str:
    return wording.comma().join(words)


def hidden_words(look: RegisterLook) -> str:
    """How many rows have a code that nobody knows and that is not told, as a sentence; empty where there are none."""
    number = sum(column.hidden for column in look.columns)
    if not number:
        return ""
    return ngettext(
        "%(n)s row has a code that stands in hardly any other. It is not shown, since it may be a name; the row "
        "will be refused and counted.",
        "%(n)s rows have codes that stand in hardly any other. They are not shown, since they may be names; the rows "
        "will be refused and counted.",
        number,
    ) % {"n": wording.number(number)}
