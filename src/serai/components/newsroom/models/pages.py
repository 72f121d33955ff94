"""Pages that editors write: news, and the words around what the site draws from its rows."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager
from wagtail.query import PageQuerySet
from wagtail_localize.fields import SynchronizedField, TranslatableField

from serai.commons.access.readers import Reader
from serai.commons.audit.tracking import tracked
from serai.commons.partnership.models import Activity, Body, Organisation, Source
from serai.commons.partnership.models.audience import Audience, WithAudience, seen, shown_constraints
from serai.components.newsroom.blocks import BODY


class SitePageQuerySet(PageQuerySet):  # type: ignore[misc]
    """Pages with an audience."""

    def visible_to(self, reader: Reader) -> SitePageQuerySet:
        """Published pages that ``reader`` may see, in every language in which they are published.

        A story that is closed in one language is closed in all: a telling that nobody brought into line
        must not give away what another one keeps.
        """
        told = self.model._default_manager.live()
        closed = told.exclude(pk__in=told.filter(seen(self.model, reader)).values("pk"))
        return self.live().exclude(translation_key__in=closed.values("translation_key"))  # type: ignore[no-any-return]


class SitePageForm(WagtailAdminPageForm):  # type: ignore[misc]
    """What a page alone cannot check, since its named organisations come with the form."""

    def clean(self) -> dict[str, Any]:
        """An audience of named organisations names one at least."""
        told: dict[str, Any] = super().clean()
        named = self.formsets.get("named")
        if told.get("audience") == Audience.ORGANISATIONS and named is not None:
            rows = [form for form in named.forms if form.is_valid() and form.cleaned_data]
            if not any(not row.cleaned_data.get("DELETE") for row in rows):
                self.add_error("audience", _("Name at least one organisation that may read the page."))
        return told


class SitePage(WithAudience, Page):  # type: ignore[misc]
    """What our pages share: an audience, a body of blocks, and whether a speaker read the translation.

    ``slug`` is the same in every language, so that an address differs by its language alone. ``owner`` is
    Wagtail's word for the account that made the page; the owner organisation is ``audience_owner``. Each
    kind of page has a table ``named`` of the organisations that may see it, so that drafts, revisions and
    translations keep them.
    """

    owner_field = "audience_owner"

    audience = models.CharField(_("audience"), max_length=16, choices=Audience, default=Audience.PUBLIC)
    audience_owner = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner organisation"),
        help_text=_("It may read the page whatever the audience."),
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
    base_form_class = SitePageForm

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
        MultiFieldPanel(
            [
                FieldPanel("audience"),
                FieldPanel("audience_owner"),
                FieldPanel("audience_body"),
                InlinePanel("named", label=_("organisation"), heading=_("Named organisations")),
            ],
            _("Who may read it"),
        ),
        FieldPanel("translation_reviewed"),
    ]
    override_translatable_fields: ClassVar[list[Any]] = [
        SynchronizedField(name, overridable=False)
        for name in ("slug", "audience", "audience_owner", "audience_body", "named")
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        """An audience of a body names the body, and no other audience does; one of the owner has an owner."""
        super().clean()
        missing = {}
        if self.audience != Audience.BODY:
            self.audience_body = None
        elif self.audience_body is None:
            missing["audience_body"] = _("Name the body whose members may read the page.")
        if self.audience == Audience.OWNER and self.audience_owner is None:
            missing["audience_owner"] = _("Name the organisation that may read the page.")
        if missing:
            raise ValidationError(missing)

    def get_context(self, request: Any, *args: Any, **values: Any) -> dict[str, Any]:
        """For previews in the editor: the same words as on the site."""
        from serai.components.newsroom import telling

        context: dict[str, Any] = super().get_context(request, *args, **values)
        make = telling.story_context if isinstance(self, NewsPage) else telling.page_context
        return {**context, **make(request, self)}


class NamedReader(Orderable):  # type: ignore[misc]
    """An organisation that may see a page. A row of its own: drafts, revisions and translations keep it."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )

    panels: ClassVar[list[Any]] = [FieldPanel("organisation")]

    class Meta(Orderable.Meta):  # type: ignore[misc]
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["page", "organisation"], name="%(class)s_once"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.organisation_id}"


def _page_then(model: type[Page]) -> dict[str, models.ForeignKey[Any, Any]]:
    """The page of a row in its history: a plain reference, since a history is no part of a page."""
    reference = models.ForeignKey(
        model, models.DO_NOTHING, related_name="+", related_query_name="+", db_constraint=False
    )
    return {"page": reference}


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


@tracked()
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
    audience_organisations = models.ManyToManyField(
        Organisation, through="NewsReader", related_name="+", editable=False
    )
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
        constraints: ClassVar[list[models.BaseConstraint]] = [*shown_constraints(SitePage.owner_field)]


@tracked(attrs=_page_then(NewsPage))
class NewsReader(NamedReader):
    """An organisation that may read a story."""

    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="named")


@tracked(attrs=_page_then(NewsPage))
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


@tracked()
class TextPage(SitePage):
    """Editorial words. Where the room draws a page at the same address, they open that page."""

    lead = models.CharField(_("opening sentence"), max_length=400, blank=True, default="")
    audience_organisations = models.ManyToManyField(
        Organisation, through="TextReader", related_name="+", editable=False
    )

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    template = "newsroom/text.html"
    parent_page_types: ClassVar[list[str]] = ["newsroom.LanguageRoot"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("text page")
        constraints: ClassVar[list[models.BaseConstraint]] = [*shown_constraints(SitePage.owner_field)]


@tracked(attrs=_page_then(TextPage))
class TextReader(NamedReader):
    """An organisation that may read a page of words."""

    page = ParentalKey(TextPage, on_delete=models.CASCADE, related_name="named")
