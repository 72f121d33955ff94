"""Lays the words of a partnership's folder out as pages. What stands already is left as its editors have it.

The files are described in the folder's own README. A page is told apart by its address and language; the
translation of a story stands under the story's key.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Page

from serai.components.newsroom.models import (
    ContactRole,
    LanguageRoot,
    NewsIndex,
    NewsPage,
    NewsReader,
    Picture,
    StoryActivity,
    TextPage,
    TextReader,
    VisibilityLine,
)
from serai.components.newsroom.services.frame import set_up
from serai.components.newsroom.services.pictures import keep_picture

ORNAMENT = "Ornament of the demonstration"


@transaction.atomic
def make_site(folder: Path, *, actor: Any = None) -> dict[str, int]:
    """Bring the site up from ``folder``; how many pages, contacts and lines were made. Idempotent.

    A folder without words makes only the frame. Ten queries when everything stands.
    """
    set_up()
    made = {"pages": 0, "contacts": 0, "lines": 0}
    if not folder.is_dir():
        return made
    languages = ["", *(f"_{code}" for code, _name in settings.LANGUAGES)]
    held = {model: _held(model) for model in (NewsPage, TextPage)}
    for kind, model in (("news", NewsPage), ("pages", TextPage)):
        for suffix in languages:
            code = suffix.removeprefix("_") or settings.LANGUAGE_CODE
            for words in _read(folder / f"{kind}{suffix}.yaml"):
                if (words["slug"], code) not in held[model]:
                    page = _make(model, words, code, held[model], actor)
                    held[model][words["slug"], code] = page
                    made["pages"] += 1
    made["contacts"] = _contacts(_read(folder / "contacts.yaml"))
    made["lines"] = _lines(_read(folder / "visibility.yaml"))
    return made


def _read(path: Path) -> list[dict[str, Any]]:
    return yaml.safe_load(path.read_text(encoding="utf-8")) or [] if path.exists() else []


def _held(model: Any) -> dict[tuple[str, str], Any]:
    rows = model.objects.select_related("locale").defer("body")
    return {(page.slug, page.locale.language_code): page for page in rows}


def _make(model: Any, words: Mapping[str, Any], code: str, held: Mapping[Any, Any], actor: Any) -> Any:
    first = held.get((words["slug"], settings.LANGUAGE_CODE))
    locale, now = Locale.objects.get(language_code=code), timezone.now()
    page = model(
        title=words["title"],
        slug=words["slug"],
        locale=locale,
        lead=words.get("lead", ""),
        **_audience(words, first),
        body=json.dumps([_block(block) for block in words.get("body", [])]),
        first_published_at=now,
        last_published_at=now,
    )
    if first is not None:
        page.translation_key = first.translation_key
    parent: Page
    reader = NewsReader if model is NewsPage else TextReader
    if model is NewsPage:
        page.day = words.get("day") or first.day  # type: ignore[union-attr]
        page.day_words = words.get("day_words", "")
        page.origin = words.get("origin", "")
        page.source_id = words.get("source") or (first.source_id if first else None)
        keys = words["activities"] if "activities" in words else _keys(first)
        page.told_activities = [StoryActivity(activity_id=key, sort_order=n) for n, key in enumerate(keys)]
        parent = NewsIndex.objects.get(locale=locale)
    else:
        parent = LanguageRoot.objects.get(locale=locale)
    if "audience" in words:
        named: Sequence[str] = words.get("audience_organisations", ())
    else:
        named = [row.organisation_id for row in first.named.all()] if first is not None else ()
    page.named = [reader(organisation_id=key, sort_order=n) for n, key in enumerate(named)]
    parent.add_child(instance=page)
    # published at once: to publish a draft would index every page twice
    revision = page.save_revision(user=actor)
    model.objects.filter(pk=page.pk).update(live_revision=revision, has_unpublished_changes=False)
    return page


def _audience(words: Mapping[str, Any], first: Any) -> dict[str, Any]:
    """Who may read it, by the columns of the partnership's files; a translation that says nothing keeps the first's."""
    if "audience" not in words and first is not None:
        return {name: getattr(first, name) for name in ("audience", "audience_owner_id", "audience_body_id")}
    return {
        "audience": words.get("audience", "public"),
        "audience_owner_id": words.get("owner"),
        "audience_body_id": words.get("audience_body"),
    }


def _keys(page: Any) -> list[str]:
    return [row.activity_id for row in page.told_activities.all()]


def _block(block: Mapping[str, Any]) -> dict[str, Any]:
    kind, value = next(iter(block.items()))
    if kind == "picture":
        value = {"picture": _ornament().pk, "caption": value["caption"]}
    return {"type": kind, "value": value}


def _ornament() -> Picture:
    """A drawing in place of a photograph: the demonstration shows nobody."""
    found: Picture | None = Picture.objects.filter(title=ORNAMENT).first()
    if found is not None:
        return found
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (1200, 500), "#f4efe6")
    draw = ImageDraw.Draw(image)
    for x in range(0, 1300, 100):
        for y in range(0, 600, 100):
            draw.regular_polygon((x, y, 46), 4, rotation=0, fill="#0d4f54")
            draw.regular_polygon((x, y, 46), 4, rotation=45, fill="#0d4f54")
            draw.regular_polygon((x, y, 22), 8, rotation=22, fill="#d9c7a3")
    stream = BytesIO()
    image.save(stream, "PNG")
    file = InMemoryUploadedFile(BytesIO(stream.getvalue()), "file", "o.png", "image/png", stream.tell(), None)
    alt = {
        "en": "Rows of eight-pointed stars in dark green on sand",
        "ar": "صفوف من نجوم ثمانية خضراء داكنة على لون الرمل",
        "fa": "ردیف‌هایی از ستاره‌های هشت‌پر سبز تیره بر زمینهٔ شنی",
    }
    return keep_picture(
        actor=None, file=file, title=ORNAMENT, credit="Serai", consent="nobody", alt=alt, licence="EUPL-1.2"
    )


def _contacts(rows: Sequence[Mapping[str, Any]]) -> int:
    held = set(ContactRole.objects.values_list("key", flat=True))
    new = [
        ContactRole(
            key=row["key"],
            order=place,
            organisation_id=row["organisation"] or None,
            mailbox=row["mailbox"],
            titles=row["titles"],
            answers=row["answers"],
        )
        for place, row in enumerate(rows, 1)
        if row["key"] not in held
    ]
    ContactRole.objects.bulk_create(new)
    return len(new)


def _lines(rows: Sequence[Mapping[str, Any]]) -> int:
    held = set(VisibilityLine.objects.values_list("project", "kind", "language"))
    new = [
        VisibilityLine(
            project_id=row["project"],
            kind=row["kind"],
            language=row["language"],
            wording=row["wording"],
            disclaimer=row["disclaimer"],
        )
        for row in rows
        if (row["project"], row["kind"], row["language"]) not in held
    ]
    VisibilityLine.objects.bulk_create(new)
    return len(new)
