"""Which pages there are for somebody: those that links lead to, one of each kind."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

# What is no page: files, feeds, pictures, and the editor, whose look is Wagtail's own.
NO_PAGES = ("/static/", "/editor/", "/api/", "/media/")
LINKS = "[...document.querySelectorAll('a[href]')].map(a => a.href)"


def pages(page: Page, *starts: str, most: int = 200) -> dict[str, str]:
    """The pages that can be reached from ``starts`` by links, in English: name of the address -> its path.

    One path stands for each name: all activities look alike. Only answers that are HTML count.
    """
    waiting, seen, found = list(starts), set(starts), {}
    while waiting and len(found) < most:
        path = waiting.pop(0)
        name = resolve(path).view_name
        if name in found:
            continue
        answer = page.request.get(path, max_redirects=0)
        if answer.status != 200 or "text/html" not in answer.headers.get("content-type", ""):
            continue
        found[name] = path
        page.goto(path)
        for link in page.evaluate(LINKS):
            parts = urlsplit(link)
            if f"{parts.scheme}://{parts.netloc}" != page.evaluate("location.origin") or parts.path in seen:
                continue
            seen.add(parts.path)
            if not parts.path.startswith(NO_PAGES) and _known(parts.path):
                waiting.append(parts.path)
    return found


def _known(path: str) -> bool:
    # other languages show the same pages and are asked for by whoever calls
    try:
        return bool(resolve(path).view_name)
    except Resolver404:
        return False
