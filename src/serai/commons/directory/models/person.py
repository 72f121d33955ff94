"""A person, how to reach and address them, and what they hold in organisations."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from serai.commons.audit.tracking import tracked
from serai.commons.partnership.models import Organisation


@tracked()
class Person(models.Model):
    """Somebody the partnership deals with; with an ``account`` they sign in.

    ``name`` is the whole name as the person writes it; many people have one name only, so the parts may
    stay empty. ``name_key`` is the folded form by which two spellings are found to be one name.
    """

    class Shown(models.TextChoices):
        """Who sees the name and the work contact, besides the secretariat and the own focal points."""

        NOBODY = "nobody", _("nobody else")
        COLLEAGUES = "colleagues", _("people of the same organisation")
        PARTNERSHIP = "partnership", _("everybody in the partnership who signs in")

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person"
    )
    name = models.CharField(_("name"), max_length=200)
    given_names = models.CharField(_("given names"), max_length=120, blank=True, default="")
    family_name = models.CharField(_("family name"), max_length=120, blank=True, default="")
    name_key = models.CharField(max_length=200, blank=True, default="", db_index=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    shown_to = models.CharField(_("shown to"), max_length=12, choices=Shown, default=Shown.NOBODY)
    # where the house has the details from ("business card at the senior officials' meeting of May 2026")
    provenance = models.TextField(_("where the details are from"), blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


@tracked()
class FormOfAddress(models.Model):
    """How protocol addresses a person in one language ("His Excellency"), written as it is used."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="forms_of_address")
    language = models.CharField(_("language"), max_length=12)
    text = models.CharField(_("form of address"), max_length=120)

    class Meta:
        ordering: ClassVar[list[str]] = ["language"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "language"], name="form_of_address_once"),
        ]

    def __str__(self) -> str:
        return self.text


class Use(models.TextChoices):
    """What a mail address or a telephone is for; private ones are seen by the secretariat only."""

    WORK = "work", _("work")
    PRIVATE = "private", _("private")


@tracked()
class PersonMail(models.Model):
    """A mail address of a person; offices share mailboxes, so two people may have the same one."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="mails")
    address = models.EmailField(_("mail address"))
    use = models.CharField(max_length=8, choices=Use, default=Use.WORK)
    is_main = models.BooleanField(_("write here first"), default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["-is_main", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint("person", Lower("address"), name="person_mail_once"),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(is_main=True), name="person_mail_one_main"
            ),
        ]

    def __str__(self) -> str:
        return self.address


@tracked()
class PersonPhone(models.Model):
    """A telephone number of a person, kept in international form (E.164)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="phones")
    number = models.CharField(_("telephone"), max_length=20)
    use = models.CharField(max_length=8, choices=Use, default=Use.WORK)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "number"], name="person_phone_once"),
        ]

    def __str__(self) -> str:
        return self.number


@tracked()
class Post(models.Model):
    """What a person does in an organisation, from one day to another (no end: until further notice)."""

    class Quality(models.TextChoices):
        """In which quality."""

        STAFF = "staff", _("staff")
        FOCAL_POINT = "focal_point", _("focal point")
        HEAD = "head", _("head")
        DEPUTY = "deputy", _("deputy")

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
