"""Every text that waits for translation, and the catalogues that hold the translations.

``python -m serai.web.messages`` brings ``locale/*/LC_MESSAGES/django.po`` up to date with the code and the
templates. Babel does the work, so no machine needs GNU gettext.

extraction   which texts there are, and which of them visitors meet
catalogues   the .po files: made, brought up to date, asked how complete they are
checks       whether a translation keeps placeholders, markup and plural forms
exchange     files for translators, out and in: JSON, XLSX, PO
own          what one installation took in, above the package
live         new words reach processes that run
untranslated English that stands in for a missing translation, on right-to-left pages
review       what readers are told about the words of a language
"""

from serai.web.messages.catalogues import catalogues, coverage, create, missing, read, update, waiting
from serai.web.messages.extraction import PACKAGE, is_public, public_texts, template_catalogue

__all__ = [
    "PACKAGE",
    "catalogues",
    "coverage",
    "create",
    "is_public",
    "missing",
    "public_texts",
    "read",
    "template_catalogue",
    "update",
    "waiting",
]
