"""What pysdmx leaves out of artefacts: names and descriptions in every language, and parents of items."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

Path = tuple[tuple[str, int], ...]
Labels = dict[Path, dict[str, Any]]
"""``name`` and ``description`` by language, and ``parent``, by the way down from the artefact, which is (): the ids of
the named things on it, each with how many of that id were there before, because value lists may repeat one."""
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_TEXTS = {"Name": "name", "Description": "description"}
_BEFORE = ("Annotations", "Link", "Name", "Description")


def of_element(element: Any) -> Labels:
    """The labels of an artefact in SDMX-ML."""
    found: Labels = {}
    for place, one in _named(element, (), {}):
        said: dict[str, Any] = {}
        for child in one:
            tag = _local(child)
            if tag in _TEXTS:
                said.setdefault(_TEXTS[tag], {})[child.get(_LANGUAGE, "en")] = (child.text or "").strip()
            if tag == "Parent":
                references = [ref.get("id", "") for ref in child.iter() if _local(ref) == "Ref"]
                said["parent"] = references[0] if references else (child.text or "").strip()
        found[place] = {word: value for word, value in said.items() if value}
    return found


def of_object(told: Mapping[str, Any], language: str = "en") -> Labels:
    """The labels of an artefact in SDMX-JSON; a name without a language is in that of the message."""
    found: Labels = {}
    _gather(told, (), found, language, {})
    return found


def into_element(element: Any, labels: Labels, *, old: bool = False) -> None:
    """Write labels into an artefact in SDMX-ML; ``old`` is 2.1, where a parent is a reference."""
    for path, one in _named(element, (), {}):
        said = labels.get(path, {})
        for tag, word in _TEXTS.items():
            if word in said:
                _write_texts(one, tag, said[word])
        if "parent" in said and path and not any(_local(child) == "Parent" for child in one):
            parent = etree.Element(f"{{{etree.QName(one).namespace}}}Parent")
            if old:
                etree.SubElement(parent, "Ref", id=said["parent"])
            else:
                parent.text = said["parent"]
            one.insert(sum(_local(child) in _BEFORE for child in one), parent)


def into_object(told: dict[str, Any], labels: Labels) -> None:
    """Write labels into an artefact in SDMX-JSON."""
    _put(told, (), labels, {})


def best(texts: Mapping[str, str], language: str = "en") -> str:
    """The text in a language, else in English, else any."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def _named(element: Any, path: Path, seen: dict[Path, int]) -> list[tuple[Path, Any]]:
    """Every thing below with an id and a name, and the element itself, with the way to it."""
    found = [(path, element)]
    for child in element:
        if not isinstance(child.tag, str):
            continue
        named = child.get("id") and any(_local(each) in ("Name", "Parent") for each in child)
        below = _named(child, _step(path, child.get("id"), seen) if named else path, seen)
        found += below if named else below[1:]
    return found


def _step(path: Path, identity: str, seen: dict[Path, int]) -> Path:
    first = (*path, (identity, 0))
    seen[first] = seen.get(first, 0) + 1
    return (*path, (identity, seen[first] - 1))


def _write_texts(element: Any, tag: str, texts: Mapping[str, str]) -> None:
    there = [child for child in element if _local(child) == tag]
    if not there:
        return
    first, *others = there
    for other in others:
        element.remove(other)
    at = element.index(first)
    element.remove(first)
    for place, (language, text) in enumerate(texts.items()):
        one = etree.Element(first.tag)
        one.set(_LANGUAGE, language)
        one.text = text
        element.insert(at + place, one)


def _gather(told: Mapping[str, Any], path: Path, found: Labels, language: str, seen: dict[Path, int]) -> None:
    said: dict[str, Any] = {}
    for word in ("name", "description"):
        texts = told.get(f"{word}s") or ({language: told[word]} if told.get(word) else {})
        if isinstance(texts, Mapping) and texts:
            said[word] = {tongue: str(text).strip() for tongue, text in texts.items()}
    if isinstance(told.get("parent"), str):
        said["parent"] = told["parent"]
    found[path] = said
    for inside in _below(told):
        _descend(inside, path, seen, lambda one, way: _gather(one, way, found, language, seen))


def _put(told: dict[str, Any], path: Path, labels: Labels, seen: dict[Path, int]) -> None:
    said = labels.get(path, {})
    for word in ("name", "description"):
        if word in said and (told.get(word) or told.get(f"{word}s")):
            told[word], told[f"{word}s"] = best(said[word]), dict(said[word])
    if "parent" in said and path:
        told["parent"] = said["parent"]
    for inside in _below(told):
        _descend(inside, path, seen, lambda one, way: _put(one, way, labels, seen))


def _below(told: Mapping[str, Any]) -> list[Any]:
    return [
        value for key, value in told.items() if key not in ("annotations", "links", "names", "descriptions")
    ]


def _descend(inside: Any, path: Path, seen: dict[Path, int], visit: Callable[[Any, Path], None]) -> None:
    if isinstance(inside, list):
        for one in inside:
            _descend(one, path, seen, visit)
    elif isinstance(inside, dict):
        if "id" in inside and ("name" in inside or "names" in inside or "parent" in inside):
            visit(inside, _step(path, str(inside["id"]), seen))
        else:
            for one in _below(inside):
                _descend(one, path, seen, visit)


def _local(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
