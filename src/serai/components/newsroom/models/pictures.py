"""Photographs and drawings: what may be shown of whom, how long, and what a reader who cannot see is told."""

from __future__ import annotations

import secrets
from datetime import date
from pathlib import PurePosixPath
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition

from serai.commons.audit.tracking import tracked


class Consent(models.TextChoices):
    """What is known of the people who can be recognised."""

    AGREED = "agreed", _("the people shown agreed")
    NOBODY = "nobody", _("nobody can be recognised")
    PUBLIC_EVENT = "public_event", _("taken at a public event, people were told")


def today() -> date:
    """The day on which expiry is decided."""
    return timezone.localdate()


@tracked(without=["file", "file_hash"])
class Picture(AbstractImage):  # type: ignore[misc]
    """A picture with the words and the consent without which it is not kept.

    ``alt`` holds the alternative text by language. From the day after ``expires_on`` the picture is shown
    nowhere. Files have names that nobody can guess and that tell nothing of who took them.
    """

    credit = models.CharField(_("credit"), max_length=200)
    consent = models.CharField(_("people in the picture"), max_length=16, choices=Consent)
    consent_note = models.CharField(_("how they agreed"), max_length=250, blank=True, default="")
    alt = models.JSONField(_("alternative texts"), default=dict)
    place = models.CharField(_("place"), max_length=120, blank=True, default="")
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    licence = models.CharField(_("licence"), max_length=120, blank=True, default="")
    expires_on = models.DateField(_("shown until"), null=True, blank=True)
    warned_on = models.DateField(null=True, blank=True, editable=False)

    admin_form_fields = (
        *("title", "file", "credit", "consent", "consent_note", "place", "taken_on", "licence", "expires_on"),
        "collection",
    )

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    @property
    def shown(self) -> bool:
        """Whether the picture may still be shown."""
        return self.expires_on is None or self.expires_on >= today()

    @property
    def default_alt_text(self) -> str:
        """The alternative text in the reader's language, else in English."""
        language = get_language() or "en"
        found = self.alt.get(language) or self.alt.get(language.partition("-")[0]) or self.alt.get("en")
        return str(found or "")

    def get_upload_to(self, filename: str) -> str:
        """A name by chance; the name of the file that was sent is forgotten."""
        return f"pictures/{secrets.token_hex(16)}{PurePosixPath(filename).suffix.lower()}"


class PictureRendition(AbstractRendition):  # type: ignore[misc]
    """A picture at one size. Its file is reached by its name only, and only while the picture is shown."""

    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        unique_together: ClassVar[Any] = (("image", "filter_spec", "focal_point_key"),)

    @property
    def url(self) -> str:
        """Where this site serves it."""
        return reverse("newsroom:picture", args=[PurePosixPath(self.file.name).name])
