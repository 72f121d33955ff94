"""Published tables are found by their titles, and only by who may see them."""

from __future__ import annotations

from typing import Any

import pytest

from serai.commons.access.readers import NOBODY, Reader
from serai.components.statistics.models import Release
from serai.components.statistics.selectors import findable

pytestmark = pytest.mark.django_db


def test_each_table_is_given_once_for_each_language_of_its_title(published: Any) -> None:
    given = list(findable.entries())
    assert given
    assert len({(one.key, one.language) for one in given}) == len(given)
    assert {one.noun for one in given} == {"statistics.dataflow"}
    assert all(one.address == ("statistics:release", one.key.partition("/")[0]) for one in given)
    assert all(one.title for one in given)


def test_a_table_is_visible_to_whom_its_newest_release_is(published: Any) -> None:
    keys = {one.key for one in findable.entries()}
    assert findable.visible(NOBODY, keys) == keys
    Release.objects.update(audience="partnership")
    assert findable.visible(NOBODY, keys) == set()
    assert findable.visible(Reader(account=1, partnership=True), keys) == keys
