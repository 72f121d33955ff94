"""What rows say in other languages: shown in the reader's, never stale, never more than the row is."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from serai.commons.access.readers import NOBODY, Reader
from serai.commons.partnership import selectors
from serai.commons.partnership.models import Body, Telling
from serai.commons.partnership.selectors.tellings import Tellings, drafts_in
from serai.kernel.texts import Said

from .folders import add, edit, load

pytestmark = pytest.mark.django_db
HEADER = (
    "partnership,activity_kind,body,component,topic,column,language,text,original,reviewed_by,reviewed_on"
)
LAGOON = "lagoon,,,,,name,fa-af,گفت‌وگوی تالاب,Lagoon Dialogue on Movement (invented),,"
POOL = ",,POOL,,,name,fa-af,حوض جزر و مد,Tide Pool,,"


@pytest.fixture
def told(invented: Path) -> Path:
    """The invented partnership with translations of its name and of one body into Dari."""
    (invented / "tellings.csv").write_text(f"{HEADER}\n{LAGOON}\n{POOL}\n", encoding="utf-8")
    return invented


def said(code: str, key: str = "POOL") -> str:
    with override(code):
        return Tellings(NOBODY).said(Body.objects.get(pk=key), "name")


def test_a_page_in_dari_shows_the_dari_name_and_english_where_there_is_none(
    told: Path, client: Client
) -> None:
    load(told)
    home = client.get("/fa-af/").text
    assert "<span>گفت‌وگوی تالاب</span>" in home  # the page's own language: no mark
    assert "Lagoon Dialogue on Movement" not in home
    bodies = client.get("/fa-af/partnership/bodies/").text
    assert "حوض جزر و مد" in bodies
    assert '<span lang="en" dir="ltr">Assembly of the Lagoon</span>' in bodies
    assert "Tide Pool" not in bodies
    assert "Tide Pool" in client.get("/partnership/bodies/").text
    assert "حوض" not in client.get("/partnership/bodies/").text


def test_persian_stands_in_for_dari_and_dari_for_nobody(told: Path, client: Client) -> None:
    add(told, "tellings.csv", ",,ASSEMBLY,,,name,fa,مجمع تالاب,Assembly of the Lagoon,,")
    load(told)
    assert '<span lang="fa" dir="rtl">مجمع تالاب</span>' in client.get("/fa-af/partnership/bodies/").text
    persian = said("fa")
    assert (persian, getattr(persian, "language", "en")) == ("Tide Pool", "en")
    dari = said("fa-af")
    assert isinstance(dari, Said)
    assert (dari, dari.language) == ("حوض جزر و مد", "fa-af")


def test_every_told_noun_reaches_its_page(told: Path, client: Client) -> None:
    add(told, "tellings.csv", ",regatta,,,,title,tr,Yarış,Regatta,,")
    add(told, "tellings.csv", ",,,,PACT-1,title,tr,Tekneler,Boats,,")
    add(told, "tellings.csv", ",,,EBB-K1,,title,tr,Sayım,Counting,,")
    load(told)
    assert "Yarış" in client.get("/tr/partnership/activities/").text
    assert "Tekneler" in client.get("/tr/partnership/frameworks/PACT/").text
    assert "Sayım" in client.get("/tr/partnership/projects/EBB/").text


def test_a_stale_translation_is_not_shown_and_the_next_load_names_it(told: Path, client: Client) -> None:
    load(told)
    edit(told, "bodies.csv", "Tide Pool", "Ebb Pool")
    report = load(told)
    found = [(r.file, r.line, r.field, r.reason) for r in report.refusals]
    assert found == [("tellings.csv", 3, "original", "the body POOL says something else")]
    assert "Ebb Pool" in report.refusals[0].advice
    assert said("fa-af") == "Ebb Pool"
    assert "حوض" not in client.get("/fa-af/partnership/bodies/").text
    edit(told, "tellings.csv", "Tide Pool", "Ebb Pool")
    assert load(told).refusals == ()
    assert said("fa-af") == "حوض جزر و مد"


@pytest.mark.parametrize(
    ("line", "field", "reason"),
    [
        (",,POOL,,,name,de,Becken,Tide Pool,,", "language", "no language to translate into"),
        (",,POOL,,,name,en,Pool,Tide Pool,,", "language", "no language to translate into"),
        (",,POOL,,,kind,tr,x,working_group,,", "column", "no text of a body that is told"),
        (",,POOL,,,text,tr,x,Tide Pool,,", "column", "no text of a body that is told"),
        (",,PUDDLE,,,name,tr,x,Puddle,,", "body", "there is no PUDDLE among the bodies"),
        (",,,,,name,tr,x,Tide Pool,,", "partnership", "it names nothing"),
        ("lagoon,,POOL,,,name,tr,x,Tide Pool,,", "body", "it names partnership and body"),
        (POOL, "key", "the key POOL/name/fa-af already stands on line 3"),
        (",,POOL,,,name,tr,x,Rock Pool,,", "original", "the body POOL says something else"),
        (",,POOL,,,name,tr,,Tide Pool,,", "text", "it is empty"),
        (",,POOL,,,name,tr,x,Tide Pool,Language office,", "reviewed_on", "a review has a day"),
        (",,POOL,,,name,tr,x,Tide Pool,,2026-01-05", "reviewed_by", "a review has a day"),
    ],
)
def test_a_bad_translation_is_refused_by_file_and_line(
    told: Path, line: str, field: str, reason: str
) -> None:
    number = add(told, "tellings.csv", line)
    refusals = load(told).refusals
    assert [(r.file, r.line, r.field) for r in refusals] == [("tellings.csv", number, field)]
    assert reason in refusals[0].reason
    assert Telling.objects.count() == 2


def test_a_table_that_is_not_told_is_no_column(told: Path) -> None:
    text = (told / "tellings.csv").read_text(encoding="utf-8")
    (told / "tellings.csv").write_text(text.replace(",topic,", ",state,", 1), encoding="utf-8")
    (refusal,) = load(told).refusals
    assert (refusal.file, refusal.line, refusal.field) == ("tellings.csv", 1, "state")


def test_the_same_text_twice_under_another_key_is_refused(told: Path) -> None:
    load(told)
    (told / "tellings.csv").write_text(f"key,{HEADER}\nother,{POOL}\n", encoding="utf-8")
    (refusal,) = load(told).refusals
    assert "POOL/name/fa-af that is already loaded" in refusal.reason


def test_a_translation_is_seen_with_its_row_alone(told: Path, client: Client) -> None:
    load(told)
    Body.objects.filter(pk="POOL").update(audience="partnership")
    member = Reader(7, partnership=True)
    assert [row.pk for row in Telling.objects.visible_to(NOBODY)] == ["lagoon/name/fa-af"]
    assert Telling.objects.visible_to(member).count() == 2
    with override("fa-af"):
        assert selectors.body("POOL", reader=member).line.name == "حوض جزر و مد"
    for page in ("bodies/", "bodies/ASSEMBLY/", "activities/N1/"):
        assert "حوض" not in client.get(f"/fa-af/partnership/{page}").text


def test_the_api_says_what_the_files_say_whatever_the_reader_prefers(told: Path, client: Client) -> None:
    load(told)
    found = client.get("/api/v1/partnership/bodies", headers={"Accept-Language": "fa-AF"}).json()
    assert [body["name"] for body in found["items"]] == ["Assembly of the Lagoon", "Tide Pool"]


def test_many_translations_cost_no_more_statements_than_one(told: Path, client: Client) -> None:
    load(told)
    pages = ("/", "/partnership/bodies/", "/partnership/activities/", "/partnership/frameworks/PACT/")

    def asked(language: str) -> list[int]:
        numbers = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"{language}{page}").status_code == 200
            numbers.append(len(queries))
        return numbers

    asked("/fa-af")  # what Django keeps for the process
    few, english = asked("/fa-af"), asked("")
    for key in ("PACT-1", "PACT-2", "PACT2-1"):
        title = {"PACT-1": "Boats", "PACT-2": "Nets", "PACT2-1": "Nets and boats"}[key]
        add(told, "tellings.csv", f",,,,{key},title,fa-af,متن,{title},,")
    for key, title in (("regatta", "Regatta"), ("lesson", "Lesson")):
        add(told, "tellings.csv", f",{key},,,,title,fa-af,متن,{title},,")
    load(told)
    assert asked("/fa-af") == few
    # one for the frame and one for each question; nothing is asked on an English page
    assert all(0 < more - fewer <= 3 for more, fewer in zip(few, english, strict=True)), (few, english)


def test_drafts_are_told_until_somebody_has_reviewed_them(told: Path) -> None:
    load(told)
    assert drafts_in("fa-af")
    assert not drafts_in("tr")
    assert not drafts_in("en")
    text = (told / "tellings.csv").read_text(encoding="utf-8")
    (told / "tellings.csv").write_text(
        text.replace(",,\n", ",Language office,2026-01-05\n"), encoding="utf-8"
    )
    assert load(told).refusals == ()
    assert not drafts_in("fa-af")


def test_the_shipped_partnership_tells_as_much_in_every_language(silk_routes: Path) -> None:
    load(silk_routes)
    numbers = {
        code: Telling.objects.filter(language=code).count() for code in ("ar", "fa-af", "ur", "ckb", "ru")
    }
    # 5 texts of the partnership, 13 names and 12 short names of bodies, 8 short titles, 42 kinds, 15 titles of
    # components and 10 of what strands are, 5 objectives, 76 topics; COLEP is an abbreviation
    assert set(numbers.values()) == {5 + 25 + 8 + 42 + 25 + 5 + 76}
    assert not Telling.objects.exclude(reviewed_on="").exists()
    with override("ur"):
        overview = selectors.home_overview(reader=NOBODY).partnership
        assert overview is not None
        assert overview.name == "بوڈاپیسٹ عمل کے تحت ہجرت کے لیے شاہراہِ ریشم شراکت داری"
