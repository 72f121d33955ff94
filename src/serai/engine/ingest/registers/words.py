"""What was said of a file of people, as an addition to the shipped mapping of its kind. Plain values, nothing is read.

A word says of a header ``{"field": concept}``, for a column of days with ``"dates": reading`` beside it, and of a
text under it (``code_label(header, text)``) what it stands for: ``{concept: code}`` or "not_data".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from serai.engine.model.looks import code_label

NOT_DATA = "not_data"
_EVERY = ["gregorian", "solar"]
READINGS: dict[str, dict[str, Any]] = {
    "solar": {"calendars": ["solar"]},
    "gregorian": {"calendars": ["gregorian"]},
    "both": {"calendars": _EVERY},
    "month_first": {"format": "%m/%d/%Y"},
    "month_first_dashes": {"format": "%m-%d-%Y"},
    "compact": {"format": "%Y%m%d"},
}
"""Ways of reading a day. Of "both" the year tells the calendar; in figures the day stands before the month."""


def concept_of(name: str, column: Mapping[str, Any] | None) -> str:
    """What a column of a mapping is about: the heading that it goes by, else its name."""
    return str((column or {}).get("heading", name))


def fields_of(words: Mapping[str, Any]) -> dict[str, str]:
    """Headers and the concepts that they were pointed at."""
    return {
        header: word["field"]
        for header, word in words.items()
        if isinstance(word, Mapping) and "field" in word
    }


def codes_of(words: Mapping[str, Any], headers: list[str]) -> Iterator[tuple[str, str, str]]:
    """Header, text and code of every text under ``headers`` that was explained as what the header holds now."""
    fields = fields_of(words)
    for header in headers:
        start = code_label(header, "")
        for label, word in words.items():
            if not label.startswith(start) or label in fields:
                continue
            code = word if isinstance(word, str) else (word or {}).get(fields.get(header, ""), "")
            if code:
                yield header, label.removeprefix(start), code


def pointed(values: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a mapping of people with ``words`` in place of its guesses: a column that nobody pointed at
    anything is not read, whatever its header is."""
    fields = fields_of(words)
    columns: dict[str, Any] = {}
    filters = []
    for name, column in values["columns"].items():
        headers = [header for header, concept in fields.items() if concept == concept_of(name, column)]
        made = {
            key: value for key, value in (column or {}).items() if key not in ("from", "heading", "absent")
        }
        if "constant" in made:
            columns[name] = made
        elif headers:
            columns[name] = made | {"from": headers} | _reading(made, words, headers)
            told = list(codes_of(words, headers))
            if codes := {text: code for _, text, code in told if code != NOT_DATA}:
                columns[name]["codes"] = codes
            for header in dict.fromkeys(header for header, _, code in told if code == NOT_DATA):
                drop = [text for one, text, code in told if one == header and code == NOT_DATA]
                filters.append(
                    {"column": header, "drop": drop, "because": "no data, as was said of the file"}
                )
        elif absent := (column or {}).get("absent"):
            columns[name] = made | {"constant": absent}
    return {**values, "columns": columns} | ({"filters": filters} if filters else {})


def _reading(column: Mapping[str, Any], words: Mapping[str, Any], headers: list[str]) -> dict[str, Any]:
    """How the days of a column are read: as was said, else as the shipped mapping reads them."""
    if "calendars" not in column:
        return {}
    said = {word["dates"] for header in headers if "dates" in (word := words[header])}
    if len(said) != 1:
        return {}
    reading = READINGS[said.pop()]
    # a column has calendars or a format; a moment and its day are read from one header by calendars alone
    return reading if "calendars" in reading else {"calendars": [], **reading}


def concepts(values: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """What columns of a kind of register may be pointed at, each with the first column of the mapping of it."""
    found: dict[str, Mapping[str, Any]] = {}
    for name, column in values["columns"].items():
        if "constant" not in (column or {}):
            found.setdefault(concept_of(name, column), {"name": name, **(column or {})})
    return found
