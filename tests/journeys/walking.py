"""Which pages there are for somebody: those that links lead to, one of each kind."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path
from playwright.sync_api import Page

# What is no page: files, feeds, pictures, and the editor, whose look is Wagtail's own.
NO_PAGES = ("/static/", "/editor/", "/api/", "/media/")


class _Links(HTMLParser):
    """What the links of a page say, as they are written: without a browser, which would load it again."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "a" and said.get("href"):
            self.found.append(str(said["href"]))


def pages(page: Page, *starts: str, most: int = 200, below: str = "/") -> dict[str, str]:
    """The pages that can be reached from ``starts`` by links, in English: name of the address -> its path.

    One path stands for each name: all activities look alike. Only answers that are HTML count, and links
    that stay ``below`` an address.
    """
    waiting, seen, found = list(starts), set(starts), {}
    files: set[str] = set()
    while waiting and len(found) < most:
        path = waiting.pop(0)
        name = resolve(path).view_name
        if name in found or name in files:
            continue
        answer = page.request.get(path, max_redirects=0)
        if answer.status != 200:
            continue
        if "text/html" not in answer.headers.get("content-type", ""):
            files.add(name)  # a chart in one choice is drawn, and all others would be
            continue
        found[name] = path
        here = urlsplit(answer.url)
        for link in _Links(answer.text()).found:
            parts = urlsplit(urljoin(answer.url, link))
            if parts[:2] != here[:2] or parts.path in seen:
                continue
            seen.add(parts.path)
            if parts.path.startswith(below) and not parts.path.startswith(NO_PAGES) and _known(parts.path):
                waiting.append(parts.path)
    return found


def _known(path: str) -> bool:
    # other languages show the same pages and are asked for by whoever calls
    if get_language_from_path(path):
        return False
    try:
        return bool(resolve(path).view_name)
    except Resolver404:
        return False
