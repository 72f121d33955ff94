"""Why rows were refused, in the reader's language: the engine's reasons, and those of this room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from serai.engine.checks.reasons import REASONS
from serai.web.templatetags.serai import told

WORDS: dict[str, Any] = {
    "wrong_number_of_fields": _("more or fewer fields than the header"),
    "missing_required": _("a needed field is empty"),
    "unknown_code": _("a value is not in the code list"),
    "not_a_number": _("not a number"),
    "not_an_integer": _("not a whole number"),
    "not_a_year": _("not a year"),
    "not_a_date": _("not a date that exists"),
    "not_a_period": _("not a period"),
    "not_a_boolean": _("neither true nor false"),
    "out_of_range": _("outside the allowed range"),
    "undeclared_mark": _("missing in a way that the mapping does not name"),
    "conflicting_key": _("same key as an earlier row, other values"),
    "out_of_scope": _("left out by the mapping on purpose"),
    "total": _("a total of figures that are taken themselves"),
    "total_differs": _("a total that is not the sum of its parts"),
    "unknown_label": _("a word of the header or before the row is not known"),
    "contradicting_labels": _("the labels over the figure and before its row say two things"),
    "erased_person": _("about somebody who was erased"),
}
"""In a few words."""
ADVICE: dict[str, Any] = {
    "wrong_number_of_fields": _(
        "The row has more or fewer fields than the header. Look for a missing quote or a stray separator."
    ),
    "missing_required": _("The field is empty and must not be. Fill it in at the source."),
    "unknown_code": _(
        "The value is not in the code list. Correct it, or add it to the codes of the mapping."
    ),
    "not_a_number": _("The value is not a number. Correct it, or declare the mark under marks."),
    "not_an_integer": _("The value has a fraction and should be a whole number."),
    "not_a_year": _("The value is not a year of four digits."),
    "not_a_date": _(
        "The value is not a date that exists. Write YYYY-MM-DD, or declare the format in the mapping."
    ),
    "not_a_period": _(
        "The value is not a period. Write 2024, 2024-05, 2024-Q2, 2024-S1, 2024-W20 or 2024-05-31."
    ),
    "not_a_boolean": _("The value is neither true nor false."),
    "out_of_range": _("The value lies outside the range that the mapping allows."),
    "undeclared_mark": _(
        "The value is missing in a way that the mapping does not name. Declare the mark under marks."
    ),
    "conflicting_key": _(
        "An earlier row has the same key and other values; the earlier one counts. Find out which is right."
    ),
    "out_of_scope": _("The mapping leaves such rows out, for instance totals beside their parts."),
    "total": _("A total of figures that are taken themselves; it is not counted again."),
    "total_differs": _(
        "The total is not the sum of its parts. The parts are taken; find out which is right."
    ),
    "unknown_label": _("A word of the header or before the row is not known. Correct it in the sheet."),
    "contradicting_labels": _(
        "The labels over the figure and before its row say two things. Correct the sheet."
    ),
}
"""With the way out, as the engine writes it beside each refused row."""

FILES: dict[str, tuple[Any, Any]] = {
    "password": (
        _("The workbook is protected by a password"),
        _("Save it without a password and send it again."),
    ),
    "old_workbook": (
        _("This is an old Office file (.xls), which can hide macros"),
        _("Open it in a spreadsheet program, save it as .xlsx and send that."),
    ),
    "damaged": (
        _("The workbook is damaged and cannot be opened"),
        _("Open it in a spreadsheet program, save it as .xlsx and send that."),
    ),
    "unpacked": (_("Unpacked, the workbook is too large"), _("Send its table as a CSV file.")),
    "sparse": (
        _("Cells of a sheet stand very far from the table"),
        _("Delete what stands far away from the table, or send its data as CSV."),
    ),
    "format": (_("This is neither a workbook nor a table in text form"), _("Send .xlsx or CSV.")),
    "letters": (_("The letters of the file cannot be read"), _("Save it as CSV in UTF-8.")),
    "empty": (_("The file is empty"), _("Send it again.")),
    "nothing": (_("There is nothing in the file"), _("Take the template of the table and fill it in.")),
    "quote": (
        _("Row %(row)s cannot be read: a quote in it is never closed"),
        _("Look for a quote that is never closed."),
    ),
    "heading": (
        _("No row names all columns of this table: %(must)s"),
        _("Name them in one row, or take the template of the table."),
    ),
    "calendar": (
        _("The cell %(cell)s says %(text)s, which seems to be a year of another calendar"),
        _("Write the periods in the Gregorian calendar, like 2024 or 2024-05."),
    ),
    "action": (
        _("Rows with the action %(action)s are not taken"),
        _("Send all figures of the period; they take the place of the earlier ones."),
    ),
    "other_table": (
        _("The file is for another table, %(name)s"),
        _("Take the template of %(ours)s."),
    ),
    "other_version": (
        _("This template is for version %(version)s of the table; it is %(ours)s now"),
        _("Take a new template and copy the figures into it."),
    ),
}
"""What is wrong with a file as a whole and the way out, by the engine's word for it."""


def of_file(kind: str, told: Mapping[str, str] | None = None) -> tuple[str, str]:
    """What is wrong with a file as a whole, and the way out. Raises: KeyError for a kind that has no words."""
    what, advice = FILES[kind]
    return str(what) % (told or {}), str(advice) % (told or {})


def in_words(code: str) -> str:
    """A reason in a few words; the code itself where there are none."""
    return str(WORDS.get(code, code))


def advice(code: str, written: str) -> SafeString | str:
    """The way out as it was written beside a row, which may go on about the row; what is English is marked so."""
    general = REASONS.get(code, "")
    if not general or not written.startswith(general):
        return told(written)
    more = written.removeprefix(general).strip()
    return format_html("{} {}", ADVICE[code], told(more)) if more else str(ADVICE[code])
