"""Names of states and regions in the working languages: which name on which day, and where it comes from.

The partnership's documents come first: their names are rows with their source and their dates. Where no
document names a state in a language, the name of Unicode CLDR stands in as a row of its own, with CLDR as
its source, written into the partnership's files by::

    python -m serai.commons.places.names FOLDER

The command removes the CLDR rows that are there and writes them anew; rows of other sources stay as they
are. Names of UN M49 regions are CLDR's and are asked here directly: no document of the partnership names them.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable
from pathlib import Path

from serai.commons.places.digits import locale_of
from serai.commons.places.languages import LANGUAGES, stand_ins

CLDR = "CLDR"  # the key of the source in a partnership's files
_HEAD = ("state", "kind", "language", "text", "since", "until", "source", "provenance", "footnote")


def cldr_name(iso2: str, code: str) -> str:
    """What CLDR calls a territory in a language; "" when it has no name for it.

    ``iso2`` may also be the number of a UN M49 region ("034"). A language takes no word from another.
    """
    return str(locale_of(code).territories.get(iso2, ""))


def region_name(m49: str, code: str) -> tuple[str, str]:
    """The name of a UN M49 region and the language in which it is written; ("", "") when none has it."""
    for language in stand_ins(code):
        if name := cldr_name(m49, language):
            return name, language
    return "", ""


def missing_names(
    states: Iterable[tuple[str, str]], known: Iterable[tuple[str, str]]
) -> Iterable[tuple[str, str, str]]:
    """(state, language, CLDR's name) wherever no source names a state in a working language.

    ``states`` are (key, ISO alpha-2), ``known`` the (state, language) that have a name. English is left
    out: the partnership's own documents are written in it, and no label is taken over in its place.
    """
    held = set(known)
    for key, iso2 in states:
        for language in LANGUAGES:
            name = cldr_name(iso2, language.code)
            if language.code != "en" and name and (key, language.code) not in held:
                yield key, language.code, name


def complete(folder: Path) -> int:
    """Write CLDR's names into ``state_names.csv`` of a partnership's folder; how many rows that are now."""
    file = folder / "state_names.csv"
    with (folder / "states.csv").open(encoding="utf-8", newline="") as opened:
        states = [(row["key"], row["iso2"]) for row in csv.DictReader(opened)]
    with file.open(encoding="utf-8", newline="") as opened:
        rows = [row for row in csv.DictReader(opened) if row["source"] != CLDR]
    added = [
        {**dict.fromkeys(_HEAD, ""), "state": state, "kind": "short", "language": language, "text": name,
         "source": CLDR, "provenance": "found"}
        for state, language, name in missing_names(states, [(row["state"], row["language"]) for row in rows])
    ]  # fmt: skip
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, _HEAD, lineterminator="\n")
    writer.writeheader()
    writer.writerows([*rows, *added])
    file.write_text(stream.getvalue(), encoding="utf-8", newline="")
    return len(added)


if __name__ == "__main__":
    sys.stdout.write(f"{complete(Path(sys.argv[1]))} names of CLDR written\n")
