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


@pytest.mark.parametrize("sheet", ["base-ltr.css", "base-rtl.css"])
def test_style_sheets_point_only_to_files_of_their_own(sheet: str) -> None:
    addresses = re.findall(r"url\(['\"]?([^'\")]+)", (VENDOR / "css" / sheet).read_text())
    assert addresses
    assert all((VENDOR / "css" / address).resolve().is_file() for address in addresses)


@pytest.mark.parametrize("sheet", ["base-ltr.css", "base-rtl.css"])
def test_large_sheets_travel_compressed(sheet: str) -> None:
    plain, packed = (VENDOR / "css" / sheet).read_bytes(), (VENDOR / "css" / f"{sheet}.gz").read_bytes()
    assert gzip.decompress(packed) == plain
    assert len(packed) < 40_000


def test_own_style_sheet_uses_logical_properties_only() -> None:
    own = (REPOSITORY / "src/serai/web/static/serai/serai.css").read_text()
    physical = (
        r"(?<![-\w])(?:margin|padding|border)-(?:left|right)|(?<![-\w])(?:left|right)\s*:"
        r"|text-align:\s*(?:left|right)"
    )
    # The names beside the timeline stay at the left: the picture runs from left to right in every language.
    assert re.findall(physical, own.replace("position: sticky; left: 0;", "")) == []


def test_an_unchanged_front_end_is_not_built_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hook: ModuleType
) -> None:
    calls: list[str] = []

    def run(command: list[str], folder: Path) -> None:
        calls.append(command[0])
        if command[0] == "node":
            out = Path(command[2])
            (out / "css").mkdir(parents=True)
            (out / "css" / "base-ltr.css").write_text("a{}")
            (out / "packages.json").write_text(
                json.dumps([{"package": "p", "files": [{"path": "css/base-ltr.css", "sha256": ""}]}])
            )

    monkeypatch.setattr(hook, "_run", run)
    (tmp_path / "frontend").mkdir()
    for name in hook.SOURCES:
        (tmp_path / "frontend" / name).write_text("{}")
    assert hook.build_vendor(tmp_path) is True
    assert hook.build_vendor(tmp_path) is False
    assert calls == ["npm", "node"]
    (tmp_path / hook.WEB / "css" / "base-ltr.css").unlink()  # a file was lost
    assert hook.build_vendor(tmp_path) is True
    (tmp_path / "frontend" / "build.mjs").write_text("// changed")
    assert hook.build_vendor(tmp_path) is True
    assert calls == ["npm", "node"] * 3


def test_a_failing_command_is_named_with_the_way_out(tmp_path: Path, hook: ModuleType) -> None:
    with pytest.raises(RuntimeError, match=r"`node --no-such-flag` ended with \d+[\s\S]*run the same"):
        hook._run(["node", "--no-such-flag"], tmp_path)
