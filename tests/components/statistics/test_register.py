"""The index says what the store says, however often it is told."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from serai.components.statistics import api, services
from serai.components.statistics.errors import ReleaseDamaged
from serai.components.statistics.models import Import, Release

pytestmark = pytest.mark.django_db


def counts():
    return Import.objects.count(), Release.objects.count()


def test_registering_twice_changes_nothing(home, builders):
    shelf = builders["shelf"]([builders["receipt"]()], [builders["flows"](home / "releases")])
    first = services.register(shelf)
    rows = list(Release.objects.values()), list(Import.objects.values())
    second = services.register(shelf)
    assert (first.imports_added, first.releases_added) == (1, 1)
    assert (second.imports_added, second.releases_added, second.releases_removed) == (0, 0, 0)
    assert (list(Release.objects.values()), list(Import.objects.values())) == rows


def test_what_the_store_forgot_disappears(home, builders):
    old = builders["receipt"](import_id="a" * 64)
    services.register(builders["shelf"]([old, builders["receipt"]()], [builders["flows"](home / "releases")]))
    services.register(builders["shelf"]([builders["receipt"]()], []))
    assert counts() == (1, 0)


def test_a_moved_data_folder_is_followed(home, builders, tmp_path_factory):
    info = builders["flows"](home / "releases")
    services.register(builders["shelf"]([], [info]))
    assert Release.objects.get().folder == "releases/DF_TEST_FLOWS/1"
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    moved = builders["flows"](elsewhere)
    services.register(builders["shelf"]([], [moved]))
    assert Release.objects.get().folder == str(moved.folder)


def test_the_order_of_code_lists_survives(home, builders):
    services.register(builders["shelf"]([], [builders["flows"](home / "releases")]))
    kinds = next(d for d in Release.objects.get().passport["dimensions"] if d["id"] == "KIND")
    assert list(kinds["codes"]) == ["I", "E"]


def test_the_database_refuses_a_receipt_that_does_not_add_up(home, builders):
    services.register(builders["shelf"]([builders["receipt"]()], []))
    row = Import.objects.get()
    row.accepted += 1
    with pytest.raises(IntegrityError, match="import_adds_up"):
        row.save()


def test_addresses_lead_to_the_page_and_the_files(published):
    found = api.addresses("DF_TEST_FLOWS")
    assert found.page == "/statistics/DF_TEST_FLOWS/"
    assert found.downloads["DF_TEST_FLOWS.csv"] == "/statistics/DF_TEST_FLOWS/1/files/DF_TEST_FLOWS.csv"
    with pytest.raises(ReleaseDamaged, match="DF_NONE"):
        api.addresses("DF_NONE")
