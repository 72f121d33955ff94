"""What tests of submissions share: two agencies of no state, people of theirs, a table and files of it."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.urls import reverse
from django.utils import timezone

from serai.commons.partnership.models import Organisation
from serai.components.statistics.models import Provision, SharingAgreement, Submission
from serai.components.statistics.submissions import agreements, flows, guarding, sending, services
from serai.components.statistics.submissions.facts import current_file
from serai.testing.people import make_person

FLOW = "DF_BORDER_FLOWS"
HEAD = "BORDER,SEX,CITIZENSHIP,DIRECTION,TIME_PERIOD,OBS_VALUE\n"
# figures that stand nowhere else, so that a page that holds one of them gave it away
FIGURES = (736251, 736252)
WRITTEN = ("736251", "736252", "736,251", "736,252")
GOOD = HEAD + f"AIR,F,NAT,IN,2026-09,{FIGURES[0]}\nAIR,M,NAT,IN,2026-09,{FIGURES[1]}\n"
# a code that is none, and a figure that is none
BAD = HEAD + "AIR,F,NAT,IN,2026-09,736251\nAIR,X,NAT,IN,2026-09,5\nAIR,M,NAT,IN,2026-09,many\n"
# six times as many arrivals as departures: "both_ways" warns from five times on
ODD = HEAD + "_T,_T,_T,IN,2026-09,6000\n_T,_T,_T,OUT,2026-09,1000\n"


def address(name: str, *args: Any) -> str:
    """Where a page of the room is."""
    return reverse(f"statistics:{name}", args=args)


def words(answer: Any) -> str:
    """What an answer says."""
    return str(answer.content.decode())


def organisations() -> None:
    """OWN sends, DESK approves, OTHER has nothing to do with it."""
    for key in ("OWN", "DESK", "OTHER"):
        Organisation.objects.create(key=key, name=f"Office {key}", kind="agency")


def people() -> dict[str, Any]:
    """Who works where: senders of OWN, judges of DESK, all roles of OTHER."""
    return {
        "sender": make_person("focal_point", name="sender", organisation="OWN"),
        "second": make_person("statistician", name="second", organisation="OWN"),
        "clerk": make_person("reader", name="clerk", organisation="OWN"),
        "judge": make_person("statistician", name="judge", organisation="DESK"),
        "deskreader": make_person("reader", name="deskreader", organisation="DESK"),
        "other": make_person("statistician", name="other", organisation="OTHER"),
        "otherpoint": make_person("focal_point", name="otherpoint", organisation="OTHER"),
        "secretary": make_person("secretariat", name="secretary"),
        "administrator": make_person("administrator", name="administrator"),
    }


def provision(**more: Any) -> Provision:
    """OWN sends the table every month from September 2026 on, within 30 days, to DESK."""
    given: dict[str, Any] = {
        "organisation_id": "OWN",
        "dataflow": FLOW,
        "frequency": "M",
        "since": date(2026, 9, 1),
        "due_days": 30,
        "release_days": 60,
        "contact_id": "DESK",
    }
    return Provision.objects.create(**given | more)


def send(actor: Any, submission: int, text: str = GOOD, name: str = "figures.csv") -> Any:
    """A file with ``text`` as the newest version."""
    return sending.send_file(actor=actor, submission=submission, stream=BytesIO(text.encode()), name=name)


def brought(who: dict[str, Any], row: Provision, state: str, text: str = GOOD) -> Submission:
    """A submission brought to a state by the people of ``people``; never to "published"."""
    key = services.begin(actor=who["sender"], provision=row.pk).pk
    if state == "empty":
        return Submission.objects.get(pk=key)
    send(who["sender"], key, text)
    steps: dict[str, list[Any]] = {
        "draft": [],
        "withdrawn": [lambda: services.withdraw(actor=who["sender"], submission=key)],
        "validated": [lambda: services.hand_in(actor=who["sender"], submission=key)],
    }
    judged = [*steps["validated"], lambda: services.approve(actor=who["judge"], submission=key)]
    steps["approved"] = judged
    steps["returned"] = [
        *steps["validated"],
        lambda: services.give_back(actor=who["judge"], submission=key, text="The sum is wrong"),
    ]
    steps["embargoed"] = [
        *judged,
        lambda: services.embargo(
            actor=who["judge"], submission=key, until=timezone.now() + timedelta(days=3)
        ),
    ]
    for step in steps[state]:
        step()
    made = Submission.objects.get(pk=key)
    if state in guarding.EARLY:
        guard(made)
    return made


def guard(row: Submission, *withheld: str) -> None:
    """As if the job had worked out that these cells are withheld: it needs a store, and has tests of its own."""
    file = current_file(row)
    stands = flows.published(row.provision.dataflow)
    guarding.keep(file, stands.key if stands else "", frozenset(withheld))


def agreed(who: dict[str, Any], **more: Any) -> SharingAgreement:
    """OWN lets OTHER see what is approved; both have signed."""
    made = SharingAgreement.objects.create(
        provider_id="OWN", receiver_id="OTHER", purpose="Mirror", legal_basis="Protocol",
        since=date(2026, 1, 1), **{"level": "approved", **more},
    )  # fmt: skip
    agreements.sign(actor=who["sender"], agreement=made.pk)
    agreements.sign(actor=who["otherpoint"], agreement=made.pk)
    return made
