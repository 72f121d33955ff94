"""Notices in the house, the log of every mail, and what each person wants to be told how."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from serai.commons.audit.tracking import tracked


class Delivery(models.TextChoices):
    """How news of one kind reaches a person's mailbox; in the house it is always there."""

    AT_ONCE = "at_once", _("a mail at once")
    DAILY = "daily", _("in one mail a day")
    WEEKLY = "weekly", _("in one mail a week")
    OFF = "off", _("no mail")


class Mail(models.Model):
    """One mail, from asked for to sent. ``words`` are emptied once nobody needs them any more.

    ``held`` are mails to invented addresses: they are written and never handed to a mail server.
    """

    class State(models.TextChoices):
        """How it stands."""

        QUEUED = "queued", _("waits")
        SENDING = "sending", _("is being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        HELD = "held", _("written, not sent")

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    address = models.EmailField()
    language = models.CharField(max_length=10)
    kind = models.CharField(max_length=60)
    words = models.JSONField(default=dict)
    url = models.CharField(max_length=500, blank=True, default="")
    unsubscribe = models.CharField(max_length=500, blank=True, default="")
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=120, blank=True, default="")
    asked_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_try_at"], condition=models.Q(state="queued"), name="mail_due")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Notice(models.Model):
    """Something that one person is told. Its text is made from ``kind`` and ``words`` when it is read."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    words = models.JSONField(default=dict)
    url = models.CharField(max_length=500, blank=True, default="")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    delivery = models.CharField(max_length=8, choices=Delivery, default=Delivery.AT_ONCE)
    mail = models.ForeignKey(Mail, models.SET_NULL, null=True, related_name="notices")

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account"], condition=models.Q(read_at=None), name="notice_unread")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


@tracked()
class Preference(models.Model):
    """How a person wants news of one kind; where there is none, the kind's own choice stands."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    delivery = models.CharField(max_length=8, choices=Delivery)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["account", "kind"], name="preference_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.delivery}"


@tracked(without=["daily_on", "weekly_on"])
class Rhythm(models.Model):
    """When a person's digests go out: at an hour of their own clock, the weekly one on a day of theirs."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    time_zone = models.CharField(max_length=60, default="UTC")
    hour = models.PositiveSmallIntegerField(default=7)
    # as datetime.weekday counts: Monday is 0
    week_day = models.PositiveSmallIntegerField(default=0)
    daily_on = models.DateField(null=True)
    weekly_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(hour__lte=23, week_day__lte=6), name="rhythm_within_day_and_week"
            )
        ]

    def __str__(self) -> str:
        return f"{self.time_zone} {self.hour}"
