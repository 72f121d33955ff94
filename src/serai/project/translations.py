"""Translations of one installation, for the command line; ``serai.web.translators`` is the same as pages."""

from __future__ import annotations

from pathlib import Path

from serai.commons.places.languages import BY_CODE
from serai.project import environment
from serai.web.messages import exchange, own
from serai.web.messages.extraction import template_catalogue


def folder() -> Path:
    """Where this installation keeps its own translations."""
    return environment.home() / "locale"


def exported(code: str, form: str) -> bytes:
    """Every text of the code with the translation that this installation shows, as ``xlsx`` or ``po``."""
    catalogue = own.shown(BY_CODE[code], template_catalogue(), folder())
    return exchange.to_po(catalogue) if form == "po" else exchange.to_xlsx(BY_CODE[code], catalogue)


def taken(code: str, file: Path) -> exchange.Answer:
    """Check a translator's file and keep what is in order; pages show it from the next one on.

    Raises ``OSError`` for a file that is not there, ``ValueError`` for one of another form.
    """
    entries = list(exchange.read(file.name, file.read_bytes(), BY_CODE[code]))
    return own.take(BY_CODE[code], entries, template_catalogue(), folder())
