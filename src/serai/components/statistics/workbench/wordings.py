"""Concepts and codes of sheets in the words of the page: what drop-downs offer, and what a label was understood as."""

from __future__ import annotations

from typing import Any

from babel import Locale
from babel.core import get_global
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.partnership.selectors.parts import Names
from serai.engine.model.looks import SeenLabel
from serai.web import wording

Group = tuple[str, list[tuple[str, str]]]


class Concepts:
    """The concepts of a kind of sheet with their codes; names of states as the partnership writes them."""

    def __init__(self, reader: Reader, place: str) -> None:
        names, today = Names(reader), timezone.localdate()
        locale = Locale.parse((get_language() or "en").replace("-", "_"))
        self.place = place
        self.states: dict[str, str] = {}
        for code, twins in get_global("territory_aliases").items():
            if len(code) == 3 and code.isalpha() and len(twins) == 1 and twins[0] in locale.territories:
                told = str(names.state(code, today).name)
                self.states[code] = locale.territories[twins[0]] if told == code else told
        self.axes = {
            "direction": _("Direction"),
            "sex": _("Sex"),
            "citizenship": _("Citizenship"),
            "month": _("Month"),
            "year": _("Year"),
            place: _("Place"),
            "persons": _("Persons"),
            "ignored": _("Not read"),
        }
        self.codes = {
            "direction": {"IN": _("Arrivals"), "OUT": _("Departures")},
            "sex": {"F": _("Female"), "M": _("Male")},
            "citizenship": {
                "NATIONAL": _("Citizens of the country"),
                "FOREIGN": _("Foreigners, not told apart"),
                "OTHER": _("Other citizenships"),
                "STATELESS": _("Stateless"),
                "UNKNOWN": _("Not known"),
                **dict(sorted(self.states.items(), key=lambda item: item[1])),
            },
            # without a name: the fifth month is Mordad in one sheet and May in another
            "month": {str(number): wording.digits(str(number)) for number in range(1, 13)},
        }

    def choices_of(self, label: SeenLabel, places: list[str]) -> list[Any]:
        """What a label may mean: a field for a header of a column, its codes for a text of a coded column."""
        if label.where == "field":
            fields = [(f"field:{axis}", title) for axis, title in self.axes.items()]
            return [("", _("Not sure: ask again next month")), *fields]
        if label.where == "code":
            axis = label.heading
            known = self.codes.get(axis, {}) or {name: name for name in places}
            whole = [("total", _("A total")), ("not_data", _("No data: rows with it are left out"))]
            codes = [(f"{axis}:{code}", words) for code, words in known.items()]
            return [("", _("Not sure: refuse the rows with it")), *whole, *codes]
        return self.choices(heading=label.where == "heading", places=places)

    def choices(self, *, heading: bool, places: list[str]) -> list[Any]:
        """What a label may mean, grouped by concept; a heading names the concept of its column."""
        first: list[Any] = [("", _("Not sure: refuse the figures under it"))]
        if heading:
            return [
                first[0],
                *(
                    (f"heading:{axis}", title)
                    for axis, title in self.axes.items()
                    if axis not in ("year", "persons")
                ),
            ]
        whole = [
            ("total", _("A total")),
            ("nothing", _("A word that says nothing of the figures")),
            ("not_data", _("No data: a remark, the number of a page")),
        ]
        groups = [
            (self.axes[axis], [(f"{axis}:{code}", words) for code, words in codes.items()])
            for axis, codes in self.codes.items()
        ]
        same = [(f"{self.place}:{name}", name) for name in places]
        return [*first, (_("As a whole"), whole), *groups, *([(_("The place"), same)] if same else [])]

    def besides(self) -> list[Any]:
        """What a label may say in addition: sex beside direction, and the like."""
        groups = [
            (self.axes[axis], [(f"{axis}:{code}", words) for code, words in self.codes[axis].items()])
            for axis in ("direction", "sex")
        ]
        return [("", "–"), *groups]

    def understood(self, label: SeenLabel) -> str:
        """What a known label was understood as, in words."""
        if label.skipped:
            return _("no data")
        if label.where in ("heading", "field"):
            return _("heading of the column: %(axis)s") % {
                "axis": self.axes.get(label.heading, label.heading)
            }
        parts = [
            f"{self.axes.get(axis, axis)}: {', '.join(self.word(axis, code) for code in codes)}"
            for axis, codes in label.codes
        ]
        if label.total:
            parts.insert(0, _("total"))
        return "; ".join(parts) or _("says nothing of the figures")

    def meaning(self, word: Any) -> str:
        """A word of a matching, in words."""
        if isinstance(word, str):
            return self.understood(
                SeenLabel("", "column", True, total=word == "total", skipped=word == "not_data")
            )
        if held := word.get("heading") or word.get("field"):
            return self.understood(SeenLabel("", "heading", True, heading=held))
        return self.understood(
            SeenLabel("", "column", True, tuple((axis, (code,)) for axis, code in word.items()))
        )

    def word(self, axis: str, code: str) -> str:
        """A code in words; a year or a place as it is."""
        return self.codes.get(axis, {}).get(code, code)
