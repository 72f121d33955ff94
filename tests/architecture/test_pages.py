"""Templates and addresses: walls between rooms, a mark on every page."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.http import HttpResponse

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


@pytest.mark.parametrize(
    ("name", "method", "status", "to", "visit"),
    [
        pytest.param("home", "GET", 200, "", True, id="a page that is shown"),
        pytest.param("home", "GET", 302, "/desk/", True, id="one that leads on"),
        pytest.param("home", "GET", 302, "/accounts/login/", False, id="one that leads to sign in"),
        pytest.param("account_login", "POST", 302, "/accounts/login/code/", True, id="signing in itself"),
        pytest.param("home", "GET", 404, "", False, id="a refusal"),
        pytest.param("api:unknown", "GET", 404, "", True, id="the refusal of what exists to refuse"),
        pytest.param("api:unknown", "GET", 200, "", False, id="and nothing else of it"),
    ],
)
def test_what_counts_as_a_visit(name, method, status, to, visit):
    request = SimpleNamespace(method=method, resolver_match=SimpleNamespace(view_name=name))
    answer = HttpResponse(status=status, headers={"Location": to} if to else {})
    assert visits.is_visit(request, answer) is visit


def test_what_exists_to_refuse_is_an_address_of_the_site():
    assert set(visits.REFUSING) <= visits.url_names()


def run(*paths: str, keyword: str = "", reporter: object = None) -> SimpleNamespace:
    """A run of the tests in ``paths``, as pytest tells it at its end."""
    option = SimpleNamespace(keyword=keyword, markexpr="", collectonly=False)
    config = SimpleNamespace(
        option=option,
        args=list(paths),
        getini=lambda _name: ["tests"],
        pluginmanager=SimpleNamespace(get_plugin=lambda _name: reporter),
    )
    return SimpleNamespace(config=config, exitstatus=0)


@pytest.mark.parametrize(
    ("session", "missing", "failed"),
    [
        pytest.param(run("tests"), ["the page home"], True, id="the short run fails too"),
        pytest.param(run("tests"), [], False, id="nothing is unseen"),
        pytest.param(run("tests/web"), ["the page home"], False, id="a part was asked for"),
        pytest.param(run("tests", keyword="x"), ["the page home"], False, id="a word was asked for"),
    ],
)
def test_a_whole_run_fails_when_something_is_unseen(tmp_path, monkeypatch, session, missing, failed):
    monkeypatch.setenv(visits.FOLDER, str(tmp_path))
    monkeypatch.setattr(visits, "unseen", lambda _folder: missing)
    visits.pytest_sessionfinish(session, 0)
    assert session.exitstatus == (pytest.ExitCode.TESTS_FAILED if failed else 0)


def test_the_run_names_what_is_unseen(tmp_path, monkeypatch):
    told = []
    monkeypatch.setenv(visits.FOLDER, str(tmp_path))
    monkeypatch.setattr(visits, "unseen", lambda _folder: ["the page home"])
    visits.pytest_sessionfinish(
        run("tests", reporter=SimpleNamespace(write_line=lambda line, **_more: told.append(line))), 0
    )
    assert told == ["", "no test visits the page home"]
