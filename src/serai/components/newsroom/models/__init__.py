"""The nouns of the newsroom, one file per family."""

from serai.components.newsroom.models.newsletter import Delivery, Issue, IssueApproval, IssueItem, Subscriber
from serai.components.newsroom.models.pages import (
    LanguageRoot,
    NewsIndex,
    NewsPage,
    NewsReader,
    SitePage,
    StoryActivity,
    TextPage,
    TextReader,
)
from serai.components.newsroom.models.pictures import Consent, Picture, PictureRendition
from serai.components.newsroom.models.site import ContactRole, VisibilityLine

__all__ = [
    "Consent",
    "ContactRole",
    "Delivery",
    "Issue",
    "IssueApproval",
    "IssueItem",
    "LanguageRoot",
    "NewsIndex",
    "NewsPage",
    "NewsReader",
    "Picture",
    "PictureRendition",
    "SitePage",
    "StoryActivity",
    "Subscriber",
    "TextPage",
    "TextReader",
    "VisibilityLine",
]
