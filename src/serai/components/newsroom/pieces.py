"""A page as a run of plain pieces, for whatever is no web page: PDF, mail, search, feed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.components.newsroom.cleaning import plain
from serai.components.statistics.api import quote


@dataclass(frozen=True)
class Piece:
    """``kind`` is h2, h3, p, li, quote or figure; ``more`` is what stands below it in small letters."""

    kind: str
    text: str
    more: str = ""


def pieces(reader: Reader, page: Any) -> list[Piece]:
    """The body of a page as ``reader`` may see it. Pictures, files and lists of rows are left out."""
    found: list[Piece] = []
    for block in page.body:
        value = block.value
        if block.block_type == "text":
            found += [Piece(kind, text) for kind, text in plain(value.source)]
        elif block.block_type == "quote":
            found.append(Piece("quote", value["text"], value["by"]))
        elif block.block_type == "figure":
            quoted = quote(reader, value["dataflow"], value["cell"], value["revision"])
            if quoted is not None:
                words = value["words"] or quoted.title
                found.append(Piece("figure", quoted.value, _figure(words, quoted)))
    return found


def _figure(words: str, quoted: Any) -> str:
    parts = [words, quoted.period]
    if quoted.synthetic:
        parts.append(_("Synthetic data"))
    if quoted.revised:
        parts.append(_("revised since; before: %(value)s") % {"value": quoted.then})
    return " · ".join(part for part in parts if part)


def words(reader: Reader, page: Any) -> str:
    """All that a page says as one text."""
    return "\n".join(part for piece in pieces(reader, page) for part in (piece.text, piece.more) if part)
