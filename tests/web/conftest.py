"""An invented partnership of any size, so that queries can be counted; and the build hook as a module."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType

import pytest

from serai.commons.partnership import models as nouns


def _grow(size: int) -> None:
    """``size`` rows of every noun, each tied to others in every way that a page shows."""
    source = nouns.Source.objects.create(
        key="Q1", kind="document", title="Charter of the river", url="https://river.invalid/charter"
    )
    home = nouns.Partnership.objects.create(
        key="river",
        name="River Partnership",
        short_name="River",
        about="Two banks, one river.",
        started="1999",
    )
    home.sources.add(source)
    nouns.ActivityKind.objects.create(key="ferry", title="Ferry meeting", family="meeting")
    programme = nouns.Programme.objects.create(key="water", title="Water")
    for n in range(size):
        _row_of_everything(n, source, programme)


def _row_of_everything(n: int, source: nouns.Source, programme: nouns.Programme) -> None:
    letters = f"Q{chr(65 + n // 26)}{chr(65 + n % 26)}"
    other = nouns.Source.objects.create(key=f"Q{n + 2}", kind="press", title=f"Gazette {n}")
    state = nouns.State.objects.create(key=letters, iso3=letters, iso2=letters[1:])
    nouns.StateName.objects.create(
        key=f"{letters}-name",
        state=state,
        kind="partnership",
        text=f"Bank {n}",
        source=source,
        footnote="Its own.",
    )
    nouns.Participation.objects.create(key=f"p{n}", state=state, status="participant", source=source)
    organisation = nouns.Organisation.objects.create(
        key=f"org{n}", name=f"Office {n}", kind="ministry", state=state
    )
    organisation.sources.add(source)
    register = nouns.Register.objects.create(
        key=f"reg{n}", organisation=organisation, name=f"Boats {n}", kind="stock", holds="boats"
    )
    register.sources.add(source)
    body = nouns.Body.objects.create(key=f"body{n}", name=f"Council {n}", kind="working_group", number=n)
    body.sources.add(source)
    nouns.BodyMember.objects.create(key=f"bm{n}", body=body, state=state, source=source)
    nouns.BodyRole.objects.create(
        key=f"br{n}", body=body, role="chair", state=state, since="2001", source=source
    )
    framework = nouns.Framework.objects.create(
        key=f"fw{n}",
        title=f"Declaration {n}",
        short_title=f"D{n}",
        kind="declaration",
        number=n,
        adopted="2001-05",
    )
    framework.sources.add(source)
    topic = nouns.Topic.objects.create(
        key=f"t{n}", framework=framework, kind="priority", number=1, title=f"Fish {n}", source=source
    )
    older = nouns.Topic.objects.filter(key=f"t{n - 1}").first()
    if older:
        nouns.TopicLink.objects.create(
            key=f"tl{n}", topic=topic, relation="continues", other=older, source=source
        )
    nouns.Commitment.objects.create(
        key=f"c{n}", framework=framework, topic=topic, number=1, title=f"Keep the bridge {n}", source=source
    )
    project = nouns.Project.objects.create(
        key=f"pr{n}",
        name=f"Bridge {n}",
        short_name=f"B{n}",
        programme=programme,
        since="2001",
        until="2003-05",
    )
    project.sources.add(source)
    nouns.Phase.objects.create(key=f"ph{n}", project=project, number=1, title="Piles", source=source)
    nouns.ProjectPartner.objects.create(
        key=f"pp{n}", project=project, role="lead_donor", state=state, source=source
    )
    objective = nouns.Objective.objects.create(
        key=f"o{n}", project=project, number=1, text="Dry feet", source=source
    )
    component = nouns.Component.objects.create(
        key=f"co{n}", project=project, objective=objective, number=1, code="K1", title="Planks", source=source
    )
    component.topics.add(topic)
    start = date(2001, 1, 1) + timedelta(days=20 * n)
    activity = nouns.Activity.objects.create(
        key=f"a{n}", kind_id="ferry", title=f"Crossing {n}", status="held", state=state, place="Landing",
        first_day=start, last_day=start, date_precision="day", body=body, project=project,
        framework=framework, same_as_id=f"a{n - 1}" if n else None,
    )  # fmt: skip
    activity.topics.add(topic)
    activity.sources.add(source, other)
    nouns.Activity.objects.create(
        key=f"plan{n}", kind_id="ferry", title=f"Crossing {n}, as planned", status="planned", plan_of=activity
    ).sources.add(source)
    nouns.ActivityComponent.objects.create(key=f"ac{n}", activity=activity, component=component)
    nouns.ActivityRole.objects.create(
        key=f"ar{n}", activity=activity, role="host", state=state, source=source
    )
    for told, value in ((source, 75), (other, 70)):
        nouns.ActivityCount.objects.create(
            key=f"n{n}-{told.key}", activity=activity, measure="participants", value=value,
            qualifier="more_than", source=told,
        )  # fmt: skip
    nouns.DatedStatement.objects.create(
        key=f"d{n}", project=project, about="end", standing="planned", source=source,
        first_day=date(2003, 5, 1), last_day=date(2003, 5, 31), date_precision="month",
    )  # fmt: skip
    nouns.Statement.objects.create(
        key=f"s{n}", source=source, number=n + 1, text=f"They met, {n}.", rows=f"activities:a{n}"
    )
    dispute = nouns.Disagreement.objects.create(
        key=f"x{n}", subject=f"How many came, {n}", statement_a="75", statement_b="70", handling="both kept"
    )
    dispute.sources_a.add(source)
    dispute.sources_b.add(other)
    nouns.DisagreementLink.objects.create(key=f"xl{n}", disagreement=dispute, activity=activity)


@pytest.fixture
def grow(db: None) -> Callable[[int], None]:
    """Fills the database with an invented partnership of so many rows of every noun."""

    def grow(size: int) -> None:
        _grow(size)

    def more(numbers: range, source: nouns.Source, programme: nouns.Programme) -> None:
        for number in numbers:
            _row_of_everything(number, source, programme)

    grow.more = more  # type: ignore[attr-defined]
    return grow


@pytest.fixture
def hook() -> ModuleType:
    """``hatch_build.py`` of this checkout."""
    spec = importlib.util.spec_from_file_location(
        "hatch_build", Path(__file__).resolve().parents[2] / "hatch_build.py"
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
