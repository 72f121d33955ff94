"""Stories and sheets of projects as PDF that a screen reader can read (PDF/UA), in any of our scripts.

What people wrote goes in as data and is never read as markup. No font of the machine is used.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.utils.translation import get_language_info, override
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.partnership import api as partnership
from serai.components.newsroom.models import NewsPage
from serai.components.newsroom.pieces import Piece, pieces
from serai.components.newsroom.selectors import stories
from serai.components.newsroom.selectors.visibility import Named, visibility
from serai.web import selectors as frame
from serai.web import wording

SHEET = Path(__file__).parent / "typ" / "sheet.typ"


def story_pdf(reader: Reader, page: NewsPage, address: str) -> bytes:
    """A story with its activities, its source and the donors of their projects."""
    language = page.locale.language_code
    with override(language):
        activities = stories.activities_of(reader, page)
        source = stories.source_of(reader, page)
        projects = sorted({line.project.key for line in activities if line.project})
        body = pieces(reader, page)
        if activities:
            body.append(Piece("h2", _("Activities")))
            body += [Piece("li", f"{line.title} ({wording.partial_date(line.when)})") for line in activities]
        foot = [page.origin, source.title if source else "", address]
        return _sheet(
            language=language,
            title=page.title,
            eyebrow=page.day_words or wording.day(page.day),
            lead=page.lead,
            body=body,
            foot=[line for line in foot if line],
            named=[line for key in projects for line in visibility(key, reader=reader, language=language)],
        )


def project_pdf(reader: Reader, key: str, language: str, address: str) -> bytes:
    """A project on a sheet: aim, objectives, components, partners.

    Raises:  UnknownRow when the reader may see no such project.
    """
    project = partnership.project(key, reader=reader)
    with override(language):
        body = [Piece("p", text) for text in (project.aim, project.description) if text]
        if project.objectives:
            body.append(Piece("h2", _("Objectives and components")))
        for objective in project.objectives:
            body.append(Piece("h3", f"{wording.digits(str(objective.number))}. {objective.text}"))
            body += [Piece("li", part.title, part.content) for part in objective.components]
        return _sheet(
            language=language,
            title=project.line.name,
            eyebrow=wording.period(project.line.since, project.line.until),
            lead="",
            body=body,
            foot=[address],
            named=visibility(key, reader=reader, language=language),
        )


def _sheet(
    *,
    language: str,
    title: str,
    eyebrow: str,
    lead: str,
    body: Iterable[Piece],
    foot: Iterable[str],
    named: Iterable[Named],
) -> bytes:
    import typst

    data = {
        "language": language.partition("-")[0],
        "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
        "house": frame.partnership().name,
        "title": title,
        "eyebrow": eyebrow,
        "lead": lead,
        "body": [asdict(piece) for piece in body],
        "foot": list(foot),
        "named": [
            {
                "words": line.words,
                "parties": "، ".join(p.name for p in line.parties)
                if get_language_info(language)["bidi"]
                else ", ".join(p.name for p in line.parties),
                "disclaimer": line.disclaimer,
            }
            for line in named
        ],
    }
    made: Any = typst.compile(
        SHEET,
        font_paths=[fonts()],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
    )
    return bytes(made)


def fonts() -> Path:
    """The folder of the site's own fonts."""
    found = finders.find("vendor/fonts/Vazirmatn-Regular.ttf")
    if not isinstance(found, str):
        raise FileNotFoundError("the fonts of the site are not built: vendor/fonts")
    return Path(found).parent
