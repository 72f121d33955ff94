"""What a published table is: its dimensions, codes, sums, unit, sources and protection. Plain records."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from serai.engine.errors import EngineError

Labels = dict[str, str]
"""A text by language code; English is always there."""


class BadDataflow(EngineError):
    """The description of a dataflow lacks something or contradicts itself."""


@dataclass(frozen=True)
class Part:
    """One addend of a total: a code, and whether it is added (1) or taken away (-1)."""

    code: str
    sign: int


@dataclass(frozen=True)
class Dimension:
    """One dimension with its codes; ``adds_up`` says which codes are sums of which others."""

    id: str
    title: Labels
    codes: dict[str, Labels]
    adds_up: dict[str, tuple[Part, ...]] = field(default_factory=dict)

    @property
    def leaves(self) -> list[str]:
        """The codes that are nobody's sum, in the order of the list."""
        return [code for code in self.codes if code not in self.adds_up]

    @property
    def balances(self) -> list[str]:
        """The codes that take something away; they may be below zero."""
        return [code for code, parts in self.adds_up.items() if any(part.sign < 0 for part in parts)]

    def levels(self) -> list[tuple[str, str, int]]:
        """Each leaf with every code it counts towards, itself included: (leaf, code, sign)."""
        found = [(leaf, leaf, 1) for leaf in self.leaves]
        for total, parts in self.adds_up.items():
            found += [(part.code, total, part.sign) for part in parts]
        return found


@dataclass(frozen=True)
class Protection:
    """How counts of a dataflow are protected.

    Counts from 1 up to, and not including, ``threshold`` are withheld; 0 stands for "nothing is
    withheld". ``width`` is the least number of persons between the ends of what a reader can find out
    about a count that was withheld for being small. ``words`` is what the passport says.
    """

    threshold: int
    width: int
    words: str = ""


@dataclass(frozen=True)
class Dataflow:
    """A table that is published again and again, under one name.

    ``origin`` is "compiled" for what is counted here from the records of ``dataset``, "reported" for what
    others published. ``columns`` says which column of a reported dataset a dimension or attribute comes from.
    ``audience`` says who may see its releases (``audience``, ``owner``, ``body``, ``organisations``, as keys of
    the partnership); empty is everybody. ``fingerprint`` changes whenever the description does.
    """

    id: str
    agency: str
    version: str
    title: Labels
    unit: str
    dataset: str
    dimensions: tuple[Dimension, ...]
    protection: Protection
    origin: str
    home: str = ""
    definition: str = ""
    sources: tuple[str | Labels, ...] = ()
    notes: tuple[str | Labels, ...] = ()
    rules: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    audience: dict[str, Any] = field(default_factory=dict)
    fingerprint: str = ""

    @property
    def urn_id(self) -> str:
        """The identity in SDMX short form, as ``SERAI:DF_MIGRATION_FLOWS(1.0)``."""
        return f"{self.agency}:{self.id}({self.version})"

    @property
    def dimension_ids(self) -> tuple[str, ...]:
        """The dimensions in order, without TIME_PERIOD, which always comes last."""
        return tuple(dimension.id for dimension in self.dimensions)

    def dimension(self, dimension_id: str) -> Dimension:
        """The dimension of that name.

        Raises:  BadDataflow when there is none.
        """
        for dimension in self.dimensions:
            if dimension.id == dimension_id:
                return dimension
        raise BadDataflow(f"There is no dimension {dimension_id}", where=f"dataflow {self.id}")

    def with_codes(self, dimension_id: str, codes: dict[str, Labels]) -> Dataflow:
        """The same dataflow with other codes in one dimension."""
        self.dimension(dimension_id)
        changed = (replace(d, codes=codes) if d.id == dimension_id else d for d in self.dimensions)
        return replace(self, dimensions=tuple(changed))


def dataflow_from(spec: Mapping[str, Any], *, where: str) -> Dataflow:
    """A dataflow from the plain values of its description file.

    Raises:  BadDataflow, naming the file, the field and what was expected.
    """
    needed = ("id", "agency", "version", "title", "unit", "dataset", "origin", "dimensions", "protection")
    missing = [name for name in needed if name not in spec]
    if missing:
        raise BadDataflow(f"The dataflow lacks {', '.join(missing)}", where=where, advice="Add them.")
    if spec["origin"] not in ("compiled", "reported"):
        raise BadDataflow(
            f"The origin {spec['origin']!r} is not known",
            where=where,
            advice="Write 'compiled' for what is counted here, 'reported' for what others published.",
        )
    known = set(Dataflow.__dataclass_fields__) - {"fingerprint"}
    strange = sorted(set(spec) - known)
    if strange:
        raise BadDataflow(
            f"The fields {', '.join(strange)} are not known", where=where, advice="Remove them."
        )
    _check_audience(spec.get("audience", {}), where)
    values = dict(spec)
    values["fingerprint"] = hashlib.sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()
    values["version"] = str(spec["version"])
    values["title"] = _labels(spec["title"])
    values["dimensions"] = tuple(_dimension(item, where) for item in spec["dimensions"])
    values["protection"] = Protection(**spec["protection"])
    for name in ("sources", "notes", "rules"):
        values[name] = tuple(spec.get(name, ()))
    return Dataflow(**values)


def _check_audience(spec: Any, where: str) -> None:
    """Whoever is to see a release is said whole, or nothing is published at all."""
    needs = {
        "public": "",
        "partnership": "",
        "body": "body",
        "organisations": "organisations",
        "owner": "owner",
    }
    known = isinstance(spec, dict) and set(spec) <= {"audience", "owner", "body", "organisations"}
    word = spec.get("audience", "") if known else ""
    if known and (not spec or (word in needs and (not needs[word] or spec.get(needs[word])))):
        return
    raise BadDataflow(
        "The audience is not understood",
        where=where,
        advice="Write audience: public, partnership, body, organisations or owner, and name which.",
    )


def _dimension(spec: Mapping[str, Any], where: str) -> Dimension:
    codes = {str(code): _labels(labels) for code, labels in (spec.get("codes") or {}).items()}
    adds_up = {}
    for total, parts in (spec.get("adds_up") or {}).items():
        signed = tuple(Part(str(code).lstrip("-"), -1 if str(code).startswith("-") else 1) for code in parts)
        unknown = [part.code for part in signed if part.code not in codes]
        if total not in codes or unknown:
            raise BadDataflow(
                f"{total} adds up codes that are not listed: {', '.join(unknown) or total}",
                where=f"{where}, dimension {spec['id']}",
                advice="List every code under 'codes' first.",
            )
        adds_up[str(total)] = signed
    return Dimension(str(spec["id"]), _labels(spec["title"]), codes, adds_up)


def _labels(text: str | Mapping[str, str]) -> Labels:
    return {"en": text} if isinstance(text, str) else dict(text)


def age_bounds(code: str) -> tuple[int, int | None]:
    """The youngest and the oldest age, in completed years, of a code such as Y18T29, Y7 or Y_GE65.

    Unknown: an open end is None.
    Raises:  BadDataflow for a code that is not of this form.
    Source:  SDMX code list CL_AGE, the grammar of its building blocks.
    """
    if found := re.fullmatch(r"Y(\d+)T(\d+)", code):
        return int(found[1]), int(found[2])
    if found := re.fullmatch(r"Y_GE(\d+)", code):
        return int(found[1]), None
    if found := re.fullmatch(r"Y(\d+)", code):
        return int(found[1]), int(found[1])
    raise BadDataflow(f"{code} is not an age group", advice="Write Y18T29, Y_GE65 or Y7.")
