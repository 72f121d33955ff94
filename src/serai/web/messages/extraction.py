"""Every text of the code and the templates that waits for translation, and which of them visitors meet."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[2]
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    **dict.fromkeys(("gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext_lazy",), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# Files whose texts only people with an account or at a command line meet. Whatever is not named here
# counts as public, so a forgotten file costs a translation and never leaves a visitor without words.
STAFF = (
    "*/access.py",
    "*/admin.py",
    "*/history.py",
    "*/history/*",
    "*/tasks.py",
    "commons/access/roles.py",
    "commons/accounts/*",
    "commons/audit/*",
    "commons/directory/*",
    "commons/files/*",
    "commons/jobs/*",
    "commons/notices/*",
    "commons/partnership/apps.py",
    "commons/partnership/report.py",
    "commons/partnership/rules.py",
    "commons/partnership/services/*",
    "commons/partnership/templates/*",
    "commons/partnership/views.py",
    "commons/partnership/forms.py",
    "commons/vaults/*",
    "components/*/management/*",
    "components/statistics/datasets.py",
    "components/statistics/forms.py",
    "components/statistics/inventory/*",
    "components/statistics/models/*",
    "components/statistics/refusals.py",
    "components/statistics/registers/*",
    "components/statistics/selectors/datasets.py",
    "components/statistics/structures/files.py",
    "components/statistics/structures/services.py",
    "components/statistics/submissions/*",
    "components/statistics/templates/notices/*",
    "components/statistics/templates/statistics/bench*.html",
    "components/statistics/templates/statistics/cell_rows.html",
    "components/statistics/templates/statistics/dataset.html",
    "components/statistics/templates/statistics/inventory*.html",
    "components/statistics/templates/statistics/match*.html",
    "components/statistics/templates/statistics/parts/asked.html",
    "components/statistics/templates/statistics/parts/preview.html",
    "components/statistics/templates/statistics/parts/understood.html",
    "components/statistics/templates/statistics/registers*.html",
    "components/statistics/templates/statistics/start.html",
    "components/statistics/templates/statistics/structures/load.html",
    "components/statistics/templates/statistics/submissions/*",
    "components/statistics/templates/statistics/workbench.html",
    "components/statistics/workbench/*",
    "components/newsroom/models/pages.py",
    "components/newsroom/picture_form.py",
    "components/newsroom/selectors/changes.py",
    "components/newsroom/wagtail_hooks.py",
    "project/*",
    "testing/*",
    "web/desk/*",
    "web/messages/*",
    "web/templates/web/desk*",
    "web/translators/*",
)
# exceptions to the above: pages of these rooms that a visitor opens
PUBLIC = (
    "commons/accounts/templates/429.html",
    "commons/accounts/templates/accounts/inactive.html",
    "commons/accounts/templates/accounts/login.html",
    "commons/accounts/templates/accounts/parts/*",
    "commons/accounts/templates/account/*",
    "commons/accounts/wording.py",
    "commons/directory/templates/directory/invitation*",
    "commons/notices/templates/notices/unsubscribe*",
    "components/statistics/submissions/calendar.py",
    "components/statistics/submissions/views/publications.py",
    "components/statistics/templates/statistics/submissions/calendar.html",
)


def sources(package: Path = PACKAGE) -> Iterator[Path]:
    """Files that may hold texts: Python and templates, but no migrations."""
    for pattern in ("*.py", "templates/**/*.html", "templates/**/*.txt"):
        yield from (path for path in sorted(package.rglob(pattern)) if "migrations" not in path.parts)


def template_catalogue(package: Path = PACKAGE) -> Catalog:
    """All texts of the package, untranslated, each with the files that use it."""
    catalogue = Catalog(project="Serai", charset="utf-8")
    for path in sources(package):
        code = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # Django turns a template into something that reads as Python once its indentation is gone.
            code = "\n".join(line.lstrip() for line in templatize(code).splitlines())
        stream = io.BytesIO(code.encode())
        found = extract("python", stream, KEYWORDS, comment_tags=("Translators:",))
        for _line, message, comments, context in found:
            # Line numbers would change the catalogue with every edit of a template.
            where = [(path.relative_to(package).as_posix(), 0)]
            catalogue.add(message, None, where, auto_comments=comments, context=context)
    return catalogue


def staff_file(path: str) -> bool:
    """Whether only people with an account meet the texts of a file (``web/desk/items.py``)."""
    return any(fnmatch(path, rule) for rule in STAFF) and not any(fnmatch(path, rule) for rule in PUBLIC)


def is_public(message: Message) -> bool:
    """Whether a visitor can meet a text: one of the files that use it is no staff file."""
    return not all(staff_file(path) for path, _line in message.locations) or not message.locations


def public_texts(catalogue: Iterable[Message]) -> list[Message]:
    """The texts that a visitor can meet, without the header."""
    return [message for message in catalogue if message.id and is_public(message)]
