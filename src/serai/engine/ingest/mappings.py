"""Mapping files: shipped ones by name, others by path; and the code tables that they share."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from serai.engine.errors import MappingInvalid
from serai.engine.ingest.grids.words import AXES, spellings
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


def _read_yaml(path: Path) -> tuple[object, str]:
    try:
        text = path.read_text(encoding="utf-8")
        return yaml.load(text, _Loader), text  # noqa: S506  the loader is a SafeLoader
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
        found[path.stem] = {str(spelling): str(code) for many in pairs for spelling, code in many}
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
    values, written = _read_yaml(path)
    made = parse(values, text=written, where=path.name, tables=tables())
    if made.grid and (strange := [axis for axis in made.grid.axes if axis not in AXES]):
        raise MappingInvalid(
            f"grid.axes: {strange[0]!r} is not known",
            where=path.name,
            advice=f"Use of: {', '.join(AXES)}; names of places go under places.",
        )
    return made


def mappings() -> list[MappingInfo]:
    """The shipped mappings, by name."""
    found = [read_mapping(path.stem) for path in sorted(SHIPPED.glob("*.yaml"))]
    return [
        MappingInfo(m.name, m.title, m.dataset, m.source.name, m.source.licence, m.person_level)
        for m in found
    ]
