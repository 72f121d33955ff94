"""Why a row is refused: its code, a few words, and a sentence with the way out."""

from __future__ import annotations

REASONS: dict[str, str] = {
    "wrong_number_of_fields": (
        "The row has more or fewer fields than the header. Look for a missing quote or a stray separator."
    ),
    "missing_required": "The field is empty and must not be. Fill it in at the source.",
    "unknown_code": "The value is not in the code list. Correct it, or add it to the codes of the mapping.",
    "not_a_number": "The value is not a number. Correct it, or declare the mark under marks.",
    "not_an_integer": "The value has a fraction and should be a whole number.",
    "not_a_year": "The value is not a year of four digits.",
    "not_a_date": "The value is not a date that exists. Write YYYY-MM-DD, or declare the format in the mapping.",
    "not_a_period": "The value is not a period. Write 2024, 2024-05, 2024-Q2, 2024-S1, 2024-W20 or 2024-05-31.",
    "not_a_boolean": "The value is neither true nor false.",
    "out_of_range": "The value lies outside the range that the mapping allows.",
    "undeclared_mark": "The value is missing in a way that the mapping does not name. Declare the mark under marks.",
    "conflicting_key": (
        "An earlier row has the same key and other values; the earlier one counts. Find out which is right."
    ),
    "out_of_scope": "The mapping leaves such rows out, for instance totals beside their parts.",
    "total": "A total of figures that are taken themselves; it is not counted again.",
    "total_differs": "The total is not the sum of its parts. The parts are taken; find out which is right.",
    "unknown_label": "A word of the header or before the row is not known. Correct it in the sheet.",
    "contradicting_labels": "The labels over the figure and before its row say two things. Correct the sheet.",
}
WORDS: dict[str, str] = {
    "wrong_number_of_fields": "more or fewer fields than the header",
    "missing_required": "a needed field is empty",
    "unknown_code": "a value is not in the code list",
    "not_a_number": "not a number",
    "not_an_integer": "not a whole number",
    "not_a_year": "not a year",
    "not_a_date": "not a date that exists",
    "not_a_period": "not a period",
    "not_a_boolean": "neither true nor false",
    "out_of_range": "outside the allowed range",
    "undeclared_mark": "missing in a way that the mapping does not name",
    "conflicting_key": "same key as an earlier row, other values",
    "out_of_scope": "left out by the mapping on purpose",
    "total": "a total of figures that are taken themselves",
    "total_differs": "a total that is not the sum of its parts",
    "unknown_label": "a word of the header or before the row is not known",
    "contradicting_labels": "the labels over the figure and before its row say two things",
}
"""The same in a few words, for a line with a count."""
# what a mapping means to leave out
EXPECTED = ("out_of_scope", "total")

TYPE_REASON = {
    "code": "unknown_code",
    "text": "missing_required",
    "integer": "not_an_integer",
    "decimal": "not_a_number",
    "year": "not_a_year",
    "date": "not_a_date",
    "timestamp": "not_a_date",
    "period": "not_a_period",
    "boolean": "not_a_boolean",
}


def in_words(reason: str) -> str:
    """A reason in a few words, with its code as a mark: "not a year (not_a_year)"; a strange one as it is.

    >>> in_words("not_a_year"), in_words("of_another_time")
    ('not a year (not_a_year)', 'of_another_time')
    """
    return f"{WORDS[reason]} ({reason})" if reason in WORDS else reason
