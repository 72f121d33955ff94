"""Every address of the site with its mark, read from the URLconf; nothing is listed by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from serai.commons.access import Permission, requires


@dataclass(frozen=True)
class Address:
    """``name`` is what reverse() takes ("statistics:list"); ``route`` is for people; ``view`` answers.

    ``mark`` is "public", "signed_in" or a ``Permission``; None where a view carries no mark.
    """

    name: str
    route: str
    view: Callable[..., Any]
    mark: Any = None


def addresses() -> list[Address]:
    """Every address of the URLconf, in its order; an include with one mark (``whole``) is one address."""
    return list(_walk(get_resolver(), "", ""))


def whole(entry: URLResolver, name: str, needed: Permission) -> URLResolver:
    """Put one mark on all pages of somebody else's include: ``whole(path("x/", include(...)), "x:home", P)``.

    Each view inside is guarded as ``@requires(needed)`` would guard it. ``name`` is the URL name of the
    include's first page; in the lists of addresses it stands for all of them.
    """
    for pattern in _patterns(entry):
        pattern.callback = requires(needed)(pattern.callback)
    marked: Any = entry
    marked.serai_name, marked.serai_access = name, needed
    return entry


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield entry
        elif isinstance(entry, URLResolver):
            yield from _patterns(entry)


def _walk(resolver: URLResolver, namespace: str, route: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        path = route + str(entry.pattern)
        if isinstance(entry, URLPattern):
            mark = getattr(entry.callback, "serai_access", None)
            yield Address(f"{namespace}{entry.name or ''}", path, entry.callback, mark)
        elif mark := getattr(entry, "serai_access", None):
            first = next(_patterns(entry))
            yield Address(namespace + getattr(entry, "serai_name", ""), path, first.callback, mark)
        elif isinstance(entry, URLResolver):
            inside = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, inside, path)
