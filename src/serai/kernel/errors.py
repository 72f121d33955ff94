"""The one family of errors that people see: what happened, where, and the way out."""

from __future__ import annotations


class SeraiError(Exception):
    """An error that a person can act on.

    ``what`` says what happened in plain words, ``where`` names the file, sheet, row or field,
    ``advice`` says what to do next. ``exit_code`` is what a command ends with.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", advice: str = "") -> None:
        self.what = what
        self.where = where
        self.advice = advice
        super().__init__(what, where, advice)

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        advice = f" {self.advice}" if self.advice else ""
        return f"{self.what}{place}.{advice}"
