"""The description of the API, as a page shows it: read off the OpenAPI document that machines get."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Parameter:
    """One thing that may stand in the address."""

    name: str
    place: str
    required: bool
    words: str


@dataclass(frozen=True)
class Resource:
    """One address with what it answers."""

    path: str
    summary: str
    parameters: tuple[Parameter, ...]
    needs_token: bool


@dataclass(frozen=True)
class Description:
    """The API by groups of resources, and the refusals that each of them may give."""

    about: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Resource, ...]], ...]
    refusals: tuple[tuple[str, str], ...]


_schema: list[Callable[[], dict[str, Any]]] = []


def publish(schema: Callable[[], dict[str, Any]]) -> None:
    """Whoever puts the API together says where its description comes from."""
    _schema[:] = [schema]


def described() -> Description:
    """The API as it is mounted."""
    document = _schema[0]()
    groups: dict[str, list[Resource]] = {}
    refusals: dict[str, str] = {}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            groups.setdefault(operation["tags"][0], []).append(_resource(path, operation))
            refusals |= {
                status: answer["description"]
                for status, answer in operation["responses"].items()
                if int(status) >= 400
            }
    return Description(
        about=tuple(document["info"]["description"].split("\n\n")),
        groups=tuple((name, tuple(resources)) for name, resources in groups.items()),
        refusals=tuple(sorted(refusals.items())),
    )


def _resource(path: str, operation: dict[str, Any]) -> Resource:
    return Resource(
        path=path,
        summary=operation.get("description") or operation["summary"],
        parameters=tuple(
            Parameter(one["name"], one["in"], one["required"], _words(one["schema"]))
            for one in operation["parameters"]
        ),
        needs_token={} not in operation["security"],
    )


def _words(schema: dict[str, Any]) -> str:
    """The kind of a parameter with its bounds: "integer, 1 to 200, 50 when left out"."""
    kind = schema.get("type") or " / ".join(one.get("type", "") for one in schema.get("anyOf", ()))
    bounds = (
        f", {schema['minimum']} to {schema['maximum']}" if "minimum" in schema and "maximum" in schema else ""
    )
    default = schema.get("default")
    return f"{kind}{bounds}" + (f", {default} when left out" if default not in (None, "") else "")
