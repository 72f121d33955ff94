"""People and their posts: who works where, in which quality, from when to when."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from serai.commons.audit.tracking import tracked
from serai.commons.partnership.models import Organisation


@tracked()
class Person(models.Model):
    """Somebody the partnership deals with; with an ``account`` they sign in."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person"
    )
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("mail address"), blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


@tracked()
class Post(models.Model):
    """What a person does in an organisation, from one day to another (no end: until further notice)."""

    class Quality(models.TextChoices):
        """In which quality."""

        STAFF = "staff", _("staff")
        FOCAL_POINT = "focal_point", _("focal point")
        HEAD = "head", _("head")

    person = models.ForeignKey(Person, models.CASCADE, related_name="posts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    title = models.CharField(_("title"), max_length=200, blank=True, default="")
    quality = models.CharField(max_length=12, choices=Quality, default=Quality.STAFF)
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["since", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="post_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.organisation_id}"
