"""What the page of one waiting file and that of a matching show, put together for their reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.jobs import services as jobs
from serai.components.statistics.models import RegisterMatching
from serai.components.statistics.registers import matchings, questions
from serai.components.statistics.registers.waiting import CODES, COLUMNS, TAKING, Waiting
from serai.components.statistics.registers.wordings import KINDS, RegisterConcepts
from serai.components.statistics.workbench import rules
from serai.components.statistics.workbench.forms import MeaningForm
from serai.engine.model.looks import SeenLabel


@dataclass(frozen=True)
class FilePage:
    """A file with its steps, what is known of its columns, and the job that takes it.

    ``title`` is the name of this kind of file; ``remembered`` that of the matching that it is like.
    """

    row: Waiting
    step: str
    kind: str
    title: str
    remembered: str
    steps: list[dict[str, Any]]
    understood: list[tuple[str, str, int]]
    hidden: str
    job: Any

    @property
    def taking(self) -> bool:
        """Whether nothing can be said any more, because a job takes it."""
        return self.row.state == TAKING and self.job is not None and self.job.alive


def file_page(reader: Reader, row: Waiting, step: str) -> FilePage:
    """The page of a file, at one of its steps."""
    concepts = RegisterConcepts(reader, row.base)
    known = matchings.own(reader).filter(name=row.matching).first() if row.matching else None
    title = known.title if known else f"{KINDS.get(row.base, row.base)} ({row.register})"
    return FilePage(
        row=row,
        step=step,
        kind=str(KINDS.get(row.base, row.base)),
        title=title,
        remembered=known.title if known else "",
        steps=_steps(row, step),
        understood=[
            (column.header, concepts.meaning(_word(column)), column.filled)
            for column in row.look.columns
            if column.concept
        ],
        hidden=questions.hidden_words(row.look),
        job=jobs.status(row.job) if row.job and row.state == TAKING else None,
    )


def matching_form(reader: Reader, row: RegisterMatching, given: Any) -> MeaningForm:
    """The form about everything that was taught of columns and codes; how days are read stays as it is."""
    labels = []
    for text, word in sorted(row.words.items()):
        kind, concept = rules.kind_of(text, row.words)
        if kind == "code":
            label = SeenLabel(text, "code", known=True, heading=concept)
            labels.append((label, (*rules.choice_of(word), True)))
        elif kind == "field":
            labels.append((SeenLabel(text, "field", known=True), (f"field:{word['field']}", "", True)))
    return MeaningForm(labels, RegisterConcepts(reader, row.base), [], given, initial={"title": row.title})


def _word(column: Any) -> dict[str, str]:
    return {"field": column.concept} | ({"dates": column.reading} if column.reading else {})


def _steps(row: Waiting, step: str) -> list[dict[str, Any]]:
    at = 3 if row.state == TAKING else 2 if step == CODES else 1
    titles = (
        (_("File"), ""), (_("Columns"), f"?step={COLUMNS}"), (_("Codes and days"), ""), (_("Receipt"), ""),
    )  # fmt: skip
    return [
        {
            "title": title,
            "state": "done" if number < at else "current" if number == at else "todo",
            "url": url if number < at and row.state == CODES else "",
        }
        for number, (title, url) in enumerate(titles)
    ]
