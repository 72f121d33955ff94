"""Nouns of the room: rows of a vault, and what is kept about vaults without any content of theirs."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from serai.commons.audit.tracking import tracked
from serai.commons.vaults.drill import DRILL
from serai.commons.vaults.fields import Blind, Sealed


class VaultRow(models.Model):
    """A row of a vault. ``subject`` is the person's pseudonym, which means nothing outside this vault.

    Country and organisation say whose data it is; row policies and keys follow them. What tells who a
    person is stands in one table, what happened in others, which know the pseudonym only.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField(db_index=True, editable=False)
    country = models.CharField(max_length=60, editable=False)
    organisation = models.CharField(max_length=60, editable=False)
    keep_until = models.DateField(db_index=True)

    class Meta:
        abstract = True


class DrillPerson(VaultRow):
    """Who an invented person is."""

    name = Sealed(_("name"))
    email = Sealed(_("mail address"))
    passport = Sealed(_("passport"))
    email_index = Blind(of="email", kind="email")
    name_index = Blind(of="name", kind="name")
    passport_index = Blind(of="passport", kind="document")

    class Meta:
        db_table = DRILL.table("person")
        verbose_name = _("person")

    def __str__(self) -> str:
        return str(self.id)


class DrillEvent(VaultRow):
    """What happened to an invented person."""

    happened_on = models.DateField(_("day"))
    note = Sealed(_("note"))

    class Meta:
        db_table = DRILL.table("event")
        verbose_name = _("event")

    def __str__(self) -> str:
        return str(self.id)


@tracked()
class Change(models.Model):
    """That line ``line`` was added to a vault's history, with its salted digest.

    The house's chain covers these rows, so a line that is changed or missing is found; what the line
    said goes with the person's key and the salt, and the chain stays whole.
    """

    vault = models.CharField(max_length=30)
    line = models.BigIntegerField()
    digest = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["vault", "line"], name="vault_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.vault} {self.line}"


@tracked()
class Tombstone(models.Model):
    """That something was erased: when, by which rule or order, and by whom; of whom, nothing says."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vault = models.CharField(_("vault"), max_length=30)
    table = models.CharField(_("table"), max_length=30)
    rows = models.PositiveIntegerField(_("rows"))
    why = models.CharField(_("why"), max_length=200)
    actor = models.BigIntegerField(_("by account"), null=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.vault}.{self.table} {self.at:%Y-%m-%d}"


@tracked()
class Hold(models.Model):
    """A legal hold: nothing of this person is erased by the clock until it is lifted."""

    vault = models.CharField(_("vault"), max_length=30)
    subject = models.UUIDField(_("pseudonym"))
    reason = models.CharField(_("reason"), max_length=400)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(_("since"), auto_now_add=True)
    lifted_at = models.DateTimeField(_("lifted"), null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["vault", "subject"],
                condition=models.Q(lifted_at__isnull=True),
                name="one_hold_at_a_time",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="hold_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.vault} {self.subject}"


@tracked()
class BrokenGlass(models.Model):
    """Somebody opens one person outside their reach: with a reason, for a short time, and seen by others.

    ``subject`` is None when they looked for somebody who was not found: that is told as well. ``alerted``
    are the accounts that were told. It is open until ``until``, or until somebody ends it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vault = models.CharField(_("vault"), max_length=30)
    subject = models.UUIDField(_("pseudonym"), null=True)
    reason = models.CharField(_("reason"), max_length=400)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    broken_at = models.DateTimeField(_("when"), auto_now_add=True)
    until = models.DateTimeField(_("until"))
    alerted = ArrayField(models.BigIntegerField(), verbose_name=_("told"), default=list)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(_("looked at"), null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="glass_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.vault} {self.subject}"

    def is_open(self, now: datetime) -> bool:
        """Whether its one person can be read at ``now``."""
        return self.subject is not None and self.ended_at is None and now < self.until
