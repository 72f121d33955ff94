"""What import contracts cannot see in the Python files."""

from __future__ import annotations

import ast
from pathlib import Path

from .conftest import PACKAGE, REPOSITORY, room, sources, tracked, tree

LONGEST_FILE = 400
LONGEST_VIEW = 20
CATCH_ALLS = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "stuff"}
RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}


def calls(path: Path):
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(PACKAGE)}:{getattr(node, 'lineno', 0)}"


def own(path: Path, target: ast.expr) -> bool:
    """Whether ``target`` names a model of the room that ``path`` lies in ("partnership.State", "partnership")."""
    return (
        isinstance(target, ast.Constant)
        and str(target.value).partition(".")[0] == room(path).rpartition(".")[2]
    )


def test_foreign_keys_by_name_stay_within_their_room():
    """A string like "partnership.State" crosses a room's wall where no import shows it."""
    strays = []
    for path in sources():
        for node in calls(path):
            target = node.args[0] if node.args else None
            by_name = isinstance(target, ast.Constant) and "." in str(target.value)
            if called(node) in RELATIONS and by_name and not own(path, target):
                strays.append(f"{where(path, node)}: {target.value}")
    assert strays == []


def test_nobody_fetches_another_rooms_model_by_name():
    strays = [
        where(path, node)
        for path in sources()
        for node in calls(path)
        if called(node) == "get_model" and not own(path, node.args[0])
    ]
    assert strays == []


def test_saving_has_no_side_effects():
    """Verbs live in services: a save() that does more would be bypassed by half the writes."""
    strays = [
        where(path, node)
        for path in sources()
        if path.name == "models.py" or "models" in path.parts
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete", "full_clean"}
    ]
    assert strays == []


def test_no_signal_receivers_on_models():
    strays = [
        where(path, node)
        for path in sources()
        if room(path) != "testing"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        and node.module == "django.db.models.signals"
        # these are about the database itself
        and not {alias.name for alias in node.names} <= {"pre_migrate", "post_migrate"}
    ]
    assert strays == []


def test_no_file_catches_everything():
    names = {part for path in tracked() for part in (*path.parts[:-1], path.stem)}
    assert names & CATCH_ALLS == set()


def test_no_python_file_is_too_long():
    lengths = {
        path: len((REPOSITORY / path).read_text().splitlines()) for path in tracked() if path.suffix == ".py"
    }
    long = {
        str(path): n for path, n in lengths.items() if n > LONGEST_FILE and "migrations" not in path.parts
    }
    assert long == {}


def views() -> list[Path]:
    return [path for path in sources() if path.name == "views.py" or "views" in path.parent.parts]


def test_views_parse_ask_and_render():
    """A view that grows longer decides something, and decisions have homes of their own."""
    long = [
        f"{where(path, node)} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for path in views()
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > LONGEST_VIEW
    ]
    assert long == []


def test_every_room_says_what_it_is():
    rooms = [p for storey in ("commons", "components") for p in (PACKAGE / storey).iterdir() if p.is_dir()]
    missing = [room(p) for p in rooms if (p / "__init__.py").exists() and not (p / "README.md").exists()]
    assert missing == []


def test_every_module_opens_with_a_sentence_about_itself():
    silent = [
        where(path, tree(path)) for path in sources() if tree(path).body and not ast.get_docstring(tree(path))
    ]
    assert silent == []
