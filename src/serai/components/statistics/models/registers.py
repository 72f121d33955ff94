"""What was taught about files of people: headers, concepts and words of codes, never anything of a person."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from serai.commons.audit.tracking import tracked
from serai.commons.partnership.models import Organisation


@tracked()
class RegisterMatching(models.Model):
    """What the columns and codes of one kind of file of people mean: pointed at once, read again every month.

    ``base`` is the shipped mapping that ``words`` are added to, ``register`` the register of the owner that its files
    are taken into; ``shapes`` are the headers of the files that it was made for, as they were written.
    """

    name = models.CharField(_("name in files"), max_length=63, unique=True)
    title = models.CharField(_("name"), max_length=120)
    base = models.CharField(_("kind of register"), max_length=63)
    register = models.CharField(_("register"), max_length=30)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    shapes: Any = models.JSONField(_("headers"), default=list)
    words: Any = models.JSONField(_("labels and what they mean"), default=dict)
    version = models.PositiveIntegerField(_("version"), default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("changed by")
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["title", "pk"]

    def __str__(self) -> str:
        return self.title
