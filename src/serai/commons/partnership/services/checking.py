"""Which rows of a file are in order: by themselves, among each other, and towards other rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from serai.commons.partnership import rules
from serai.commons.partnership.files import TABLES, FileRow, Table, TableFile
from serai.commons.partnership.models import Partnership
from serai.commons.partnership.models.base import Row
from serai.commons.partnership.report import Refusal
from serai.commons.partnership.rules import Problem
from serai.commons.partnership.services.columns import (
    AUDIENCE,
    OWNER,
    Columns,
    Converted,
    columns_of,
    convert,
    model_of,
)

_TABLE_OF_MODEL = {table.model: table for table in TABLES}
_TABLE_OF_NAME = {table.name: table for table in TABLES}


Place = tuple[str, str]  # the name of a file and the key of a row


@dataclass
class Draft:
    """A row that may be written, with the line it came from."""

    line: int
    row: Converted


class Checker:
    """Goes through the files in loading order and remembers which keys there are by now."""

    def __init__(self, coming: Mapping[str, frozenset[str]], barred: Mapping[Place, Problem]) -> None:
        """``coming`` are the keys of all files by model; ``barred`` are rows found out in an earlier try."""
        self.forward: list[tuple[Place, str, str, Problem]] = []
        self._coming, self._barred = coming, barred
        self.refusals: list[Refusal] = []
        self._present: dict[str, set[str]] = {}
        self._refused_at: dict[tuple[str, str], str] = {}
        self._refused: dict[str, int] = {}
        self._texts: dict[tuple[str, str], dict[str, str]] = {}  # by noun and column: texts by key

    def refused_rows(self, file: TableFile) -> int:
        """How many rows of the file were refused."""
        return self._refused.get(file.name, 0)

    def check(self, file: TableFile) -> list[Draft]:
        """The rows of ``file`` that can be written; the others are refused by name."""
        columns = columns_of(file.table)
        fault = self._fault(file, columns)
        if fault:
            self.refusals.append(fault)
            self._refused[file.name] = len(file.rows)
            return []
        drafts = [draft for row in file.rows if (draft := self._by_itself(file, row))]
        drafts = self._no_key_twice(file, drafts)
        drafts = self._one_partnership(file, drafts)
        drafts = self._unique(file, drafts)
        drafts = self._not_barred(file, drafts)
        drafts = self._pointing_right(file, columns, drafts)
        self._keys(file.table).update(draft.row.key for draft in drafts)
        return drafts

    def _fault(self, file: TableFile, columns: Columns) -> Refusal | None:
        if file.fault:
            return Refusal(file.name, file.fault_line, "", "", file.fault, file.advice)
        strange = sorted(set(file.columns) - columns.names)
        if strange:
            advice = f"The columns are {', '.join(sorted(columns.names))}."
            return Refusal(file.name, 1, ", ".join(strange), "", "no column has this name", advice)
        missing = sorted(columns.required - set(file.columns))
        if missing and file.rows and file.name.endswith(".csv"):
            return Refusal(
                file.name, 1, ", ".join(missing), "", "the column is missing", "Add it to the header."
            )
        return None

    def _refuse(self, file: TableFile, line: int, key: str, problems: Iterable[tuple[Problem, str]]) -> None:
        for problem, value in problems:
            self.refusals.append(
                Refusal(file.name, line, problem.field, value[:80], problem.reason, problem.advice)
            )
        self._refused[file.name] = self._refused.get(file.name, 0) + 1
        self._refused_at.setdefault((file.table.model, key), f"{file.name}, line {line}")

    def _by_itself(self, file: TableFile, row: FileRow) -> Draft | None:
        converted = convert(file.table, row.values)
        problems = converted.problems
        if all(problem.field == "key" for problem, _value in problems):
            found = rules.check_row(file.table.name, converted.for_rules())
            # a key that is put together is missing because of what else is wrong
            problems = [(problem, row.values.get(problem.field, "")) for problem in found] or problems
        if problems:
            self._refuse(file, row.line, converted.key, problems)
            return None
        return Draft(row.line, converted)

    def _not_barred(self, file: TableFile, drafts: list[Draft]) -> list[Draft]:
        kept = []
        for draft in drafts:
            problem = self._barred.get((file.name, draft.row.key))
            if problem:
                self._refuse(file, draft.line, draft.row.key, [(problem, "")])
            else:
                kept.append(draft)
        return kept

    def dangling(self) -> dict[Place, Problem]:
        """Rows whose owner or audience stood in a later file and was refused there."""
        return {
            place: problem
            for place, model, key, problem in self.forward
            if key not in self._keys(_TABLE_OF_MODEL[model])
        }

    def _no_key_twice(self, file: TableFile, drafts: list[Draft]) -> list[Draft]:
        first: dict[str, Draft] = {}
        for draft in drafts:
            earlier = first.setdefault(draft.row.key, draft)
            if earlier is not draft:
                reason = f"the key {draft.row.key} already stands on line {earlier.line}"
                problem = Problem("key", reason, "Keep one of the two rows, or give this one another key.")
                self._refuse(file, draft.line, draft.row.key, [(problem, draft.row.key)])
        return list(first.values())

    def _one_partnership(self, file: TableFile, drafts: list[Draft]) -> list[Draft]:
        """An installation serves one partnership: the first that was loaded, or the first in the file."""
        if file.table.model != Partnership.__name__ or not drafts:
            return drafts
        served = next(iter(sorted(self._keys(file.table))), drafts[0].row.key)
        for draft in drafts:
            if draft.row.key != served:
                reason = f"this installation already serves the partnership {served}"
                problem = Problem("key", reason, "Load another partnership into an installation of its own.")
                self._refuse(file, draft.line, draft.row.key, [(problem, draft.row.key)])
        return [draft for draft in drafts if draft.row.key == served]

    def _unique(self, file: TableFile, drafts: list[Draft]) -> list[Draft]:
        model = model_of(file.table)
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint):
                drafts = self._once(file, model, constraint, drafts)
        return drafts

    def _once(
        self, file: TableFile, model: type[Row], constraint: models.UniqueConstraint, drafts: list[Draft]
    ) -> list[Draft]:
        names = constraint.fields
        attributes = [model._meta.get_field(name).attname for name in names]  # type: ignore[union-attr]
        mine = {draft.row.key for draft in drafts}
        taken: dict[tuple[Any, ...], str] = {
            tuple(values): f"the row {key} that is already loaded"
            for key, *values in model._default_manager.values_list("key", *attributes)
            if key not in mine
        }
        kept: list[Draft] = []
        for draft in drafts:
            fields = draft.row.fields()
            place = tuple(fields[name] for name in attributes)
            holder = taken.get(place)
            if holder and (None not in place or constraint.nulls_distinct is False):
                words = ", ".join(names)
                problem = Problem(words, f"the same {words} stand in {holder}", "Correct one of the two.")
                value = ", ".join(str(part) for part in place)
                self._refuse(file, draft.line, draft.row.key, [(problem, value)])
                continue
            taken[place] = f"line {draft.line}"
            kept.append(draft)
        return kept

    def _pointing_right(self, file: TableFile, columns: Columns, drafts: list[Draft]) -> list[Draft]:
        """Refuse rows that point nowhere, again and again, since others may point to them."""
        while True:
            own = {draft.row.key for draft in drafts}
            kept: list[Draft] = []
            for draft in drafts:
                problems = [*self._dangling(file, columns, draft, own)]
                if problems:
                    self._refuse(file, draft.line, draft.row.key, problems)
                else:
                    kept.append(draft)
            if len(kept) == len(drafts):
                return kept
            drafts = kept

    def _dangling(
        self, file: TableFile, columns: Columns, draft: Draft, own: set[str]
    ) -> Iterable[tuple[Problem, str]]:
        table = file.table
        pointers = [(name, _target(columns.refs[name]), key) for name, key in draft.row.refs.items() if key]
        for name, keys in draft.row.many.items():
            pointers += [(name, _target(columns.many[name]), key) for key in keys]
            if not keys and not columns.many[name].blank:
                yield Problem(name, "it is empty", "Name at least one row."), ""
        if table.name == "statements":
            pointers += self._rows_of_statement(draft)
        if table.name == "tellings":
            yield from self._stale(columns, draft)
        for name, model, key in pointers:
            target = _TABLE_OF_MODEL.get(model)
            if target is None:
                yield (
                    Problem(name, f"there is no file called {model}", "Write for example activities:A1."),
                    key,
                )
            elif key not in self._keys(target) and not (target == table and key in own):
                problem = self._not_there(name, target, key)
                if name in (OWNER, *AUDIENCE) and key in self._coming.get(model, ()):
                    self.forward.append(((file.name, draft.row.key), model, key, problem))
                else:
                    yield problem, key

    def _rows_of_statement(self, draft: Draft) -> list[tuple[str, str, str]]:
        pointers = []
        for name in rules.row_names(draft.row.values["rows"]):
            table_name, _colon, key = name.partition(":")
            table = _TABLE_OF_NAME.get(table_name)
            pointers.append(("rows", table.model if table else table_name, key))
        return pointers

    def _stale(self, columns: Columns, draft: Draft) -> Iterable[tuple[Problem, str]]:
        """A translation of a text that its row no longer says. Rows of earlier files are written by now."""
        noun, key = next((name, key) for name, key in draft.row.refs.items() if key)
        column, original = draft.row.values["column"], draft.row.values["original"]
        if (noun, column) not in self._texts:
            rows: Any = columns.refs[noun].related_model
            self._texts[noun, column] = dict(rows._default_manager.values_list("pk", column))
        text = self._texts[noun, column].get(key, original)
        if text != original:
            advice = f"Translate what it says now, and put that here: {text[:200]}"
            yield Problem("original", f"the {noun} {key} says something else", advice), original

    def _not_there(self, name: str, target: Table, key: str) -> Problem:
        place = self._refused_at.get((target.model, key))
        if place:
            return Problem(
                name, f"the row {key} that it needs was refused ({place})", "Correct that row first."
            )
        return Problem(
            name, f"there is no {key} among the {target.name}", f"Add it to {target.name} or correct it."
        )

    def _keys(self, table: Table) -> set[str]:
        if table.model not in self._present:
            self._present[table.model] = set(model_of(table)._default_manager.values_list("key", flat=True))
        return self._present[table.model]


def _target(field: models.ForeignKey[Any, Any] | models.ManyToManyField[Any, Any]) -> str:
    model = field.related_model
    assert isinstance(model, type)
    return model.__name__
