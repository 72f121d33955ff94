"""Opening a vault for the length of one transaction, and what can be done inside.

    with opened(CLIENTS, reader=request.reader, purpose="to answer the client") as session:
        found = session.find(Client, passport="AB 123")

Inside, the connection has the vault's role and nothing else: no other table can be read or written.
What was read is written into the log of reads when the vault is closed again, in the same transaction.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from serai.commons.access.readers import Reader
from serai.commons.audit.services import record_read
from serai.commons.vaults import crypto, tokens
from serai.commons.vaults.declarations import Vault
from serai.commons.vaults.errors import KeyGone, VaultRefused
from serai.commons.vaults.fields import Blind, Sealed
from serai.commons.vaults.keys import KeyFolder, Scope
from serai.commons.vaults.models import BrokenGlass, VaultRow
from serai.commons.vaults.nouns import models_of
from serai.commons.vaults.tokens import EVERYWHERE, Grant
from serai.kernel.texts import search_key

SECONDS = 60
M = TypeVar("M", bound=VaultRow)
# the transaction for which this process last signed, on each connection: one vault for each transaction,
# also when a savepoint is rolled back and the database has forgotten the first
_signed: WeakKeyDictionary[Any, tuple[str, str]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Record:
    """A row with its texts open. ``values`` holds every column that is not about the row itself."""

    id: UUID
    subject: UUID
    scope: Scope
    keep_until: date
    values: dict[str, Any]


@contextmanager
def opened(
    vault: Vault, *, reader: Reader, purpose: str, rights: str = "r", glass: BrokenGlass | None = None
) -> Iterator[Session]:
    """Open ``vault`` for ``reader``, as far as the declaration lets their roles and organisations reach.

    ``rights`` are letters: r reads, w adds and changes, e erases. ``glass`` opens its one person instead.
    Raises VaultRefused for roles that may not, an empty purpose, or a second vault in one transaction.
    """
    grant = _grant(vault, reader, purpose, rights, glass)
    with _entered(vault, grant) as session:
        yield session


@contextmanager
def opened_by_house(
    vault: Vault, *, purpose: str, rights: str, actor: int | None = None
) -> Iterator[Session]:
    """Open ``vault`` everywhere for the house itself: the clock, an erasure, an export to a safe place."""
    grant = Grant(vault.name, actor, purpose, frozenset({EVERYWHERE}), rights)
    with _entered(vault, grant) as session:
        yield session


def _grant(vault: Vault, reader: Reader, purpose: str, rights: str, glass: BrokenGlass | None) -> Grant:
    if reader.account is None or not purpose.strip():
        raise VaultRefused("a vault is opened by a person, for a purpose", where=vault.name)
    if glass is not None:
        mine = glass.vault == vault.name and glass.actor_id == reader.account
        if not mine or glass.subject is None or not glass.is_open(timezone.now()):
            raise VaultRefused("this opening outside one's reach is for another person or has ended")
        if rights != tokens.READ:
            raise VaultRefused("outside one's reach records are read, not changed")
        return Grant(
            vault.name, reader.account, purpose, frozenset({EVERYWHERE}), rights, frozenset({glass.subject})
        )
    if vault.everywhere & reader.roles:
        return Grant(vault.name, reader.account, purpose, frozenset({EVERYWHERE}), rights)
    if vault.openers & reader.roles and reader.organisations:
        return Grant(vault.name, reader.account, purpose, reader.organisations, rights)
    raise VaultRefused("your roles do not open this vault", where=vault.name)


@contextmanager
def _entered(vault: Vault, grant: Grant) -> Iterator[Session]:
    keys = KeyFolder(settings.KEYS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_current_xact_id()::text, current_user")
        number, user = cursor.fetchone()
        before = _signed.get(connection.connection)
        if before is not None and before[0] == number and before[1] != vault.name:
            raise VaultRefused("another vault was opened in this transaction", where=vault.name)
        _signed[connection.connection] = (number, vault.name)
        token = tokens.signed(
            grant, key=keys.token(vault.name), transaction=number, expires=time.time() + SECONDS
        )
        cursor.execute(
            "select pg_get_userbyid(nspowner) from pg_namespace where nspname = %s", [vault.schema]
        )
        owner = cursor.fetchone()[0]
        role = connection.ops.quote_name(vault.role(owner))
        session = Session(vault, grant, keys)
        with transaction.atomic():
            cursor.execute(f"set local role {role}")
            cursor.execute(
                "select set_config('serai.token', %s, true), vault_gate.open(%s)", [token, vault.name]
            )
            yield session
            cursor.execute("select set_config('serai.token', '', true)")
            cursor.execute(f"set local role {connection.ops.quote_name(user)}")
        for noun, seen in session.seen.items():
            record_read(actor=grant.actor, noun=noun, keys=sorted(seen), purpose=grant.purpose)


@dataclass
class Session:
    """An open vault. Every method works on rows within reach; others are as if they were not there."""

    vault: Vault
    grant: Grant
    keys: KeyFolder
    seen: dict[str, set[str]] = field(default_factory=dict)

    def add(
        self, model: type[M], *, scope: Scope, subject: UUID | None = None, since: date, **values: Any
    ) -> Record:
        """Add a row about ``subject`` (None: somebody new), kept for as long as the declaration says.

        ``since`` is the day that counting begins. Closed columns take texts, others their values.
        """
        rule = self.vault.keep[self._name(model)]
        person = subject or uuid4()
        row = model(
            id=uuid4(),
            subject=person,
            country=scope.country,
            organisation=scope.organisation,
            keep_until=since + timedelta(days=rule.days),
        )
        self._fill(row, values, self.keys.person(self.vault.name, scope, person, make=True))
        row.save(force_insert=True)
        return self._open(row)

    def get(self, model: type[M], key: UUID) -> Record | None:
        """The row, or None when it is not there or out of reach. Raises KeyGone, VaultLocked."""
        return next(self._told(model, model._default_manager.filter(pk=key)), None)

    def about(self, model: type[M], subject: UUID) -> list[Record]:
        """Every row about one person."""
        return list(self._told(model, model._default_manager.filter(subject=subject).order_by("id")))

    def find(self, model: type[M], **texts: str) -> list[Record]:
        """Rows whose searchable column holds exactly this text, whatever its spelling of one letter."""
        ((column, text),) = texts.items()
        index = next((f for f in _blinds(model) if f.of == column), None)
        if index is None:
            raise VaultRefused(f"{column!r} is not searched in this vault", where=self.vault.name)
        hashes = [self._blind(scope, index, text) for scope in self._open_scopes()]
        rows = model._default_manager.filter(**{f"{index.name}__in": hashes}).order_by("id")
        return list(self._told(model, rows))

    def each(self, model: type[M], **exact: Any) -> Iterator[Record]:
        """Row after row, a few hundred in memory at a time."""
        rows = model._default_manager.filter(**exact).order_by("id")
        return self._told(model, rows.iterator(chunk_size=500))

    def change(self, model: type[M], key: UUID, **values: Any) -> Record:
        """Write new values into a row. Raises VaultRefused when it is not within reach."""
        row = model._default_manager.filter(pk=key).first()
        if row is None:
            raise VaultRefused("there is no such record within reach", where=self.vault.name)
        scope = Scope(row.country, row.organisation)
        self._fill(row, values, self.keys.person(self.vault.name, scope, row.subject))
        row.save(force_update=True)
        return self._open(row)

    def remove(self, model: type[M], keys: list[UUID]) -> int:
        """Erase rows (right e); how many there were. Their closed history stays until the person goes."""
        return model._default_manager.filter(pk__in=keys).delete()[0]

    def pseudonyms(self, model: type[VaultRow], index: Blind, text: str) -> set[UUID]:
        """Whose rows hold exactly this text; nothing of them is opened."""
        hashes = [self._blind(scope, index, text) for scope in self._open_scopes()]
        rows = model._default_manager.filter(**{f"{index.name}__in": hashes})
        return set(rows.values_list("subject", flat=True))

    def carrying(self, text: str) -> set[UUID]:
        """Whose rows hold exactly this text in any searched column but a name: two people share those."""
        return {
            subject
            for model in models_of(self.vault).values()
            for index in _blinds(model)
            if index.kind != "name"
            for subject in self.pseudonyms(model, index, text)
        }

    def blank_history(self, subject: UUID) -> int:
        """Take content and salt from a person's history (right e); the digests stay, and say nothing."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"update {self.vault.schema}.history set content = null, salt = null"  # noqa: S608
                " where subject = %s and content is not null",
                [subject],
            )
            return int(cursor.rowcount)

    def _name(self, model: type[VaultRow]) -> str:
        for name in self.vault.tables:
            if model._meta.db_table == self.vault.table(name):
                return name
        raise VaultRefused(f"{model.__name__} is no table of this vault", where=self.vault.name)

    def _open_scopes(self) -> list[Scope]:
        reach = self.grant.organisations
        return [
            scope
            for _vault, scope in self.keys.scopes(self.vault.name)
            if (EVERYWHERE in reach or scope.organisation in reach)
            and self.keys.state(self.vault.name, scope) == "open"
        ]

    def _blind(self, scope: Scope, index: Blind, text: str) -> bytes:
        return crypto.blind(
            self.keys.index(self.vault.name, scope), search_key(text), self.vault.name, index.of
        )

    def _fill(self, row: VaultRow, values: dict[str, Any], key: bytes) -> None:
        table, scope = self._name(type(row)), Scope(row.country, row.organisation)
        blinds = {index.of: index for index in _blinds(type(row))}
        names = {f.name: f for f in row._meta.local_fields if not isinstance(f, Blind)} | _SHARED
        for name, value in values.items():
            if names.get(name) is None:
                raise VaultRefused(f"{name!r} is no column of {table}", where=self.vault.name)
            if isinstance(names[name], Sealed):
                place = (self.vault.name, table, name, str(row.pk))
                setattr(row, name, None if value is None else crypto.close(key, str(value).encode(), *place))
                if name in blinds:
                    hashed = None if value is None else self._blind(scope, blinds[name], str(value))
                    setattr(row, blinds[name].name, hashed)
            else:
                setattr(row, name, value)

    def _told(self, model: type[M], rows: Any) -> Iterator[Record]:
        for row in rows:
            self.seen.setdefault(f"vault_{self.vault.name}.{self._name(model)}", set()).add(str(row.pk))
            yield self._open(row)

    def _open(self, row: VaultRow) -> Record:
        table, scope = self._name(type(row)), Scope(row.country, row.organisation)
        key = self.keys.person(self.vault.name, scope, row.subject)
        values: dict[str, Any] = {}
        for column in row._meta.local_fields:
            if column.name in _SHARED or isinstance(column, Blind):
                continue
            value = getattr(row, column.name)
            if isinstance(column, Sealed) and value is not None:
                place = (self.vault.name, table, column.name, str(row.pk))
                value = crypto.open_closed(key, bytes(value), *place).decode()
            values[column.name] = value
        return Record(row.pk, row.subject, scope, row.keep_until, values)


_SHARED: dict[str, None] = dict.fromkeys(("id", "subject", "country", "organisation", "keep_until"))


def _blinds(model: type[VaultRow]) -> list[Blind]:
    return [f for f in model._meta.local_fields if isinstance(f, Blind)]


__all__ = ["KeyGone", "Record", "Session", "opened", "opened_by_house"]
