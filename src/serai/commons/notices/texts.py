"""The words of a notice in a language: subject, text, and the same as simple HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.urls import translate_url
from django.utils.translation import get_language_bidi, gettext, override

from serai.commons.notices import rules

ADDRESSES = ("url", "link", "leave")  # words that lead somewhere: a path of ours becomes a whole address
LOCAL = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Text:
    """What a person reads; ``subject`` is one line, ``body`` is plain text."""

    subject: str
    body: str


@dataclass(frozen=True)
class MailText:
    """What is sent: one line, plain text, and the same in simple HTML."""

    subject: str
    plain: str
    html: str


def absolute(path: str) -> str:
    """The whole address of a path of this site, as SERAI_BASE_URL says it is reached."""
    return f"{settings.BASE_URL or LOCAL}{path}" if path.startswith("/") else path


def in_language(path: str, language: str) -> str:
    """The same page of this site for readers of ``language``, whatever language the path was made in."""
    first, _slash, rest = path.removeprefix("/").partition("/")
    bare = f"/{rest}" if first in dict(settings.LANGUAGES) else path
    with override(settings.LANGUAGE_CODE):
        return translate_url(bare, language)


def text(kind: str, words: Mapping[str, Any], *, language: str, url: str = "") -> Text:
    """The notice ``kind`` in ``language``. Raises: TemplateDoesNotExist when it has no words."""
    with override(language):
        told = {name: rules.keep_lines(str(word)) for name, word in words.items()}
        if url:
            told["url"] = in_language(url, language)
        told |= {name: absolute(told[name]) for name in ADDRESSES if name in told}
        template: Any = get_template(f"notices/{kind}.txt")
        # plain text: nothing is escaped, and the words above hold nothing that could end a line
        made = template.template.render(Context(told, autoescape=False))
    return Text(*rules.subject_and_body(made))


def mail_text(
    parts: Iterable[Text], *, language: str, subject: str = "", unsubscribe: str = "", synthetic: bool = False
) -> MailText:
    """One mail of one or several notices, with what every mail says at its end."""
    told = list(parts)
    with override(language):
        line = subject or told[0].subject
        context = {
            "parts": told,
            "several": bool(subject),
            "subject": line,
            "synthetic": synthetic,
            "unsubscribe": absolute(unsubscribe),
            "site": absolute("/"),
            "language": language,
            "direction": "rtl" if get_language_bidi() else "ltr",
        }
        template: Any = get_template("notices/parts/mail.txt")
        plain = template.template.render(Context(context, autoescape=False))
        html = render_to_string("notices/parts/mail.html", context)
        if synthetic:
            line = gettext("[synthetic] %(subject)s") % {"subject": line}
    return MailText(" ".join(line.split()), plain.strip() + "\n", html)
