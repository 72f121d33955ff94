"""``python -m serai.web.messages``: what a maintainer does with the catalogues.

Without an option every catalogue is brought up to date with the code. ``--new CODE`` starts a language.
``--missing CODE`` prints what a language lacks as JSON, and ``--fill CODE FILE`` takes the same object
back with the translations in it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from serai.commons.places.languages import BY_CODE, CODES
from serai.web.messages.catalogues import catalogues, coverage, create, language_of, singular, update, waiting
from serai.web.messages.exchange import fill, from_json, to_json
from serai.web.messages.extraction import PACKAGE, is_public, template_catalogue


def main(arguments: list[str] | None = None) -> int:
    """Do what an option asks, or update every catalogue.

    Ends with 1 while a text waits that must not: in Arabic any, elsewhere one that visitors meet; and
    when a translation of a file was refused.
    """
    parser = argparse.ArgumentParser(prog="python -m serai.web.messages", description=__doc__)
    parser.add_argument("--new", metavar="CODE", action="append", default=[], choices=CODES)
    parser.add_argument("--missing", metavar="CODE", choices=CODES)
    parser.add_argument("--public", action="store_true", help="with --missing: only what visitors meet")
    parser.add_argument("--fill", nargs=2, metavar=("CODE", "FILE"))
    chosen = parser.parse_args(arguments)
    for code in chosen.new:
        print(create(code).relative_to(PACKAGE))
    if chosen.missing:
        texts = waiting(BY_CODE[chosen.missing], template_catalogue())
        texts = [text for text in texts if is_public(text)] if chosen.public else texts
        sys.stdout.write(to_json(BY_CODE[chosen.missing], texts))
    if chosen.fill:
        return _fill(*chosen.fill)
    return 0 if chosen.new or chosen.missing else _update()


def _fill(code: str, file: str) -> int:
    entries = from_json(Path(file).read_text(encoding="utf-8"))
    answer = fill(BY_CODE[code], entries, template_catalogue())
    print(f"{answer.taken} taken, {answer.same} stood so already, {answer.empty} empty")
    for refusal in answer.refused:
        print(f"  refused {refusal.row}: {'; '.join(refusal.reasons)}")
    return 1 if answer.refused else 0


def _update() -> int:
    template = template_catalogue()
    for po in catalogues():
        update(po, template)
    short = 0
    for po in catalogues():
        language = language_of(po)
        without = waiting(language, template)
        due = [text for text in without if language.code == "ar" or is_public(text)]
        short += len(due)
        told = coverage(language)
        print(
            f"{po.relative_to(PACKAGE)}: {len(template)} texts, {len(without)} without translation, "
            f"{len(due)} of them due; {told.public_reviewed} of {told.public} public texts reviewed"
        )
        for text in due[:20]:
            print(f"  {singular(text)!r}")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
