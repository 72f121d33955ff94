"""Files of the look under names that follow their content, so that browsers may keep them for ever.

``{% static "vendor/css/serai.css" %}`` gives ``/static/vendor/css/serai.1f0c….css``; nothing is copied and
nothing has to be collected. A page of yesterday that asks for a name of yesterday still gets today's file,
to be kept for an hour.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]

NAMED = re.compile(r"\.[0-9a-f]{12}(\.\w+)$")

# The letters that a page's own words are set in, by language; their font is fetched with the page.
FONTS = {"bn": "bengali", "ru": "cyrillic"} | dict.fromkeys(("ar", "fa", "ps", "ur", "ckb"), "arabic")


class NamedByContent(StaticFilesStorage):
    """Django's storage of static files, with the hash of a file in its address."""

    def url(self, name: str | None) -> str:
        """The address of a file; a file that is not there keeps its plain one."""
        return super().url(_named(name) if name else name)


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise, which also knows the names that ``NamedByContent`` gives."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with a file, or pass the request on."""
        path = request.path_info
        if path.startswith(self.static_prefix) and path not in self.files and NAMED.search(path):
            plain = NAMED.sub(r"\1", path)
            if plain in self.files and self.immutable_file_test("", path):
                self.add_file_to_dictionary(path, finders.find(plain[len(self.static_prefix) :]))
            elif plain in self.files:
                return self.serve(self.files[plain], request)  # type: ignore[no-any-return]
        return super().__call__(request)  # type: ignore[no-any-return]

    def immutable_file_test(self, path: str, url: str) -> bool:
        """True for an address that names its content: by us, or by the build of the fonts."""
        if not url.startswith(self.static_prefix) or not NAMED.search(url):
            return False
        name = url[len(self.static_prefix) :]
        return bool(finders.find(name)) or _named(NAMED.sub(r"\1", name)) == name


@cache
def font(language: str) -> str:
    """The static name of the font that a page in ``language`` shows first; "" where none was built."""
    found = finders.find("vendor/fonts.json")
    if not isinstance(found, str):
        return ""
    fonts = json.loads(Path(found).read_text(encoding="utf-8"))
    name = fonts.get(FONTS.get(language.split("-")[0], "latin"), "")
    return f"vendor/{name}" if name else ""


@cache
def _named(name: str) -> str:
    found = finders.find(name)
    if NAMED.search(name) or not isinstance(found, str) or not Path(found).is_file():
        return name
    stem, dot, ending = name.rpartition(".")
    digest = hashlib.sha256(Path(found).read_bytes()).hexdigest()[:12]
    return f"{stem}.{digest}{dot}{ending}" if dot and "/" not in ending else name
