"""What is another in one version of an artefact than in the version before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from serai.engine.model.exchange.kept import Kept


@dataclass(frozen=True)
class Changes:
    """Ids of items or components by what became of them; ``renamed`` has the old and the new name of each."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str, str], ...] = ()
    otherwise: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Whether there is any."""
        return bool(self.added or self.removed or self.renamed or self.otherwise)


def changes(old: Kept, new: Kept) -> Changes:
    """What changed between two versions, in the order of the new one.

    An item is renamed when one of its names is another, in any language; the names given are the English ones, or
    those in the language that changed. ``otherwise``: its parent, description or representation is another.
    """
    before, after = parts(old), parts(new)
    both = [one for one in after if one in before]
    renamed = [
        (one, *_names(before[one], after[one])) for one in both if _said(before[one]) != _said(after[one])
    ]
    known = {one for one, _old, _new in renamed}
    return Changes(
        tuple(one for one in after if one not in before),
        tuple(one for one in before if one not in after),
        tuple(renamed),
        tuple(one for one in both if one not in known and _rest(before[one]) != _rest(after[one])),
    )


def parts(one: Kept) -> dict[str, dict[str, Any]]:
    """Items of a scheme, or components of a data structure, by id."""
    if items := one.items:
        return {item["id"]: item for item in items}
    return {component["id"]: component for _role, component in components(one)}


def components(one: Kept) -> list[tuple[str, dict[str, Any]]]:
    """The components of a data structure with their roles: dimension, time, measure, attribute."""
    told = one.told.get("dataStructureComponents") or {}
    found = [("dimension", each) for each in (told.get("dimensionList") or {}).get("dimensions", ())]
    time = (told.get("dimensionList") or {}).get("timeDimension")
    found += [("time", time)] if time else []
    found += [("measure", each) for each in (told.get("measureList") or {}).get("measures", ())]
    return found + [("attribute", each) for each in (told.get("attributeList") or {}).get("attributes", ())]


def _said(item: Mapping[str, Any]) -> Any:
    return item.get("names") or item.get("name")


def _names(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, str]:
    before, after = old.get("names") or {}, new.get("names") or {}
    other = [tongue for tongue in {**after, **before} if before.get(tongue) != after.get(tongue)]
    tongue = "en" if "en" in other or not other else other[0]
    return before.get(tongue, old.get("name", "")), after.get(tongue, new.get("name", ""))


def _rest(item: Mapping[str, Any]) -> dict[str, Any]:
    left_out = (
        "links",
        "name",
        "names",
        "annotations",
        *(key for key in item if isinstance(item[key], list)),
    )
    return {key: value for key, value in item.items() if key not in left_out}
