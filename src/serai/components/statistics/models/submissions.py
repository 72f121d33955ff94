"""What an organisation sent of a table, and what became of it until it was published."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from serai.commons.audit.tracking import tracked
from serai.components.statistics.models.provisions import Provision


@tracked()
class Submission(models.Model):
    """Figures of one provision for some periods, on their way to publication; ``rules.MOVES`` says the way.

    ``corrects`` is a published submission whose periods it replaces, and ``reason`` says why.
    """

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("being prepared")
        VALIDATED = "validated", _("handed in, waits for approval")
        RETURNED = "returned", _("returned")
        APPROVED = "approved", _("approved")
        EMBARGOED = "embargoed", _("under embargo")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="submissions")
    periods: Any = ArrayField(models.CharField(max_length=16), default=list)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    reason = models.TextField(blank=True, default="")
    embargo_until = models.DateTimeField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    validated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    validated_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    release_key = models.CharField(max_length=200, blank=True, default="")
    job = models.UUIDField(null=True)  # publishes it, or tried to
    guard_job = models.UUIDField(null=True)  # works out what of it is withheld from whoever sees it early

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(reason=""), name="submission_correction_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="embargoed") | Q(embargo_until__isnull=False),
                name="submission_embargo_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | (Q(published_at__isnull=False) & ~Q(release_key="")),
                name="submission_published_has_release",
            ),
            # four eyes; a person who was erased is nobody
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (
                    (Q(created_by__isnull=True) | ~Q(approved_by=F("created_by")))
                    & (Q(validated_by__isnull=True) | ~Q(approved_by=F("validated_by")))
                ),
                name="submission_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provision_id}: {self.pk}"


# findings quote values, and a history is read by more people than a figure before its day
@tracked(without=("findings", "beyond", "trouble"))
class SubmissionFile(models.Model):
    """One version of the figures, kept as it was sent, with the receipt of its check.

    ``findings`` are the first of each check, ``beyond`` says how many more there are, by severity and check.
    A large file is checked by a job: until then it counts no rows. ``trouble`` says why it could not be read.
    """

    class State(models.TextChoices):
        """How far its check is."""

        WAITING = "waiting", _("being checked")
        CHECKED = "checked", _("checked")
        UNREAD = "unread", _("could not be read")
        PASSED = "passed", _("not checked: a newer version came")

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="files")
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=150)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    rows_in = models.PositiveBigIntegerField()
    accepted = models.PositiveBigIntegerField()
    refused = models.PositiveBigIntegerField()
    duplicates = models.PositiveBigIntegerField()
    findings: Any = models.JSONField(default=list)
    beyond: Any = models.JSONField(default=dict)
    errors = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.CHECKED)
    trouble = models.TextField(blank=True, default="")
    job = models.UUIDField(null=True)  # checks it, or tried to
    marked = models.CharField(max_length=150, blank=True, default="")  # file name of the copy with marks
    typed = models.BooleanField(default=False)  # into the form of the site
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["submission", "version"], name="submission_file_version_once"),
            models.CheckConstraint(
                condition=Q(rows_in=F("accepted") + F("refused") + F("duplicates")),
                name="submission_file_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}/{self.version}"


@tracked()
class SubmissionComment(models.Model):
    """What somebody said about a submission, or about one figure of it."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="comments")
    text = models.TextField()
    cell = models.CharField(max_length=200, blank=True, default="")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.pk}"


@tracked()
class Explanation(models.Model):
    """Why a warning is no mistake. It holds as long as the same check finds the same in the same place."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="explanations")
    finding = models.CharField(max_length=64)  # rules.finding_id
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["submission", "finding"], name="explanation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.pk}"


# who names somebody does not learn from the history either whether the address has an account
@tracked(without=("account",))
class PreRelease(models.Model):
    """A named person may see the figures of a submission before its day.

    They are named by the mail address of their account. An address without one opens nothing, also not later.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="pre_releases")
    mail = models.EmailField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    until = models.DateTimeField()
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["granted_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["submission", "mail"], name="pre_release_mail_once"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.mail}"
