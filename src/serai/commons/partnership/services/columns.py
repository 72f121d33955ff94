"""From the text of a cell to the value of a field, by what the model says about the field."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from serai.commons.partnership.files import Table
from serai.commons.partnership.models.activity import Dated
from serai.commons.partnership.models.audience import Shown
from serai.commons.partnership.models.base import Row
from serai.commons.partnership.rules import KEY, Problem, check_audience, row_names
from serai.kernel.clock import PartialDate, UnreadableDate

DATED = ("when", "certainty", "date_note")
# columns that a file may leave out or leave empty: then a loaded row stays as it is, so that no load ever
# opens what somebody has closed
OWNER = "owner"
AUDIENCE = ("audience", "audience_body", "audience_organisations")
_DATED_FIELDS = {"first_day", "last_day", "date_precision", "date_certainty", "date_note"}
_YES_NO = {"yes": True, "no": False, "": False}


@dataclass(frozen=True)
class Columns:
    """What a table's file may hold: plain fields, references to one row, references to several."""

    plain: dict[str, models.Field[Any, Any]]
    refs: dict[str, models.ForeignKey[Any, Any]]
    many: dict[str, models.ManyToManyField[Any, Any]]
    dated: bool

    @property
    def names(self) -> set[str]:
        """Every column that a file may hold."""
        dated = set(DATED) if self.dated else set()
        return {*self.plain, *self.refs, *self.many, *dated, "key"}

    @property
    def required(self) -> set[str]:
        """Columns without which no row can be read."""
        plain = {name for name, field in self.plain.items() if not field.blank and not field.has_default()}
        refs = {name for name, field in self.refs.items() if not field.null}
        return plain | refs


def model_of(table: Table) -> type[Row]:
    """The model behind a table."""
    model = apps.get_model("partnership", table.model)
    assert issubclass(model, Row)
    return model


@cache
def columns_of(table: Table) -> Columns:
    """The columns of a table, read off its model."""
    model = model_of(table)
    dated = issubclass(model, Dated)
    plain: dict[str, models.Field[Any, Any]] = {}
    refs: dict[str, models.ForeignKey[Any, Any]] = {}
    for field in model._meta.concrete_fields:
        if field.name == "key" or not field.editable or (dated and field.name in _DATED_FIELDS):
            continue
        if isinstance(field, models.ForeignKey):
            refs[field.name] = field
        else:
            plain[field.name] = field
    many = {field.name: field for field in model._meta.many_to_many}
    return Columns(plain, refs, many, dated)


@dataclass
class Converted:
    """A row of a file as values of fields (by column), keys it points to, and what is wrong with it."""

    key: str
    values: dict[str, Any]
    refs: dict[str, str]
    many: dict[str, tuple[str, ...]]
    problems: list[tuple[Problem, str]]  # with the text of the cell

    def for_rules(self) -> dict[str, Any]:
        """The values as :mod:`rules` sees them."""
        return {**self.values, **self.refs, "key": self.key}

    def fields(self) -> dict[str, Any]:
        """The values as the model's attributes take them."""
        return {**self.values, **{f"{name}_id": key or None for name, key in self.refs.items()}}


def convert(table: Table, cells: dict[str, str]) -> Converted:
    """Read one row of a file. Unreadable cells become problems; empty cells become the field's default."""
    columns = columns_of(table)
    row = Converted(key_of(table, cells), {}, {}, {}, [])
    if "\0cells" in cells:
        advice = "Give the row one cell for each column, and put quotation marks around texts with commas."
        row.problems.append((Problem("", cells["\0cells"], advice), ""))
        return row
    for name, field in columns.plain.items():
        text = cells.get(name, "")
        try:
            row.values[name] = _plain(field, text)
        except ValidationError as error:
            reason = " ".join(error.messages).rstrip(".") if text else "it is empty"
            row.problems.append((Problem(name, reason, _advice(field)), text))
    for name, reference in columns.refs.items():
        row.refs[name] = cells.get(name, "")
        if not row.refs[name] and not reference.null:
            row.problems.append((Problem(name, "it is empty", _point_to(reference)), ""))
    for name in columns.many:
        row.many[name] = tuple(dict.fromkeys(row_names(cells.get(name, ""))))
    if issubclass(model_of(table), Shown):
        _audience(row, cells)
    if columns.dated:
        _dated(row, cells)
    _check_key(table, row, cells)
    return row


def _audience(row: Converted, cells: dict[str, str]) -> None:
    """Owner and audience as far as the row says something about them; the audience's columns go together."""
    given = {name: cells.get(name, "") for name in (OWNER, *AUDIENCE)}
    row.problems += [(problem, given.get(problem.field, "")) for problem in check_audience(given)]
    if not given[OWNER]:
        row.refs.pop(OWNER)
    if not given["audience"]:
        row.values.pop(AUDIENCE[0], None)
        row.refs.pop(AUDIENCE[1], None)
        row.many.pop(AUDIENCE[2], None)


def key_of(table: Table, cells: dict[str, str]) -> str:
    """The key of a row as its file gives it, or put together from its columns."""
    if cells.get("key"):
        return cells["key"]
    parts = [cells.get(name, "") for name in table.key_from]
    return "/".join(part for part in parts if part)


def _check_key(table: Table, row: Converted, cells: dict[str, str]) -> None:
    given = cells.get("key", "")
    if given and not KEY.fullmatch(given):
        advice = "Use letters, digits, dots, hyphens and underscores."
        row.problems.append((Problem("key", "this is no key", advice), given))
    elif not row.key:
        row.problems.append((Problem("key", "it is empty", "Give the row a key that will never change."), ""))
    elif len(row.key) > 160:
        row.problems.append(
            (Problem("key", "the key is longer than 160 letters", "Shorten it."), row.key[:40])
        )


def _plain(field: models.Field[Any, Any], text: str) -> Any:
    if isinstance(field, models.BooleanField):
        if text.lower() not in _YES_NO:
            raise ValidationError("this is neither yes nor no")
        return _YES_NO[text.lower()]
    if isinstance(field, models.IntegerField) and not text:
        if field.null:
            return None
        return field.get_default() if field.has_default() else field.clean(None, None)
    if not text and field.has_default():
        return field.get_default()
    if field.choices and text and text not in {value for value, _title in field.flatchoices}:
        raise ValidationError("this word is not known here")
    return field.clean(text, None)


def _dated(row: Converted, cells: dict[str, str]) -> None:
    text, note = cells.get("when", ""), cells.get("date_note", "")
    try:
        when = PartialDate.parse(text, certainty=cells.get("certainty", ""), note=note)
    except UnreadableDate as error:
        advice = "Correct the date, or leave it empty when it is not known."
        row.problems.append((Problem("when", str(error), advice), text))
        return
    row.values |= {
        "first_day": when.first,
        "last_day": when.last,
        "date_precision": when.precision.value,
        "date_certainty": when.certainty.value,
        "date_note": note,
    }


def _advice(field: models.Field[Any, Any]) -> str:
    if field.choices:
        return f"Write one of {', '.join(str(value) for value, _title in field.flatchoices)}."
    if isinstance(field, models.BooleanField):
        return "Write yes or no."
    if isinstance(field, models.IntegerField):
        return "Write a whole number without separators."
    return "Correct the cell."


def _point_to(field: models.ForeignKey[Any, Any]) -> str:
    return f"Name the key of a row of the {field.related_model._meta.verbose_name_plural}."
