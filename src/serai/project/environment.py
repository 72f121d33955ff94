"""Every setting that Serai reads from the environment, in one checked list.

The list is what ``serai doctor`` prints and what the operations guide shows; a variable that starts
with ``SERAI_`` and is not in it is refused, because a misspelt setting is worse than none.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import environ

from serai.commons.vaults import keyfiles
from serai.project.errors import BadSetting


@dataclass(frozen=True)
class Setting:
    """One variable: how it is read, what it is when absent, and what it does, in words."""

    name: str
    kind: str  # text, path, flag, number, list
    default: object
    help: str
    secret: bool = False


SETTINGS = (
    Setting("SERAI_HOME", "path", ".serai", "Folder of all data: database, tables, files, secrets."),
    Setting(
        "DATABASE_URL",
        "text",
        "",
        "PostgreSQL 16 or newer (postgresql://...); empty: the embedded server.",
        secret=True,
    ),
    Setting(
        "SERAI_WEB_DATABASE_URL",
        "text",
        "",
        "The same database by the web's own role, which reads no vault; empty: the embedded server's.",
        secret=True,
    ),
    Setting(
        "SERAI_KEYS",
        "path",
        "",
        "Folder of the vaults' keys, never inside SERAI_HOME; empty: SERAI_HOME with -keys at its end.",
    ),
    Setting(
        "SERAI_SECRET_KEY",
        "text",
        "",
        "Signs sessions and links; empty: a key kept in SERAI_HOME/secrets.",
        secret=True,
    ),
    Setting(
        "SERAI_ALLOWED_HOSTS",
        "list",
        ["127.0.0.1", "localhost", "[::1]"],
        "Host names this installation answers to.",
    ),
    Setting(
        "SERAI_HTTPS", "flag", False, "Pages are reached over HTTPS: cookies are then sent over HTTPS only."
    ),
    Setting(
        "SERAI_BEHIND_PROXY", "flag", False, "A proxy of yours sets X-Forwarded-Proto and X-Forwarded-For."
    ),
    Setting("SERAI_WORKERS", "number", 2, "Web processes."),
    Setting(
        "SERAI_EMAIL_URL",
        "text",
        "consolemail://",
        "Where mail goes (smtp+tls://user:password@host:587).",
        secret=True,
    ),
    Setting("SERAI_EMAIL_FROM", "text", "serai@localhost", "Sender of mail."),
    Setting(
        "SERAI_OIDC",
        "text",
        "",
        "Organisations through which people may sign in (OpenID Connect), as a JSON list.",
        secret=True,
    ),
    Setting(
        "SERAI_BASE_URL",
        "text",
        "",
        "Where people reach this site (https://...): links in mails begin with it.",
    ),
    Setting("SERAI_FILE_LIMIT", "number", 50, "Largest file that is taken in, in MB."),
    Setting(
        "SERAI_FILES_URL",
        "text",
        "",
        "Where contents of files lie: empty for SERAI_HOME/files, or a bucket"
        " (s3+https://key:secret@host/bucket/folder?region=...).",
        secret=True,
    ),
    Setting(
        "SERAI_VIRUS_SCANNER",
        "text",
        "",
        "Command that checks a file, its path comes last (clamdscan --no-summary --fdpass); empty: none.",
    ),
    Setting("SERAI_MEMORY", "text", "1GB", "Memory one statistics job may take before it works on disk."),
    Setting("SERAI_LOG_LEVEL", "text", "INFO", "DEBUG, INFO, WARNING or ERROR."),
    Setting(
        "SERAI_PARTNERSHIP",
        "text",
        "partnerships/silk_routes",
        "Folder of the partnership that the demo loads.",
    ),
    Setting(
        "SERAI_BACKUP_RECIPIENT",
        "text",
        "",
        "Public age key (age1...) that backups are encrypted to; its other half stays elsewhere.",
    ),
)

_env = environ.Env()
_READ: dict[str, Callable[[str, object], object]] = {
    "text": lambda name, default: _env.str(name, default=default),
    "path": lambda name, default: _env.str(name, default=default),
    "flag": lambda name, default: _env.bool(name, default=default),
    "number": lambda name, default: _env.int(name, default=default),
    "list": lambda name, default: _env.list(name, default=default),
}


def read() -> dict[str, object]:
    """Every setting by name. Raises BadSetting naming each variable that cannot be used, all at once."""
    known = {setting.name for setting in SETTINGS}
    faults = [
        f"{name} is not a setting of Serai"
        for name in sorted(os.environ)
        if name.startswith("SERAI_") and name not in known
    ]
    values: dict[str, object] = {}
    for setting in SETTINGS:
        try:
            values[setting.name] = _READ[setting.kind](setting.name, setting.default)
        except (ValueError, environ.ImproperlyConfigured):
            faults.append(f"{setting.name} is not a {setting.kind}: {setting.help}")
    if values.get("SERAI_LOG_LEVEL") not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        faults.append("SERAI_LOG_LEVEL is none of DEBUG, INFO, WARNING, ERROR")
    base = str(values.get("SERAI_BASE_URL", ""))
    if base and not base.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        faults.append("SERAI_BASE_URL does not begin with https://")
    if faults:
        raise BadSetting("; ".join(faults), where="environment", advice="See 'serai doctor --settings'.")
    return values


def home() -> Path:
    """The data folder, absolute."""
    return Path(str(os.environ.get("SERAI_HOME") or ".serai")).expanduser().resolve()


def keys() -> Path:
    """The folder of the vaults' keys. Raises BadKeyFolder when it lies inside the data folder."""
    return keyfiles.folder(home(), os.environ.get("SERAI_KEYS", ""))
