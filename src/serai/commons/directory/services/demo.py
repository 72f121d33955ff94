"""The invented people of the demonstration: a post for each account, and contacts without one.

Where they work follows from the partnership that is loaded: whoever keeps its secretariat, and ministries of
the state that chairs it. Nothing here names one.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from serai.commons.access.roles import Role
from serai.commons.accounts.models import DEMO_DOMAIN, User
from serai.commons.directory.models import MailingList, Person, PersonMail, Post
from serai.commons.directory.services.lists import add_member, add_rule, write_list
from serai.commons.directory.services.people import Details, write_person, write_post
from serai.commons.partnership.models import BodyRole, Organisation

ACTOR = "demonstration"
OUTSIDE = (
    Role.FOCAL_POINT.value,
    Role.READER.value,
)  # they work for a ministry, all others for the secretariat


@dataclass(frozen=True)
class _Contact:
    name: str
    title: str
    quality: str
    language: str
    address: str
    form: str = ""


CONTACTS = (
    _Contact("Demo Head of Migration", "Head of department", "head", "tr", "head", "Her Excellency"),
    _Contact("Demo Adviser", "Adviser", "staff", "en", "adviser"),
    _Contact("Demo Deputy Minister", "Deputy minister", "deputy", "ar", "deputy", "His Excellency"),
    _Contact("Demo Second Focal Point", "Counsellor", "focal_point", "fa", "second-focal-point"),
    _Contact("Demo Registrar", "Registrar of statistics", "staff", "ru", "registrar"),
    _Contact("Demo Liaison", "Liaison officer", "focal_point", "ur", "liaison"),
)


def make_demo_people() -> int:
    """Enter the demonstration's people where they are missing; how many were entered. Idempotent."""
    chair = BodyRole.objects.filter(role="chair").exclude(state=None).order_by("-since", "key").first()
    known = Organisation.objects.filter(kind="ministry").exclude(state=None).order_by("key")
    theirs = known.filter(state=chair.state_id) if chair else known
    ministries = list((theirs if theirs.exists() else known).values_list("pk", flat=True)[:3])
    desk = (
        BodyRole.objects.filter(role="secretariat")
        .exclude(organisation=None)
        .order_by("-since", "key")
        .first()
    )
    office = desk.organisation_id if desk else None
    if not ministries:
        return 0
    with transaction.atomic():
        made = sum(
            _account(user, office or ministries[0], ministries[0])
            for user in User.objects.filter(is_demo=True)
        )
        made += sum(_contact(one, ministries[n % len(ministries)]) for n, one in enumerate(CONTACTS))
        if made:
            _lists()
    return made


def _account(user: User, office: str, ministry: str) -> bool:
    role = user.held_roles.order_by("pk").values_list("role", flat=True).first()
    if role is None or Person.objects.filter(account=user).exists() or not user.email.endswith(DEMO_DOMAIN):
        return False
    person = write_person(
        actor=ACTOR,
        details=Details(name=user.name, mails=(user.email,), shown_to="colleagues", provenance="Invented"),
    )
    person.account = user
    person.save(update_fields=["account"])
    quality = Post.Quality.FOCAL_POINT if role == Role.FOCAL_POINT else Post.Quality.STAFF
    title = "Counsellor" if role in OUTSIDE else str(Role(role).label)
    write_post(person, ministry if role in OUTSIDE else office, title, quality)
    return True


def _contact(one: _Contact, organisation: str) -> bool:
    address = f"{one.address}{DEMO_DOMAIN}"
    if PersonMail.objects.filter(address=address).exists():
        return False
    details = Details(
        name=one.name,
        language=one.language,
        mails=(address,),
        forms={"en": one.form} if one.form else {},
        shown_to="partnership",
        provenance="Invented",
    )
    write_post(write_person(actor=ACTOR, details=details), organisation, one.title, one.quality)
    return True


def _lists() -> None:
    if MailingList.objects.exists():
        return
    focal = write_list(
        actor=ACTOR, key="focal-points", name="Focal points", purpose="Dates and papers of meetings"
    )
    add_rule(actor=ACTOR, to=focal, quality=Post.Quality.FOCAL_POINT)
    heads = write_list(
        actor=ACTOR, key="heads", name="Heads and deputies", purpose="Invitations to conferences"
    )
    add_rule(actor=ACTOR, to=heads, quality=Post.Quality.HEAD)
    add_rule(actor=ACTOR, to=heads, quality=Post.Quality.DEPUTY)
    adviser = Person.objects.filter(mails__address=f"adviser{DEMO_DOMAIN}").first()
    if adviser is not None:
        add_member(actor=ACTOR, to=heads, person=adviser)
