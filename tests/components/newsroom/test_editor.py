"""Wagtail's editor in our house: one guard, groups that follow roles, nothing closed left open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from serai.components.newsroom.access import EDIT_SITE


def inside(resolver: URLResolver) -> list[URLPattern]:
    found: list[URLPattern] = []
    for entry in resolver.url_patterns:
        found += [entry] if isinstance(entry, URLPattern) else inside(entry)
    return found


def mounted() -> URLResolver:
    waiting = [get_resolver()]
    while waiting:
        for entry in waiting.pop().url_patterns:
            if isinstance(entry, URLResolver):
                if str(entry.pattern) == "editor/":
                    return entry
                waiting.append(entry)
    raise AssertionError("the editor is not mounted")


def test_every_address_of_the_editor_carries_our_mark():
    views = inside(mounted())
    assert len(views) > 100
    assert [str(v.pattern) for v in views if getattr(v.callback, "serai_access", None) is not EDIT_SITE] == []


@pytest.mark.parametrize(
    ("role", "status"),
    [
        pytest.param("editor", 200, id="an editor works here"),
        pytest.param("secretariat", 200, id="the secretariat approves here"),
        pytest.param("administrator", 200, id="an administrator may look"),
        pytest.param("statistician", 403, id="a statistician does not"),
        pytest.param("reader", 403, id="a reader does not"),
    ],
)
def test_who_enters(signed_in, role, status):
    assert signed_in(role).get("/editor/").status_code == status


def test_a_role_that_sleeps_or_has_ended_lets_nobody_in(client, person):
    sleeping = person("editor", second_factor=False)
    client.force_login(sleeping)
    assert client.get("/editor/").status_code == 302
    awake = person("secretariat")
    client.force_login(awake)
    assert client.get("/editor/pages/").status_code in (200, 302)
    awake.held_roles.update(
        since=timezone.localdate() - timedelta(days=9), until=timezone.localdate() - timedelta(days=1)
    )
    assert client.get("/editor/").status_code == 403
    assert client.get("/editor/jsi18n/").status_code == 403


@pytest.mark.parametrize(
    "path", ["/editor/login/", "/editor/password_reset/", "/editor/users/", "/editor/groups/"]
)
def test_wagtails_own_ways_to_people_and_passwords_are_closed(signed_in, path):
    assert signed_in("secretariat").get(path).status_code == 404


def test_groups_follow_roles_at_each_request(signed_in, person, client):
    user = person("editor", "secretariat", name="both")
    client.force_login(user)
    client.get("/editor/")
    assert sorted(user.groups.values_list("name", flat=True)) == [
        "Approvers of the site",
        "Editors of the site",
    ]
    user.held_roles.filter(role="secretariat").update(
        until=timezone.localdate() - timedelta(days=1), since="2020-01-01"
    )
    client.get("/editor/")
    assert list(user.groups.values_list("name", flat=True)) == ["Editors of the site"]


def test_only_the_editors_path_has_the_wider_policy(signed_in):
    client = signed_in("editor")
    assert "'unsafe-inline'" in client.get("/editor/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in client.get("/editor/").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in client.get("/news/").headers["Content-Security-Policy"]


def test_the_editor_names_no_other_host(signed_in):
    words = signed_in("editor").get("/editor/").content.decode()
    for host in ("gravatar", "releases.wagtail", "jsdelivr", "googleapis"):
        assert host not in words


def test_the_first_page_of_the_editor_says_where_to_begin(signed_in):
    words = signed_in("editor").get("/editor/").content.decode()
    assert "Where to begin" in words
    assert 'href="/editor/pages/"' in words.partition("Where to begin")[2]


def test_a_story_goes_from_its_author_over_the_secretariat_to_the_public(write, person, client):
    """Submitted by an editor, it stands on the secretariat's desk; approved, everybody reads it."""
    from wagtail.models import Workflow

    from serai.commons.directory.selectors import reader_of
    from serai.components.newsroom.selectors.due import due
    from serai.components.newsroom.services.groups import align

    story = write("from-the-editor", live=False)
    editor, secretariat = person("editor"), person("secretariat")
    align(editor)
    align(secretariat)
    workflow = story.get_workflow()
    assert workflow == Workflow.objects.get(name="The secretariat approves")
    state = workflow.start(story, editor)
    assert [item.title for item in due(reader_of(secretariat))] == ["Story from-the-editor"]
    assert due(reader_of(editor)) == []
    assert client.get("/news/from-the-editor/").status_code == 404
    state.current_task_state.approve(user=secretariat)
    assert client.get("/news/from-the-editor/").status_code == 200
    assert due(reader_of(secretariat)) == []


def test_an_editor_may_not_publish_past_the_secretariat(write, person):
    from serai.components.newsroom.services.groups import align

    story = write("unpublished", live=False)
    editor, secretariat = person("editor"), person("secretariat")
    align(editor)
    align(secretariat)
    assert not story.permissions_for_user(editor).can_publish()
    assert story.permissions_for_user(editor).can_edit()
    assert story.permissions_for_user(secretariat).can_publish()


def test_setting_up_twice_changes_nothing(db):
    from wagtail.models import Locale, Page

    from serai.components.newsroom.services.frame import set_up

    before = (Page.objects.count(), Locale.objects.count())
    set_up()
    assert (Page.objects.count(), Locale.objects.count()) == before
    assert Locale.objects.count() == 10


def test_no_mail_about_drafts_leaves_to_a_group(write, person, mailoutbox):
    from serai.components.newsroom.services.groups import align

    story = write("quiet", live=False)
    editor, secretariat = person("editor"), person("secretariat")
    align(secretariat)
    story.get_workflow().start(story, editor)
    assert mailoutbox == []


def test_an_editor_may_send_pictures_and_files(signed_in):
    client = signed_in("editor")
    assert client.get("/editor/images/add/").status_code == 200
    assert client.get("/editor/documents/add/").status_code == 200
    assert "/editor/images/multiple/add/" in client.get("/editor/images/").content.decode()
