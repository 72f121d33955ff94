"""Mapping files: shipped ones by name, others by path; and the code tables that they share."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from serai.engine.errors import MappingInvalid
from serai.engine.ingest.grids.words import AXES, spellings
from serai.engine.ingest.registers.words import pointed
from serai.engine.model.looks import code_label
from serai.engine.model.mapping import Mapping, MappingInfo, parse

SHIPPED = Path(__file__).parent / "mappings"
TABLES = Path(__file__).parent / "tables"


# code tables that are made of the words of sheets
_SPOKEN = {"directions": "direction", "sexes": "sex", "states": "citizenship"}


class _Loader(yaml.SafeLoader):
    """YAML in which NO, 1.0 and 007 are texts and a repeated key is an error: codes come in as they are written."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _word(loader: _Loader, node: yaml.ScalarNode) -> object:
    words = {"true": True, "false": False} if node.style is None else {}
    return words.get(node.value, node.value)


def _mapping(loader: _Loader, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
    values: dict[object, object] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in values:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {key!r} stands twice", key_node.start_mark
            )
        values[key] = loader.construct_object(value_node, deep=True)
    return values


_Loader.add_constructor("tag:yaml.org,2002:str", _word)
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def _parsed(text: str) -> object:
    """What a text of YAML holds. The loader is called itself: to ``yaml.load``, any but its own looks unsafe."""
    loader = _Loader(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def _read_yaml(path: Path) -> tuple[object, str]:
    try:
        text = path.read_text(encoding="utf-8")
        return _parsed(text), text
    except OSError as error:
        raise MappingInvalid(
            "The mapping cannot be read", where=str(path), advice=str(error.strerror)
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise MappingInvalid(
            "The mapping is not YAML", where=path.name, advice=" ".join(str(error).split())
        ) from None


@cache
def tables() -> dict[str, dict[str, str]]:
    """The shipped code tables: name -> spelling -> code. A table may give the spellings of a code as a list."""
    found = {name: spellings(axis) for name, axis in _SPOKEN.items()}
    for path in sorted(TABLES.glob("*.yaml")):
        values, _ = _read_yaml(path)
        assert isinstance(values, dict)
        pairs = (
            [(spelling, key) for spelling in one] if isinstance(one, list) else [(key, one)]
            for key, one in values.items()
        )
        listed = {str(spelling): str(code) for many in pairs for spelling, code in many}
        found[path.stem] = found.get(path.stem, {}) | listed | {code: code for code in listed.values()}
    return found


def read_mapping(name_or_path: str | Path) -> Mapping:
    """The shipped mapping of that name, or the mapping in that file.

    Raises:  MappingInvalid, naming the key that is wrong, or the shipped names when there is none such.
    """
    text = str(name_or_path)
    path = (
        SHIPPED / f"{text}.yaml" if "/" not in text and not text.endswith((".yaml", ".yml")) else Path(text)
    )
    if path.parent == SHIPPED and not path.exists():
        known = ", ".join(p.stem for p in sorted(SHIPPED.glob("*.yaml")))
        raise MappingInvalid(
            f"There is no mapping {text!r}", advice=f"Give the path of a YAML file, or one of: {known}."
        )
    return _checked(*_read_yaml(path), path.name)


def with_words(base: str, *, name: str, title: str, words: Dict[str, Any], dataset: str = "") -> str:
    """The shipped mapping ``base`` under another name, with labels of its own: a mapping file as YAML.

    ``dataset`` is where its rows go; else they go where those of ``base`` do.

    ``words`` says of each label what ``grid.words`` takes: a table from axis to code, ``{"heading": axis}``,
    "total", "nothing" or "not_data". ``{"field": axis}`` says what stands under a header of a file with one record
    in each row, and of such a header ``code_label(header, text)`` says what a text under it stands for. Of a mapping of
    people the same words say which columns are read (``registers.words``).
    Raises:  MappingInvalid, naming what may stand there.
    """
    values = shipped_values(base)
    if "grid" not in values:
        made = {**pointed(values, words), "name": name, "title": title}
        return _written(made | {"dataset": dataset or values.get("dataset", values["name"])}, name)
    grid = {key: value for key, value in values["grid"].items() if key != "words"}
    goes_to = dataset or values.get("dataset", values["name"])
    made = values | {"name": name, "title": title, "dataset": goes_to}
    made["grid"] = (
        grid | _of_columns(words) if _fields(words) else grid | ({"words": dict(words)} if words else {})
    )
    return _written(made, name)


def shipped_values(base: str) -> dict[str, Any]:
    """The values of a shipped mapping as they are written. Raises: MappingInvalid."""
    values, _ = _read_yaml(SHIPPED / f"{base}.yaml")
    assert isinstance(values, dict)
    return values


def _written(made: Dict[str, Any], name: str) -> str:
    text = _dumped(made)
    _checked(_parsed(text), text, name)
    return text


def _dumped(made: Dict[str, Any]) -> str:
    """YAML that reads back as it was: one sign, U+0085, the library writes bare and reads as a blank."""
    plain = "\\x85" not in repr(made)
    return str(yaml.safe_dump(dict(made), allow_unicode=plain, sort_keys=False, width=110))


def _fields(words: Dict[str, Any]) -> dict[str, str]:
    return {
        label: word["field"] for label, word in words.items() if isinstance(word, Dict) and "field" in word
    }


def _of_columns(words: Dict[str, Any]) -> dict[str, Any]:
    """Words about columns as ``grid.fields`` and ``grid.codes``; codes of another axis than their column's go."""
    fields, codes = _fields(words), dict[str, dict[str, str]]()
    for header, axis in fields.items():
        start = code_label(header, "")
        for label, word in words.items():
            if label in fields or not label.startswith(start):
                continue
            code = word if isinstance(word, str) else word.get(axis)
            if code:
                codes.setdefault(axis, {})[label.removeprefix(start)] = code
    return {"fields": fields} | ({"codes": codes} if codes else {})


def _checked(values: object, written: str, where: str) -> Mapping:
    made = parse(values, text=written, where=where, tables=tables())
    if made.grid and (strange := [axis for axis in made.grid.axes if axis not in AXES]):
        raise MappingInvalid(
            f"grid.axes: {strange[0]!r} is not known",
            where=where,
            advice=f"Use of: {', '.join(AXES)}; names of places go under places.",
        )
    return made


def mappings() -> list[MappingInfo]:
    """The shipped mappings, by name."""
    found = [read_mapping(path.stem) for path in sorted(SHIPPED.glob("*.yaml"))]
    return [
        MappingInfo(
            m.name, m.title, m.dataset, m.source.name, m.source.licence, m.person_level, m.grid is not None
        )
        for m in found
    ]
