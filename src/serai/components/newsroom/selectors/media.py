"""Pictures and files behind pages."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.documents import get_document_model
from wagtail.models import Page, ReferenceIndex

from serai.commons.access.readers import Reader
from serai.components.newsroom.models import NewsPage, Picture, PictureRendition, TextPage


def rendition(name: str) -> PictureRendition | None:
    """A picture at one size by the name of its file."""
    found: PictureRendition | None = (
        PictureRendition.objects.filter(file=f"images/{name}").select_related("image").first()
    )
    return found


def document(reader: Reader, number: int, *, editor: bool) -> Any:
    """A file that ``reader`` may have: an editor any, everybody else what stands on a page they may read."""
    found = get_document_model().objects.filter(pk=number).first()
    if found is None or editor:
        return found
    # a snippet that has the file may have the number of a page
    kind = ContentType.objects.get_for_model(Page)
    used = ReferenceIndex.get_references_to(found).filter(base_content_type=kind)
    pages = [int(pk) for pk in used.values_list("object_id", flat=True)]
    seen = any(
        model.objects.visible_to(reader).filter(pk__in=pages).exists() for model in (NewsPage, TextPage)
    )
    return found if seen else None


def ending(until: Any) -> list[Picture]:
    """Pictures whose consent ends by ``until`` and has not ended before."""
    return list(Picture.objects.filter(expires_on__lte=until).order_by("expires_on"))
