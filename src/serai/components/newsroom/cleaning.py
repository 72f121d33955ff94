"""Rich text as readers get it: the few elements that our editor offers, whatever stands in the database."""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

TAGS = {"h2", "h3", "p", "b", "strong", "i", "em", "ul", "ol", "li", "a", "br"}


def clean(source: str) -> SafeString:
    """The HTML of a text block: links expanded, everything but ``TAGS`` taken out."""
    html = nh3.clean(
        expand_db_html(source),
        tags=TAGS,
        attributes={"a": {"href"}, "p": {"id"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noreferrer",
    )
    return mark_safe(html)  # noqa: S308  cleaned in the line above


def plain(source: str) -> list[tuple[str, str]]:
    """The same as bare text in pieces of "h2", "h3", "p" and "li", for mails, PDF and search."""
    from lxml import html

    if not source.strip():
        return []
    tree = html.fragment_fromstring(clean(source), create_parent="div")
    found = [(str(e.tag), " ".join("".join(e.itertext()).split())) for e in tree.iter("h2", "h3", "p", "li")]
    return [piece for piece in found if piece[1]] or [("p", " ".join(tree.text_content().split()))]
