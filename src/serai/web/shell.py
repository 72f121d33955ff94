"""The shell's own pages, declared as a room is: home, and what the partnership is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from serai.web.manifest import Room

MANIFEST = Room(name="web", title=_("Partnership"), url_prefix="", url_module="serai.web.urls")
