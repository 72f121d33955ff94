"""``serai search`` and ``serai translations``: the index, and the words of the pages for translators."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from serai.kernel.errors import SeraiError

search_app = typer.Typer(no_args_is_help=True, help="Search: make the index again.")
translations_app = typer.Typer(no_args_is_help=True, help="Words of the pages: out to translators and back.")

Language = Annotated[
    str, typer.Option(help="Code of a working language: ar, fa, fa-af, ps, ur, ckb, bn, tr, ru.")
]
Form = Annotated[str, typer.Option("--format", help="xlsx (a sheet) or po (for a translator's program).")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")]


class NotReadable(SeraiError):
    """The file, its form or the language is none that the command knows."""


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")


@search_app.command()
def rebuild(as_json: Json = False) -> None:
    """Bring the index in line with everything that can be found."""
    from serai.project.installation import house, require_own

    with house():
        from serai.commons.search import services

        require_own(migrated=True)
        done = services.rebuild()
    _say(f"{done.entries} entries; {done.written} written, {done.removed} removed")
    if as_json:
        told = {"entries": done.entries, "written": done.written, "removed": done.removed}
        sys.stdout.write(json.dumps(told) + "\n")


@translations_app.command("export")
def export(
    language: Language,
    out: Annotated[Path | None, typer.Option(help="File to write; else serai-<language>.<format>.")] = None,
    form: Form = "xlsx",
) -> None:
    """Write every text with its translation, who meets it and who reviewed it, as a file for translators."""
    from serai.project import translations

    file = out or Path(f"serai-{language}.{form}")
    file.write_bytes(translations.exported(_known(language), form))
    _say(f"written: {file}")


@translations_app.command("import")
def take(
    file: Annotated[Path, typer.Argument(help="A file that 'serai translations export' wrote, filled in.")],
    language: Language,
    as_json: Json = False,
) -> None:
    """Take translations for this installation. Rows that are wrong are refused by name; nothing else is lost."""
    from serai.project import translations

    try:
        answer = translations.taken(_known(language), file)
    except (OSError, ValueError) as error:
        raise NotReadable("The file cannot be read", where=str(file), advice=str(error)) from error
    _say(f"{answer.taken} taken, {answer.same} stood so already, {answer.empty} left empty")
    for refusal in answer.refused:
        _say(f"refused, {refusal.row}, {refusal.english!r}: {'; '.join(refusal.reasons)}")
    if answer.taken:
        _say("Pages show them from the next one on.")
    if as_json:
        told = {
            "taken": answer.taken,
            "same": answer.same,
            "empty": answer.empty,
            "refused": len(answer.refused),
        }
        sys.stdout.write(json.dumps(told) + "\n")
    if answer.refused:
        raise typer.Exit(1)


def _known(code: str) -> str:
    from serai.commons.places.languages import BY_CODE

    if code not in BY_CODE or code == "en":
        raise NotReadable(
            f"{code!r} is no language to translate into", advice=f"Choose one of {', '.join(BY_CODE)}."
        )
    return code
