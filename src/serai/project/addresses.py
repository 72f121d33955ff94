"""Where the database is, by which role it is reached, and the secrets of this installation.

Two roles sign in. The owner (``serai``) makes and changes tables and runs the commands. The web's role
(``serai_web``) is what pages and jobs use: it owns nothing, makes no roles, and reads no vault.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

DATABASE = "serai"
OWNER = "serai"
WEB = "serai_web"
SUPERUSER = "serai_server"
SOCKET_PATH_LIMIT = 90  # a Unix socket's address holds 107 bytes, of which PostgreSQL's file name takes some

_as_web = False


@dataclass(frozen=True)
class Database:
    """Where the database is. ``django`` is what Django reads, ``url`` what SQLAlchemy reads."""

    django: str
    embedded: bool

    @property
    def url(self) -> str:
        return self.django.replace("postgres://", "postgresql://", 1).replace(
            "postgresql://", "postgresql+psycopg://", 1
        )


def _socket_folder(home: Path) -> Path:
    run = home.resolve() / "run" / "socket"
    if len(os.fsencode(run)) <= SOCKET_PATH_LIMIT:
        return run
    # a deep checkout: the socket goes to the temporary folder, under a name that belongs to this home alone
    name = hashlib.sha256(os.fsencode(run)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"serai-{os.geteuid()}-{name}"


def secret(home: Path, name: str) -> str:
    """A random secret of this installation, made on first use, readable by its owner only."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = home / "secrets"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / name
    if not path.exists():
        fresh = folder / f".{name}.{os.getpid()}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):  # another process was first: its secret counts
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text()


def address(home: Path) -> Database:
    """The address of the database of ``home``: DATABASE_URL when set, else the embedded server's."""
    if _as_web:
        return web_address(home)
    given = os.environ.get("DATABASE_URL", "")
    return Database(django=given, embedded=False) if given else _embedded(home, OWNER, "database")


def web_address(home: Path) -> Database:
    """The same database, reached by the web's role: SERAI_WEB_DATABASE_URL, or the embedded server's.

    A server of one's own without that setting has one role for everything: ``separate`` is false then.
    """
    given = os.environ.get("SERAI_WEB_DATABASE_URL") or os.environ.get("DATABASE_URL", "")
    return Database(django=given, embedded=False) if given else _embedded(home, WEB, "web")


def server_address(home: Path) -> str:
    """The embedded server's own account, for what only it may do: see ``serai erase``."""
    return _embedded(home, SUPERUSER, "superuser").django


def separate() -> bool:
    """Whether the web has a role of its own."""
    return not os.environ.get("DATABASE_URL") or bool(os.environ.get("SERAI_WEB_DATABASE_URL"))


def web_role() -> str:
    """The name of the web's role."""
    return unquote(urlsplit(os.environ.get("SERAI_WEB_DATABASE_URL", "")).username or "") or WEB


def use_web_role() -> None:
    """From here on ``address`` gives this process the web's address. There is no way back."""
    global _as_web
    _as_web = True


def _embedded(home: Path, role: str, word: str) -> Database:
    password = quote(secret(home, word), safe="")
    host = quote(str(_socket_folder(home)), safe="")
    return Database(django=f"postgresql://{role}:{password}@/{DATABASE}?host={host}", embedded=True)
