"""Things of every audience, tied to public pages in every way, each with words that stand nowhere else."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from serai.commons.partnership import models as nouns

TABLE = Path(__file__).with_name("audience_table.csv")
AUDIENCES = ("public", "partnership", "body", "organisations", "owner")
READERS = ("nobody", "outsider", "partnership", "body_member", "named", "owner")
OWNER, NAMED, MEMBER, GUEST, OUTSIDE = "ZQ-OWNER", "ZQ-NAMED", "ZQ-MEMBER", "ZQ-GUEST", "ZQ-OUTSIDE"

ISSUE = 900  # the number of an issue of the newsletter, sent when all of its stories were open


def read_table() -> dict[str, dict[str, bool]]:
    """Who sees what: audience, then kind of reader."""
    with TABLE.open(newline="") as stream:
        return {
            row["audience"]: {reader: row[reader] == "yes" for reader in READERS}
            for row in csv.DictReader(stream)
        }


def marker(audience: str) -> str:
    """A word that stands in every text of things of this audience, and in their keys."""
    return f"zq{audience}zq"


def keys(audience: str) -> dict[str, str]:
    """The keys of the things of an audience by the name of their page."""
    return {
        noun: f"{marker(audience)}-{noun}"
        for noun in ("activity", "project", "body", "framework", "organisation", "source")
    }


def make_readers() -> None:
    """The organisations that readers of each kind work for."""
    source = nouns.Source.objects.get(pk="D1")
    for key in (OWNER, NAMED, MEMBER, GUEST, OUTSIDE):
        nouns.Organisation.objects.create(key=key, name=f"Office {key}", kind="agency")
    nouns.Participation.objects.create(
        key="ZQ-GUEST-part", organisation_id=GUEST, status="participant", source=source
    )
    nouns.Body.objects.create(key="ZQ-BODY", name="Circle", kind="working_group")
    nouns.BodyMember.objects.create(
        key="ZQ-BODY-member", body_id="ZQ-BODY", organisation_id=MEMBER, source=source
    )


def make_things(audience: str) -> None:
    """One thing of every noun, and what hangs on each; public things point to all of them."""
    word, key = marker(audience), keys(audience)
    told = nouns.Source.objects.get(pk="D1")
    shown: dict[str, Any] = {"owner_id": OWNER, "audience": audience, "note": f"Note {word}"}
    if audience == "body":
        shown["audience_body_id"] = "ZQ-BODY"
    source = nouns.Source.objects.create(
        key=key["source"], kind="press", title=f"Source {word}", url=f"https://{word}.invalid/", **shown
    )
    organisation = nouns.Organisation.objects.create(
        key=key["organisation"],
        name=f"Office {word}",
        kind="agency",
        state_id="TUR",
        parent_id="ICMPD",
        **shown,
    )
    body = nouns.Body.objects.create(
        key=key["body"], name=f"Body {word}", kind="dialogue", parent_id="MC", number=900, **shown
    )
    framework = nouns.Framework.objects.create(
        key=key["framework"], title=f"Framework {word}", short_title=f"F {word}", kind="declaration",
        adopted="2013-05", **shown,
    )  # fmt: skip
    public = nouns.Project.objects.get(pk="SR-I")
    project = nouns.Project.objects.create(
        key=key["project"], name=f"Project {word}", short_name=f"P {word}", programme=public.programme,
        follows=public, **shown,
    )  # fmt: skip
    kind = nouns.ActivityKind.objects.order_by("key").first()
    day = date(2017, 5, 24)
    activity = nouns.Activity.objects.create(
        key=key["activity"], kind=kind, title=f"Activity {word}", status="held", state_id="TUR", first_day=day,
        last_day=day, date_precision="day", body_id="MC", project=public, framework_id="IMD-2013",
        same_as_id="SE01", subject=f"Subject {word}", **shown,
    )  # fmt: skip
    # what is planned stands on the first page
    coming = date(2090, 1, 2)
    nouns.Activity.objects.create(
        key=f"{word}-coming", kind=kind, title=f"Coming {word}", status="planned", first_day=coming,
        last_day=coming, date_precision="day", **shown,
    ).sources.add(told)  # fmt: skip
    # open by itself, but of a project that is not
    nouns.Activity.objects.create(
        key=f"{word}-inside", kind=kind, title=f"Inside {word}", status="held", first_day=day, last_day=day,
        date_precision="day", state_id="TUR", project=project,
    ).sources.add(told)  # fmt: skip
    register = nouns.Register.objects.create(
        key=f"{word}-register",
        organisation_id="ICMPD",
        name=f"Register {word}",
        kind="stock",
        holds=word,
        **shown,
    )
    dispute = nouns.Disagreement.objects.create(
        key=f"{word}-dispute",
        subject=f"Dispute {word}",
        statement_a=word,
        statement_b=word,
        handling=word,
        **shown,
    )
    things = (source, organisation, body, framework, project, activity, register, dispute)
    if audience == "organisations":
        for row in (*things, nouns.Activity.objects.get(pk=f"{word}-coming")):
            row.audience_organisations.add(NAMED)
    for row in (organisation, body, framework, project, activity, register):
        row.sources.add(told, source)
    _hang(word, source, {"project": project, "framework": framework, "body": body, "organisation": organisation,
                         "activity": activity}, dispute)  # fmt: skip


def _hang(word: str, source: nouns.Source, on: dict[str, Any], dispute: nouns.Disagreement) -> None:
    public = nouns.Source.objects.get(pk="D1")
    dispute.sources_a.add(public)
    dispute.sources_b.add(public)
    open_dispute = nouns.Disagreement.objects.create(
        key=f"{word}-open", subject=f"Open {word}", statement_a=word, statement_b=word, handling=word
    )  # public by itself, but it speaks of something that is not
    open_dispute.sources_a.add(public)
    open_dispute.sources_b.add(public)
    nouns.DisagreementLink.objects.create(
        key=f"{word}-link", disagreement=open_dispute, activity=on["activity"]
    )
    nouns.DisagreementLink.objects.create(key=f"{word}-link2", disagreement=dispute, activity_id="SE01")
    of_source = nouns.Disagreement.objects.create(
        key=f"{word}-told", subject=f"Told {word}", statement_a=word, statement_b=word, handling=word
    )
    of_source.sources_a.add(source)
    of_source.sources_b.add(public)
    nouns.DisagreementLink.objects.create(key=f"{word}-link3", disagreement=of_source, activity_id="SE01")
    topic = nouns.Topic.objects.create(
        key=f"{word}-topic", framework=on["framework"], kind="priority", number=1, title=f"Topic {word}",
        source=public,
    )  # fmt: skip
    nouns.TopicLink.objects.create(
        key=f"{word}-cross", topic=topic, relation="continues", other_id="IMD-1", source=public
    )
    nouns.Commitment.objects.create(
        key=f"{word}-commitment",
        framework=on["framework"],
        number=1,
        title=f"Commitment {word}",
        source=public,
    )
    objective = nouns.Objective.objects.create(
        key=f"{word}-objective", project=on["project"], number=1, text=f"Objective {word}", source=public
    )
    component = nouns.Component.objects.create(
        key=f"{word}-component", project=on["project"], objective=objective, number=1, code="Z1",
        title=f"Component {word}", source=public,
    )  # fmt: skip
    component.topics.add("IMD-1", topic)
    nouns.ActivityComponent.objects.create(key=f"{word}-ac", activity_id="SE01", component=component)
    nouns.ActivityCount.objects.create(
        key=f"{word}-count", activity_id="SE01", measure="items", value=5, composition=word, source=source
    )
    nouns.ActivityRole.objects.create(
        key=f"{word}-role",
        activity_id="SE01",
        role="host",
        organisation=on["organisation"],
        words=word,
        source=public,
    )
    nouns.BodyMember.objects.create(
        key=f"{word}-member", body_id="MC", organisation=on["organisation"], source=public, footnote=word
    )
    nouns.BodyRole.objects.create(
        key=f"{word}-office",
        body=on["body"],
        role="chair",
        state_id="TUR",
        since="2001",
        source=public,
        footnote=word,
    )
    nouns.ProjectPartner.objects.create(
        key=f"{word}-partner",
        project=on["project"],
        role="lead_donor",
        state_id="TUR",
        source=public,
        note=word,
    )
    nouns.DatedStatement.objects.create(
        key=f"{word}-dated", project_id="SR-I", about="end", standing="planned", source=source, note=word,
        first_day=date(2013, 5, 1), last_day=date(2013, 5, 31), date_precision="month",
    )  # fmt: skip
    nouns.Statement.objects.create(
        key=f"{word}-says", source=public, number=900 + len(word), text="They met.",
        rows=f"activities:{on['activity'].pk}",
    )  # fmt: skip
    nouns.StateName.objects.create(
        key=f"{word}-name",
        state_id="TUR",
        kind="short",
        language=f"x-{len(word)}",
        text=f"Name {word}",
        source=source,
    )


def make_pages(audience: str) -> None:
    """A story, its translation, and a page of words of an audience; a sent issue that told of the story."""
    from wagtail.models import Locale

    from serai.components.newsroom import models as pages

    word = marker(audience)
    text = json.dumps([{"type": "text", "value": f"<p>Text {word}</p>"}])
    first = None
    for language in ("en", "ar"):
        locale = Locale.objects.get(language_code=language)
        for model, reader, parent, more in (
            (
                pages.NewsPage,
                pages.NewsReader,
                pages.NewsIndex,
                {"day": date(2017, 5, 24), "source_id": "D1"},
            ),
            (pages.TextPage, pages.TextReader, pages.LanguageRoot, {}),
        ):
            if language == "ar" and model is pages.TextPage:
                continue
            page = model(
                title=f"Page {word}", slug=f"{word}-page", lead=f"Lead {word}", body=text, locale=locale,
                audience=audience, audience_owner_id=OWNER,
                audience_body_id="ZQ-BODY" if audience == "body" else None, **more,
            )  # fmt: skip
            page.named = [reader(organisation_id=NAMED)] if audience == "organisations" else []
            if model is pages.NewsPage:
                page.told_activities = [pages.StoryActivity(activity_id="SE01")]
                if first is not None:
                    page.translation_key = first.translation_key
                first = first or page
            parent.objects.get(locale=locale).add_child(instance=page)
    issue, _new = pages.Issue.objects.get_or_create(pk=ISSUE, defaults={"title": "May", "status": "sent"})
    pages.IssueItem.objects.create(issue=issue, page=first, place=issue.items.count() + 1)


def make_releases(made: ModuleType, folder: Path) -> None:
    """A release of each audience."""
    from serai.components.statistics import services

    infos, flows = [], made.FLOWS
    for audience in AUDIENCES:
        made.FLOWS = f"DF_{marker(audience).upper()}"
        info = made.write_flows(folder)
        info.passport["title"] = {"en": f"Release {marker(audience)}"}
        info.passport["audience"] = {
            "audience": audience,
            "owner": OWNER,
            "body": "ZQ-BODY" if audience == "body" else "",
            "organisations": [NAMED] if audience == "organisations" else [],
        }
        infos.append(info)
    made.FLOWS = flows
    services.register(made.Shelf([], infos))
