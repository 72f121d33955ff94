"""Rich text as readers get it: the few elements that our editor offers, whatever stands in the database."""

from __future__ import annotations

from html.parser import HTMLParser

import nh3
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

BLOCKS = ("h2", "h3", "p", "li")
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
    reader = _Pieces()
    reader.feed(clean(source))
    reader.close()
    return [(tag, text) for tag, words in reader.found if (text := " ".join("".join(words).split()))]


class _Pieces(HTMLParser):
    """Collects the text of each block element, in the order of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.found.append((tag, []))
        elif tag == "br":
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        if not self.found:
            self.found.append(("p", []))
        self.found[-1][1].append(data)
