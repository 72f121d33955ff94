"""What a story is built of: words that somebody said, files for those who read the story, pictures of tables."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model

from serai.commons.partnership.models import Organisation
from serai.components.newsroom.models import NewsReader
from serai.components.statistics import services as statistics

pytestmark = pytest.mark.django_db

CONTENT = b"%PDF-1.4\n".ljust(12_288, b"x")  # twelve times 1,024 bytes


def body(block: str, /, **value: Any) -> str:
    return json.dumps([{"type": block, "value": value}])


def page(client: Client, slug: str, language: str = "") -> str:
    answer = client.get(f"{language}/news/{slug}/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def minutes(site, person):
    """A file as somebody sends it to the editor."""
    sender = Client()
    sender.force_login(person("editor", name="sender"))
    sent = SimpleUploadedFile("minutes-of-may.pdf", CONTENT, "application/pdf")
    sender.post("/editor/documents/add/", {"title": "Minutes <of> May", "file": sent, "tags": ""})
    made = get_document_model().objects.get()
    yield made
    made.file.delete(save=False)  # the next test gets the same name


def test_a_quotation_is_shown_with_who_says_it_and_markup_in_it_is_not_run(site, write, client):
    write("said", body=body("quote", text="We <b>count</b> once & well", by='Office "of" <i>Records</i>'))
    assert (
        "<blockquote><p>We &lt;b&gt;count&lt;/b&gt; once &amp; well</p>"
        "<footer>Office &quot;of&quot; &lt;i&gt;Records&lt;/i&gt;</footer></blockquote>"
    ) in page(client, "said")


def test_a_quotation_without_a_speaker_has_no_empty_line_below_it(site, write, client):
    write("said", body=body("quote", text="Words", by=""))
    assert "<blockquote><p>Words</p></blockquote>" in page(client, "said")


def test_a_file_is_shown_with_its_name_its_kind_and_its_size(minutes, write, client):
    write("with-file", body=body("file", document=minutes.pk, title=""))
    words = page(client, "with-file")
    assert f'<a href="/documents/{minutes.pk}/minutes-of-may.pdf">Minutes &lt;of&gt; May</a>' in words
    assert "PDF, 12.0\xa0KB" in words
    write("with-words", body=body("file", document=minutes.pk, title="What was <decided>"))
    words = page(client, "with-words")
    assert ">What was &lt;decided&gt;</a>" in words
    assert "Minutes" not in words


def test_the_size_of_a_file_is_in_the_digits_of_the_page(minutes, write, client):
    """The story is in English; what the house says beside it is in the reader's language and direction."""
    write("with-file", body=body("file", document=minutes.pk, title=""))
    told = re.search(
        r'<span class="soft" lang="fa" dir="rtl">([^<]*)</span>', page(client, "with-file", "/fa")
    )
    assert told is not None
    assert told.group(1).startswith("PDF\u060c ۱۲")
    assert not re.search("[0-9]", told.group(1))


def test_a_file_is_sent_as_a_download_that_nobody_on_the_way_keeps(minutes, write, client):
    write("with-file", body=body("file", document=minutes.pk, title=""))
    answer = client.get(f"/documents/{minutes.pk}/minutes-of-may.pdf")
    assert answer.status_code == 200
    assert answer.getvalue() == CONTENT
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="minutes-of-may.pdf"'
    assert answer["Content-Length"] == "12288"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert client.get(f"/documents/{minutes.pk}/other.pdf").status_code == 404, "a number alone opens nothing"
    assert client.get(f"/documents/{minutes.pk + 1}/minutes-of-may.pdf").status_code == 404


# whoever holds a role is of the partnership; an editor works with every file
AUDIENCES = [
    ("public", {"nobody", "partner", "named", "owner", "other", "editor"}),
    ("partnership", {"partner", "named", "owner", "other", "editor"}),
    ("organisations", {"named", "owner", "editor"}),
    ("owner", {"owner", "editor"}),
]


@pytest.fixture
def readers(site, person):
    """A browser for each kind of reader."""
    for key in ("ZZ-NAMED", "ZZ-OTHER"):
        Organisation.objects.create(key=key, name=f"Office {key}", kind="agency")
    people = {
        "partner": person("statistician"),
        "named": person("reader", name="named", organisation="ZZ-NAMED"),
        "owner": person("reader", name="owner", organisation="ICMPD"),
        "other": person("reader", name="other", organisation="ZZ-OTHER"),
        "editor": person("editor"),
    }
    browsers = {"nobody": Client()}
    for name, user in people.items():
        browsers[name] = Client()
        browsers[name].force_login(user)
    return browsers


def test_a_file_is_for_those_who_may_read_a_story_with_it(minutes, write, readers):
    """As long as it stands there: a draft, a closed story and a story that dropped it open nothing."""
    address = f"/documents/{minutes.pk}/minutes-of-may.pdf"

    def served() -> set[str]:
        return {name for name, client in readers.items() if client.get(address).status_code == 200}

    assert served() == {"editor"}, "a file that stands nowhere"
    story = write("with-file", body=body("file", document=minutes.pk, title=""), live=False)
    assert served() == {"editor"}, "a draft"
    for audience, expected in AUDIENCES:
        story.audience, story.audience_owner_id = audience, "ICMPD"
        story.named = [NewsReader(organisation_id="ZZ-NAMED")]
        story.save_revision().publish()
        assert served() == expected, audience
    story.audience, story.body = "public", body("quote", text="The file is gone", by="")
    story.save_revision().publish()
    assert served() == {"editor"}, "the story dropped it"


def test_a_table_is_shown_by_its_chart_with_its_title_and_what_is_invented_says_so(
    site, published, write, client
):
    write(
        "charted",
        body=body("release", dataflow="DF_TEST_FLOWS", kind="chart", caption='Who came "in" <2021>'),
    )
    words = page(client, "charted")
    chart = reverse("statistics:chart", args=["DF_TEST_FLOWS", 1, "svg"])
    table = reverse("statistics:release", args=["DF_TEST_FLOWS"])
    assert f'<a href="{table}"><img src="{chart}" alt="Who came &quot;in&quot; &lt;2021&gt;"' in words
    assert (
        f'<bdi>Who came &quot;in&quot; &lt;2021&gt;</bdi> <a href="{table}">Title of DF_TEST_FLOWS</a>'
        in words
    )
    assert "Synthetic data" in words.partition("<article>")[2]
    picture = client.get(chart)
    assert (picture.status_code, picture["Content-Type"].partition(";")[0]) == (200, "image/svg+xml")
    write("reported", body=body("release", dataflow="DF_TEST_REPORTED", kind="chart", caption="Workers"))
    words = page(client, "reported").partition("<article>")[2].partition("</article>")[0]
    assert "Title of DF_TEST_REPORTED" in words
    assert "Synthetic" not in words


def test_the_chart_is_that_of_the_latest_revision(site, published, builders, home, write, client):
    write("charted", body=body("release", dataflow="DF_TEST_FLOWS", kind="chart", caption="Who came"))
    again = builders["flows"](home / "releases", revision=2)
    statistics.register(builders["shelf"]([], [*published.releases(), again]))
    words = page(client, "charted")
    assert reverse("statistics:chart", args=["DF_TEST_FLOWS", 2, "svg"]) in words
    assert reverse("statistics:chart", args=["DF_TEST_FLOWS", 1, "svg"]) not in words


def test_a_table_for_the_partnership_is_not_in_the_story_that_a_visitor_reads(
    site, builders, home, write, client, person
):
    info = builders["flows"](home / "releases")
    info.passport["audience"] = {"audience": "partnership"}
    statistics.register(builders["shelf"]([], [info]))
    write("charted", body=body("release", dataflow="DF_TEST_FLOWS", kind="chart", caption="Who came"))
    words = page(client, "charted")
    assert "DF_TEST_FLOWS" not in words
    assert "Who came" not in words, "nor what its line says of it"
    client.force_login(person("statistician"))
    assert "Title of DF_TEST_FLOWS" in page(client, "charted")
