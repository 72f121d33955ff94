"""The keys of the vaults, in a folder outside the data: no Django, no database.

    vaults/<vault>/token                              signs who may open the vault, for a minute
    vaults/<vault>/scopes/<country>/<organisation>/
        key.<n>                                       closes the keys of its people; the highest n counts
        index                                         makes the blind index
        people/<ab>/<pseudonym>                       the key of one person, closed with key.<n>
        state                                         "locked" or "destroyed"; absent: open
    locked/<vault>/<country>/<organisation>.age       the keys of a locked place, for officers only
    erased.jsonl, destroyed.jsonl, exports.jsonl      what was erased, destroyed and copied, and when

Everything that personal data is closed with hangs on ``key.<n>``: without it the keys of its people, and
with them rows, history, tables and every backup, are noise. That is what sealing acts on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from serai.commons.vaults import crypto, keyfiles
from serai.commons.vaults.errors import KeyGone, VaultLocked, VaultRefused

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
Progress = Callable[[int, int], None]


@dataclass(frozen=True, order=True)
class Scope:
    """Whose data it is: an organisation (a centre, an agency) in a country. Keys are kept for each."""

    country: str
    organisation: str

    def __post_init__(self) -> None:
        for word in (self.country, self.organisation):
            if not _WORD.fullmatch(word):
                raise VaultRefused(f"{word!r} cannot name a country or an organisation")

    def __str__(self) -> str:
        return f"{self.country}/{self.organisation}"


@dataclass(frozen=True)
class KeyState:
    """How the keys of one scope of one vault stand; ``since`` is when the present key was made."""

    vault: str
    scope: Scope
    state: str
    version: int
    since: datetime | None
    people: int


class KeyFolder:
    """The keys below ``root``; see the module. Made on first use, refused when others can read it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        keyfiles.check(root)

    def place(self, vault: str, scope: Scope) -> Path:
        """The folder of one scope's keys."""
        return self.root / "vaults" / vault / "scopes" / scope.country / scope.organisation

    def token(self, vault: str) -> bytes:
        """The key that signs actor tokens for ``vault``."""
        return self._kept(self.root / "vaults" / vault / "token")

    def index(self, vault: str, scope: Scope) -> bytes:
        """The key of the blind index; made with the scope's first key."""
        self.current(vault, scope, make=True)
        return self._kept(self.place(vault, scope) / "index")

    def state(self, vault: str, scope: Scope) -> str:
        """open, locked, destroyed, or "" when nothing was ever closed here."""
        place = self.place(vault, scope)
        with suppress(FileNotFoundError):
            return (place / "state").read_text().strip()
        return "open" if self.versions(vault, scope) else ""

    def require_open(self, vault: str, scope: Scope) -> None:
        """Raises VaultLocked or KeyGone when the keys of ``scope`` are closed away or destroyed."""
        found = self.state(vault, scope)
        if found == "locked":
            raise VaultLocked(
                "the keys are locked", where=f"{vault}, {scope}", advice="See 'serai seal unlock'."
            )
        if found == "destroyed":
            raise KeyGone("the keys were destroyed", where=f"{vault}, {scope}")

    def versions(self, vault: str, scope: Scope) -> list[int]:
        """The numbers of the scope's keys, the oldest first."""
        return sorted(int(path.suffix[1:]) for path in self.place(vault, scope).glob("key.*"))

    def current(self, vault: str, scope: Scope, *, make: bool = False) -> tuple[int, bytes]:
        """Number and bytes of the key that closes what is new. Raises VaultLocked, KeyGone."""
        self.require_open(vault, scope)
        numbers = self.versions(vault, scope)
        if not numbers:
            if not make:
                raise KeyGone("there is no key", where=f"{vault}, {scope}")
            with keyfiles.alone(self.root):
                numbers = self.versions(vault, scope) or self._first(vault, scope)
        return numbers[-1], (self.place(vault, scope) / f"key.{numbers[-1]}").read_bytes()

    def person(self, vault: str, scope: Scope, subject: UUID, *, make: bool = False) -> bytes:
        """The key of one person (or of one encrypted folder). Raises KeyGone when there is none."""
        number, key = self.current(vault, scope, make=make)
        path = self._person(vault, scope, subject)
        if not path.exists():
            if not make:
                raise KeyGone("the key of this person is gone", where=f"{vault}, {scope}")
            with keyfiles.alone(self.root):
                if not path.exists():
                    self._wrap(vault, scope, subject, number, key, crypto.new_key())
        content = path.read_bytes()
        used = int.from_bytes(content[:4], "big")
        if used != number:
            key = (self.place(vault, scope) / f"key.{used}").read_bytes()
        return crypto.open_closed(key, content[4:], "person", vault, str(scope), str(subject))

    def forget(self, vault: str, subject: UUID) -> int:
        """Destroy the key of one person wherever it lies in ``vault``; how many there were."""
        found = list(
            (self.root / "vaults" / vault / "scopes").glob(f"*/*/people/{subject.hex[:2]}/{subject}")
        )
        for path in found:
            keyfiles.wipe(path)
        return len(found)

    def rotate(self, vault: str, scope: Scope, progress: Progress = lambda done, total: None) -> int:
        """A new key for the scope; every person's key is closed anew with it, then the old one goes.

        Killed in between it goes on at the next call. Gives how many keys were closed anew.
        """
        self.require_open(vault, scope)
        place = self.place(vault, scope)
        with keyfiles.alone(self.root):
            numbers = self.versions(vault, scope)
            if not numbers:
                raise KeyGone("there is no key to rotate", where=f"{vault}, {scope}")
            if len(numbers) == 1:
                numbers.append(numbers[0] + 1)
                keyfiles.write(place / f"key.{numbers[-1]}", crypto.new_key())
            number = numbers[-1]
            key = (place / f"key.{number}").read_bytes()
            people = sorted(place.glob("people/*/[!.]*"))
            done = 0
            for position, path in enumerate(people, start=1):
                content = path.read_bytes()
                used = int.from_bytes(content[:4], "big")
                if used != number:
                    old = (place / f"key.{used}").read_bytes()
                    person = ("person", vault, str(scope), path.name)
                    self._wrap(
                        vault,
                        scope,
                        UUID(path.name),
                        number,
                        key,
                        crypto.open_closed(old, content[4:], *person),
                    )
                    done += 1
                progress(position, len(people))
            for used in numbers[:-1]:
                keyfiles.wipe(place / f"key.{used}")
        return done

    def scopes(
        self, vault: str = "", *, country: str = "", organisation: str = ""
    ) -> Iterator[tuple[str, Scope]]:
        """Every scope that has keys or a state, of one vault, country or organisation when named."""
        for place in sorted(self.root.glob("vaults/*/scopes/*/*")):
            scope = Scope(place.parent.name, place.name)
            name = place.parents[2].name
            if (
                (not vault or name == vault)
                and (not country or scope.country == country)
                and (not organisation or scope.organisation == organisation)
            ):
                yield name, scope

    def states(self) -> list[KeyState]:
        """How every key stands, for the page and for the command."""
        return [self._told(vault, scope) for vault, scope in self.scopes()]

    def _told(self, vault: str, scope: Scope) -> KeyState:
        place = self.place(vault, scope)
        numbers = self.versions(vault, scope)
        made = (place / f"key.{numbers[-1]}").stat().st_mtime if numbers else None
        return KeyState(
            vault=vault,
            scope=scope,
            state=self.state(vault, scope),
            version=numbers[-1] if numbers else 0,
            since=datetime.fromtimestamp(made, UTC) if made else None,
            people=sum(1 for _ in place.glob("people/*/[!.]*")),
        )

    def _first(self, vault: str, scope: Scope) -> list[int]:
        place = self.place(vault, scope)
        keyfiles.write(place / "index", crypto.new_key())
        keyfiles.write(place / "key.1", crypto.new_key())
        return [1]

    def _person(self, vault: str, scope: Scope, subject: UUID) -> Path:
        return self.place(vault, scope) / "people" / subject.hex[:2] / str(subject)

    def _wrap(self, vault: str, scope: Scope, subject: UUID, number: int, key: bytes, person: bytes) -> None:
        closed = crypto.close(key, person, "person", vault, str(scope), str(subject))
        keyfiles.write(self._person(vault, scope, subject), number.to_bytes(4, "big") + closed)

    def _kept(self, path: Path) -> bytes:
        if not path.exists():
            with keyfiles.alone(self.root):
                if not path.exists():
                    keyfiles.write(path, crypto.new_key())
        return path.read_bytes()
