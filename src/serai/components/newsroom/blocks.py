"""The blocks that a page is built of. Each draws itself with a template of this room.

A figure is never typed: the block holds the name of a published cell, and the number is read when the
page is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

RICH = ["h2", "h3", "bold", "italic", "ol", "ul", "link"]


def _live(parent: Mapping[str, Any] | None) -> Any:
    """The reader who looks at the page; a visitor where nobody is known (a mail, a search entry)."""
    from serai.commons.access.readers import NOBODY

    request = (parent or {}).get("request")
    return getattr(request, "reader", NOBODY) if request is not None else NOBODY


class FigureBlock(blocks.StructBlock):  # type: ignore[misc]
    """A published observation, named by its table, revision and code, as its passport page shows them."""

    dataflow = blocks.CharBlock(label=_("table"), help_text=_("For example DF_REPORTED_FIGURES"))
    revision = blocks.IntegerBlock(label=_("revision"), min_value=1)
    cell = blocks.CharBlock(
        label=_("code of the figure"), help_text=_("At the foot of the figure's passport.")
    )
    words = blocks.CharBlock(label=_("what the number says"), required=False)

    class Meta:
        icon = "order"
        label = _("figure")
        template = "newsroom/blocks/figure.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """The figure as it is published today."""
        from serai.components.statistics.api import quote

        context: dict[str, Any] = super().get_context(value, parent_context)
        reader = _live(parent_context)
        context["quoted"] = quote(reader, value["dataflow"], value["cell"], value["revision"])
        return context


class QuoteBlock(blocks.StructBlock):  # type: ignore[misc]
    """Words that somebody said or wrote."""

    text = blocks.TextBlock(label=_("words"))
    by = blocks.CharBlock(label=_("who says it (an office, not a person)"), required=False)

    class Meta:
        icon = "openquote"
        label = _("quotation")
        template = "newsroom/blocks/quote.html"


class PictureBlock(blocks.StructBlock):  # type: ignore[misc]
    """A picture with a line below it. It is gone from the page when its consent ends."""

    picture = ImageChooserBlock(label=_("picture"))
    caption = blocks.CharBlock(label=_("line below"), required=False)

    class Meta:
        icon = "image"
        label = _("picture")
        template = "newsroom/blocks/picture.html"


class FileBlock(blocks.StructBlock):  # type: ignore[misc]
    """A file to download. It is served to those who may read a page that shows it."""

    document = DocumentChooserBlock(label=_("file"))
    title = blocks.CharBlock(label=_("what it is"), required=False)

    class Meta:
        icon = "doc-full"
        label = _("file")
        template = "newsroom/blocks/file.html"


class ActivitiesBlock(blocks.StructBlock):  # type: ignore[misc]
    """Activities of the partnership, newest first, chosen by project, component or state."""

    title = blocks.CharBlock(label=_("heading"), required=False)
    project = blocks.CharBlock(label=_("key of a project"), required=False)
    component = blocks.CharBlock(label=_("key of a component"), required=False)
    state = blocks.CharBlock(label=_("key of a state"), required=False)
    number = blocks.IntegerBlock(label=_("how many"), default=5, min_value=1, max_value=20)

    class Meta:
        icon = "list-ul"
        label = _("list of activities")
        template = "newsroom/blocks/activities.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """The activities that the reader may see."""
        from serai.components.newsroom.selectors.events import chosen_activities

        context: dict[str, Any] = super().get_context(value, parent_context)
        context["lines"] = chosen_activities(_live(parent_context), value)
        return context


class ReleaseBlock(blocks.StructBlock):  # type: ignore[misc]
    """The chart or the map of a published table, drawn by the room of statistics."""

    dataflow = blocks.CharBlock(label=_("table"), help_text=_("For example DF_MIGRATION_FLOWS"))
    kind = blocks.ChoiceBlock(label=_("picture"), choices=[("chart", _("chart")), ("map", _("map"))])
    caption = blocks.CharBlock(label=_("what it shows"))

    class Meta:
        icon = "view"
        label = _("chart or map")
        template = "newsroom/blocks/release.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Where the latest release that the reader may see stands."""
        from serai.components.statistics.api import picture_of

        context: dict[str, Any] = super().get_context(value, parent_context)
        context["shown"] = picture_of(_live(parent_context), value["dataflow"], value["kind"])
        return context


class TextBlock(blocks.RichTextBlock):  # type: ignore[misc]
    """Running text with headings, lists and links; nothing else."""

    class Meta:
        icon = "pilcrow"
        label = _("text")
        template = "newsroom/blocks/text.html"


BODY = [
    ("text", TextBlock(features=RICH)),
    ("quote", QuoteBlock()),
    ("figure", FigureBlock()),
    ("picture", PictureBlock()),
    ("file", FileBlock()),
    ("activities", ActivitiesBlock()),
    ("release", ReleaseBlock()),
]
