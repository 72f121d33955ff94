"""Things of every audience, every kind of reader, every way out: nobody meets a word that is not for them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from serai.commons.access.readers import NOBODY
from serai.commons.directory.selectors import reader_of
from serai.commons.partnership.models.audience import READERS as KINDS
from serai.commons.partnership.models.audience import may_see
from serai.testing.addresses import addresses
from serai.testing.people import make_person

from . import hidden
from .conftest import PARTNERSHIP, _builders
from .hidden import AUDIENCES, READERS, keys, marker

pytestmark = pytest.mark.django_db

TABLE = hidden.read_table()
WORKS_FOR = {
    "outsider": hidden.OUTSIDE,
    "partnership": hidden.GUEST,
    "body_member": hidden.MEMBER,
    "named": hidden.NAMED,
    "owner": hidden.OWNER,
}
# pages that tell about a thing: what they take, and the name of its key
OWN_PAGES = {"activity": "activity", "project": "project", "body": "body", "framework": "framework",
             "organisation": "organisation", "source": "source", "newsroom:event_file": "activity",
             "api:activity": "activity"}  # fmt: skip
# public pages to which the things are tied
TIED = [
    ("activity", "SE01"), ("project", "SR-I"), ("body", "MC"), ("framework", "IMD-2013"), ("state", "TUR"),
    ("organisation", "ICMPD"), ("source", "D1"), ("calendar_year", 2017), ("newsroom:events_year", 2017),
    ("newsroom:events_year", 2090), ("api:activity", "SE01"), ("api:state", "TUR"),
    ("newsroom:issue", hidden.ISSUE),
]  # fmt: skip
QUERIES = [
    ("newsroom:news", "?year=2017"), ("newsroom:news", "?page=2"),
    ("activities", "?page=1"), ("activities", "?page=2"), ("activities", "?page=3"), ("activities", "?year=2017"),
    *(("activities", f"?text={marker(audience)}") for audience in AUDIENCES),
    *(("activities", f"?project={keys(audience)['project']}") for audience in AUDIENCES),
    *(("search", f"?q={marker(audience)}") for audience in AUDIENCES),
    *(("search_suggestions", f"?q={marker(audience)[:8]}") for audience in AUDIENCES),
    *((f"api:{name}", "?size=200") for name in ("activities", "sources", "organisations", "disagreements",
                                                "commitments", "frameworks", "bodies", "projects", "dataflows",
                                                "news")),
]  # fmt: skip

# of each audience there are so many more
COUNTED = (("activities", 3), ("projects", 1), ("sources", 1), ("frameworks", 1), ("bodies", 1), ("news", 1))


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: pytest.DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """One client and one token for each kind of reader, on a site with things of every audience."""
    from serai.commons.partnership import services
    from serai.commons.search.services import rebuild
    from serai.components.newsroom import api as newsroom
    from serai.web.api.services import make_token

    unlimited = override_settings(API_LIMIT_ADDRESS=100_000, API_LIMIT_TOKEN=100_000)
    with unlimited, django_db_blocker.unblock(), transaction.atomic():
        services.load_partnership(PARTNERSHIP, actor="command line")
        newsroom.make_site(PARTNERSHIP / "site")
        hidden.make_readers()
        for audience in AUDIENCES:
            hidden.make_things(audience)
            hidden.make_pages(audience)
        hidden.make_releases(_builders(), tmp_path_factory.mktemp("releases"))
        rebuild()
        found: dict[str, Any] = {"nobody": (Client(), {}, NOBODY)}
        for kind, organisation in WORKS_FOR.items():
            person = _without_role(make_person("reader", name=kind, organisation=organisation))
            client = Client()
            client.force_login(person)
            day = timezone.localdate() + timedelta(7)
            scopes = ["read:partnership", "read:statistics"]
            _made, words = make_token(actor=person, name="a script", scopes=scopes, expires=day)
            found[kind] = (client, {"authorization": f"Bearer {words}"}, reader_of(person))
        yield found
        transaction.set_rollback(True)


def _without_role(person: Any) -> Any:
    """An account whose roles have ended: whoever holds one is of the partnership."""
    person.held_roles.all().delete()
    return type(person).objects.get(pk=person.pk)


def paths() -> list[str]:
    """Every address without arguments, every page to which things are tied, every question with their words."""
    found = [reverse(name, args=[key]) for name, key in TIED]
    found += [reverse(name) + query for name, query in QUERIES]
    for page in addresses():
        if page.mark in ("public", "signed_in") and "account" not in page.name:
            try:
                found.append(reverse(page.name))
            except NoReverseMatch:
                continue
    return found


def own_pages(audience: str) -> list[str]:
    """The pages, files and pictures of the things of an audience."""
    found = [reverse(name, args=[keys(audience)[noun]]) for name, noun in OWN_PAGES.items()]
    flow = f"DF_{marker(audience).upper()}"
    found += [
        reverse("statistics:release", args=[flow]),
        reverse("statistics:revision", args=[flow, 1]),
        reverse("statistics:download", args=[flow, 1, f"{flow}.csv"]),
        reverse("statistics:download", args=[flow, 1, "passport.json"]),
        reverse("statistics:chart", args=[flow, 1, "svg"]),
        reverse("statistics:cell", args=[flow, 1, "A.QRV.I.QRX.2020"]),
        reverse("api:releases", args=[flow]),
        reverse("api:observations", args=[flow, 1]),
        reverse("topic", args=[f"{marker(audience)}-topic"]),
        reverse("component", args=[f"{marker(audience)}-component"]),
        reverse("activity", args=[f"{marker(audience)}-inside"]),
        reverse("newsroom:story", args=[f"{marker(audience)}-page"]),
        f"/ar{reverse('newsroom:story', args=[f'{marker(audience)}-page'])}",
        reverse("newsroom:story_pdf", args=[f"{marker(audience)}-page"]),
        reverse("wagtail_serve", args=[f"{marker(audience)}-page/"]),
        reverse("api:story", args=[f"{marker(audience)}-page"]),
    ]
    return found


def text_of(world: dict[str, Any], kind: str, path: str) -> str:
    """What a reader gets, headers too; the words that they asked with do not count."""
    client, bearer, _reader = world[kind]
    answer = client.get(path, headers=bearer if path.startswith("/api/v1/") else {})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    words = (
        body.decode("utf-8", "replace") + answer.get("Location", "") + answer.get("Content-Disposition", "")
    )
    question = path.partition("?")[2].partition("=")[2]
    for asked in (question, json.dumps(path)[1:-1], path.partition("?")[2]):
        words = words.replace(asked, "") if asked else words
    return words.lower()


@pytest.mark.parametrize("kind", READERS)
def test_no_way_out_tells_what_is_not_for_a_reader(world, kind):
    forbidden = [marker(audience) for audience in AUDIENCES if not TABLE[audience][kind]]
    met: dict[str, set[str]] = {marker(audience): set() for audience in AUDIENCES}
    for path in paths():
        words = text_of(world, kind, path)
        for word in met:
            if word in words:
                met[word].add(path)
    assert {word: sorted(met[word]) for word in forbidden if met[word]} == {}
    # and the walk can find something at all: what is for a reader is met on most of these ways
    assert {audience: len(met[marker(audience)]) > 15 for audience in AUDIENCES if TABLE[audience][kind]} == {
        audience: True for audience in AUDIENCES if TABLE[audience][kind]
    }


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_own_pages_files_and_pictures_open_for_their_readers_alone(world, kind, audience):
    client, bearer, _reader = world[kind]
    answers = {
        path: client.get(path, headers=bearer if path.startswith("/api/v1/") else {}).status_code
        for path in own_pages(audience)
    }
    if TABLE[audience][kind]:
        assert {path: status for path, status in answers.items() if status not in (200, 302)} == {}
    else:
        assert {path: status for path, status in answers.items() if status != 404} == {}


@pytest.mark.parametrize("kind", READERS)
def test_totals_count_what_a_reader_sees(world, kind):
    _client, _bearer, _reader = world[kind]
    more = sum(TABLE[audience][kind] for audience in AUDIENCES) - 1  # the public one is there for nobody too
    for name, each in COUNTED:
        totals = [
            json.loads(world[who][0].get(reverse(f"api:{name}"), headers=world[who][1]).content)["total"]
            for who in ("nobody", kind)
        ]
        # the site itself has one story for the partnership
        others = int(name == "news" and kind == "partnership")
        assert totals[1] - totals[0] == more * each + others, name


def test_a_kept_page_of_a_release_is_nobody_elses(world):
    """Pages of releases are written once and kept: a closed one must not come out for the next who asks."""
    path = reverse("statistics:release", args=[f"DF_{marker('owner').upper()}"])
    assert world["owner"][0].get(path).status_code == 200
    assert world["nobody"][0].get(path).status_code == 404
    file = reverse("statistics:download", args=[f"DF_{marker('owner').upper()}", 1, "passport.json"])
    assert world["owner"][0].get(file)["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_table_of_rights_says_the_same_as_the_table_of_tests(audience):
    told = dict(zip(READERS, (may_see(audience, reader) for _words, reader in KINDS), strict=True))
    # on the page, members and named organisations are of the partnership too; in the table they are not
    if audience == "partnership":
        told |= {"body_member": False, "named": False}
    assert told == TABLE[audience]


@pytest.mark.parametrize("kind", READERS)
def test_each_kind_of_reader_is_what_it_says(world, kind):
    reader = world[kind][2]
    assert reader.partnership is (kind == "partnership")
    assert ("ZQ-BODY" in reader.bodies) is (kind == "body_member")
    assert reader.organisations == (frozenset([WORKS_FOR[kind]]) if kind in WORKS_FOR else frozenset())
