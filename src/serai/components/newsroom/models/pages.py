"""Pages that editors write: news, and the words around what the site draws from its rows."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager
from wagtail.query import PageQuerySet
from wagtail_localize.fields import SynchronizedField, TranslatableField

from serai.commons.access.readers import Reader
from serai.commons.partnership.models import Activity, Body, Source
from serai.components.newsroom.blocks import BODY


class PageAudience(models.TextChoices):
    """Who may read a page once it is published."""

    PUBLIC = "public", _("everybody")
    PARTNERSHIP = "partnership", _("the partnership")
    BODY = "body", _("members of a body")


class SitePageQuerySet(PageQuerySet):  # type: ignore[misc]
    """Pages with an audience."""

    def visible_to(self, reader: Reader) -> SitePageQuerySet:
        """Published pages that ``reader`` may see."""
        seen = Q(audience=PageAudience.PUBLIC)
        if reader.partnership:
            seen |= Q(audience=PageAudience.PARTNERSHIP)
        if reader.bodies:
            seen |= Q(audience=PageAudience.BODY, audience_body__in=reader.bodies)
        return self.live().filter(seen)  # type: ignore[no-any-return]


class SitePage(Page):  # type: ignore[misc]
    """What our pages share: an audience, a body of blocks, and whether a speaker read the translation.

    ``slug`` is the same in every language, so that an address differs by its language alone.
    """

    audience = models.CharField(
        _("audience"), max_length=16, choices=PageAudience, default=PageAudience.PUBLIC
    )
    audience_body = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("members of"),
    )
    body: Any = StreamField(BODY, blank=True, verbose_name=_("text"))
    translation_reviewed = models.BooleanField(
        _("a speaker of the language has read this translation"), default=False
    )

    objects: ClassVar[Any] = PageManager.from_queryset(SitePageQuerySet)()

    private_page_options: ClassVar[
        list[str]
    ] = []  # the audience decides; passwords of pages would be a second way
    promote_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("search_description")], _("Address and summary for search")
        ),
    ]
    settings_panels: ClassVar[list[Any]] = [
        *Page.settings_panels,
        MultiFieldPanel([FieldPanel("audience"), FieldPanel("audience_body")], _("Who may read it")),
        FieldPanel("translation_reviewed"),
    ]
    override_translatable_fields: ClassVar[list[Any]] = [SynchronizedField("slug", overridable=False)]

    class Meta:
        abstract = True

    def clean(self) -> None:
        """An audience of a body names the body, and no other audience does."""
        super().clean()
        if self.audience != PageAudience.BODY:
            self.audience_body = None
        elif self.audience_body is None:
            from django.core.exceptions import ValidationError

            raise ValidationError({"audience_body": _("Name the body whose members may read the page.")})

    def get_context(self, request: Any, *args: Any, **values: Any) -> dict[str, Any]:
        """For previews in the editor: the same words as on the site."""
        from serai.components.newsroom import telling

        context: dict[str, Any] = super().get_context(request, *args, **values)
        make = telling.story_context if isinstance(self, NewsPage) else telling.page_context
        return {**context, **make(request, self)}

    def visible_to(self, reader: Reader) -> bool:
        """Whether ``reader`` may read this page once it is published; the words of ``SitePageQuerySet``."""
        return bool(
            self.audience == PageAudience.PUBLIC
            or (self.audience == PageAudience.PARTNERSHIP and reader.partnership)
            or (self.audience == PageAudience.BODY and self.audience_body_id in reader.bodies)
        )


def audience_constraints() -> list[models.BaseConstraint]:
    """The database holds what ``SitePage.clean`` asks."""
    return [
        models.CheckConstraint(
            name="%(class)s_audience_body",
            condition=Q(audience=PageAudience.BODY, audience_body__isnull=False)
            | ~Q(audience=PageAudience.BODY) & Q(audience_body__isnull=True),
        ),
    ]


class LanguageRoot(Page):  # type: ignore[misc]
    """The root of the pages in one language. The first page itself is drawn by the shell."""

    parent_page_types: ClassVar[list[str]] = []
    subpage_types: ClassVar[list[str]] = ["newsroom.NewsIndex", "newsroom.TextPage"]
    private_page_options: ClassVar[list[str]] = []
    max_count_per_parent = 1


class NewsIndex(Page):  # type: ignore[misc]
    """The folder of the news in one language. The list itself is drawn by the room."""

    parent_page_types: ClassVar[list[str]] = ["newsroom.LanguageRoot"]
    subpage_types: ClassVar[list[str]] = ["newsroom.NewsPage"]
    private_page_options: ClassVar[list[str]] = []
    max_count_per_parent = 1
    override_translatable_fields: ClassVar[list[Any]] = [SynchronizedField("slug", overridable=False)]


class NewsPage(SitePage):
    """One story: a day, a few lines that say it all, the text, and the activities that it tells of."""

    day = models.DateField(_("day of the news"), help_text=_("Lists are sorted by it."))
    day_words = models.CharField(
        _("words in place of the day"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("When no source gives a day: say so here. The day above then only sorts."),
    )
    lead = models.CharField(_("what happened, in one or two sentences"), max_length=400)
    origin = models.CharField(_("where it is told from"), max_length=250, blank=True, default="")
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("source"),
    )

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("day"),
        FieldPanel("day_words"),
        FieldPanel("lead"),
        FieldPanel("body"),
        InlinePanel("told_activities", label=_("activity"), heading=_("Activities it tells of")),
        MultiFieldPanel([FieldPanel("source"), FieldPanel("origin")], _("Where it is told from")),
    ]
    override_translatable_fields: ClassVar[list[Any]] = [
        *SitePage.override_translatable_fields,
        TranslatableField("origin"),
    ]
    template = "newsroom/story.html"
    parent_page_types: ClassVar[list[str]] = ["newsroom.NewsIndex"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("news item")
        constraints: ClassVar[list[models.BaseConstraint]] = [*audience_constraints()]


class StoryActivity(Orderable):  # type: ignore[misc]
    """A story tells of an activity. A row of its own, so that drafts and revisions keep it."""

    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="told_activities")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+", verbose_name=_("activity"))

    panels: ClassVar[list[Any]] = [FieldPanel("activity")]

    class Meta(Orderable.Meta):  # type: ignore[misc]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["page", "activity"], name="story_activity_once"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.activity_id}"


class TextPage(SitePage):
    """Editorial words. Where the room draws a page at the same address, they open that page."""

    lead = models.CharField(_("opening sentence"), max_length=400, blank=True, default="")

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    template = "newsroom/text.html"
    parent_page_types: ClassVar[list[str]] = ["newsroom.LanguageRoot"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("text page")
        constraints: ClassVar[list[models.BaseConstraint]] = [*audience_constraints()]
