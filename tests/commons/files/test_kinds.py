"""What a file is, is told by its bytes; its name is made harmless and keeps its letters."""

from __future__ import annotations

import pytest

from serai.commons.files import kinds
from serai.commons.files.names import LONGEST, ending_of, safe_name

TOLD = {
    "a PNG by its signature": (b"\x89PNG\r\n\x1a\n\x00", kinds.PNG, ""),
    "a JPEG by its marker": (b"\xff\xd8\xff\xe0\x00", kinds.JPEG, ""),
    "a WebP inside RIFF": (b"RIFF\x10\x00\x00\x00WEBPVP8 ", kinds.WEBP, ""),
    "a PDF at its first byte": (b"%PDF-1.7\n", kinds.PDF, ""),
    "a sound inside RIFF is no picture": (b"RIFF\x10\x00\x00\x00WAVEfmt ", None, ""),
    "a Windows program": (b"MZ\x90\x00", None, "a Windows program"),
    "a Linux program": (b"\x7fELF\x02", None, "a Linux program"),
    "a shell script": (b"#!/bin/sh\nrm -rf", None, "a script"),
    "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", None, "an old Office file"),
    "a web page": (b"<!DOCTYPE html><html>", None, "a web page or XML"),
    "a web page after blanks": (b"  \n\t<HTML onload=x>", None, "a web page or XML"),
    "a script in the middle of text": (b"name,year\n<script>alert(1)</script>", None, "a web page or XML"),
    "an SVG picture": (b'<svg xmlns="http://www.w3.org/2000/svg">', None, "an SVG picture"),
    "an SVG after an XML declaration": (b'<?xml version="1.0"?><svg onload="x()">', None, "an SVG picture"),
    "a PDF behind something else": (b"GIF\n%PDF-1.4", None, "a PDF document with something else"),
    "control characters are no text": (b"abc\x01\x02", None, ""),
    "Latin-1 is no text": ("Zürich".encode("latin-1"), None, ""),
    "nothing": (b"", None, ""),
}


@pytest.mark.parametrize(("head", "kind", "stranger"), TOLD.values(), ids=TOLD.keys())
def test_the_first_bytes_tell_the_kind(head, kind, stranger):
    told = kinds.tell(head)
    assert told.kind == kind
    assert told.stranger.startswith(stranger) if stranger else told.stranger == ""
    assert not told.text


@pytest.mark.parametrize(
    "text",
    ["year,name\n2024,Türkiye\n", "سال، نام\nافغانستان", "\ufeffnotes", "a < b and b > c\n", "BM,MZ\n1,2\n"],
    ids=["a table", "Persian", "with a byte order mark", "with signs of comparison", "letters of a picture"],
)
def test_plain_text_is_text(text):
    assert kinds.tell(text.encode()).text


def test_a_letter_cut_in_two_at_the_end_of_the_head_is_still_text():
    whole = ("a" * (kinds.HEAD - 1) + "ی").encode()
    assert kinds.tell(whole[: kinds.HEAD]).text


NAMES = {
    "kept as it is": ("Minutes 2024.pdf", "Minutes 2024.pdf"),
    "Persian with its joiner": ("صورت\u200cجلسه.pdf", "صورت\u200cجلسه.pdf"),
    "the last part of a path": ("../../etc/passwd.txt", "passwd.txt"),
    "the last part of a Windows path": ("D:\\papers\\x\\plan.docx", "plan.docx"),
    "a line break cannot begin a header": ("a\r\nSet-Cookie: x.pdf", "a__Set-Cookie_ x.pdf"),
    "a turned direction cannot hide the ending": ("invoice\u202efdp.exe", "invoicefdp.exe"),
    "a name of dots alone": ("...", "file"),
    "nothing": ("", "file"),
    "a quote cannot end a header's value": ('a"b.pdf', "a_b.pdf"),
    "a combined letter becomes one": ("Zu\u0308rich.txt", "Zürich.txt"),
}


@pytest.mark.parametrize(("given", "kept"), NAMES.values(), ids=NAMES.keys())
def test_names_are_kept_in_any_script_and_made_harmless(given, kept):
    assert safe_name(given) == kept


def test_a_long_name_keeps_its_ending():
    name = safe_name("م" * 400 + ".xlsx")
    assert len(name) == LONGEST
    assert name.endswith("م.xlsx")
    assert ending_of(name) == "xlsx"
