"""Mailing lists: people named one by one, and people found by a rule."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from serai.commons.audit.tracking import tracked
from serai.commons.directory.models.person import Person, Post
from serai.commons.partnership.models import Body, Organisation, State


@tracked()
class MailingList(models.Model):
    """Who is written to about something."""

    key = models.SlugField(_("short name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    purpose = models.CharField(_("what is sent to it"), max_length=300, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


@tracked()
class ListMember(models.Model):
    """Somebody who was put on a list by name."""

    mailing_list = models.ForeignKey(MailingList, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.CASCADE, related_name="list_members")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["mailing_list", "person"], name="list_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.mailing_list_id}: {self.person_id}"


@tracked()
class ListRule(models.Model):
    """Everybody with a post today that meets every condition given; a list holds the union of its rules."""

    mailing_list = models.ForeignKey(MailingList, models.CASCADE, related_name="rules")
    organisation_kind = models.CharField(
        _("kind of organisation"), max_length=16, choices=Organisation.Kind, blank=True, default=""
    )
    state = models.ForeignKey(State, models.PROTECT, null=True, blank=True, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    quality = models.CharField(max_length=12, choices=Post.Quality, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(organisation_kind="", state=None, body=None, quality=""),
                name="list_rule_says_something",
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.mailing_list_id}: {self.organisation_kind} {self.state_id} {self.body_id} {self.quality}"
        )


@tracked()
class ListExit(models.Model):
    """Somebody left a list; no rule brings them back."""

    mailing_list = models.ForeignKey(MailingList, models.CASCADE, related_name="exits")
    person = models.ForeignKey(Person, models.CASCADE, related_name="list_exits")
    left_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["mailing_list", "person"], name="list_exit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.mailing_list_id}: {self.person_id}"
