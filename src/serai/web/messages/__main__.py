"""``python -m serai.web.messages``: what a maintainer does with the catalogues."""

from __future__ import annotations

import argparse
import sys

from serai.commons.places.languages import CODES
from serai.web.messages.catalogues import catalogues, create, update
from serai.web.messages.extraction import PACKAGE, template_catalogue


def main(arguments: list[str] | None = None) -> int:
    """Update every catalogue, or do what an option asks; ends with 1 while a text waits for its translation."""
    parser = argparse.ArgumentParser(prog="python -m serai.web.messages", description=__doc__)
    parser.add_argument("--new", metavar="CODE", action="append", default=[], choices=CODES)
    chosen = parser.parse_args(arguments)
    for code in chosen.new:
        print(create(code).relative_to(PACKAGE))
    return 0 if chosen.new else _update()


def _update() -> int:
    template, without = template_catalogue(), 0
    for po in catalogues():
        found = update(po, template)
        without += len(found)
        print(f"{po.relative_to(PACKAGE)}: {len(template)} texts, {len(found)} without translation")
        for text in found:
            print(f"  {text!r}")
    return 1 if without else 0


if __name__ == "__main__":
    sys.exit(main())
