"""Every address as every kind of visitor, against a table that people can read."""

from __future__ import annotations

import pytest
from django.urls import resolve

from serai.testing.addresses import addresses

from .pages import PAGES, WHO, Page, address

pytestmark = pytest.mark.django_db


def test_the_table_holds_every_address_of_the_site():
    assert sorted(page.url_name for page in PAGES) == sorted({known.name for known in addresses()})


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.url_name)
def test_who_sees_what(site, entry: Page):
    answers = {who: str(site[who].get(address(entry)).status_code) for who in WHO}
    assert answers == entry.expected


def test_a_role_without_its_second_factor_sees_what_a_visitor_sees(site, waiting):
    """Restricted pages lead to enrolment; everything else is as for a reader."""
    for page in PAGES:
        if page.url_name.startswith(("account_", "mfa_")):
            continue
        if page.expected["administrator"] == "403":
            continue  # nothing that an administrator may do: no first step would open it
        view = resolve(address(page)).func
        # what any account may open, a person who waits for a second factor may open too
        expected = page.expected["reader" if getattr(view, "serai_access", "") == "signed_in" else "public"]
        assert str(waiting.get(address(page)).status_code) == expected, page.url_name


def test_refusals_are_pages_in_plain_words(site):
    closed = next(page for page in PAGES if page.expected["reader"] == "403")
    words = site["reader"].get(address(closed)).content.decode()
    assert "<h1" in words
    assert "Traceback" not in words
