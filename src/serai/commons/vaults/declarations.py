"""What a room declares to have a vault: a frozen record, no behaviour.

    CLIENTS = Vault(
        name="clients", title=_("Clients of resource centres"), tables=("person", "visit"),
        openers=frozenset({Role.CENTRE_WORKER}), keep={"person": Keep(730, "two years after the last visit")},
    )

The room's models inherit ``VaultRow`` and take ``db_table = CLIENTS.table("person")``; its AppConfig has a
method ``vaults`` that returns the declarations. Schema, role, row policies and history follow by
themselves at the next migrate.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from serai.commons.vaults.errors import VaultRefused

_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")


@dataclass(frozen=True)
class Keep:
    """Rows are erased ``days`` after the day they count from; ``why`` names the rule, for the tombstone."""

    days: int
    why: str


@dataclass(frozen=True)
class Vault:
    """One kind of personal data, with a schema, a role, keys, a log and a clock of its own.

    ``openers`` are the role codes that may open rows of the organisations they work for; ``everywhere``
    those that may open rows of all. ``breakers`` may open one person outside their reach, with a reason
    and an alarm. Every table of ``tables`` has a rule in ``keep``; ``folders`` is the rule for its encrypted
    folders, which its room follows.
    """

    name: str
    title: Any
    tables: tuple[str, ...]
    keep: Mapping[str, Keep]
    openers: frozenset[str] = frozenset()
    everywhere: frozenset[str] = frozenset()
    breakers: frozenset[str] = field(default_factory=frozenset)
    folders: Keep | None = None

    def __post_init__(self) -> None:
        for word in (self.name, *self.tables):
            if not _NAME.fullmatch(word) or word in ("gate", "log", "history"):
                raise VaultRefused(f"{word!r} cannot name a vault or its table")
        if set(self.keep) != set(self.tables):
            raise VaultRefused("every table of a vault needs one rule how long it keeps", where=self.name)
        object.__setattr__(self, "keep", MappingProxyType(dict(self.keep)))

    @property
    def schema(self) -> str:
        """The schema that holds its tables."""
        return f"vault_{self.name}"

    def role(self, owner: str) -> str:
        """The role that may read it, inside the one transaction that holds a token."""
        return f"{owner}_vault_{self.name}"

    def table(self, name: str) -> str:
        """What a model of it takes as ``db_table``."""
        if name not in self.tables:
            raise VaultRefused(f"{name!r} is no table of this vault", where=self.name)
        return f'"{self.schema}"."{name}"'


def declared() -> tuple[Vault, ...]:
    """Every vault of the house: an application declares its own by a method ``vaults``."""
    from django.apps import apps

    found = (getattr(config, "vaults", tuple) for config in apps.get_app_configs())
    return tuple(vault for vaults in found for vault in vaults())


def named(name: str) -> Vault:
    """The vault called ``name``. Raises VaultRefused."""
    for vault in declared():
        if vault.name == name:
            return vault
    raise VaultRefused(f"no vault is called {name!r}", advice=", ".join(v.name for v in declared()))
