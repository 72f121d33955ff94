"""What is checked in the figures of a table beyond its codes: sums, balances, ranges, ratios, jumps. Plain records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from serai.engine.model.describing import BadDataflow, Labels, Part, labels_of, parts_of

ERROR, WARNING, NOTE = "error", "warning", "note"
SEVERITIES = (ERROR, WARNING, NOTE)
Wrong = Callable[[str, str, str], BadDataflow]

# what a kind must say of itself, and what it may
FIELDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "range": ((), ("min", "max")),
    "sum": (("dimension",), ("tolerance",)),
    "balance": (("dimension", "opening", "closing", "adds"), ("tolerance", "carries")),
    "ratio": (("dimension", "numerator", "denominator"), ("min", "max")),
    "change": (("percent",), ("least",)),
    "outlier": ((), ("factor", "periods", "least")),
}


@dataclass(frozen=True)
class Check:
    """One check of a table.

    ``where`` narrows it to some codes of dimensions; empty is every figure. The kinds and what they ask:

    - range: ``min`` <= value <= ``max``
    - sum: each total of ``dimension`` is the sum that its ``adds_up`` says, give or take ``tolerance``
    - balance: closing = opening + ``adds``, codes of ``dimension``; with ``carries`` the opening is also the
      closing of the period before
    - ratio: ``min`` <= numerator / denominator <= ``max``, codes of ``dimension``
    - change: not more than ``percent`` away from the period before, unless by less than ``least``
    - outlier: not more than ``factor`` robust deviations (median, MAD) from at least ``periods`` earlier ones;
      a deviation is never taken for less than ``least``
    - code, required, number, period, twice, layout: implied; of every table

    Units:   ``percent`` in percent, ``tolerance`` and ``least`` in the unit of the table.
    """

    id: str
    kind: str
    severity: str
    says: Labels
    where: dict[str, tuple[str, ...]] = field(default_factory=dict)
    dimension: str = ""
    min: float | None = None
    max: float | None = None
    tolerance: float = 0.0
    opening: str = ""
    closing: str = ""
    adds: tuple[Part, ...] = ()
    carries: bool = False
    numerator: str = ""
    denominator: str = ""
    percent: float = 0.0
    least: float = 1.0
    factor: float = 5.0
    periods: int = 6


class Listed(Protocol):
    """A dimension, as far as checks ask: its id, codes and sums."""

    @property
    def id(self) -> str: ...
    @property
    def codes(self) -> Mapping[str, Labels]: ...
    @property
    def adds_up(self) -> Mapping[str, tuple[Part, ...]]: ...


def checks_from(specs: Any, dimensions: Sequence[Listed], *, where: str) -> tuple[Check, ...]:
    """The checks that a description lists.

    Raises:  BadDataflow, naming the file, the check, and the field that is missing, strange or wrong.
    """
    if not isinstance(specs, list) or not all(isinstance(one, dict) for one in specs):
        raise BadDataflow("The checks are not a list", where=where, advice="Write each check below a dash.")
    made = tuple(_check(spec, {d.id: d for d in dimensions}, where) for spec in specs)
    ids = [check.id for check in made]
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        raise BadDataflow(
            f"Two checks are called {twice[0]}", where=where, advice="Give each check an id of its own."
        )
    return made


def _check(spec: dict[str, Any], dimensions: Mapping[str, Listed], where: str) -> Check:
    place = f"{where}, check {spec.get('id', '?')}"

    def wrong(name: str, what: str, advice: str) -> BadDataflow:
        return BadDataflow(f"The field {name} {what}", where=place, advice=advice)

    _head(spec, wrong)
    kind = str(spec["kind"])
    values: dict[str, Any] = {"id": str(spec["id"]), "kind": kind, "severity": spec["severity"]}
    values["says"] = labels_of(spec["says"])
    for name in ("min", "max", "tolerance", "percent", "least", "factor", "periods"):
        if name in spec:
            values[name] = _number(spec[name], name, wrong)
    for name in ("percent", "factor", "periods"):
        if name in values and values[name] <= 0:
            raise wrong(name, "is not above zero", "Write a number above zero.")
    if values.get("min") is not None and values.get("max") is not None and values["min"] > values["max"]:
        raise wrong("min", "is above max", "Exchange the two.")
    if "periods" in values:
        values["periods"] = int(values["periods"])
    if "carries" in spec:
        if not isinstance(spec["carries"], bool):
            raise wrong("carries", "is neither true nor false", "Write true or false.")
        values["carries"] = spec["carries"]
    values |= _codes(spec, dimensions, wrong)
    return Check(**values)


def _head(spec: dict[str, Any], wrong: Wrong) -> None:
    """That a check has what its kind must have, and nothing that it cannot have."""
    for name in ("id", "kind", "severity", "says"):
        if not spec.get(name):
            raise wrong(name, "is missing", "Every check has an id, a kind, a severity and says.")
    kind = str(spec["kind"])
    if kind not in FIELDS:
        raise wrong("kind", f"says {kind}, which is not known", f"Write one of {', '.join(FIELDS)}.")
    if spec["severity"] not in SEVERITIES:
        raise wrong("severity", f"says {spec['severity']}", f"Write one of {', '.join(SEVERITIES)}.")
    says = spec["says"]
    if not isinstance(says, str) and not (isinstance(says, dict) and says.get("en")):
        raise wrong("says", "has no English text", "Write the sentence that people read when it fails.")
    must, may = FIELDS[kind]
    for name in must:
        if name not in spec:
            raise wrong(name, "is missing", f"A {kind} check needs {', '.join(must)}.")
    if strange := sorted(set(spec) - {"id", "kind", "severity", "says", "where", *must, *may}):
        raise wrong(strange[0], f"is none of a {kind} check", f"It may have {', '.join((*must, *may))}.")
    if kind in ("range", "ratio") and not {"min", "max"} & set(spec):
        raise wrong("min", "is missing, and max too", "Give one of the two, or both.")


def _number(value: Any, name: str, wrong: Wrong) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(name, f"says {value!r}, which is no number", "Write a number.")
    return float(value)


def _codes(spec: dict[str, Any], dimensions: Mapping[str, Listed], wrong: Wrong) -> dict[str, Any]:
    """The fields that name dimensions and codes, each of which must be there."""
    values: dict[str, Any] = {}
    asked = spec.get("where", {})
    if not isinstance(asked, dict):
        raise wrong("where", "is no table of dimensions", "Write {SEX: [F, M]}.")
    values["where"] = {}
    for name, codes in asked.items():
        if name not in dimensions:
            raise wrong("where", f"names {name}, which is no dimension", f"Write {', '.join(dimensions)}.")
        listed = tuple(str(code) for code in (codes if isinstance(codes, list) else [codes]))
        if unknown := [code for code in listed if code not in dimensions[name].codes]:
            raise wrong("where", f"names {unknown[0]}, which {name} does not list", "Use its codes.")
        values["where"][name] = listed
    if "dimension" not in spec:
        return values
    dimension = dimensions.get(str(spec["dimension"]))
    if dimension is None:
        raise wrong(
            "dimension", f"names {spec['dimension']}, which is none", f"Write {', '.join(dimensions)}."
        )
    values["dimension"] = dimension.id
    if spec["kind"] == "sum" and not dimension.adds_up:
        raise wrong("dimension", f"names {dimension.id}, which adds nothing up", "Give it adds_up.")
    for name in ("opening", "closing", "numerator", "denominator"):
        if name in spec:
            values[name] = str(spec[name])
    if "adds" in spec:
        if not isinstance(spec["adds"], list) or not spec["adds"]:
            raise wrong("adds", "is no list of codes", "Write [IN, -OUT].")
        values["adds"] = parts_of(spec["adds"])
    named = [*(part.code for part in values.get("adds", ()))]
    named += [values[n] for n in ("opening", "closing", "numerator", "denominator") if n in values]
    if unknown := [code for code in named if code not in dimension.codes]:
        name = "adds" if any(part.code == unknown[0] for part in values.get("adds", ())) else "codes"
        raise wrong(name, f"names {unknown[0]}, which {dimension.id} does not list", "Use its codes.")
    return values
