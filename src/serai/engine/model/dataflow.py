"""What a published table is: its dimensions, codes, sums, unit, sources and protection. Plain records."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from serai.engine.model.checking import Check, checks_from
from serai.engine.model.describing import BadDataflow as BadDataflow
from serai.engine.model.describing import Labels as Labels
from serai.engine.model.describing import Part as Part
from serai.engine.model.describing import labels_of, parts_of

FREQUENCIES = {"": "any period", "A": "years", "Q": "quarters", "M": "months"}


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
class Attribute:
    """What is said beside a figure: a code of a list, or free text where ``codes`` is empty."""

    id: str
    title: Labels
    codes: dict[str, Labels] = field(default_factory=dict)
    required: bool = False


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
    others published, "submitted" for what agencies fill in: in their template the codes of ``across`` stand
    side by side. ``frequency`` is A, Q or M; empty takes every kind of period. ``columns`` says which column
    of a reported dataset a dimension or attribute comes from, ``labels`` which one says what the codes of a
    dimension are called. Where several columns hold figures, ``measures`` makes a dimension of them: its codes,
    each with its column, instead of ``OBS_VALUE``; their statuses are in ``OBS_STATUS``, "_" and the column.
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
    measures: dict[str, dict[str, str]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    audience: dict[str, Any] = field(default_factory=dict)
    frequency: str = ""
    attributes: tuple[Attribute, ...] = ()
    checks: tuple[Check, ...] = ()
    across: str = ""
    fingerprint: str = ""

    @property
    def urn_id(self) -> str:
        """The identity in SDMX short form, as ``SERAI:DF_MIGRATION_FLOWS(1.0.0)``."""
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
    submitted = spec.get("origin") == "submitted"
    needed = ["id", "agency", "version", "title", "unit", "origin", "dimensions", "protection"]
    missing = [name for name in needed + ([] if submitted else ["dataset"]) if name not in spec]
    if missing:
        raise BadDataflow(f"The dataflow lacks {', '.join(missing)}", where=where, advice="Add them.")
    if spec["origin"] not in ("compiled", "reported", "submitted"):
        raise BadDataflow(
            f"The origin {spec['origin']!r} is not known",
            where=where,
            advice="Write 'compiled' for what is counted here, 'reported' for what others published, "
            "'submitted' for what agencies fill in.",
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
    # where the rows of submissions are kept
    values.setdefault("dataset", f"submitted_{str(spec['id']).lower()}")
    values["version"] = str(spec["version"])
    values["title"] = labels_of(spec["title"])
    values["dimensions"] = tuple(_dimension(item, where) for item in spec["dimensions"])
    values["attributes"] = tuple(_attribute(item, where) for item in spec.get("attributes", ()))
    values["checks"] = checks_from(spec.get("checks", []), values["dimensions"], where=where)
    if spec.get("frequency", "") not in FREQUENCIES:
        raise BadDataflow(
            f"The frequency {spec['frequency']!r} is not known", where=where, advice="Write A, Q or M."
        )
    if (across := spec.get("across", "")) and across not in {d.id for d in values["dimensions"]}:
        raise BadDataflow(
            f"The field across names {across}, which is no dimension", where=where, advice="Name a dimension."
        )
    _check_measures(values["dimensions"], spec, where)
    values["protection"] = Protection(**spec["protection"])
    for name in ("sources", "notes", "rules"):
        values[name] = tuple(spec.get(name, ()))
    return Dataflow(**values)


def _check_measures(dimensions: tuple[Dimension, ...], spec: Mapping[str, Any], where: str) -> None:
    """Of several columns of figures one dimension is made, whose codes are listed."""
    measures, columns = spec.get("measures") or {}, spec.get("columns") or {}
    codes = {dimension.id: set(dimension.codes) for dimension in dimensions}
    for name, told in measures.items():
        if len(measures) > 1 or name not in codes or name in columns or "OBS_VALUE" in columns:
            raise BadDataflow(
                f"The measures of {name} are not understood",
                where=where,
                advice="Make one dimension of them, and give neither it nor OBS_VALUE a column.",
            )
        if unlisted := sorted(set(told) - codes[name]):
            raise BadDataflow(
                f"Measures have codes that {name} does not list: {', '.join(unlisted)}",
                where=where,
                advice="List every code under 'codes' first.",
            )


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
    codes = {str(code): labels_of(labels) for code, labels in (spec.get("codes") or {}).items()}
    adds_up: dict[str, tuple[Part, ...]] = {}
    sums = spec.get("adds_up") or {}
    for total, parts in sums.items():
        # a star is every code that is nobody's sum, for lists too long to repeat
        signed = parts_of([code for code in codes if code not in sums] if parts in ("*", ["*"]) else parts)
        unknown = [part.code for part in signed if part.code not in codes]
        if total not in codes or unknown:
            raise BadDataflow(
                f"{total} adds up codes that are not listed: {', '.join(unknown) or total}",
                where=f"{where}, dimension {spec['id']}",
                advice="List every code under 'codes' first.",
            )
        adds_up[str(total)] = signed
    return Dimension(str(spec["id"]), labels_of(spec["title"]), codes, adds_up)


def _attribute(spec: Mapping[str, Any], where: str) -> Attribute:
    strange = sorted(set(spec) - {"id", "title", "codes", "required"}) + [
        f"{name} (missing)" for name in ("id", "title") if name not in spec
    ]
    if strange:
        raise BadDataflow(
            f"An attribute is not understood: {', '.join(strange)}",
            where=f"{where}, attribute {spec.get('id', '?')}",
            advice="An attribute has id, title, codes (or none for free text) and required.",
        )
    codes = {str(code): labels_of(labels) for code, labels in (spec.get("codes") or {}).items()}
    return Attribute(str(spec["id"]), labels_of(spec["title"]), codes, bool(spec.get("required", False)))


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
