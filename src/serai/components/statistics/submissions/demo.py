"""An invented agency of the demonstration: figures published, corrected, returned, under embargo, with errors."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO, StringIO
from itertools import product

from django.db import transaction
from django.utils import timezone

from serai.commons.accounts.models import User
from serai.commons.directory import services as directory
from serai.commons.directory.models import Person, Post
from serai.commons.partnership.models import Organisation
from serai.components.statistics.models import Provision, Submission
from serai.components.statistics.submissions import flows, periods, rules, sending, services, tasks
from serai.components.statistics.submissions.facts import findings_of

ACTOR = "demonstration"
AGENCY, TABLE = "QRV-BORDERS", "DF_BORDER_FLOWS"
DESK, COUNTED_TWICE = ["AIR", "F", "NAT", "IN"], 400


def furnish() -> int:
    """Make the agency and what it sent where they are missing; how many submissions were made. Idempotent.

    Nothing happens without the demonstration's focal point and statistician, and a place where the latter works.
    """
    sender, judge = (
        User.objects.filter(is_demo=True, email__startswith=name).first()
        for name in ("focal-point@", "statistician@")
    )
    post = Post.objects.filter(person__account=judge).first() if judge else None
    if sender is None or judge is None or post is None:
        return 0
    made = _make(sender, judge, post.organisation_id)
    _publish(judge)
    made += _correct(sender, judge)
    _publish(judge)
    return made


def _publish(judge: User) -> None:
    for row in Submission.objects.filter(provision__organisation=AGENCY, state="approved"):
        tasks.publish_now(row.pk, judge)


@transaction.atomic
def _correct(sender: User, judge: User) -> int:
    """What was published first once more, with fewer arrivals at one desk: the table gets a second revision."""
    sent = Submission.objects.filter(provision__organisation=AGENCY)
    first = sent.filter(state="published", corrects=None).order_by("pk").first()
    if first is None or sent.filter(corrects__isnull=False).exists():
        return 0
    reason = "SYNTHETIC. In the last month a desk at the airport had been counted twice."
    key = services.correct(actor=sender, submission=first.pk, reason=reason).pk
    months = [periods.period_of("M", date.fromisoformat(f"{code}-01")) for code in sorted(first.periods)]
    _hand_in(sender, key, _rows(months, less=months[-1]))
    services.approve(actor=judge, submission=key)
    return 1


@transaction.atomic
def _make(sender: User, judge: User, office: str) -> int:
    if Provision.objects.filter(organisation=AGENCY).exists():
        return 0
    _agency(sender)
    months = _months()
    row = Provision.objects.create(
        organisation_id=AGENCY,
        dataflow=TABLE,
        frequency="M",
        since=months[0].first,
        due_days=30,
        release_days=45,
        contact_id=office,
        synthetic=True,
    )
    first, returned, embargoed, wrong = months[:2], months[2:3], months[3:4], months[4:5]
    key = _sent(sender, row, _rows(first))
    services.approve(actor=judge, submission=key)
    key = _sent(sender, row, _rows(returned, times=3))
    text = "SYNTHETIC. Three times as many as in the month before: is a border post counted more than once?"
    services.give_back(actor=judge, submission=key, text=text)
    key = _sent(sender, row, _rows(embargoed))
    services.approve(actor=judge, submission=key)
    services.embargo(actor=judge, submission=key, until=timezone.now() + timedelta(days=10))
    key = services.begin(actor=sender, provision=row.pk).pk
    _send(sender, key, [*list(_rows(wrong))[:20], {**next(_rows(wrong)), "SEX": "WOMEN"}])
    return 4


def _agency(sender: User) -> None:
    Organisation.objects.get_or_create(
        key=AGENCY,
        defaults={
            "name": "Border Agency of Karvania (invented)",
            "kind": "agency",
            "provenance": "invented",
            "note": "SYNTHETIC",
            "audience": "owner",
            "owner_id": AGENCY,
        },
    )
    person = Person.objects.filter(account=sender).first()
    if person and not Post.objects.filter(person=person, organisation=AGENCY).exists():
        directory.add_post(actor=ACTOR, person=person, organisation=AGENCY, quality="focal_point")


def _months() -> list[periods.Period]:
    """The last five months that have ended, the oldest first."""
    found, day = [], timezone.localdate().replace(day=1)
    for _number in range(5):
        found.append(periods.period_of("M", day - timedelta(days=1)))
        day = found[-1].first
    return found[::-1]


def _rows(
    months: Iterable[periods.Period], times: int = 1, less: periods.Period | None = None
) -> Iterator[dict[str, str]]:
    """Figures of every cell of the table that add up, made of the names of their cells alone."""
    flow = flows.dataflow(TABLE)
    levels = [dimension.levels() for dimension in flow.dimensions]
    for month in months:
        cells: dict[tuple[str, ...], int] = {}
        for parts in product(*levels):
            sign = 1
            for _leaf, _code, one in parts:
                sign *= one
            leaves = [leaf for leaf, _code, _sign in parts]
            number = _number(leaves, month.first) * times
            if month == less and leaves == DESK:
                number -= COUNTED_TWICE
            place = tuple(code for _leaf, code, _sign in parts)
            cells[place] = cells.get(place, 0) + sign * number
        for place, number in cells.items():
            codes = dict(zip(flow.dimension_ids, place, strict=True))
            yield codes | {"TIME_PERIOD": month.code, "OBS_VALUE": str(number)}


def _number(leaves: list[str], month: date) -> int:
    """Some thousands, a little more or less each month."""
    size = int.from_bytes(sha256(".".join(leaves).encode()).digest()[:2], "big") % 4000 + 1000
    change = int.from_bytes(sha256(f"{leaves}{month}".encode()).digest()[:1], "big") % 21 - 10
    return size + size * change // 100


def _sent(sender: User, row: Provision, rows: Iterable[dict[str, str]]) -> int:
    key = services.begin(actor=sender, provision=row.pk).pk
    _hand_in(sender, key, rows)
    return key


def _hand_in(sender: User, key: int, rows: Iterable[dict[str, str]]) -> None:
    """Send figures, explain their warnings, hand them in."""
    _send(sender, key, list(rows))
    for one in findings_of(Submission.objects.get(pk=key)):
        if one["severity"] == "warning":
            text = "SYNTHETIC. The figures are invented, and so is their movement."
            services.explain(actor=sender, submission=key, finding=rules.finding_id(one), text=text)
    services.hand_in(actor=sender, submission=key)


def _send(sender: User, key: int, rows: list[dict[str, str]]) -> None:
    words = StringIO()
    writer = csv.DictWriter(words, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    stream = BytesIO(words.getvalue().encode())
    sending.send_file(actor=sender, submission=key, stream=stream, name="synthetic.csv")
