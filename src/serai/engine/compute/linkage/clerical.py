"""A sample of pairs for clerks to look at, and what their answers say of the linkage. Arrow in, Arrow out.

Pairs are drawn by bands of match weight, so that a few hundred answers tell of millions of pairs. Clerks do
not see the weight, nor whether a pair was linked: they would be led by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from serai.engine.compute.linkage.intervals import Share, Stratum, recalled, share_of
from serai.engine.compute.linkage.linking import Linked
from serai.engine.errors import EngineError
from serai.kernel.texts import search_key

SHOWN = (
    "register",
    "record_id",
    "name",
    "father_name",
    "birth_date",
    "sex",
    "document_number",
    "national_id",
)
ANSWER = "same_person"
GROUPS = ("script", "sex", "single")
_YES = {search_key(w) for w in ["yes", "y", "true", "1", "same", "بله", "بلی", "نعم", "ہاں", "هو", "হ্যাঁ"]}
_NO = {search_key(w) for w in ["no", "n", "false", "0", "other", "نه", "خیر", "لا", "نہیں", "نہ", "না"]}
_UNSURE = {"", "?", "unsure", "unknown"}
_BANDS = (-1000.0, -4.0, 0.0, 2.0, 4.0, 6.0, 9.0, 13.0, 18.0, 1000.0)

_CERTAIN, _THROUGH = 0, 1
_LEFT = "left"


class AnswersRefused(EngineError):
    """Answers of clerks that do not fit the sample: other pairs, or words that are no answer."""

    exit_code = 3


@dataclass(frozen=True)
class Sample:
    """``sheet`` is for clerks: the two records of each pair and an empty column. ``key`` stays here: pair,
    unique_id_l, unique_id_r, stratum, linked, match_weight, and script, sex and single name of both.
    ``sizes``: how many pairs each stratum has, of "all" and of those with a record of a group ("script Arab").
    """

    sheet: pa.Table
    key: pa.Table
    sizes: dict[str, dict[str, int]]


def clerical_sample(people: pa.Table, linked: Linked, *, pairs: int = 400, seed: int = 1) -> Sample:
    """Draw ``pairs`` pairs, from each stratum the same number, and all of a stratum that has fewer.

    A stratum is a band of match weight among linked pairs or among pairs left alone; certain pairs; or pairs
    that are linked through other records alone.
    """
    weight = pc.fill_null(linked.pairs["match_weight"], 1000.0).to_numpy()
    links = linked.pairs["linked"].to_numpy()
    certain = linked.pairs["certain"].is_valid().to_numpy()
    bands = np.searchsorted(np.array(_BANDS), weight, side="right")
    labels = np.where(links, 100, 200) + bands
    labels[links & ~linked.pairs["direct"].to_numpy()] = _THROUGH
    labels[certain] = _CERTAIN
    dice = np.random.default_rng(seed)
    strata = {int(label): np.flatnonzero(labels == label) for label in np.unique(labels)}
    wanted = _allocated({label: len(rows) for label, rows in strata.items()}, pairs)
    drawn = np.concatenate(
        [
            np.zeros(0, np.int64),
            *(dice.choice(rows, wanted[label], replace=False) for label, rows in strata.items()),
        ]
    )
    drawn = dice.permutation(drawn)
    chosen = linked.pairs.take(drawn)
    number = pa.array(np.arange(1, len(drawn) + 1))
    key = pa.table(
        {
            "pair": number,
            "unique_id_l": chosen["unique_id_l"],
            "unique_id_r": chosen["unique_id_r"],
            "stratum": pa.array([_label(int(label)) for label in labels[drawn]], pa.string()),
            "linked": chosen["linked"],
            "match_weight": chosen["match_weight"],
        }
        | {
            f"{group}_{side}": pc.cast(people[group], pa.string()).take(chosen[f"unique_id_{side}"])
            for group in GROUPS
            for side in ("l", "r")
        }
    )
    sides = {"a": people.take(key["unique_id_l"]), "b": people.take(key["unique_id_r"])}
    sheet = pa.table(
        {"pair": number}
        | {f"{field}_{side}": table[field] for field in SHOWN for side, table in sides.items()}
        | {ANSWER: pa.array([""] * len(drawn), pa.string())}
    )
    names = {label: _label(label) for label in strata}
    sizes = {"all": {names[label]: len(rows) for label, rows in strata.items()}}
    for group in GROUPS:
        left, right = (_texts(people[group].take(linked.pairs[f"unique_id_{side}"])) for side in ("l", "r"))
        for value, keep in _values(left, right):
            kept = zip(*np.unique(labels[keep], return_counts=True), strict=True)
            sizes[f"{group} {value}"] = {names[int(label)]: int(pairs) for label, pairs in kept}
    return Sample(sheet, key, sizes)


def judged(key: pa.Table, sizes: Mapping[str, Mapping[str, int]], answers: pa.Table) -> dict[str, Any]:
    """Precision and recall of the linkage, over all and by script, sex and single name.

    ``answers`` has the columns pair and same_person (yes, no, or empty for unsure), in any order of rows.
    Recall is of the pairs that were compared and kept; a pair that shares no block, or lies below the
    lowest weight kept, is in no stratum, and the report says so.
    Unknown: unsure pairs are left out and counted. A group without answers has no value, and the interval
    from 0 to 1.
    Raises:  AnswersRefused, naming the pair.
    """
    said = _read(key, answers)
    same = np.array([-1 if (a := said.get(pair)) is None else int(a) for pair in key["pair"].to_pylist()])
    strata = np.array(key["stratum"].to_pylist(), dtype=object)

    def told(whose: str, keep: Any) -> dict[str, Any]:
        made = {label: _stratum(n, keep & (strata == label), same) for label, n in sizes[whose].items()}
        left = [one for label, one in made.items() if label.startswith(_LEFT)]
        found = [one for label, one in made.items() if not label.startswith(_LEFT)]
        return {"precision": share_of(found).as_dict(), "recall": recalled(found, left).as_dict()}

    everything = np.ones(len(same), bool)
    by: dict[str, Any] = {}
    for group in GROUPS:
        drawn = dict(_values(*(_texts(key[f"{group}_{side}"]) for side in ("l", "r"))))
        values = [whose.removeprefix(f"{group} ") for whose in sizes if whose.startswith(f"{group} ")]
        by[group] = {value: told(f"{group} {value}", drawn.get(value, ~everything)) for value in values}
    return {
        **told("all", everything),
        "pairs_answered": int((same >= 0).sum()),
        "pairs_unsure": int((same < 0).sum()),
        "by": by,
        "says": "Recall is of pairs that were compared and kept. Groups hold pairs with a record of the group.",
    }


def _stratum(size: int, drawn: Any, same: Any) -> Stratum:
    answered = drawn & (same >= 0)
    return Stratum(size, int(answered.sum()), int((same[answered] == 1).sum()))


def _texts(column: pa.ChunkedArray) -> Any:
    return np.array(pc.cast(column, pa.string()).to_pylist(), dtype=object)


def _values(left: Any, right: Any) -> Iterable[tuple[str, Any]]:
    """Each value of a group, and which pairs have it on either side."""
    for value in sorted({*left, *right} - {None}):
        yield value, (left == value) | (right == value)


def _read(key: pa.Table, answers: pa.Table) -> dict[int, bool | None]:
    if missing := sorted({"pair", ANSWER} - set(answers.column_names)):
        raise AnswersRefused(
            f"The answers have no column {', '.join(missing)}", advice="Send the sheet back as it was."
        )
    known = set(key["pair"].to_pylist())
    said: dict[int, bool | None] = {}
    for pair, word in zip(answers["pair"].to_pylist(), answers[ANSWER].to_pylist(), strict=True):
        plain = search_key(str(word or ""))
        if int(pair) not in known:
            raise AnswersRefused(f"Pair {pair} is not in this sample", advice="Use the sheet of this run.")
        if plain not in _YES | _NO | _UNSURE:
            raise AnswersRefused(
                f"{word!r} is no answer to pair {pair}", advice="Write yes, no, or nothing when unsure."
            )
        said[int(pair)] = None if plain in _UNSURE else plain in _YES
    return said


def _allocated(sizes: dict[int, int], pairs: int) -> dict[int, int]:
    """The same for each stratum; what small ones do not need goes to the others."""
    left, wanted = pairs, {}
    for place, (label, size) in enumerate(sorted(sizes.items(), key=lambda item: item[1])):
        wanted[label] = min(size, left // (len(sizes) - place))
        left -= wanted[label]
    return wanted


def _label(code: int) -> str:
    if code in (_CERTAIN, _THROUGH):
        return "certain" if code == _CERTAIN else "through other records"
    kind, band = ("linked", code - 100) if code < 200 else (_LEFT, code - 200)
    low, high = _BANDS[band - 1], _BANDS[min(band, len(_BANDS) - 1)]
    return f"{kind} {low:g} to {high:g}".replace("-1000 to", "up to").replace(" to 1000", " and more")


__all__ = ["ANSWER", "AnswersRefused", "Sample", "Share", "clerical_sample", "judged"]
