"""A small installation of its own, whose database is a copy of the tests' template: made in seconds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from serai.project import addresses, postgres

SEED = """
import sys
from serai.project.installation import house, settle
from serai.project import erase
with house() as home:
    {body}
"""


@dataclass(frozen=True)
class House:
    """Data folder and key folder. Commands run in processes of their own, as an operator runs them."""

    home: Path
    keys: Path

    @property
    def environment(self) -> dict[str, str]:
        kept = {n: v for n, v in os.environ.items() if not n.startswith("SERAI_") and n != "DATABASE_URL"}
        return kept | {"SERAI_HOME": str(self.home), "SERAI_KEYS": str(self.keys)}

    def serai(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "serai", *words],
            capture_output=True,
            text=True,
            check=False,
            env=self.environment | settings,
        )

    def well(self, *words: str, **settings: str) -> str:
        """Run a command that must succeed; what it said."""
        done = self.serai(*words, **settings)
        assert done.returncode == 0, done.stderr[-6000:]
        return done.stderr + done.stdout

    def python(self, body: str) -> Any:
        """Run lines of Python with the database up; the JSON that they print last."""
        lines = "\n    ".join(body.strip().splitlines())
        done = subprocess.run(
            [sys.executable, "-c", SEED.format(body=lines)],
            capture_output=True,
            text=True,
            check=False,
            env=self.environment,
        )
        assert done.returncode == 0, done.stderr[-6000:]
        return json.loads(done.stdout.splitlines()[-1]) if done.stdout.strip() else None

    def holding(self, *markers: str) -> list[str]:
        """Files below the data folder whose bytes hold a marker: as text, UTF-16, or hexadecimal digits."""
        forms = [form for word in markers for form in _forms(word)]
        found = []
        for path in sorted(self.home.rglob("*")):
            if path.is_file() and not path.is_symlink():
                content = path.read_bytes().lower()
                if any(form in content for form in forms):
                    found.append(str(path.relative_to(self.home)))
        return found


def _forms(word: str) -> list[bytes]:
    low = word.lower()
    return [low.encode(), low.encode("utf-16-le"), low.encode().hex().encode(), low[::-1].encode()]


def copy_of(template: str, house: House) -> None:
    """Start the embedded server of ``house`` and copy a migrated database of the tests into it."""
    head, _, query = os.environ["DATABASE_URL"].partition("?")
    origin = f"{head.rpartition('/')[0]}/{template}?{query}"
    dump = house.home.with_name(house.home.name + ".dump")
    programs = postgres.binaries()
    common = ["--no-owner", "--no-privileges"]
    made = ["-Fc", "--enable-row-security", "--exclude-table-data=vault_gate.*"]
    subprocess.run([programs / "pg_dump", *common, *made, "-d", origin, "-f", dump], check=True)
    before = {name: os.environ.pop(name, None) for name in ("DATABASE_URL", "SERAI_WEB_DATABASE_URL")}
    try:
        with postgres.running(house.home):
            target = addresses.address(house.home).django
            subprocess.run(
                [programs / "pg_restore", *common, "--no-policies", "-d", target, dump], check=True
            )
    finally:
        os.environ.update({name: value for name, value in before.items() if value})
        dump.unlink()
    house.python(
        "from serai.project.models import Installation\n"
        "settle()\n"
        "Installation.objects.get_or_create(only=True, defaults={'kind': 'real'})"
    )
