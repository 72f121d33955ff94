"""Codes of states, each system kept apart: ISO 3166 alpha-2 and alpha-3, UN M49, and UNHCR's own.

ISO and M49 come from the aliases of Unicode CLDR, through Babel. UNHCR's letters look like ISO's and mean
other states (AUS is Austria there and Australia in ISO), so they are never guessed: they come from the
partnership's rows, and what stands in none of them is unknown and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from babel.core import get_global


class System(StrEnum):
    """Who gives the code."""

    ISO2 = "ISO 3166-1 alpha-2"
    ISO3 = "ISO 3166-1 alpha-3"
    M49 = "UN M49"
    UNHCR = "UNHCR"


class UnknownCode(LookupError):
    """A code that its system does not have, or that nobody has mapped. ``str()`` says so and no more."""


@dataclass(frozen=True)
class Codes:
    """The codes of one state. An empty one is not known."""

    iso2: str
    iso3: str
    m49: str
    unhcr: str = ""

    @property
    def unknown(self) -> tuple[System, ...]:
        """The systems in which the state's code is not known."""
        named = {
            System.ISO2: self.iso2,
            System.ISO3: self.iso3,
            System.M49: self.m49,
            System.UNHCR: self.unhcr,
        }
        return tuple(system for system, code in named.items() if not code)


# CLDR also keeps codes that were withdrawn, and some for private use or reserved for posts and parcels
_WITHDRAWN_CODES = """
    ANT BUR BYS CSK CTE DDR DHY FXX HVO JTN MID NHB NTZ PCI PCZ PUS RHO SCG SUN TMP VDR WAK YMD
    YUG ZAR 230 249 278 280 530 532 536 582 590 720 736 810 849 872 886 890 891 200
"""
_WITHDRAWN = frozenset(_WITHDRAWN_CODES.split())
_NO_STATE = frozenset(["AC", "CP", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XK", "ZZ"])


@cache
def _table() -> dict[str, Codes]:
    """Every territory of ISO 3166 by its alpha-2 code."""
    letters: dict[str, str] = {}
    numbers: dict[str, str] = {}
    aliases: Mapping[str, list[str]] = get_global("territory_aliases")
    for alias, targets in aliases.items():
        if len(targets) != 1 or len(alias) != 3 or alias in _WITHDRAWN:
            continue  # a state that came apart has no single heir
        iso2 = targets[0]
        if iso2 in _NO_STATE or iso2[0] == "X" or iso2 == "AA" or "QM" <= iso2 <= "QZ":
            continue
        (numbers if alias.isdecimal() else letters)[iso2] = alias
    return {iso2: Codes(iso2, iso3, numbers.get(iso2, "")) for iso2, iso3 in letters.items()}


def lookup(code: str, system: System, unhcr: Mapping[str, str] | None = None) -> Codes:
    """All codes of the state that a system calls ``code``. ``unhcr`` maps alpha-3 to UNHCR's codes.

    Raises :class:`UnknownCode`, naming the system; a code of another system is not taken for one of this.
    """
    code, held = code.strip(), unhcr or {}
    if system is System.UNHCR:
        found = [iso3 for iso3, own in held.items() if own == code]
        if len(found) != 1:
            raise UnknownCode(f"{code!r} is no code of {system} that is mapped here")
        return lookup(found[0], System.ISO3, held)
    part = {System.ISO2: "iso2", System.ISO3: "iso3", System.M49: "m49"}[system]
    code = code.zfill(3) if system is System.M49 and code.isdecimal() else code
    for row in _table().values():
        if code and getattr(row, part) == code:
            return Codes(row.iso2, row.iso3, row.m49, held.get(row.iso3, ""))
    raise UnknownCode(f"{code!r} is no code of {system}")


def every() -> tuple[Codes, ...]:
    """All that ISO 3166 and M49 name, by alpha-3."""
    return tuple(sorted(_table().values(), key=lambda row: row.iso3))
