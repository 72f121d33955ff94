"""Translations of one installation: what its operator took in stands above what the package brought.

They lie in ``locale/`` of the data folder, in the form that Django reads, and an upgrade leaves them alone.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo

from serai.commons.places.languages import BY_CODE
from serai.project import environment
from serai.web.messages import exchange
from serai.web.messages.catalogues import current, done, po_path, read, texts
from serai.web.messages.extraction import PACKAGE, template_catalogue


def folder() -> Path:
    """Where this installation keeps its own translations."""
    return environment.home() / "locale"


def exported(code: str, form: str) -> bytes:
    """Every text of the code with the translation that this installation shows, as ``xlsx`` or ``po``."""
    language = BY_CODE[code]
    catalogue = current(po_path(language, PACKAGE / "locale"), template_catalogue())
    own = po_path(language, folder())
    if own.exists():
        for message in texts(read(own)):
            if done(message) and (held := catalogue.get(message.id, message.context)):
                held.string, held.user_comments = message.string, message.user_comments
    if form == "po":
        return exchange.to_po(catalogue)
    return exchange.to_xlsx(language, catalogue)


def taken(code: str, file: Path) -> exchange.Answer:
    """Check a translator's file and keep what is in order, for Django to read at the next start.

    Raises ``OSError`` for a file that is not there, ``ValueError`` for one of another form.
    """
    language, content = BY_CODE[code], file.read_bytes()
    if file.suffix == ".po":
        entries = list(exchange.from_po(content, language))
    elif file.suffix == ".json":
        entries = list(exchange.from_json(content.decode("utf-8")))
    else:
        entries = list(exchange.from_xlsx(content))
    answer = exchange.fill(language, entries, template_catalogue(), folder())
    po = po_path(language, folder())
    part = po.with_suffix(".mo.part")
    with part.open("wb") as stream:
        write_mo(stream, read(po))
    part.replace(po.with_suffix(".mo"))
    return answer
