"""Every history reads in words: each noun is told somewhere, with words for each field, and one comes there."""

from __future__ import annotations

import re
from pathlib import Path

from pghistory.core import event_models

import serai
from serai.commons.audit.declaring import nouns, places

# kept, chained and verified, but told on no page of history, and why
UNTOLD = {
    "notices.preference": "a person's own choice, on no page but theirs",
    "notices.rhythm": "a person's own choice, on no page but theirs",
    **dict.fromkeys(
        (
            *("newsroom.newspage", "newsroom.textpage"),
            *("newsroom.newsreader", "newsroom.textreader", "newsroom.storyactivity"),
        ),
        "pages are told from what Wagtail keeps of their versions; triggers keep every write for the chain",
    ),
    "newsroom.subscriber": "subscribers stand on no page, and their history holds no address",
    "vaults.change": "a number and a digest; what was done stands in the vault's own log",
    "vaults.tombstone": "written once, and shown whole on the page of the vaults",
}
# nouns that are linked from no template of ours, and how one comes to their history
LED_TO = {
    "newsroom.contactrole": "a button in the editor's list",
    "newsroom.picture": "a link in the editor's form",
    "partnership.activitykind": "has no page: the history of an activity leads to that of its kind",
    "partnership.programme": "has no page: the history of a project leads to that of its programme",
}


def test_every_history_is_told_under_some_noun():
    kept = {model._meta.db_table: model.pgh_tracked_model._meta.label_lower for model in event_models()}
    told = {kept[table] for table in places()}
    assert set(kept.values()) - told - set(UNTOLD) == set()
    assert set(UNTOLD) & told == set(), "a reason outlives its gap"


def test_every_page_that_an_editor_writes_is_told_from_what_wagtail_keeps():
    from wagtail.models import get_page_models

    from serai.components.newsroom.models import SitePage

    written = {model._meta.label_lower for model in get_page_models() if issubclass(model, SitePage)}
    assert written == {noun.label for noun in nouns().values() if noun.log is not None}


def test_one_comes_to_every_history_from_the_page_of_the_thing():
    """By a link of its page, or by the history of the thing on whose page it stands."""
    source = Path(serai.__file__).parent
    linked = {
        label
        for template in source.rglob("templates/**/*.html")
        for label in re.findall(r'history_(?:link|of_row)\.html" with noun="([^"]+)"', template.read_text())
    }
    standing = {noun.label for noun in nouns().values() if noun.of}
    assert linked - set(nouns()) == set(), "a link to no history"
    assert set(nouns()) - linked - standing - set(LED_TO) == set()
    assert set(LED_TO) & (linked | standing) == set(), "a reason outlives its gap"


def test_every_field_that_is_told_has_words():
    kept = {
        model.pgh_tracked_model: {field.name for field in model._meta.local_concrete_fields}
        for model in event_models()
    }
    wordless = sorted(
        f"{model._meta.label_lower}.{field.name}"
        for noun in nouns().values()
        if noun.log is None
        for model, titles, to_noun in [
            (noun.model, noun.fields, ""),
            *(
                (part.model, part.fields, part.to_noun)
                for part in noun.parts
                if not part.model._meta.auto_created
            ),
        ]
        for field in model._meta.local_concrete_fields
        if field.name in kept.get(model, ())
        and not field.primary_key
        and field.name not in (to_noun, *titles)
    )
    assert wordless == []
