"""What the newsroom declares."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from serai.web.manifest import Room

MANIFEST = Room(name="newsroom", title=_("News"))
