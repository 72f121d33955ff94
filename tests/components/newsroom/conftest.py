"""A site with a partnership and its words, and readers of every kind."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import InMemoryUploadedFile

_spec = importlib.util.spec_from_file_location(
    "releases", Path(__file__).resolve().parents[1] / "statistics" / "conftest.py"
)
assert _spec is not None
assert _spec.loader is not None
_releases = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_releases)
builders, home, published = _releases.builders, _releases.home, _releases.published  # fixtures

PARTNERSHIP = Path(__file__).resolve().parents[3] / "partnerships" / "silk_routes"


@pytest.fixture(autouse=True)
def _forget_limits(db: None) -> None:
    cache.clear()


@pytest.fixture(scope="module")
def _laid_out(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The partnership and its site, laid out once for a file of tests and rolled back at its end."""
    from django.conf import settings
    from django.db import transaction
    from django.test import override_settings

    from serai.commons.partnership import services
    from serai.components.newsroom.api import make_site

    files = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path_factory.mktemp("files")},
    }
    storages = override_settings(STORAGES={**settings.STORAGES, "default": files})
    with storages, django_db_blocker.unblock(), transaction.atomic():
        services.load_partnership(PARTNERSHIP, actor="tests")
        make_site(PARTNERSHIP / "site")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def site(_laid_out: None, db: None) -> None:
    """The rows that stories point to, and the site as the demonstration lays it out."""


@pytest.fixture
def partnership(site: None) -> None:
    """The same, for tests that care for the rows."""


@pytest.fixture
def write() -> Callable[..., Any]:
    """``write("slug", language="ar", audience=...)`` is a published story of its own."""
    from datetime import date

    from wagtail.models import Locale

    from serai.components.newsroom.models import NewsIndex, NewsPage

    def written(slug: str, *, language: str = "en", of: Any = None, live: bool = True, **more: Any) -> Any:
        locale = Locale.objects.get(language_code=language)
        values: dict[str, Any] = {
            "title": f"Story {slug}",
            "lead": "What happened.",
            "day": date(2017, 5, 24),
        }
        page = NewsPage(slug=slug, locale=locale, **(values | more))
        if of is not None:
            page.translation_key = of.translation_key
        NewsIndex.objects.get(locale=locale).add_child(instance=page)
        page.save_revision()
        if live:
            page.save_revision().publish()
        else:
            page.unpublish()
        page.refresh_from_db()
        return page

    return written


@pytest.fixture
def photograph() -> Callable[..., InMemoryUploadedFile]:
    """A JPEG as a phone writes it: with place, device and a time in it."""
    from PIL import Image

    def taken(name: str = "IMG_2017_Person_Name.jpg") -> InMemoryUploadedFile:
        image = Image.new("RGB", (64, 32), "navy")
        exif = Image.Exif()
        exif[0x010F] = "SecretPhoneMaker"
        exif[0x9003] = "2017:05:24 10:00:00"
        exif.get_ifd(0x8825)[1] = "N"
        stream = BytesIO()
        image.save(stream, "JPEG", exif=exif)
        return InMemoryUploadedFile(
            BytesIO(stream.getvalue()), "file", name, "image/jpeg", stream.tell(), None
        )

    return taken
