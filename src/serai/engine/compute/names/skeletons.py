"""The skeleton of one word: what is left of it in every script, in Latin capitals."""

from __future__ import annotations

import re
import unicodedata

from serai.engine.compute.names.tables import letters, normal, words

ARABIC, BENGALI, LATIN, OTHER = "Arab", "Beng", "Latn", "Zzzz"
_MARKS = re.compile(
    "[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0640\u200b-\u200f]"
)
_MEN = r"(?:mu|mo|ma|me)h[aou]mm?[aeuo]d"
_BENGALI_SECOND = (("[ুউ]দ্দ[িী][নণ]", "দিন"), ("[ুউ]ল্(?:ল|ল্য|য)াহ?", "আল্লাহ"))
_FAMILY = {"ی", "یان", "یون", "زاده", "پور", "نژاد", "خان", "وند"}
_LATIN_FAMILY = re.compile(r"i|y|ee|ian|zada|zadeh|pour|pur|nejad|nezhad|nizhad|khan")


def script_of(word: str) -> str:
    """The script of the first letter that has one of ours: ISO 15924, Zzzz for any other."""
    for letter in word:
        code = ord(letter)
        if 0x0600 <= code < 0x0780 or 0xFB50 <= code < 0xFF00:
            return ARABIC
        if 0x0980 <= code < 0x0A00:
            return BENGALI
        if letter.isalpha() and code < 0x0250:
            return LATIN
    return OTHER


def plain(word: str) -> str:
    """A word with its letters apart from what is optional: case, accents, vowel marks, joiners, digits."""
    text = unicodedata.normalize("NFKC", word).casefold()
    script = script_of(text)
    if script == LATIN:
        text = "".join(c for c in unicodedata.normalize("NFD", text) if "a" <= c <= "z" or c == "ı")
        return re.sub("que$", "q", text.replace("ı", "i"))
    text = _MARKS.sub("", text)
    return "".join(
        c for c in text if not c.isdecimal() and (c.isalpha() or unicodedata.category(c)[0] == "M")
    )


def skeleton_of(word: str, form: str) -> str:
    """The skeleton of a plain word, whose normal form is ``form``.

    Consonants by sound, and whether the word begins and ends with a vowel.
    Short vowels are not written in Arabic letters and long ones are written in many ways, so none inside
    a word counts; at the end every script writes them, and at the start every script shows that there is one.
    """
    known = words().skeletons.get(form)
    if known is not None:
        return known
    if script_of(word) == OTHER:
        return form.upper()
    sounds = _sounds(word)
    if not sounds:
        return ""
    first, last = sounds[0], sounds[-1]
    made = [{"V": "B"}.get(first, first)]
    before = first
    for sound in sounds[1:]:
        if sound not in "AWYV" and sound != before:
            made.append(sound)
        before = sound
    if len(sounds) > 1 and last in "AWYVH":
        # of سماحة the first of the two stays: it is Samaha, and شاه is Sha
        if last == "H" and len(made) > 1 and made[-1] == "H" and not sounds.endswith("HH"):
            made.pop()
        made.append("A")
    return "".join(made)


def _sounds(word: str) -> str:
    table, longest = letters()
    made, at = [], 0
    while at < len(word):
        for size in range(min(longest, len(word) - at), 0, -1):
            part = word[at : at + size]
            sound = table.get("^" + part) if at == 0 else None
            if sound is None:
                sound = table.get(part)
            if sound is not None:
                made.append(sound)
                at += size
                break
        else:
            at += 1
    return "".join(made)


def taken_apart(word: str) -> tuple[str, ...]:
    """A plain word as the simple words that were written together in it: Abdulrahman, نورالدین, নূরুল.

    The article goes, and "Abd" stands before the name it belongs to.
    """
    known, form = words(), normal(word)
    if form in known.kinds or form in known.skeletons:
        return (word,)
    match script_of(word):
        case "Arab":
            return _arabic(word)
        case "Beng":
            return _bengali(word)
        case "Latn":
            return _latin(word)
    return (word,)


def _arabic(word: str) -> tuple[str, ...]:
    word = word.replace("أ", "ا").replace("إ", "ا").replace("ٱ", "ا").replace("اللہ", "الله")
    if word.startswith("عبدال") and len(word) > 6:
        rest = word.removeprefix("عبدال")
        return ("عبد", "الله" if rest in ("له", "لہ") else rest)
    if word.endswith("الله") and len(word) > 5:
        return (*taken_apart(word.removesuffix("الله")), "الله")
    if word.startswith("محمد") and len(word) > 5 and word[4:] not in _FAMILY:
        return ("محمد", *taken_apart(word[4:]))
    if word.startswith("ابو") and len(word) > 4:
        return ("ابو", *taken_apart(word[3:].removeprefix("ال")))
    if word.startswith("ال") and len(word) > 4:
        return taken_apart(word[2:])
    inside = re.fullmatch(r"(..+?)ال(...+)", word)
    if inside and inside[2] not in _FAMILY:
        return (inside[1], *taken_apart(inside[2]))
    return (word,)


def _bengali(word: str) -> tuple[str, ...]:
    servant = re.fullmatch(r"(?:আব্দ|আবদ)(?:ুল|ুর|ুস|ুজ|ুন|ুশ|েল)্?(.{2,})", word)
    if servant:
        return ("আব্দুল", "আল্লাহ" if servant[1].startswith("লা") else servant[1])
    for endings, second in _BENGALI_SECOND:
        found = re.fullmatch(rf"(.{{2,}}?)(?:{endings})", word)
        if found:
            return (found[1], second)
    found = re.fullmatch(r"(.{2,})[ুূউ]ল", word)
    return (found[1],) if found else (word,)


def _latin(word: str) -> tuple[str, ...]:
    servant = re.fullmatch(
        r"abd(?:[aeo]|[ou]u?|oo)(?:l|r(?=r)|s(?=s)|z(?=z)|n(?=n)|d(?=d)|t(?=t))(.{3,})", word
    )
    if servant:
        return ("abdul", "allah" if re.fullmatch(r"lah?", servant[1]) else servant[1])
    if re.fullmatch(r"abd[aeou]+ll?ah?", word):
        return ("abdul", "allah")
    found = re.fullmatch(rf"({_MEN})(.{{3,}})", word)
    if found and not _LATIN_FAMILY.fullmatch(found[2]):
        return (found[1], *taken_apart(found[2]))
    found = re.fullmatch(r"(.{2,}?)[aeou]?dd[iey]{1,2}ne?", word) or re.fullmatch(
        r"(.{3,}?)ull?d[ie]{1,2}n", word
    )
    if found:
        return (found[1], "din")
    found = re.fullmatch(r"(.{2,}?)[ou]{1,2}(?:llah?|lah)", word)
    if found:
        return (found[1], "allah")
    found = re.fullmatch(r"ab[ou]{1,2}(?:l(?=[^aeiou]))?([^aeiou].{2,})", word)
    if found:
        return ("abu", *taken_apart(found[1]))
    if re.fullmatch(r"[ae]l[^aeiou].{3,}", word):
        return taken_apart(word[2:])
    found = re.fullmatch(r"(.{3,})ul", word)
    return (found[1],) if found else (word,)
