"""What was taught in the browser and downloaded as YAML says the same to whoever reads it back."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from serai.engine.errors import MappingInvalid
from serai.engine.ingest.mappings import read_mapping, with_words
from serai.engine.model.looks import code_label

TRICKY = [
    *(
        "no",
        "yes",
        "on",
        "NO",
        "~",
        "null",
        "true",
        "1:20",
        "1e3",
        "0x10",
        "007",
        "1_000",
        "2024-01-31",
        "#x",
        "'",
    ),
    *('"', "''", "[x]", "{x}", "*x", "&x", "!x", "%x", "@x", "`x", "|", ">", "=", "<<", "x:", ":x"),
    *(
        "- x",
        "? x",
        "a: b",
        "a #b",
        "---",
        "ورود: مردان",
        "جمع کل:",
        "ستون\u200cها",
        "\u202bراست\u202c",
        "۱:۲۰",
    ),
    *("a\nb", "a\tb", " a", "a ", "\u0085", "a\u0085b", "\u2028", "\ufeff", "\x00", "😀"),
]
labels = st.one_of(
    st.sampled_from(TRICKY), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
)
words = st.one_of(
    st.sampled_from(["total", "nothing", "not_data", {"direction": "OUT"}, {"direction": "IN", "sex": "M"}]),
    st.builds(lambda name: {"post": name}, labels),
)


@given(taught=st.dictionaries(labels, words, min_size=1, max_size=6), title=labels)
@example(taught=dict.fromkeys(TRICKY, "not_data"), title="no")
@settings(max_examples=150, deadline=None)
def test_labels_come_back_as_they_were_written(taught, title, tmp_path_factory):
    try:
        text = with_words("crossings_monthly", name="own", title=title, words=taught, dataset="own_data")
    except MappingInvalid:
        return  # refused before it is kept, and said so
    # by the rules of YAML itself, with which other programs read it
    assert (plain := yaml.safe_load(text))["grid"]["words"] == taught
    assert (plain["title"], plain["dataset"]) == (title, "own_data")
    file = Path(tmp_path_factory.mktemp("mapping")) / "own.yaml"
    file.write_bytes(text.encode())
    assert {word.text for word in read_mapping(file).grid.words} == set(taught)


@pytest.mark.parametrize("label", TRICKY)
def test_a_label_that_yaml_could_mistake_is_not_refused(label):
    if label.strip():
        text = with_words("crossings_monthly", name="own", title="Own", words={label: "not_data"})
        assert yaml.safe_load(text)["grid"]["words"] == {label: "not_data"}


@given(
    headers=st.dictionaries(labels, st.sampled_from(["post", "month", "direction", "sex"]), max_size=4),
    code=labels,
)
@settings(max_examples=80, deadline=None)
def test_headers_and_codes_of_columns_come_back(headers, code):
    taught = {header: {"field": axis} for header, axis in headers.items()}
    taught |= {
        code_label(header, code): {axis: "IN"}
        for header, axis in headers.items()
        if axis == "direction" and code_label(header, code) not in taught
    }
    try:
        text = with_words("crossings_monthly", name="own", title="Own", words=taught)
    except MappingInvalid:
        return
    grid = yaml.safe_load(text)["grid"]
    assert grid.get("fields", {}) == headers
