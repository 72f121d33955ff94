"""A look at every part of an installation: what is well, what is not, and what to do."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from serai.kernel.errors import SeraiError
from serai.project import addresses, environment

SMALLEST_FREE_SPACE = 2 * 1024**3  # bytes; a load of a large register writes about its own size again


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    what: str
    ok: bool
    words: str
    advice: str = ""

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def settings_table() -> str:
    """Every setting with its present value (secrets hidden) and meaning."""
    values = environment.read()
    lines = []
    for setting in environment.SETTINGS:
        value = "(set)" if setting.secret and values[setting.name] else values[setting.name]
        lines.append(f"{setting.name:24} {value!s:28} {setting.help}")
    return "\n".join(lines)


def examine() -> list[Finding]:
    """All findings; stops early where the next look would only repeat the fault."""
    findings = [
        Finding("Python", sys.version_info >= (3, 11), sys.version.split()[0], "Use Python 3.11 or newer.")
    ]
    try:
        environment.read()
    except SeraiError as error:
        return [*findings, Finding("settings", False, str(error))]
    findings += [
        Finding("settings", True, "every variable is known"),
        *_folder(environment.home()),
        _front_end(),
    ]
    try:
        findings += _inside()
    except SeraiError as error:
        findings.append(Finding("database", False, str(error)))
    return findings


def _folder(home: Path) -> list[Finding]:
    if not home.exists():
        return [Finding("data folder", False, f"{home} does not exist", "Run 'serai setup' or 'serai demo'.")]
    free = shutil.disk_usage(home).free
    secrets = home / "secrets"
    closed = not secrets.exists() or stat.S_IMODE(secrets.stat().st_mode) & 0o077 == 0
    return [
        Finding("data folder", os.access(home, os.W_OK), str(home), "Make it writable for this user."),
        Finding("free space", free > SMALLEST_FREE_SPACE, f"{free / 1024**3:.1f} GB", "Free some space."),
        Finding(
            "secrets",
            closed,
            "readable by their owner only" if closed else "others can read them",
            f"chmod -R go-rwx {secrets}",
        ),
        _keys(),
        _web_role(),
    ]


def _keys() -> Finding:
    from serai.commons.vaults.keys import KeyFolder

    try:
        folder = KeyFolder(environment.keys())
    except SeraiError as error:
        return Finding("keys of the vaults", False, error.what, error.advice)
    shut = [key for key in folder.states() if key.state != "open"]
    words = f"{folder.root}" + (f", {len(shut)} locked or destroyed" if shut else "")
    return Finding("keys of the vaults", True, words)


def _web_role() -> Finding:
    if addresses.separate():
        return Finding("web's role", True, "pages reach the database by a role of their own")
    return Finding(
        "web's role",
        True,  # it works; what is weaker is said
        "pages sign in as the owner: SQL injected into one could switch row policies off (not decrypt)."
        " Set SERAI_WEB_DATABASE_URL.",
    )


def _front_end() -> Finding:
    vendor = Path(__file__).resolve().parent.parent / "web" / "static" / "vendor"
    there = (vendor / "packages.json").exists()
    return Finding("front-end files", there, "built" if there else "missing", "Install the package again.")


def _inside() -> list[Finding]:
    from serai.project import installation

    with installation.house() as home:
        kind = installation.kind()
        if kind not in ("demo", "real"):
            return [
                Finding(
                    "installation", False, f"the database is {kind}", "Run 'serai setup' or 'serai demo'."
                )
            ]
        waiting = installation.pending()
        findings = [
            Finding("installation", True, "demonstration" if kind == "demo" else "real"),
            Finding(
                "database",
                not waiting,
                f"{len(waiting)} migrations wait" if waiting else "up to date",
                "Run 'serai upgrade'.",
            ),
        ]
        if not waiting:
            store = installation.open_store(home)
            datasets = store.datasets()
            missing = [
                file for dataset in datasets for file in store.files(dataset.name) if not Path(file).exists()
            ]
            findings.append(
                Finding(
                    "tables",
                    not missing,
                    f"{len(datasets)} tables" if not missing else f"{len(missing)} files are missing",
                    "Restore the last backup.",
                )
            )
        return findings
