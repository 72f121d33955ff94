"""An artefact as the registry keeps it: the message that it came in, and what there is to know of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from serai.engine.model.exchange.kinds import KINDS, urn_of, whole
from serai.engine.model.exchange.versions import version_of


@dataclass(frozen=True)
class Kept:
    """One artefact. ``text`` is the message that it came in, alone, in ``form``; ``content`` is it in SDMX-JSON 2.1.

    ``final``: whoever maintains it said so.
    """

    kind: str
    agency: str
    id: str
    version: str
    text: str
    form: str
    content: str
    final: bool = False

    @property
    def urn(self) -> str:
        """The name that everybody in the world understands."""
        return urn_of(self.kind, self.agency, self.id, self.version)

    @cached_property
    def told(self) -> dict[str, Any]:
        """Its content as plain values."""
        found: dict[str, Any] = json.loads(self.content)
        return found

    @property
    def names(self) -> dict[str, str]:
        """Its names by language."""
        return dict(self.told.get("names") or {"en": self.told.get("name") or self.id})

    @property
    def partial(self) -> bool:
        """Whether some of its items were left out."""
        return bool(self.told.get("isPartial"))

    @property
    def never_changes(self) -> bool:
        """Whether this version is final: three numbers without a suffix, or its maintainer said so.

        Agency schemes have one version for ever and so never are; what is partial can be made whole.
        """
        if self.kind == "agencyscheme" or self.partial:
            return False
        return self.final or version_of(self.version).stable

    @property
    def refers(self) -> tuple[str, ...]:
        """The artefacts that it refers to, by name, in order."""
        found = (whole(text) for text in _texts(self.told) if text.startswith("urn:sdmx:"))
        return tuple(dict.fromkeys(name for name in found if name and name != self.urn))

    @property
    def items(self) -> list[dict[str, Any]]:
        """Its items, each before those below it."""
        name = KINDS[self.kind].items
        return list(_below(self.told.get(name, ()), name)) if name else []

    @property
    def fingerprint(self) -> str:
        """Changes whenever the content does, whatever form it came in."""
        return hashlib.sha256(json.dumps(_bare(self.told), sort_keys=True).encode()).hexdigest()


def _below(items: Any, name: str) -> Iterator[dict[str, Any]]:
    for item in items:
        yield item
        yield from _below(item.get(name, ()), name)


def _texts(told: Any) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        for key, value in told.items():
            if key not in ("links", "annotations"):
                yield from _texts(value)
    elif isinstance(told, list):
        for value in told:
            yield from _texts(value)


def _bare(told: Any) -> Any:
    """Without what says where an artefact was found, rather than what it is."""
    if isinstance(told, dict):
        return {key: _bare(value) for key, value in told.items() if key not in ("links", "urn", "uri")}
    return [_bare(value) for value in told] if isinstance(told, list) else told
