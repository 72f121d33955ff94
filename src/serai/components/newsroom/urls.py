"""Everything that the room answers: its addresses, the editor, and pages of words at any other address.

The last pattern takes whatever no room knows, so this room is mounted last.
"""

from __future__ import annotations

from django.urls import include, path, re_path

from serai.components.newsroom.editor import editor
from serai.components.newsroom.views import files, stories

urlpatterns = [
    path("", include("serai.components.newsroom.addresses")),
    editor("editor/"),
    # Wagtail looks for these two by name
    path("documents/<int:number>/<str:name>", files.document, name="wagtaildocs_serve"),
    re_path(r"^((?:[\w\-]+/)+)$", stories.words, name="wagtail_serve"),
]
