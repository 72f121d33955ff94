"""What people do on a working day: load files, invite a colleague, enrol a passkey, leave."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

SOURCES = """key,kind,title,url,low_authority,provenance,note
JX1,press,A source that a journey sent,https://journey.invalid/1,no,found,
JX2,rumour,A source of a kind that does not exist,,no,found,
"""


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def test_the_secretariat_uploads_files_sees_what_would_happen_and_confirms(open_browser: Callable[..., Page]):
    page = open_browser("secretariat")
    parcel = io.BytesIO()
    with zipfile.ZipFile(parcel, "w") as archive:
        archive.writestr("sources.csv", SOURCES)
    page.goto("/partnership/load/")
    page.get_by_label("Files of the partnership").set_input_files(
        {"name": "sources.zip", "mimeType": "application/zip", "buffer": parcel.getvalue()}
    )
    page.get_by_role("button", name="Show what would change").click()

    expect(heading(page)).to_have_text("What would change")
    refused = page.get_by_role("region", name="Refused rows").get_by_role("row").last
    expect(refused).to_contain_text("sources.csv")
    expect(refused.get_by_role("cell").first).to_have_text("3")
    expect(refused).to_contain_text("rumour")
    expect(page.get_by_role("main")).to_contain_text("Nothing has been written yet")
    there = page.request.get("/partnership/sources/JX1/")
    assert there.status == 404, "nothing is written before it is confirmed"

    page.get_by_role("button", name="Load these files").click()
    expect(heading(page)).to_have_text("What was loaded")
    page.goto("/partnership/sources/JX1/")
    expect(page.get_by_role("main")).to_contain_text("A source that a journey sent")


def test_the_secretariat_gives_an_upload_up(open_browser: Callable[..., Page]):
    page = open_browser("secretariat")
    page.goto("/partnership/load/")
    words = SOURCES.replace("JX1", "JX9").encode()
    page.get_by_label("Files of the partnership").set_input_files(
        {"name": "sources.csv", "mimeType": "text/csv", "buffer": words}
    )
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_role("button", name="Give up").click()
    expect(page).to_have_url(re.compile(r"/partnership/load/$"))
    assert page.request.get("/partnership/sources/JX9/").status == 404


def test_a_statistician_reads_what_became_of_every_row(open_browser: Callable[..., Page], house):
    page = open_browser("statistician")
    page.goto("/statistics/imports/")
    page.get_by_role("main").get_by_role("link", name="crossings_qrv_synthetic.csv").click()
    expect(page.get_by_role("main")).to_contain_text("Synthetic")
    told = next(d for d in house.summary["datasets"] if d["name"] == "crossings_qrv")
    assert told["rows_in"] == told["accepted"] + sum(told["rejected"].values()) + told["duplicates"]
    line = (
        f"{told['rows_in']:,} rows in = {told['accepted']:,} accepted + "
        f"{sum(told['rejected'].values()):,} refused + {told['duplicates']:,} repeated"
    )
    expect(page.locator(".equation")).to_have_text(line)
    expect(page.get_by_role("region", name="Refused rows with the way out")).to_contain_text(
        "not kept: the file is about single people"
    )


def test_a_statistician_may_not_load_the_partnership(open_browser: Callable[..., Page], house):
    page = open_browser("statistician")
    answer = page.request.get("/partnership/load/")
    assert answer.status == 403
    assert house.account("statistician")["name"] in answer.text()


def test_a_visitor_is_asked_to_sign_in_and_comes_back(visitor: Page):
    visitor.goto("/statistics/imports/")
    expect(heading(visitor)).to_have_text("Sign in")
    expect(visitor).to_have_url(re.compile(r"next=/statistics/imports/"))


def test_signing_out_closes_the_desk(open_browser: Callable[..., Page], house):
    page = open_browser("administrator")
    page.goto("/")
    page.locator("header details.drop").last.locator("summary").click()
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    del house.states["administrator"]  # who needs this browser again signs in again
    page.goto("/statistics/imports/")
    expect(heading(page)).to_have_text("Sign in")


DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
COLLEAGUE = "new-colleague@example.org"


def open_phone(browser: Browser, house) -> Page:
    """A browser with a device that keeps passkeys; they work on the name localhost, not on a number."""
    context = browser.new_context(base_url=house.url.replace("127.0.0.1", "localhost"))
    context.set_default_timeout(15_000)
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return page


def test_a_colleague_is_invited_enrols_a_passkey_and_is_removed(
    open_browser: Callable[..., Page], browser: Browser, house
):
    focal = open_browser("focal_point")
    focal.goto("/people/invitations/new/")
    focal.get_by_label("Name", exact=True).fill("New Colleague")
    focal.get_by_label("Work mail address").fill(COLLEAGUE)
    focal.get_by_label("Organisation").select_option(index=0)
    focal.get_by_label("Focal point", exact=True).check()
    assert focal.get_by_label("Secretariat", exact=True).count() == 0, "not a role that they may give"
    focal.get_by_role("button", name="Send the invitation").click()
    expect(focal.get_by_role("region", name="Invitations")).to_contain_text("New Colleague")

    link = re.search(r"http://\S+/people/join/\S+", house.mailed_to(COLLEAGUE))
    assert link is not None
    phone = open_phone(browser, house)
    path = link.group().partition(house.url)[2]
    phone.goto(path)
    expect(heading(phone)).to_have_text("You are invited")
    phone.get_by_label("Password", exact=True).fill("four words that differ")
    phone.get_by_label("Password again").fill("four words that differ")
    phone.get_by_role("button", name="Accept the invitation").click()

    expect(heading(phone)).to_have_text("Your account")
    expect(phone.get_by_role("main")).to_contain_text("One step is left")
    phone.goto("/people/invitations/")
    expect(heading(phone)).to_have_text("Your account")
    phone.get_by_role("link", name="Set up a passkey").click()
    phone.get_by_label("Name of the passkey").fill("My phone")
    phone.get_by_role("button", name="Set up on this device").click()
    expect(heading(phone)).to_have_text("Recovery codes")

    phone.goto("/people/invitations/")
    expect(heading(phone)).to_have_text("Invitations")
    closed = ["/accounts/manage/", "/accounts/manage/lost-factors/", "/people/import/", "/partnership/load/"]
    assert {path: phone.request.get(path).status for path in closed} == dict.fromkeys(closed, 403)
    assert phone.request.get(path).status == 410, "the link has been used"

    phone.context.clear_cookies()
    phone.goto("/accounts/login/?next=/people/")
    phone.get_by_role("button", name="Sign in with a passkey").click()
    expect(heading(phone)).to_have_text("People")

    focal.goto("/people/?words=New+Colleague")
    focal.get_by_role("region", name="People and their posts").get_by_role(
        "link", name="New Colleague"
    ).click()
    focal.get_by_role("link", name="Leaves or is removed").click()
    focal.get_by_role("button", name="End the post and the access now").click()
    expect(focal.get_by_role("main")).to_contain_text("Account closed")

    phone.get_by_role("link", name="Demo Focal Point").first.click()
    expect(heading(phone)).to_have_text("Sign in")
    phone.get_by_role("button", name="Sign in with a passkey").click()
    expect(heading(phone)).to_have_text("This account is closed")
    phone.context.close()
