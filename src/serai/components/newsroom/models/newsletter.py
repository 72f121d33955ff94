"""The newsletter: who asked for it, what an issue holds, who approved it, to whom it went."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from serai.commons.audit.tracking import tracked
from serai.components.newsroom.models.pages import NewsPage


@tracked(without=["email"])
class Subscriber(models.Model):
    """Somebody who asked for the newsletter. Nothing but an address, a language and two times is kept.

    Until ``confirmed_at`` the row waits for its link to be followed, and is deleted when that does not
    happen in time. Unsubscribing deletes the row.
    """

    email = models.EmailField(_("mail address"))
    language = models.CharField(_("language"), max_length=12)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("email"), name="subscriber_once_in_any_case"),
        ]

    def __str__(self) -> str:
        return f"subscriber {self.pk}"


@tracked()
class Issue(models.Model):
    """One issue of the newsletter in one language: chosen published news under a title."""

    class Status(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", _("being put together")
        SUBMITTED = "submitted", _("waiting for approval")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")

    language = models.CharField(_("language"), max_length=12)
    title = models.CharField(_("title"), max_length=200)
    opening = models.TextField(_("opening words"), blank=True, default="")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("put together by"),
    )
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    job = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at"]

    def __str__(self) -> str:
        return self.title


@tracked()
class IssueItem(models.Model):
    """A news item in an issue, in its place."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="items")
    page = models.ForeignKey(NewsPage, models.CASCADE, related_name="in_issues")
    place = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["place"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issue", "page"], name="issue_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.place}"


@tracked()
class IssueApproval(models.Model):
    """One owner's approval. The database holds it to one for each owner and one for each person."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="approvals")
    owner = models.CharField(max_length=20)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issue", "owner"], name="issue_approved_once_by_owner"),
            models.UniqueConstraint(fields=["issue", "account"], name="issue_approved_once_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.owner}"


class Delivery(models.Model):
    """An issue on its way to one subscriber. The row is gone with the subscriber."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="deliveries")
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="deliveries")
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issue", "subscriber"], name="delivery_once"),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} to {self.subscriber_id}"
