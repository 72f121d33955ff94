"""Templates and addresses: walls between rooms, a mark on every page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from serai.commons.access import Permission
from serai.testing import visits
from serai.testing.addresses import addresses

from .conftest import PACKAGE, room

TEMPLATES = sorted(path for path in PACKAGE.rglob("templates/**/*") if path.is_file())
PAGES = [path for path in TEMPLATES if path.suffix == ".html"]
LINK = re.compile(r"""{%\s*(?:extends|include)\s+["']([^"']+)["']""")
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:")
COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.DOTALL)
TRANSLATED = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}", re.DOTALL)
# words between tags, outside {% translate %}; names of formats (SVG) are the same everywhere
LOOSE = re.compile(r">[^<>{}]*[a-z]{3,}[^<>{}]*<")


def name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def markup(path: Path) -> str:
    """What stands in a template outside comments and translated blocks."""
    return TRANSLATED.sub("", COMMENT.sub("", path.read_text()))


def owners() -> dict[str, str]:
    """Which room owns a template name: the folder below templates/ is the room's own."""
    return {path.as_posix().rpartition("/templates/")[2]: room(path) for path in TEMPLATES}


def test_a_template_takes_from_its_room_and_the_shared_frame_only():
    known = owners()
    strays = [
        f"{name(path)}: {wanted}"
        for path in TEMPLATES
        for wanted in LINK.findall(path.read_text())
        if known.get(wanted) not in {room(path), "web"}
    ]
    assert strays == []


def test_a_template_holds_no_script_and_no_style():
    """The content security policy forbids both, attributes included."""
    assert {name(path): found for path in PAGES if (found := INLINE.findall(markup(path)))} == {}


def test_every_word_of_a_template_can_be_translated():
    assert {name(path): found for path in PAGES if (found := LOOSE.findall(markup(path)))} == {}


@pytest.mark.parametrize("address", addresses(), ids=lambda address: address.name or address.route)
def test_every_page_says_who_may_see_it(address):
    mark = address.mark
    assert mark in ("public", "signed_in") or isinstance(mark, Permission), f"{address.route} has no mark"
    assert address.name, f"{address.route} has no name"


def test_the_recorder_knows_what_it_must_see():
    """Without this, an empty list of pages would look like a complete visit."""
    assert {"home", "account_login", "healthz"} <= visits.url_names()
    assert {"web/base.html", "accounts/login.html"} <= visits.template_names()


def test_the_recorder_names_what_no_test_visits(tmp_path, monkeypatch):
    (tmp_path / "1.json").write_text('{"urls": ["home"], "templates": ["web/base.html"]}')
    (tmp_path / "2.json").write_text('{"urls": ["healthz"], "templates": []}')
    monkeypatch.setattr(visits, "url_names", lambda: {"home", "healthz", "readyz"})
    monkeypatch.setattr(visits, "template_names", lambda: {"web/base.html", "429.html"})
    assert visits.unseen(tmp_path) == ["the page readyz", "the template 429.html"]
