"""Concepts and codes of registers in the words of the page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from serai.commons.access.readers import Reader
from serai.components.statistics.workbench.wordings import Concepts
from serai.engine import api
from serai.engine.ingest.registers.words import NOT_DATA
from serai.engine.model.looks import SeenLabel
from serai.engine.model.pointing import IDENTIFIER, IGNORED
from serai.web import wording

KINDS: dict[str, Any] = {
    "register_crossings": gettext_lazy("Border crossings, known to the day"),
    "register_crossings_timed": gettext_lazy("Border crossings, with the time of day"),
    "register_permits": gettext_lazy("Residence permits"),
    "register_asylum_applications": gettext_lazy("Asylum applications"),
    "register_asylum_decisions": gettext_lazy("Asylum decisions"),
    "register_returns": gettext_lazy("Returns"),
    "register_overseas_employment": gettext_lazy("Workers registered for employment abroad"),
}
"""Kinds of registers of people that are taken in the browser: the shipped mappings for the vault."""
TITLES: dict[str, Any] = {
    "person_id": gettext_lazy("Number of the person"),
    "national_id": gettext_lazy("National number, identity card"),
    "document_number": gettext_lazy("Number of the passport or document"),
    "name": gettext_lazy("Whole name"),
    "given_name": gettext_lazy("Given name"),
    "family_name": gettext_lazy("Family name"),
    "father_name": gettext_lazy("Name of the father"),
    "birth_date": gettext_lazy("Date or year of birth"),
    "sex": gettext_lazy("Sex"),
    "citizenship": gettext_lazy("Citizenship"),
    "record_id": gettext_lazy("Number of the record"),
    "crossed_on": gettext_lazy("Day of the crossing"),
    "direction": gettext_lazy("Direction"),
    "post": gettext_lazy("Border post"),
    "permit_number": gettext_lazy("Number of the permit"),
    "valid_from": gettext_lazy("First day of the permit"),
    "valid_until": gettext_lazy("Last day of the permit"),
    "permit_kind": gettext_lazy("Kind of permit, its purpose"),
    "case_number": gettext_lazy("Number of the case"),
    "line": gettext_lazy("Number within the case or household"),
    "applied_on": gettext_lazy("Day of the application"),
    "application_kind": gettext_lazy("Kind of application"),
    "decided_on": gettext_lazy("Day of the decision"),
    "outcome": gettext_lazy("Outcome"),
    "instance": gettext_lazy("Instance"),
    "returned_on": gettext_lazy("Day of the return"),
    "return_kind": gettext_lazy("Kind of return"),
    "country_from": gettext_lazy("Country that they came from"),
    "district": gettext_lazy("District"),
    "registration_number": gettext_lazy("Number of the registration"),
    "registered_on": gettext_lazy("Day of the registration"),
    "destination": gettext_lazy("Country of destination"),
    "occupation": gettext_lazy("Occupation"),
    "skill": gettext_lazy("Skill"),
    IGNORED: gettext_lazy("Not needed: never read"),
    IDENTIFIER: gettext_lazy("a number of the person, a national number or a number of a document"),
}
CODES: dict[str, dict[str, Any]] = {
    "sex": {"U": gettext_lazy("Not known"), "X": gettext_lazy("Neither, or a third gender")},
    "permit_kind": {
        "WORK": gettext_lazy("Work"),
        "STUDY": gettext_lazy("Study"),
        "FAMILY": gettext_lazy("Family"),
        "PROTECTION": gettext_lazy("Protection"),
        "OTHER": gettext_lazy("Other"),
    },
    "application_kind": {
        "FIRST": gettext_lazy("First application"),
        "REPEAT": gettext_lazy("Repeated application"),
        "APPEAL": gettext_lazy("Appeal"),
    },
    "outcome": {
        "REFUGEE": gettext_lazy("Recognised as a refugee"),
        "SUBSIDIARY": gettext_lazy("Subsidiary protection"),
        "REJECTED": gettext_lazy("Rejected"),
        "CLOSED": gettext_lazy("Closed otherwise"),
    },
    "return_kind": {
        "VOLUNTARY": gettext_lazy("Voluntary"),
        "ASSISTED": gettext_lazy("Voluntary, with help"),
        "FORCED": gettext_lazy("Forced"),
    },
}
READINGS: dict[str, Any] = {
    "solar": gettext_lazy("Solar Hijri: 1402/01/15 or 15/01/1402"),
    "gregorian": gettext_lazy("Gregorian, the day before the month: 2024-01-31 or 31/01/2024"),
    "both": gettext_lazy("Both calendars, told by the year"),
    "month_first": gettext_lazy("Gregorian, the month first: 01/31/2024"),
    "month_first_dashes": gettext_lazy("Gregorian, the month first: 01-31-2024"),
    "compact": gettext_lazy("Gregorian, in figures alone: 20240131"),
}


class RegisterConcepts(Concepts):
    """The concepts of one kind of register with their codes; names of states as the partnership writes them."""

    def __init__(self, reader: Reader, base: str) -> None:
        super().__init__(reader, "post")
        self._base = base
        told = {
            **self.codes,
            "sex": {**self.codes["sex"], **CODES["sex"]},
            **{concept: codes for concept, codes in CODES.items() if concept != "sex"},
            **dict.fromkeys(("destination", "country_from"), self.codes["citizenship"]),
        }
        self.axes = self.titles(base)
        self.codes = {
            concept: {code: str(told[concept][code]) for code in told[concept] if code in codes}
            for concept, codes in api.register_concepts(base).items()
            if codes
        }

    @staticmethod
    def titles(base: str) -> dict[str, str]:
        """What columns of this kind may be pointed at, in words."""
        names = [*api.register_concepts(base), IGNORED, IDENTIFIER]
        return {name: str(TITLES.get(name, name)) for name in names}

    def choices_of(self, label: SeenLabel, places: list[str]) -> list[Any]:
        """What a column may hold, or what a text of it may stand for."""
        if label.where == "code":
            codes = self.codes[label.heading]
            return [
                ("", _("Not sure: refuse the rows with it")),
                (NOT_DATA, _("No data: rows with it are left out")),
                *((f"{label.heading}:{code}", words) for code, words in codes.items()),
            ]
        if label.where == "field":
            fields = {name: title for name, title in self.axes.items() if name not in (IGNORED, IDENTIFIER)}
            return [
                ("", _("Not sure: ask again next month")),
                (f"field:{IGNORED}", self.axes[IGNORED]),
                *((f"field:{name}", title) for name, title in fields.items()),
            ]
        return [("", _("Choose"))]

    def meaning(self, word: Any) -> str:
        """A word of a matching, in words."""
        if word == NOT_DATA:
            return _("no data")
        if field := word.get("field"):
            title = self.axes.get(field, field)
            return f"{title} ({READINGS[word['dates']]})" if "dates" in word else title
        return "; ".join(f"{self.axes.get(one, one)}: {self.word(one, code)}" for one, code in word.items())

    def reading(self, name: str, taken: int, filled: int) -> str:
        """A way of reading days, with how many cells it takes."""
        return _("%(reading)s – reads %(taken)s of %(filled)s") % {
            "reading": READINGS[name], "taken": wording.number(taken), "filled": wording.number(filled),
        }  # fmt: skip
