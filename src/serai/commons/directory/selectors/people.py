"""Questions about people. What a reader may not see is in no list, count or choice."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from serai.commons.access.readers import Reader
from serai.commons.audit.services import record_read
from serai.commons.directory.access import EDIT_PEOPLE, INVITE_ANYBODY, INVITE_COLLEAGUES, READ_ALL_PEOPLE
from serai.commons.directory.models import MailingList, Person, Post
from serai.commons.directory.models.person import Use
from serai.commons.directory.records import PersonLine, PersonPage, PostLine
from serai.commons.directory.rules import name_key, phone_words
from serai.commons.directory.selectors.lists import members
from serai.commons.directory.services.authority import current_posts

PAGE = 50


def focal_of(reader: Reader) -> frozenset[str]:
    """The organisations whose people the reader looks after as focal point."""
    if not INVITE_COLLEAGUES.roles & reader.roles:
        return frozenset()
    posts = current_posts().filter(person__account=reader.account, quality=Post.Quality.FOCAL_POINT)
    return frozenset(posts.values_list("organisation_id", flat=True))


def visible(reader: Reader) -> QuerySet[Person]:
    """The people whose name and work contact ``reader`` may see.

    The secretariat sees everybody, a focal point the people of their organisation, everybody themselves;
    others see whoever allows it to colleagues, or to the whole partnership.
    """
    if reader.account is None:
        return Person.objects.none()
    if READ_ALL_PEOPLE.roles & reader.roles:
        return Person.objects.all()
    here = current_posts()
    seen = Q(account=reader.account)
    seen |= Q(pk__in=here.filter(organisation__in=focal_of(reader)).values("person"))
    colleagues = here.filter(organisation__in=reader.organisations).values("person")
    seen |= Q(shown_to__in=(Person.Shown.COLLEAGUES, Person.Shown.PARTNERSHIP), pk__in=colleagues)
    if reader.partnership:
        seen |= Q(shown_to=Person.Shown.PARTNERSHIP)
    return Person.objects.filter(seen)


def people(
    *,
    reader: Reader,
    words: str = "",
    organisation: str = "",
    state: str = "",
    mailing_list: str = "",
    language: str = "",
    page: int = 1,
    size: int = PAGE,
) -> tuple[tuple[PersonLine, ...], int, int]:
    """A page of people by name, how many pages there are, and how many people; the read is written down."""
    rows = found(
        reader=reader,
        words=words,
        organisation=organisation,
        state=state,
        mailing_list=mailing_list,
        language=language,
    )
    number = rows.count()
    pages = max(1, -(-number // size))
    lines = tuple(line_of(row) for row in with_posts(rows)[(page - 1) * size : page * size])
    record_read(actor=reader.account, noun="directory.person", keys=[str(line.number) for line in lines])
    return lines, pages, number


def found(
    *,
    reader: Reader,
    words: str = "",
    organisation: str = "",
    state: str = "",
    mailing_list: str = "",
    language: str = "",
) -> QuerySet[Person]:
    """The rows of the people whom the reader may see and who fit all that is given, for this room."""
    rows = visible(reader)
    if words:
        rows = rows.filter(Q(name_key__contains=name_key(words)) | Q(pk__in=_by_mail(reader, words)))
    if organisation:
        rows = rows.filter(pk__in=current_posts().filter(organisation=organisation).values("person"))
    if state:
        rows = rows.filter(pk__in=current_posts().filter(organisation__state=state).values("person"))
    if language:
        rows = rows.filter(language=language)
    if mailing_list and READ_ALL_PEOPLE.roles & reader.roles:
        wanted = MailingList.objects.filter(key=mailing_list).first()
        rows = rows.filter(pk__in=members(wanted).values("pk")) if wanted else rows.none()
    return rows


def person(number: int, *, reader: Reader) -> PersonPage:
    """One person as the reader may see them; the read is written down. Raises Http404."""
    rows = visible(reader).prefetch_related("forms_of_address", "phones")
    row = with_posts(rows).filter(pk=number).first()
    if row is None:
        raise Http404
    record_read(actor=reader.account, noun="directory.person", keys=[str(number)])
    today = timezone.localdate()
    posts = [post_line(post) for post in row.posts.all()]
    organisations = {post.organisation for post in posts if post.now}
    focal = focal_of(reader) & organisations
    own = row.account_id is not None and row.account_id == reader.account
    everything = bool(READ_ALL_PEOPLE.roles & reader.roles) or own
    full = everything or bool(focal)
    return PersonPage(
        line=line_of(row),
        given_names=row.given_names if full else "",
        family_name=row.family_name if full else "",
        shown_to=row.shown_to,
        shown_word=row.get_shown_to_display(),
        provenance=row.provenance if everything else "",
        mails=tuple((m.address, m.use) for m in row.mails.all() if everything or m.use == Use.WORK),
        phones=tuple(
            (p.number, phone_words(p.number), p.use)
            for p in row.phones.all()
            if everything or p.use == Use.WORK
        ),
        forms=tuple((form.language, form.text) for form in row.forms_of_address.all()) if full else (),
        former=tuple(post for post in posts if post.until and post.until < today) if full else (),
        lists=_lists_of(row) if everything else (),
        account=row.account_id if full else None,
        full=full,
        may_edit=own or bool(EDIT_PEOPLE.roles & reader.roles),
        may_end=frozenset()
        if own
        else frozenset(organisations)
        if INVITE_ANYBODY.roles & reader.roles
        else focal,
    )


def own_person(reader: Reader) -> Person | None:
    """The reader's own record in the directory, for services; None when there is none yet."""
    return Person.objects.filter(account=reader.account).first() if reader.account else None


def person_row(number: int, *, reader: Reader) -> Person:
    """The row of a person the reader may see, for services. Raises Http404."""
    row = visible(reader).filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def post_row(number: int, *, reader: Reader) -> Post:
    """The row of a post of somebody the reader may see, for services. Raises Http404."""
    row = Post.objects.filter(pk=number, person__in=visible(reader)).first()
    if row is None:
        raise Http404
    return row


def alike(row: Person) -> list[PersonLine]:
    """Records that may be the same person: the same mail address, or the same folded name."""
    fits = Q(name_key=row.name_key)
    for mail in row.mails.all():
        fits |= Q(mails__address__iexact=mail.address)
    rows = Person.objects.filter(fits).exclude(pk=row.pk).distinct()
    return [line_of(other) for other in with_posts(rows)[:20]]


def with_posts(rows: QuerySet[Person]) -> QuerySet[Person]:
    """With what a line needs, in two more queries however many rows."""
    posts = Post.objects.select_related("organisation").order_by("-since")
    return rows.order_by("name", "pk").prefetch_related(Prefetch("posts", posts), "mails")


def line_of(row: Person) -> PersonLine:
    """A person in a list; ``row`` comes from ``with_posts``."""
    posts = tuple(line for line in (post_line(post) for post in row.posts.all()) if line.now)
    work = [mail.address for mail in row.mails.all() if mail.use == Use.WORK]
    return PersonLine(row.pk, row.name, row.language, posts, next(iter(work), ""), row.account_id is not None)


def post_line(post: Post) -> PostLine:
    """A post as a record."""
    today = timezone.localdate()
    return PostLine(
        number=post.pk,
        organisation=post.organisation_id,
        organisation_name=post.organisation.name,
        state=post.organisation.state_id or "",
        title=post.title,
        quality=post.quality,
        quality_word=post.get_quality_display(),
        since=post.since,
        until=post.until,
        now=post.since <= today and (post.until is None or post.until >= today),
    )


def _by_mail(reader: Reader, words: str) -> Iterable[int]:
    """People found by a part of a work address; private addresses are found by nobody but the secretariat."""
    uses = (Use.WORK, Use.PRIVATE) if READ_ALL_PEOPLE.roles & reader.roles else (Use.WORK,)
    found = visible(reader).filter(mails__address__icontains=words.strip(), mails__use__in=uses)
    return found.values_list("pk", flat=True)


def _lists_of(row: Person) -> tuple[tuple[str, str], ...]:
    return tuple(
        (one.key, one.name) for one in MailingList.objects.all() if members(one).filter(pk=row.pk).exists()
    )
