"""How a person who is erased is found in what others wrote: by whole words, never by parts of others'."""

from __future__ import annotations

import json

import pytest

from serai.commons.vaults.mentions import Mentions

FOUND = Mentions.of(names=("Anna Example", "نشانه آزمون", "Ali", "Bo Li"), emails=("anna@example.org",))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("By Anna Example, chair", "By […], chair", id="a name of two words"),
        pytest.param("ANNA  EXAMPLE", "[…]", id="in any case and with any space"),
        pytest.param("course-anna-example-2026", "course-[…]-2026", id="with hyphens, as in an address"),
        pytest.param("<p>Anna Example</p>", "<p>[…]</p>", id="between marks"),
        pytest.param("Joanna Example", "Joanna Example", id="not inside another name"),
        pytest.param("Anna Examples", "Anna Examples", id="not at the beginning of another name"),
        pytest.param(
            "Ali came, and quality", "Ali came, and quality", id="a name of one word is not looked for"
        ),
        pytest.param("Bo Light", "Bo Light", id="nor one too short to be anybody's own"),
        pytest.param("to Anna@Example.org.", "to […].", id="an address, before a full stop"),
        pytest.param("hanna@example.org", "hanna@example.org", id="not the end of another address"),
        pytest.param("jo.anna@example.org", "jo.anna@example.org", id="not after a dot either"),
        pytest.param(
            "anna@example.org.test", "anna@example.org.test", id="not the beginning of another address"
        ),
        pytest.param("گفت نشانه آزمون که", "گفت […] که", id="letters of another script"),
        pytest.param(
            json.dumps("گفت نشانه آزمون"), '"' + json.dumps("گفت ")[1:-1] + '[…]"', id="as JSON writes them"
        ),
        pytest.param(r'"one\nAnna Example"', r'"one\n[…]"', id="after a new line inside JSON"),
    ],
)
def test_a_name_goes_and_other_words_stand(text: str, left: str) -> None:
    assert FOUND.without(text) == left
    assert FOUND.within(text) == (text != left)


def test_json_inside_json_is_found_and_stays_json() -> None:
    """As a version of a page holds its words."""
    inner = json.dumps([{"value": "نشانه آزمون آمد"}])
    left = FOUND.without(json.dumps({"body": inner}))
    assert json.loads(json.loads(left)["body"]) == [{"value": "[…] آمد"}]


def test_without_anything_to_look_for_nothing_is_found() -> None:
    assert not Mentions.of(names=("Ali",), emails=("",)).within("Ali ")
    assert Mentions.of((), ()).without("as it is") == "as it is"
