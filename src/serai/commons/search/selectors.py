"""One question for every page, feed and suggestion: what does this reader find."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db.models import F
from django.db.models.expressions import RawSQL
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from serai.commons.access.readers import Reader
from serai.commons.places.languages import stand_ins
from serai.commons.search.models import Entry
from serai.commons.search.records import Group, Hit, Results
from serai.commons.search.words import asked, marked, query, snippet, words

COUNTED = 1000  # what is looked at for one question; beyond it a count says "more than"
SHORT = 5  # of each kind, while all kinds are shown
PAGE = 20
NEAR = 4
TITLES = {
    "partnership.state": _("States"),
    "partnership.activity": _("Activities"),
    "partnership.project": _("Projects"),
    "partnership.component": _("Components"),
    "partnership.body": _("Bodies"),
    "partnership.organisation": _("Organisations"),
    "partnership.framework": _("Frameworks"),
    "partnership.topic": _("Topics"),
    "partnership.source": _("Sources"),
    "statistics.dataflow": _("Statistics"),
    "newsroom.news": _("News"),
    "newsroom.text": _("Pages"),
    "files.file": _("Documents"),
}
Row = dict[str, Any]


def search(reader: Reader, question: str, language: str, *, noun: str = "", page: int = 1) -> Results:
    """What ``reader`` may see and ``question`` finds, by kind, the best first.

    Counts, snippets and near words know only what the reader may see now. Two queries, and one for each
    kind of thing that was found.
    """
    found = asked(question)
    rows = _visible(reader, _matching(reader, found, language)) if found else []
    full = len(rows) >= COUNTED
    kinds: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        kinds[row["noun"]].append(row)
    shown = {noun: kinds.get(noun, [])} if noun in TITLES else kinds
    size = PAGE if noun in TITLES else SHORT
    pages = max(1, -(-len(shown.get(noun, [])) // PAGE)) if noun in TITLES else 1
    page = min(max(page, 1), pages)
    order = list(TITLES)
    groups = tuple(
        Group(kind, TITLES[kind], len(those), tuple(_hit(row, found) for row in those[(page - 1) * size :][:size]))
        for kind, those in sorted(shown.items(), key=lambda item: order.index(item[0]))
        if those
    )  # fmt: skip
    near = _near(reader, found) if found and not rows else ()
    return Results(question, noun if noun in TITLES else "", len(rows), full, groups, page, pages, near)


def suggestions(reader: Reader, question: str, language: str, *, size: int = 8) -> tuple[Hit, ...]:
    """The best few titles for a question that is still being typed; only what the reader may see."""
    found = asked(question)
    if not found or len("".join(found)) < 2:
        return ()
    rows = _visible(reader, _matching(reader, found, language, size=size * 4))
    inside = [row for row in rows if any(word.startswith(found[-1]) for word in words(row["title"]))]
    return tuple(_hit(row, found) for row in [*inside, *(row for row in rows if row not in inside)][:size])


def _matching(reader: Reader, found: Sequence[str], language: str, *, size: int = COUNTED) -> list[Row]:
    """Rows of the index, each thing once, in the language that the reader understands best."""
    text = query(found)
    matching = RawSQL("search_entry.vector @@ %s::tsquery", [text])
    ranked = (
        Entry.objects.visible_to(reader)
        .annotate(found=matching, rank=RawSQL("ts_rank(search_entry.vector, %s::tsquery)", [text]))
        .filter(found=True)
        .order_by(F("rank").desc(), F("day").desc(nulls_last=True), "noun", "key", "language")
        .values("noun", "key", "language", "title", "text", "address", "day")[: size * 2]
    )
    chain = stand_ins(language)
    best: dict[tuple[str, str], Row] = {}
    for found_row in ranked:
        row: Row = dict(found_row)
        name = (row["noun"], row["key"])
        if name not in best or _place(row, chain) < _place(best[name], chain):
            best[name] = row  # keeps the place of the first, which ranks highest
    return list(best.values())[:size]


def _place(row: Row, chain: Sequence[str]) -> int:
    return chain.index(row["language"]) if row["language"] in chain else len(chain)


def _visible(reader: Reader, rows: list[Row]) -> list[Row]:
    """Those that the rooms let the reader see now: the index may be a little old."""
    keys: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["noun"] in TITLES:
            keys[row["noun"]].add(row["key"])
    allowed = {noun: _room(noun).search_visible(reader, noun, those) for noun, those in keys.items()}
    return [row for row in rows if row["key"] in allowed.get(row["noun"], ())]


def _room(noun: str) -> Any:
    return apps.get_app_config(noun.partition(".")[0])


def _hit(row: Row, found: Sequence[str]) -> Hit:
    return Hit(
        noun=row["noun"],
        key=row["key"],
        language=row["language"],
        title=marked(row["title"], found),
        snippet=snippet(row["text"].replace("\n", " \u00b7 "), found),
        url=_url(row["address"]),
        day=row["day"],
    )


def _url(address: Sequence[str]) -> str:
    name, *arguments = address
    if name.startswith("/"):
        return name
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def _near(reader: Reader, found: Sequence[str]) -> tuple[str, ...]:
    """Words of titles that look like a word of the question, in their own spelling, the commonest first."""
    rows = Entry.objects.visible_to(reader).values("noun", "key", "title")[:20_000]
    spelt: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for word in row["title"].split():
            for key in words(word):
                if len(key) > 3 and not key.isdecimal():
                    spelt[key][word.strip(".,;:()“”\"'«»،؛")] += 1
    close: list[str] = []
    for word in found:
        close += difflib.get_close_matches(word, spelt, n=NEAR, cutoff=0.8) if len(word) > 3 else []
    told = list(dict.fromkeys(spelt[key].most_common(1)[0][0] for key in close))[:NEAR]
    return tuple(word for word in told if _visible_words(reader, word))


def _visible_words(reader: Reader, word: str) -> bool:
    # a word is offered only when it leads to something that the reader may see now
    return bool(_visible(reader, _matching(reader, asked(word), get_language() or "en", size=20)))
