"""The chain over histories, the log of reads, seals, and what was erased.

Nothing here names a noun of a room: a link points to a row of a history by table and number. Every
table but ``Seal`` and ``Check`` is written by triggers and functions of the database (``triggers.py``).
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Shape(models.Model):
    """The columns that the rows of a history had when they were linked; a digest covers these."""

    id = models.BigIntegerField(primary_key=True)  # from the table and its columns, so the same everywhere
    source = models.CharField(max_length=63)
    columns = ArrayField(models.CharField(max_length=63))
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "audit_shape"

    def __str__(self) -> str:
        return f"{self.source} {self.pk}"


class Link(models.Model):
    """One link of the chain: the digest of one row of a history, bound to every link before it.

    ``hash`` is the SHA-256 of the hash before, ``seq``, ``at``, ``source``, ``event``, ``shape``,
    ``actor`` and ``digest``. ``salt`` alone stands outside it: it goes when the row is blanked, and
    then nobody can find out by trial what the row said.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    source = models.CharField(max_length=63)
    event = models.BigIntegerField()
    shape = models.BigIntegerField()
    actor = models.CharField(max_length=60)
    digest = models.BinaryField()
    hash = models.BinaryField()
    salt = models.UUIDField(null=True)

    class Meta:
        db_table = "audit_link"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "event"], name="audit_link_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            BrinIndex(fields=["at"], name="audit_link_at"),
            models.Index(fields=["actor", "seq"], name="audit_link_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.seq}: {self.source} {self.event}"


class Read(models.Model):
    """Somebody saw personal data: one row for each thing that was shown."""

    at = models.DateTimeField(default=timezone.now)
    account = models.BigIntegerField(_("account"), null=True)
    means = models.CharField(max_length=20, blank=True, default="")
    noun = models.CharField(max_length=63)
    key = models.CharField(max_length=160, blank=True, default="")
    purpose = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "audit_read"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["noun", "key", "-id"], name="audit_read_of"),
            models.Index(fields=["account", "-id"], name="audit_read_by"),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.noun} {self.key}"


class Erasure(models.Model):
    """That somebody's data were blanked in histories: what kind of thing, when, by whom; not what it said.

    ``root`` is the SHA-256 over its ``Blanked`` rows, and ``signature`` signs the whole with the key of
    this installation, so that nobody can pass a change off as an erasure.
    """

    at = models.DateTimeField()
    account = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=60, blank=True, default="")
    noun = models.CharField(max_length=63)
    fields = ArrayField(models.CharField(max_length=63))
    rows = models.PositiveIntegerField()
    reason = models.CharField(max_length=200, blank=True, default="")
    root = models.BinaryField()
    key_id = models.CharField(max_length=16)
    signature = models.BinaryField()

    class Meta:
        db_table = "audit_erasure"

    def __str__(self) -> str:
        return f"{self.noun}, {self.rows} rows"


class Blanked(models.Model):
    """One row of a history that an erasure blanked, and the digest of what is left of it."""

    erasure = models.ForeignKey(Erasure, models.PROTECT, related_name="blanked")
    source = models.CharField(max_length=63)
    event = models.BigIntegerField()
    fields = ArrayField(models.CharField(max_length=63))
    digest = models.BinaryField()

    class Meta:
        db_table = "audit_blanked"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["source", "event"], name="audit_blanked_of")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.event}"


class Seal(models.Model):
    """The head of the chain at a moment, signed with a key that does not lie in the database."""

    seq = models.BigIntegerField()
    hash = models.BinaryField()
    at = models.DateTimeField()
    key_id = models.CharField(max_length=16)
    signature = models.BinaryField()

    class Meta:
        db_table = "audit_seal"
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"{self.seq}, {self.at:%Y-%m-%d %H:%M}"


class Check(models.Model):
    """A verification of the whole chain: when, how far, and what it found, as it was told."""

    at = models.DateTimeField(default=timezone.now)
    seq = models.BigIntegerField()
    seconds = models.FloatField()
    faults = models.JSONField(default=list)

    class Meta:
        db_table = "audit_check"
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}: {len(self.faults)}"
