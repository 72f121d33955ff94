"""Every text that waits for translation, and the catalogues that hold the translations.

``python -m serai.web.messages`` brings ``locale/*/LC_MESSAGES/django.po`` up to date with the code and the
templates. Babel does the work, so no machine needs GNU gettext.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    **dict.fromkeys(("gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext_lazy",), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


def sources(package: Path = PACKAGE) -> Iterator[Path]:
    """Files that may hold texts: Python and templates, but no migrations."""
    for pattern in ("*.py", "templates/**/*.html", "templates/**/*.txt"):
        yield from (path for path in sorted(package.rglob(pattern)) if "migrations" not in path.parts)


def template_catalogue(package: Path = PACKAGE) -> Catalog:
    """All texts of the package, untranslated, each with the files that use it."""
    catalogue = Catalog(project="Serai", charset="utf-8")
    for path in sources(package):
        code = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # Django turns a template into something that reads as Python once its indentation is gone.
            code = "\n".join(line.lstrip() for line in templatize(code).splitlines())
        stream = io.BytesIO(code.encode())
        found = extract("python", stream, KEYWORDS, comment_tags=("Translators:",))
        for _line, message, comments, context in found:
            # Line numbers would change the catalogue with every edit of a template.
            where = [(path.relative_to(package).as_posix(), 0)]
            catalogue.add(message, None, where, auto_comments=comments, context=context)
    return catalogue


def update(po: Path, template: Catalog) -> list[str]:
    """Bring one catalogue up to date and write it back; returns the texts that have no translation yet."""
    with po.open("rb") as stream:
        catalogue = read_po(stream, locale=po.parent.parent.name)
    created = catalogue.creation_date
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.creation_date = created  # a catalogue in which no text changed stays as it is
    catalogue.obsolete.clear()
    with po.open("wb") as stream:
        write_po(stream, catalogue, width=110, sort_output=True, include_lineno=False)
    return missing(catalogue)


def missing(catalogue: Catalog) -> list[str]:
    """Texts without a translation, or with one plural form left out."""
    without = []
    for message in catalogue:
        forms = message.string if isinstance(message.string, tuple | list) else [message.string]
        if message.id and not all(forms):
            without.append(message.id[0] if isinstance(message.id, tuple | list) else message.id)
    return without


def main() -> int:
    """Update every catalogue; ends with 1 while a text waits for its translation."""
    template, waiting = template_catalogue(), 0
    for po in sorted((PACKAGE / "locale").rglob("*.po")):
        texts = update(po, template)
        waiting += len(texts)
        print(f"{po.relative_to(PACKAGE)}: {len(template)} texts, {len(texts)} without translation")
        for text in texts:
            print(f"  {text!r}")
    return 1 if waiting else 0


if __name__ == "__main__":
    sys.exit(main())
