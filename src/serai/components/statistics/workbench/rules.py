"""What a label means as a choice of a form and as a word of a mapping, and which matching fits a file. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from serai.engine.model.looks import Look, SeenLabel, SeenSheet, code_label, likeness

NOT_SURE = ""
WHOLE = ("total", "nothing", "not_data")
HEADING, FIELD = "heading", "field"
NEAR_ENOUGH = 0.5
"""Files with less than half of their headers in common are not of one kind."""
AUTHORITIES = ("ministry", "agency", "statistics", "sub_national", "bank")
"""Kinds of organisations that speak for their state; others of a state only have their seat there."""


@dataclass(frozen=True)
class Desk:
    """An organisation in whose name somebody brings sheets: of one state, or of the one that is named with them."""

    owner: str
    name: str
    state: str


def desk_of(owner: str, name: str, kind: str, state: str, *, keeps_secretariat: bool) -> Desk | None:
    """The desk of an organisation; None for one that neither speaks for a state nor keeps the secretariat.

    >>> desk_of("mi", "Ministry", "ministry", "QRV", keeps_secretariat=False)
    Desk(owner='mi', name='Ministry', state='QRV')
    >>> desk_of("io", "Office", "international", "QRV", keeps_secretariat=False) is None
    True
    """
    if kind in AUTHORITIES and state:
        return Desk(owner, name, state)
    return Desk(owner, name, "") if keeps_secretariat else None


def dataset_of(kind: str, state: str, by: str = "") -> str:
    """Where sheets of a state go; those that the secretariat brings ``by`` itself lie apart from the state's own.

    >>> dataset_of("crossings_monthly", "QRV"), dataset_of("crossings_monthly", "QRV", "THE-DESK")
    ('crossings_monthly_qrv', 'crossings_monthly_qrv_by_the_desk')
    """
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in by.lower())
    return f"{kind}_{state.lower()}" + (f"_by_{plain}" if by else "")


def state_in(kind: str, dataset: str) -> str:
    """The state whose sheets go into a dataset; empty where it names none.

    >>> state_in("crossings_monthly", "crossings_monthly_qrv_by_the_desk"), state_in("crossings_monthly", "other")
    ('QRV', '')
    """
    found = re.fullmatch(rf"{re.escape(kind)}_([a-z]{{3}})(_by_\w+)?", dataset)
    return found[1].upper() if found else ""


@dataclass(frozen=True)
class Fit:
    """How a file compares with one matching: ``new`` and ``gone`` are headers; ``whole`` where nothing differs."""

    matching: int
    likeness: float
    new: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def whole(self) -> bool:
        return not self.new and not self.gone


def best_fit(shape: Sequence[str], remembered: Iterable[tuple[int, Sequence[Sequence[str]]]]) -> Fit | None:
    """The matching whose shapes come nearest; None when none has half of the headers. ``remembered``: key, shapes."""
    mine = tuple(shape)
    fits = [
        Fit(
            key,
            likeness(mine, tuple(other)),
            tuple(sorted(set(mine) - set(other))),
            tuple(sorted(set(other) - set(mine))),
        )
        for key, shapes in remembered
        for other in shapes
    ]
    best = max(fits, key=lambda fit: (fit.likeness, -fit.matching), default=None)
    return best if best is not None and best.likeness >= NEAR_ENOUGH else None


def choice_of(word: Any) -> tuple[str, str]:
    """A word of a mapping as the two choices of the form: what it says, and what it says besides.

    >>> choice_of({"direction": "IN", "sex": "M"}), choice_of("total"), choice_of({"heading": "post"})
    (('direction:IN', 'sex:M'), ('total', ''), ('heading:post', ''))
    """
    if isinstance(word, str):
        return word, NOT_SURE
    pairs = [f"{axis}:{code}" for axis, code in (word or {}).items()]
    return (pairs[0] if pairs else NOT_SURE), (pairs[1] if len(pairs) > 1 else NOT_SURE)


def word_of(first: str, second: str = NOT_SURE) -> Any:
    """The two choices as a word of a mapping; None where nobody is sure.

    >>> word_of("direction:IN", "sex:M"), word_of("not_data"), word_of("")
    ({'direction': 'IN', 'sex': 'M'}, 'not_data', None)
    """
    if first in WHOLE:
        return first
    pairs = dict(choice.split(":", 1) for choice in (first, second) if ":" in choice)
    for whole in (HEADING, FIELD):
        if whole in pairs:
            return {whole: pairs[whole]}
    return pairs or None


def suggestion(label: SeenLabel, words: Mapping[str, Any]) -> tuple[str, str, bool]:
    """What the form offers for a label, and whether that is remembered rather than guessed."""
    if label.text in words:
        return (*choice_of(words[label.text]), True)
    return (*choice_of(dict(label.guess)), False)


def lacking(words: Mapping[str, Any], wanted: Sequence[str]) -> list[str]:
    """The fields without which no row of a file of columns counts, and that no column is matched to.

    >>> lacking({"Ort": {"field": "post"}, "Ort = N": {"post": "North"}}, ["post", "month"])
    ['month']
    """
    held = {word[FIELD] for word in words.values() if isinstance(word, Mapping) and FIELD in word}
    return [field for field in wanted if field not in held]


def kind_of(label: str, words: Mapping[str, Any]) -> tuple[str, str]:
    """What kind of label stands in a matching, and for a text of a coded column the field of that column."""
    word = words[label]
    if isinstance(word, Mapping) and (FIELD in word or HEADING in word):
        return (FIELD if FIELD in word else HEADING), ""
    for header, other in words.items():
        if isinstance(other, Mapping) and FIELD in other and label.startswith(code_label(header, "")):
            return "code", other[FIELD]
    return "column", ""


def look_from(data: Mapping[str, Any]) -> Look:
    """A look as it was kept with a file; only what pages ask of it."""
    labels = tuple(
        SeenLabel(
            **{
                **one,
                "codes": tuple((axis, tuple(many)) for axis, many in one["codes"]),
                "guess": tuple((axis, code) for axis, code in one["guess"]),
            }
        )
        for one in data["labels"]
    )
    sheets = tuple(
        SeenSheet(s["name"], tuple(map(tuple, s["rows"])), tuple(s["headers"]), s["tables"], s["length"])
        for s in data["sheets"]
    )
    return Look(
        sheets,
        labels,
        tuple(data["places"]),
        tuple(data["months"]),
        data["figures"],
        tuple(data["shape"]),
        tuple(data["personal"]),
        data.get("listed", False),
    )
