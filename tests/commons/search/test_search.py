"""The index and its answers: found whatever the spelling, and never more than the reader may see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone, translation

from serai.commons.access.readers import NOBODY, Reader
from serai.commons.partnership import models as nouns
from serai.commons.search import selectors, services
from serai.commons.search.models import Entry
from serai.commons.search.records import Results

pytestmark = pytest.mark.django_db
INSIDER = Reader(account=1, partnership=True)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def things() -> SimpleNamespace:
    """An office, a state with names in three languages, and three activities with different audiences."""
    source = nouns.Source.objects.create(key="Q1", kind="document", title="Charter of the river")
    office = nouns.Organisation.objects.create(key="ferry", name="Ferry Office", kind="ministry")
    state = nouns.State.objects.create(key="TUR", iso3="TUR", iso2="TR")
    for number, (language, kind, text) in enumerate(
        [
            ("en", "partnership", "Türkiye"),
            ("en", "official", "Republic of Türkiye"),
            ("ar", "short", "تركيا"),
        ]
    ):
        nouns.StateName.objects.create(
            key=f"n{number}", state=state, kind=kind, language=language, text=text, source=source
        )
    nouns.ActivityKind.objects.create(key="meeting", title="Meeting", family="meeting")
    made = {
        name: nouns.Activity.objects.create(
            key=name, kind_id="meeting", title=f"Crossing {name}", subject=subject, status="held", **more
        )
        for name, subject, more in [
            ("open", "A talk about lanterns in Cumilla.", {}),
            ("inside", "A talk about secret lanterns.", {"audience": "partnership"}),
            ("own", "A talk about owned lanterns and zeppelins.", {"audience": "owner", "owner": office}),
        ]
    }
    services.rebuild()
    return SimpleNamespace(source=source, office=office, state=state, **made)


def keys(found: Results) -> set[str]:
    return {hit.key for group in found.groups for hit in group.hits}


def ask(question: str, reader: Reader = NOBODY, language: str = "en", noun: str = "") -> Results:
    return selectors.search(reader, question, language, noun=noun)


@pytest.mark.parametrize(
    "question", ["Türkiye", "turkiye", "TÜRKİYE", "Turkiye", "turk", "تركيا", "ترکیا", "TUR"]
)
def test_a_state_is_found_by_any_of_its_names_in_any_spelling(things: SimpleNamespace, question: str) -> None:
    assert keys(ask(question)) == {"TUR"}


def test_the_name_in_the_language_of_the_reader_is_shown(things: SimpleNamespace) -> None:
    (group,) = ask("TR", language="ar").groups
    assert "".join(piece.text for piece in group.hits[0].title) == "تركيا"
    (group,) = ask("TR", language="ur").groups
    assert "".join(piece.text for piece in group.hits[0].title) == "Türkiye"


def test_each_reader_finds_and_counts_only_what_they_may_see(things: SimpleNamespace) -> None:
    owner = Reader(account=2, organisations=frozenset({"ferry"}))
    for reader, expected in (
        (NOBODY, {"open"}),
        (INSIDER, {"open", "inside"}),
        (owner, {"open", "own"}),
    ):
        found = ask("lanterns", reader)
        assert keys(found) == expected
        assert found.total == len(expected)
        assert [group.count for group in found.groups] == [len(expected)]


def test_snippets_and_suggestions_hold_no_hidden_word(things: SimpleNamespace) -> None:
    assert keys(ask("zeppelins")) == set()
    assert ask("zeppelins").total == 0
    assert [hit.key for hit in selectors.suggestions(NOBODY, "Cross", "en")] == ["open"]
    assert {hit.key for hit in selectors.suggestions(INSIDER, "Cross", "en")} == {"open", "inside"}


def test_no_hidden_title_is_offered_as_a_near_word(things: SimpleNamespace) -> None:
    nouns.Activity.objects.filter(key="inside").update(title="Gathering of the xylophonists")
    services.rebuild()
    assert ask("xylophonist s").near == ()
    assert ask("xylophonisst").near == ()
    assert ask("xylophonisst", INSIDER).near == ("xylophonists",)


def test_what_was_hidden_a_moment_ago_is_hidden_before_the_index_knows(things: SimpleNamespace) -> None:
    nouns.Activity.objects.filter(key="open").update(audience="partnership")
    found = ask("lanterns")  # the index still says: everybody
    assert (keys(found), found.total) == (set(), 0)
    assert selectors.suggestions(NOBODY, "Crossing open", "en") == ()
    nouns.Activity.objects.filter(key="open").delete()
    assert "open" not in keys(ask("lanterns", INSIDER))


def test_a_name_told_by_a_hidden_source_is_not_indexed(things: SimpleNamespace) -> None:
    nouns.Source.objects.filter(key="Q1").update(audience="partnership")
    services.rebuild()
    assert not Entry.objects.filter(noun="partnership.state").exists()


def test_two_spellings_of_a_city_are_two_words_and_the_other_is_offered(things: SimpleNamespace) -> None:
    nouns.Activity.objects.filter(key="open").update(title="A walk in Cumilla")
    services.rebuild()
    found = ask("Comilla")
    assert found.total == 0
    assert found.near == ("Cumilla",)


def test_the_best_hit_has_the_word_in_its_title(things: SimpleNamespace) -> None:
    nouns.Activity.objects.create(key="late", kind_id="meeting", title="Lanterns", status="held")
    services.rebuild()
    (group,) = ask("lanterns").groups
    assert [hit.key for hit in group.hits] == ["late", "open"]


def test_one_kind_at_a_time_in_pages(things: SimpleNamespace) -> None:
    for number in range(45):
        nouns.Activity.objects.create(
            key=f"m{number:02}", kind_id="meeting", title=f"Market {number}", status="held"
        )
    services.rebuild()
    every = ask("market")
    assert (every.total, len(every.groups[0].hits), every.groups[0].count) == (45, 5, 45)
    last = selectors.search(NOBODY, "market", "en", noun="partnership.activity", page=3)
    assert (last.page, last.pages, len(last.groups[0].hits)) == (3, 3, 5)
    assert ask("market", noun="partnership.state").groups == ()
    assert ask("market", noun="nonsense").total == 45


def test_a_rebuild_writes_only_what_changed(things: SimpleNamespace) -> None:
    assert services.rebuild() == services.Rebuilt(entries=7, written=0, removed=0)
    nouns.Activity.objects.filter(key="open").update(title="Landing")
    nouns.Activity.objects.filter(key="own").delete()
    assert services.rebuild(["partnership"]) == services.Rebuilt(entries=6, written=1, removed=1)
    assert services.rebuild_by_the_clock(timezone.now() + timedelta(minutes=5)) == ""


def test_named_organisations_follow_the_object(things: SimpleNamespace) -> None:
    nouns.Activity.objects.filter(key="inside").update(audience="organisations")
    things.inside.audience_organisations.set([things.office])
    services.rebuild()
    assert keys(ask("lanterns", Reader(account=3, organisations=frozenset({"ferry"})))) == {
        "open",
        "own",
        "inside",
    }
    assert keys(ask("lanterns", INSIDER)) == {"open"}


def test_an_erased_person_is_in_no_entry(things: SimpleNamespace) -> None:
    nouns.Activity.objects.filter(key="open").update(subject="Opened by Mīrzā Example, lantern maker.")
    services.rebuild()
    assert keys(ask("mirza example")) == {"open"}
    nouns.Activity.objects.filter(key="open").update(subject="Opened by a lantern maker.")
    told = services.forget(SimpleNamespace(names=("Mirza Example",), emails=()))
    assert told == ["search: 1 entries that held the name were removed and made again without it"]
    assert keys(ask("mirza example")) == set()
    assert keys(ask("lantern")) == {"open"}
    assert services.forget(SimpleNamespace(names=("Mirza Example",), emails=("x@example.org",))) == []


def test_loading_files_of_a_partnership_is_heard(
    things: SimpleNamespace, django_capture_on_commit_callbacks: object
) -> None:
    from serai.commons.events import announce
    from serai.commons.partnership.events import PartnershipLoaded

    nouns.Activity.objects.create(key="new", kind_id="meeting", title="Regatta", status="held")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        announce(PartnershipLoaded(1))
    assert keys(ask("regatta")) == {"new"}


def test_the_page_marks_the_word_and_groups_by_kind(client: Client, things: SimpleNamespace) -> None:
    page = client.get("/search/", {"q": "lantern"}).text
    assert "A talk about <mark>lanterns</mark> in Cumilla." in page
    assert '<h2 id="group-1">Activities <small class="soft">1</small></h2>' in page
    assert 'href="/partnership/activities/open/"' in page
    assert "secret" not in page


def test_the_page_says_when_nothing_was_found_and_escapes_the_question(
    client: Client, things: SimpleNamespace
) -> None:
    page = client.get("/search/", {"q": "<b>nowhere</b>"}).text
    assert "Nothing was found for “&lt;b&gt;nowhere&lt;/b&gt;”." in page
    assert client.get("/search/").status_code == 200
    for hostile in ("'", "\\", "a:*b", "& | !", "x" * 5000, "''':1A"):
        assert client.get("/search/", {"q": hostile, "page": "x", "noun": "'"}).status_code == 200


def test_suggestions_are_links(client: Client, things: SimpleNamespace) -> None:
    page = client.get("/search/suggestions/", {"q": "cross"}).text
    assert (
        '<a href="/partnership/activities/open/"><bdi lang="en"><mark>Crossing</mark> open</bdi></a>' in page
    )
    assert client.get("/search/suggestions/", {"q": ""}).text.strip() == ""


def test_the_number_of_queries_does_not_grow_with_what_is_found(
    client: Client, things: SimpleNamespace, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        ask("lanterns")
    for number in range(30):
        nouns.Activity.objects.create(
            key=f"x{number}", kind_id="meeting", title=f"Lanterns {number}", status="held"
        )
    services.rebuild()
    with django_assert_num_queries(2):  # type: ignore[operator]
        ask("lanterns")
