"""The build hook: what the pages carry is complete, named with its licence, and built once."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
VENDOR = REPOSITORY / "src/serai/web/static/vendor"


def test_lock_names_hashes_and_no_address() -> None:
    lock = json.loads((REPOSITORY / "frontend/package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert all("resolved" not in entry for entry in packages.values())
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())


def test_every_file_has_the_hash_and_licence_that_the_list_says() -> None:
    packages = json.loads((VENDOR / "packages.json").read_text())
    assert {package["package"] for package in packages} == set(
        json.loads((REPOSITORY / "frontend/package.json").read_text())["dependencies"]
    )
    for package in packages:
        assert package["licence"]
        for file in package["files"]:
            assert hashlib.sha256((VENDOR / file["path"]).read_bytes()).hexdigest() == file["sha256"]


SHEET = VENDOR / "css/serai.css"


def test_the_style_sheet_points_only_to_files_of_its_own() -> None:
    addresses = re.findall(r"url\(['\"]?([^'\")]+)", SHEET.read_text())
    files = [address for address in addresses if not address.startswith("data:image/svg+xml")]
    assert files
    assert all((SHEET.parent / address).resolve().is_file() for address in files)


@pytest.mark.parametrize("name", ["css/serai.css", "js/frame.js"])
def test_what_every_page_loads_travels_compressed(name: str) -> None:
    plain, packed = (VENDOR / name).read_bytes(), (VENDOR / f"{name}.gz").read_bytes()
    assert gzip.decompress(packed) == plain
    assert len(packed) < 12_000
    assert (VENDOR / f"{name}.br").is_file()


# Which fonts a page in a language shows: its own letters, and Latin ones in names, keys and addresses.
SHOWN = {
    "English": ("latin",),
    "Turkish": ("latin", "latin-ext"),
    "Russian": ("latin", "cyrillic"),
    "Urdu, Dari, Pashto, Persian, Arabic, Central Kurdish": ("latin", "arabic"),
    "Bangla": ("latin", "bengali"),
}


@pytest.mark.parametrize("language", SHOWN)
def test_the_fonts_of_a_page_stay_within_60_kb(language: str) -> None:
    fonts = json.loads((VENDOR / "fonts.json").read_text())
    assert sum((VENDOR / fonts[name]).stat().st_size for name in SHOWN[language]) <= 60_000


def test_own_style_sheets_use_logical_properties_only() -> None:
    sheets = sorted((REPOSITORY / "frontend/css").glob("*.css"))
    assert len(sheets) > 5
    physical = (
        r"(?<![-\w])(?:margin|padding|border)-(?:left|right)|(?<![-\w])(?:left|right)\s*:"
        r"|text-align:\s*(?:left|right)"
    )
    # The names beside the timeline stay at the left: the picture runs from left to right in every language.
    own = "\n".join(sheet.read_text() for sheet in sheets).replace("position: sticky; left: 0;", "")
    assert re.findall(physical, own) == []


def test_an_unchanged_front_end_is_not_built_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hook: ModuleType
) -> None:
    calls: list[str] = []

    def run(command: list[str], folder: Path) -> None:
        calls.append(command[0])
        if command[0] == "node":
            out = Path(command[2])
            (out / "css").mkdir(parents=True)
            (out / "css" / "serai.css").write_text("a{}")
            (out / "packages.json").write_text(
                json.dumps([{"package": "p", "files": [{"path": "css/serai.css", "sha256": ""}]}])
            )

    monkeypatch.setattr(hook, "_run", run)
    (tmp_path / "frontend").mkdir()
    for name in hook.SOURCES:
        path = tmp_path / "frontend" / (name if "." in name else f"{name}/a.{name}")
        path.parent.mkdir(exist_ok=True)
        path.write_text("{}")
    assert hook.build_vendor(tmp_path) is True
    assert hook.build_vendor(tmp_path) is False
    assert calls == ["npm", "node"]
    (tmp_path / hook.WEB / "css" / "serai.css").unlink()  # a file was lost
    assert hook.build_vendor(tmp_path) is True
    (tmp_path / "frontend" / "build.mjs").write_text("// changed")
    assert hook.build_vendor(tmp_path) is True
    (tmp_path / "frontend" / "css" / "a.css").write_text("a{color:red}")
    assert hook.build_vendor(tmp_path) is True
    assert calls == ["npm", "node"] * 4


def test_a_failing_command_is_named_with_the_way_out(tmp_path: Path, hook: ModuleType) -> None:
    with pytest.raises(RuntimeError, match=r"`node --no-such-flag` ended with \d+[\s\S]*run the same"):
        hook._run(["node", "--no-such-flag"], tmp_path)
