"""What readers are told about the words of a language: how much is translated, and who looked at it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from serai.commons.places.languages import LANGUAGES, Language
from serai.web.messages import live
from serai.web.messages.catalogues import REVIEWED, Coverage, coverage, po_path
from serai.web.messages.extraction import PACKAGE


def coverages() -> tuple[Coverage, ...]:
    """Every working language with its numbers, English first."""
    return tuple(told(language) for language in LANGUAGES)


def told(language: Language) -> Coverage:
    """One language with its numbers: what the package brought, and what this installation took in above it."""
    return coverage(language, own=live.folder())


def needs_note(language: Language) -> bool:
    """Whether a page in this language says that no speaker has looked at all its words.

    Reading a whole catalogue takes a part of a second; one without any mark is told apart by its text.
    """
    if language.code == "en":
        return False
    files = [po_path(language, root) for root in (PACKAGE / "locale", live.folder())]
    marks = sum(_marked(po, po.stat().st_mtime_ns) for po in files if po.exists())
    return marks == 0 or not told(language).reviewed


@lru_cache(maxsize=64)
def _marked(po: Path, _changed: int) -> int:
    return po.read_text(encoding="utf-8").count(f"\n# {REVIEWED}")
