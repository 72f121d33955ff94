"""Columns of written names turned into columns that can be compared. Arrow in, Arrow out.

Work is done once for each distinct word, and a register of a million names has few: the rest is index
arithmetic over all rows at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from serai.engine.compute.names.skeletons import plain, script_of, skeleton_of, taken_apart
from serai.engine.compute.names.tables import normal, words

NAME_COLUMNS = ("key", "words", "normal", "apart", "script", "single")
_APART = ("stop", "honorific", "suffix", "kunya", "kin", "article")
# what joins two words on paper and separates them for a reader
_BETWEEN = (
    ("([\u0600-\u06ff])\u200c", "\\1 "),
    (r"(?i)\b[swd]/o\b", " bin "),
    # Mizanur Rahman, Nurun Nahar, Badrud Duja: the article at the end of the first word, before words that it
    # is known to stand before, or Harun Noori would lose his last letter
    (
        r"([a-z]{2,}[a-np-tv-z])[uo](?:r (r[aeo]h|ra[sz]|rez)|n (nah|ne[hs]|ni[ns]|nis)|d (d[auo])|s (sale)|z (zam))",
        "\\1 \\2\\3\\4\\5\\6",
    ),
    (
        "([\u0985-\u09ff]{2,})[\u09c1\u09c2\u0989](?:র (র[হেশা])|ন (না|নে|নি)|দ (দ)|স (সালে)|জ (জা))",
        "\\1 \\2\\3\\4\\5\\6",
    ),
)
_SPLIT = '[\\s.,;:/_()\\[\\]"\u060c\u061b\u06d4\u0964+*-]+'


def prepare_names(names: pa.Array | pa.ChunkedArray) -> pa.Table:
    """What can be compared of each name, whatever the script it is written in.

    Shape:   n names -> n rows: ``key`` the skeletons of its words run together, so that it does not matter
             where a name is divided; ``words`` the skeletons one by one, in order; ``normal`` the words in
             their own script without variants of letters; ``apart`` stop words, honorifics and kunya that
             were set aside, in order; ``script`` (Latn, Arab, Beng, Zzzz); ``single`` whether there is no
             more than one word to compare.
    Unknown: an empty or absent name gives null everywhere; a name that is nothing but words set aside keeps
             them as its words as well.
    Source:  the tables beside this module say theirs.
    """
    column = names.combine_chunks() if isinstance(names, pa.ChunkedArray) else names
    text = pc.utf8_lower(pc.fill_null(column.cast(pa.string()), ""))
    for pattern, instead in _BETWEEN:
        text = pc.replace_substring_regex(text, pattern, instead)
    tokens = pc.split_pattern_regex(text, _SPLIT)
    owner, simple = _simple_words(tokens)
    return _compared(len(column), owner, simple)


def skeleton(name: str) -> str:
    """The skeleton of one name, its words apart: ``HSYN RZA`` for حسین رضا, Hussein Reza and হোসেন রেজা."""
    made: list[str] | None = prepare_names(pa.array([name])).column("words")[0].as_py()
    return " ".join(made or [])


def _simple_words(tokens: pa.ListArray) -> tuple[Any, pa.DictionaryArray]:
    """Every simple word of every name in order, with the row that it belongs to."""
    owner = np.asarray(pc.list_parent_indices(tokens))
    distinct = pc.list_flatten(tokens).dictionary_encode()
    spread = [
        [part for part in taken_apart(plain(token)) if part] if token else []
        for token in distinct.dictionary.to_pylist()
    ]
    lists = pa.array(spread, pa.list_(pa.string())).take(distinct.indices)
    counts = np.asarray(pc.list_value_length(lists))
    return np.repeat(owner, counts), pc.list_flatten(lists).dictionary_encode()


def _compared(rows: int, owner: Any, simple: pa.DictionaryArray) -> pa.Table:
    vocabulary: list[str] = simple.dictionary.to_pylist()
    forms = [normal(word) for word in vocabulary]
    kinds = [words().kinds.get(form, ("", form)) for form in forms]
    code = np.asarray(simple.indices)
    apart = _each(kind in _APART for kind, _ in kinds)[code]
    # a name of nothing but such words is compared by them
    others = np.bincount(owner[~apart], minlength=rows)
    kept = ~apart | ((others[owner] == 0) & ~_each(kind == "article" for kind, _ in kinds)[code])
    owner_kept, code_kept = owner[kept], code[kept]
    follows = owner_kept[1:] == owner_kept[:-1]
    # the servant and the name that follows are one word
    joins = _each(kind == "joined" for kind, _ in kinds)[code_kept]
    joins[-1:] = False
    joins[:-1] &= follows
    # an abbreviation sounds like the word that it stands for
    sounds = [
        "ABD" if kind == "joined" else skeleton_of(name, name) if kind in _APART else skeleton_of(word, form)
        for word, form, (kind, name) in zip(vocabulary, forms, kinds, strict=True)
    ]
    starts = np.append(True, ~joins[:-1])[: len(code_kept)]
    word = pc.binary_join(_lists(np.flatnonzero(starts), _taken(sounds, code_kept)), "")
    words_of = _lists_of(owner_kept[starts], word, rows)
    # vowels where words meet may be written or not: Ali Reza, Alireza
    inner, outer = np.append(False, follows), np.append(follows, False)
    variants = [
        _between(sound, lead, trail) for lead in (False, True) for trail in (False, True) for sound in sounds
    ]
    pieces = _taken(variants, code_kept + len(sounds) * (2 * inner + outer)[: len(code_kept)])
    first = np.flatnonzero(np.append(True, ~follows)[: len(code_kept)])
    scripts = np.full(rows, None, dtype=object)
    scripts[owner_kept[first]] = np.array([script_of(w) for w in vocabulary], dtype=object)[code_kept[first]]
    return pa.table(
        {
            "key": _joined(owner_kept, pieces, rows, ""),
            "words": words_of,
            "normal": _joined(owner_kept, _taken(forms, code_kept), rows, " "),
            "apart": _joined(owner[apart], _taken([name for _, name in kinds], code[apart]), rows, " "),
            "script": pa.array(scripts, pa.string()),
            "single": pc.less_equal(pc.list_value_length(words_of), 1),
        }
    )


def _between(sound: str, lead: bool, trail: bool) -> str:
    cut = sound[1:] if lead and sound[0:1] == "A" and len(sound) > 2 else sound
    return cut[:-1] if trail and cut[-1:] == "A" and len(cut) > 2 else cut


def _each(values: Iterable[bool]) -> Any:
    return np.fromiter(values, dtype=bool)


def _taken(values: list[str], indices: Any) -> pa.Array:
    return pa.array(values, pa.string()).take(pa.array(indices, pa.int64()))


def _lists(starts: Any, values: pa.Array) -> pa.ListArray:
    return pa.ListArray.from_arrays(pa.array(np.append(starts, len(values)), pa.int32()), values)


def _lists_of(owner: Any, values: pa.Array, rows: int) -> pa.ListArray:
    """Values as one list for each row; null where a row has none."""
    counts = np.bincount(owner, minlength=rows)
    offsets = np.append(0, np.cumsum(counts))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values, mask=pa.array(counts == 0))


def _joined(owner: Any, values: pa.Array, rows: int, between: str) -> pa.Array:
    return pc.binary_join(_lists_of(owner, values, rows), between)
