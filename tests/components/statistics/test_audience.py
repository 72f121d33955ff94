"""Who may see a release: as its passport says, again at each register, and nobody when that makes no sense."""

from __future__ import annotations

import pytest

from serai.commons.access.readers import NOBODY, Reader
from serai.commons.partnership.models import Body, Organisation
from serai.components.statistics import services
from serai.components.statistics.models import Release
from serai.components.statistics.selectors import releases
from serai.engine.model.dataflow import BadDataflow, dataflow_from

pytestmark = pytest.mark.django_db

GUEST = Reader(1, partnership=True)
MEMBER = Reader(2, bodies=frozenset({"CIRCLE"}))
MINE = Reader(3, organisations=frozenset({"MINE"}))
YOURS = Reader(4, organisations=frozenset({"YOURS"}))


@pytest.fixture(autouse=True)
def partnership(db):
    for key in ("MINE", "YOURS"):
        Organisation.objects.create(key=key, name=key, kind="agency")
    Body.objects.create(key="CIRCLE", name="Circle", kind="working_group")


@pytest.mark.parametrize(
    ("audience", "seen_by"),
    [
        pytest.param({}, [NOBODY, GUEST, MEMBER, MINE, YOURS], id="without a word: everybody"),
        pytest.param({"audience": "partnership", "owner": "MINE"}, [GUEST, MINE], id="the partnership"),
        pytest.param({"audience": "body", "body": "CIRCLE"}, [MEMBER], id="members of the circle"),
        pytest.param({"audience": "organisations", "organisations": ["YOURS"]}, [YOURS], id="one by name"),
        pytest.param({"audience": "owner", "owner": "MINE"}, [MINE], id="the owner alone"),
        pytest.param({"audience": "body", "body": "NO-SUCH"}, [], id="members of nothing: nobody"),
        pytest.param({"audience": "owner", "owner": "NO-SUCH"}, [], id="an unknown owner: nobody"),
    ],
)
def test_a_release_is_for_those_whom_its_passport_names(builders, home, audience, seen_by):
    info = builders["flows"](home)
    info.passport["audience"] = audience
    shelf = builders["shelf"]([], [info])
    services.register(shelf)
    everybody = [NOBODY, GUEST, MEMBER, MINE, YOURS]
    assert [reader for reader in everybody if releases.latest(reader)] == seen_by
    # an index that somebody changed, or that was lost, comes back as the passport has it
    Release.objects.update(audience="public", audience_body=None)
    if audience:
        services.register(shelf)
        assert [reader for reader in everybody if releases.latest(reader)] == seen_by
    Release.objects.all().delete()
    services.register(shelf)
    assert [reader for reader in everybody if releases.latest(reader)] == seen_by


FLOW = {
    "id": "DF_X", "agency": "SERAI", "version": "1.0", "title": "X", "unit": "persons", "dataset": "x",
    "origin": "reported", "dimensions": [], "protection": {"threshold": 0, "width": 0},
}  # fmt: skip


@pytest.mark.parametrize(
    "audience",
    [
        pytest.param({"audience": "friends"}, id="a word that there is none of"),
        pytest.param({"audience": "body"}, id="which body?"),
        pytest.param({"audience": "organisations", "organisations": []}, id="which organisations?"),
        pytest.param({"audience": "owner"}, id="whose?"),
        pytest.param({"owner": "MINE"}, id="an owner, and nobody knows who else"),
        pytest.param({"audience": "public", "embargo": "2030"}, id="what we do not understand"),
        pytest.param("partnership", id="no list of fields"),
    ],
)
def test_a_description_with_an_audience_that_makes_no_sense_is_refused(audience):
    with pytest.raises(BadDataflow, match="audience"):
        dataflow_from(FLOW | {"audience": audience}, where="a test")


def test_a_description_says_who_may_see_its_releases():
    assert dataflow_from(FLOW | {"audience": {"audience": "partnership"}}, where="a test").audience == {
        "audience": "partnership"
    }
