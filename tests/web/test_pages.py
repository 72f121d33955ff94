"""Every page about the partnership: both languages, no inline code, a constant number of queries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from serai.commons.partnership.models import Activity, ActivityCount
from serai.web.views import errors

Grow = Callable[[int], None]
pytestmark = pytest.mark.django_db

LISTS = [
    "/",
    "/about/",
    "/partnership/activities/",
    "/partnership/calendar/",
    "/partnership/calendar/2001/",
    "/partnership/states/",
    "/partnership/bodies/",
    "/partnership/organisations/",
    "/partnership/projects/",
    "/partnership/frameworks/",
    "/partnership/sources/",
    "/partnership/disagreements/",
]
DETAILS = [
    "/partnership/activities/a1/",
    "/partnership/activities/plan1/",
    "/partnership/states/QAB/",
    "/partnership/bodies/body1/",
    "/partnership/organisations/org1/",
    "/partnership/projects/pr1/",
    "/partnership/frameworks/fw1/",
    "/partnership/sources/Q1/",
]


class Page(HTMLParser):
    """What a browser would complain about, and what a screen reader meets."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.html: dict[str, str | None] = {}
        self.inline: list[str] = []
        self.loaded: list[str] = []
        self.left: list[dict[str, str | None]] = []
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "html":
            self.html = found
        if "style" in found or tag == "style" or (tag == "script" and "src" not in found):
            self.inline.append(tag)
        self.inline += [name for name in found if name.startswith("on")]
        # where the page stands, in which languages too, is told to machines and not fetched
        told = tag == "link" and found.get("rel") in ("canonical", "alternate")
        address = found.get("src") or (found.get("href") if tag == "link" and not told else None)
        if address:
            self.loaded.append(address)
        if tag == "a" and (found.get("href") or "").startswith(("http:", "https:", "//")):
            self.left.append(found)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if found.get("id"):
            self.ids.append(found["id"] or "")


@pytest.fixture
def grown(grow: Grow) -> None:
    grow(3)


@pytest.mark.parametrize("path", LISTS + DETAILS)
def test_page_answers_in_its_language_and_loads_nothing_strange(
    client: Client, grown: None, path: str
) -> None:
    for language, direction in (("en", "ltr"), ("ar", "rtl")):
        response = client.get(path if language == "en" else f"/ar{path}")
        assert response.status_code == 200
        page = Page(response.content.decode())
        assert page.html == {"lang": language, "dir": direction}
        _check(page)


def _check(page: Page) -> None:
    assert page.inline == []
    assert all(address.startswith("/") and not address.startswith("//") for address in page.loaded)
    assert all("noreferrer" in (link["rel"] or "").split() for link in page.left)
    assert page.headings.count(1) == 1
    steps = zip(page.headings, page.headings[1:], strict=False)
    assert all(lower - upper <= 1 for upper, lower in steps), page.headings
    assert len(page.ids) == len(set(page.ids)), sorted(page.ids)


def test_pages_ask_as_often_for_thirty_rows_as_for_three(client: Client, grow: Grow) -> None:
    grow(3)
    _queries(client)  # the first requests fill what Django keeps for the process
    few = _queries(client)
    for model in reversed(list(_partnership_models())):
        model._default_manager.all()._raw_delete("default")  # type: ignore[attr-defined]
    grow(30)
    many = _queries(client)
    assert many == few
    assert min(many.values()) >= 1  # the name of the partnership, at least: the counter counts
    assert {path: number for path, number in many.items() if number > (15 if path in LISTS[1:] else 20)} == {}


def _queries(client: Client) -> dict[str, int]:
    asked = {}
    for path in LISTS + DETAILS:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        asked[path] = len(queries)
    return asked


def _partnership_models() -> Iterator[type]:
    from django.apps import apps

    for model in apps.get_app_config("partnership").get_models(include_auto_created=True):
        if not hasattr(model, "pgh_tracked_model"):  # histories only grow
            yield model


def test_every_page_is_small(client: Client, grown: None) -> None:
    sizes = {path: len(client.get(path).content) for path in LISTS + DETAILS}
    assert max(sizes.values()) < 60_000, sizes


def test_the_name_of_the_partnership_comes_from_its_data(client: Client, grown: None) -> None:
    text = client.get("/").content.decode()
    assert "River Partnership" in text
    assert "Silk" not in text


def test_empty_house_says_what_to_do(client: Client, db: None) -> None:
    assert "serai load partnership FOLDER" in client.get("/").content.decode()
    for path in LISTS[2:]:
        response = client.get(path)
        assert response.status_code == 200, path
        if path != "/partnership/calendar/":
            assert 'class="empty"' in response.content.decode(), path


def test_counts_of_two_sources_stand_apart_with_their_qualifier(client: Client, grown: None) -> None:
    text = client.get("/partnership/activities/a1/").content.decode()
    assert "more than 75" in text
    assert "more than 70" in text
    assert "145" not in text  # never added up


def test_every_source_that_a_page_cites_stands_in_its_list(client: Client, grow: Grow) -> None:
    grow(9)  # its ninth row is told by a source named Q10
    text = client.get("/partnership/activities/a8/").content.decode()
    listed = re.findall(r'<li id="source-(\w+)">', text)
    assert listed == ["Q1", "Q10"]
    project = client.get("/partnership/projects/pr8/").content.decode()
    assert re.findall(r'<li id="source-(\w+)">', project) == ["Q1"]


def test_reported_and_observed_counts_are_told_apart(client: Client, grown: None) -> None:
    ActivityCount.objects.create(
        key="seen", activity_id="a1", measure="participants", value=68, kind="observed", source=None
    )
    text = client.get("/partnership/activities/a1/").content.decode()
    rows = re.findall(r"<tr><th scope=\"row\">participants</th>(.*?)</tr>", text, re.S)
    assert [(">observed<" in row, re.sub(r"<[^>]+>", "", row.split("</td>")[0]).strip()) for row in rows] == [
        (False, "more than 75"),
        (False, "more than 70"),
        (True, "68"),
    ]


def test_plan_and_what_came_of_it_stand_side_by_side(client: Client, grown: None) -> None:
    for path in ("/partnership/activities/a1/", "/partnership/activities/plan1/"):
        text = client.get(path).content.decode()
        assert "Planned and held" in text
        assert "Crossing 1, as planned" in text


def test_every_circle_of_the_timeline_leads_to_as_many_activities(client: Client, grow: Grow) -> None:
    grow(30)  # from January 2001 to August 2002
    text = client.get("/").content.decode()
    circles = re.findall(r'<a href="([^"]+)" aria-label="Meetings, (\d+): (\d+)">', text)
    assert [(year, number) for _address, year, number in circles] == [("2001", "19"), ("2002", "11")]
    for address, _year, number in circles:
        assert f">{number} activities<" in client.get(address.replace("&amp;", "&")).content.decode()


def test_second_report_leads_to_the_first(client: Client, grown: None) -> None:
    text = client.get("/partnership/activities/a1/").content.decode()
    assert "The same event as others report it" in text
    assert 'href="/partnership/activities/a0/"' in text


def test_filters_narrow_the_list_and_survive_a_page(client: Client, grow: Grow) -> None:
    grow(30)
    one = client.get("/partnership/activities/", {"state": "QAB"}).content.decode()
    assert ">1 activity<" in one
    assert "Crossing 1<" in one
    assert "Crossing 2<" not in one
    nothing = client.get("/partnership/activities/", {"text": "submarine"}).content.decode()
    assert "No activity fits all of these." in nothing
    pages = client.get("/partnership/activities/", {"kind": "ferry"}).content.decode()
    assert "kind=ferry" in pages
    assert "page=2" in pages
    strange = client.get("/partnership/activities/", {"year": "MMXVII", "page": "last"})
    assert strange.status_code == 200


def test_addresses_of_topics_and_components_lead_to_their_place(client: Client, grown: None) -> None:
    assert client.get("/partnership/topics/t1/")["Location"] == "/partnership/frameworks/fw1/#topic-t1"
    assert (
        client.get("/partnership/components/co1/")["Location"] == "/partnership/projects/pr1/#component-co1"
    )
    assert client.get("/partnership/topics/none/").status_code == 404


@pytest.mark.parametrize("path", [re.sub(r"[^/]+/$", "nobody/", path) for path in DETAILS])
def test_unknown_keys_are_not_found_in_plain_words(client: Client, grown: None, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()


def test_language_switch_keeps_the_page_and_its_question(client: Client, grown: None) -> None:
    text = client.get("/partnership/activities/?kind=ferry").content.decode()
    assert 'href="/ar/partnership/activities/?kind=ferry"' in text


def test_menu_marks_the_page_and_the_pages_below_it(client: Client, grown: None) -> None:
    on_list = client.get("/partnership/bodies/").content.decode()
    assert '<a href="/partnership/bodies/" aria-current="page">' in on_list
    below = client.get("/partnership/bodies/body1/").content.decode()
    assert '<a href="/partnership/bodies/" aria-current="true">' in below


def test_arabic_pages_have_arabic_digits(client: Client, grown: None) -> None:
    text = client.get("/ar/partnership/activities/a1/").content.decode()
    assert "أكثر من ٧٥" in text
    assert "٢١ كانون الثاني ٢٠٠١" in text  # 1 January and twenty days


def test_an_activity_without_count_or_date_says_so(client: Client, grown: None) -> None:
    Activity.objects.create(key="bare", kind_id="ferry", title="Bare", status="announced")
    text = client.get("/partnership/activities/bare/").content.decode()
    assert "no date stated" in text
    assert "No source gives a count, and this site observed none." in text


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (errors.bad_request, 400, "This request could not be understood"),
        (errors.forbidden, 403, "This page is not open to you"),
        (errors.not_found, 404, "There is no such page"),
    ],
)
def test_errors_are_said_in_plain_words(
    rf: RequestFactory, db: None, view: object, status: int, words: str
) -> None:
    response = view(rf.get("/"), PermissionError("load partnership files"))  # type: ignore[operator]
    assert response.status_code == status
    assert words in response.content.decode()


def test_a_refused_form_is_explained(rf: RequestFactory, db: None) -> None:
    response = errors.csrf_failure(rf.get("/"))
    assert response.status_code == 403
    assert "Nothing was changed" in response.content.decode()


def test_the_page_for_faults_needs_no_database(rf: RequestFactory, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        response = errors.server_error(rf.get("/"))
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()
    assert settings.SECRET_KEY not in response.content.decode()
