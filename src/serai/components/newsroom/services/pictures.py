"""Pictures: kept with consent, gone when it ends."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.commons.notices import services as notices
from serai.components.newsroom import rules
from serai.components.newsroom.access import EDIT_SITE
from serai.components.newsroom.errors import PictureRefused
from serai.components.newsroom.models import Picture, PictureRendition
from serai.components.newsroom.stripping import stripped

REASONS = {
    "consent": "Say what is known of the people in the picture",
    "alt": "Describe the picture for readers who cannot see it",
    "end": "People agree for a time: say until when the picture may be shown",
    "past": "The day until which the picture may be shown is over",
}


def keep_picture(
    *,
    actor: Any,
    file: UploadedFile[Any],
    title: str,
    credit: str,
    consent: str,
    alt: dict[str, str],
    expires_on: date | None = None,
    **more: Any,
) -> Picture:
    """Keep a picture without what the camera wrote into it.

    Raises:  PictureRefused without a statement on the people shown, without words for it, without an end
             where people agreed. ValidationError when the file is no picture.
    """
    problem = rules.picture_problem(consent, alt.get("en", ""), expires_on, timezone.localdate())
    if problem:
        raise PictureRefused(_(REASONS[problem]), where=title)
    kept: Picture = Picture.objects.create(
        title=title,
        file=stripped(file),
        credit=credit,
        consent=consent,
        alt=alt,
        expires_on=expires_on,
        uploaded_by_user=actor,
        **more,
    )
    return kept


def end_consent(now: datetime) -> str:
    """After consent has ended no copy for pages is left; the original waits for its editor, shown to nobody."""
    over = PictureRendition.objects.filter(image__expires_on__lt=timezone.localdate(now))
    gone = 0
    for rendition in over.iterator():
        rendition.file.delete(save=False)
        rendition.delete()
        gone += 1
    return f"{gone} copies of pictures removed, whose consent has ended" if gone else ""


def tell_editors(now: datetime) -> str:
    """A month before a picture's consent ends, those who edit the site are told, once."""
    until = timezone.localdate(now) + rules.NOTICE_BEFORE_END
    ending = Picture.objects.filter(expires_on__lte=until, warned_on__isnull=True)
    told = 0
    for picture in ending:
        _notify(picture)
        Picture.objects.filter(pk=picture.pk).update(warned_on=timezone.localdate(now))
        told += 1
    return f"editors told of {told} pictures whose consent ends" if told else ""


def _notify(picture: Picture) -> None:
    roles = EDIT_SITE.roles
    people = get_user_model().objects.filter(held_roles__role__in=roles, is_active=True).distinct()
    notices.notify(
        to=[person for person in people if EDIT_SITE.granted_to(person)],
        kind="newsroom_picture_ends",
        words={"title": picture.title, "day": str(picture.expires_on)},
        url=reverse("wagtailimages:edit", args=[picture.pk]),
    )
