"""The demonstration as a stranger starts it, on a small register, and people with browsers.

The house runs in a process and a data folder of its own, started by its own command; journeys see
nothing but its pages.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from serai.testing.people import totp_code

# Playwright keeps an event loop in this thread; Django's tests that run after it do not mind
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# the house of the journeys has a database of its own
SERVERS = ("DATABASE_URL", "SERAI_WEB_DATABASE_URL", "PYTEST_SERAI_HOME")
CHROMIUM = "/usr/bin/chromium"
PEOPLE = 3_000  # of the invented register: enough for cells that must be withheld, quick to compile
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.xdist_group("journeys"))  # one house, one browser


@dataclass
class House:
    """A running demonstration: where it answers and what it printed."""

    url: str
    summary: dict[str, Any]
    states: dict[str, Any] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)

    def mailed_to(self, address: str) -> str:
        """The text of the last mail that left for ``address``, once the worker beside the site has sent one."""
        folder = Path(self.environment["SERAI_HOME"]) / "mail"
        until = time.monotonic() + 120
        while (found := self._last_mail(folder, address)) is None:
            assert time.monotonic() < until, f"no mail to {address}"
            time.sleep(0.5)
        return found

    @staticmethod
    def _last_mail(folder: Path, address: str) -> str | None:
        texts = [
            path.read_bytes() for path in sorted(folder.glob("*"), key=lambda path: path.stat().st_mtime)
        ]
        parsed = [
            message_from_bytes(part, policy=default)
            for text in texts
            for part in text.split(b"-" * 79 + b"\n")[:-1]  # what follows the last line is not whole yet
        ]
        mails = (mail for mail in reversed(parsed) if address in str(mail["To"]))
        body = mail.get_body(("plain",)) if (mail := next(mails, None)) is not None else None
        return None if body is None else str(body.get_content())

    def account(self, role: str) -> dict[str, str]:
        return next(account for account in self.summary["accounts"] if account["role"] == role)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"journeys need {CHROMIUM}")
        pytest.skip(f"journeys need {CHROMIUM} (apt-get install chromium)")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """``serai demo`` on a free port, with a small register in place of the large one."""
    from serai.project.demo import REGISTER
    from serai.project.register import write_crossings

    # not below pytest's own folder: every session closes that one to the user whom PostgreSQL runs as
    home = Path(tempfile.mkdtemp(prefix="serai-journeys-"))
    (home / "register").mkdir()
    write_crossings(home / "register" / REGISTER, people=PEOPLE)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {k: v for k, v in os.environ.items() if k not in SERVERS}
    environment |= {"SERAI_HOME": str(home), "SERAI_EMAIL_URL": f"filemail:///{home}/mail"}
    said = (home / "said.txt").open("w+")
    command = [sys.executable, "-m", "serai", "demo", "--json", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=said, stderr=subprocess.STDOUT)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(process, url, home / "said.txt")
        lines = (home / "said.txt").read_text().splitlines()
        summary = json.loads(next(line for line in lines if line.startswith('{"ok"')))
        yield House(url, summary, environment=environment)
    finally:
        process.terminate()
        process.wait(60)
        said.close()
        shutil.rmtree(home, ignore_errors=True)


def _wait(process: subprocess.Popen[bytes], url: str, said: Path) -> None:
    until = time.monotonic() + 900  # the first start migrates; a busy machine takes its time
    while time.monotonic() < until:
        if process.poll() is not None:
            pytest.fail(f"the demonstration stopped:\n{said.read_text()[-3000:]}")
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2):  # noqa: S310  our own house
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(1)
    pytest.fail(f"the demonstration did not answer:\n{said.read_text()[-3000:]}")


@dataclass
class Watch:
    """What a browser must not do: speak to another host, or complain."""

    house: House
    complaints: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> Page:
        page.on("request", self._request)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        return page

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.house.url, "data:", "blob:")):
            self.complaints.append(f"request to {urlsplit(request.url).netloc}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"console: {message.text}")


@pytest.fixture
def open_browser(browser: Browser, house: House) -> Iterator[Callable[..., Page]]:
    """``open_browser(role)`` is a page of a fresh browser; "" is a visitor. Complaints fail the test."""
    watch = Watch(house)
    opened: list[BrowserContext] = []

    def open_for(role: str = "", **more: Any) -> Page:
        if role and role not in house.states:
            house.states[role] = _sign_in(browser, house, role)
        context = browser.new_context(base_url=house.url, storage_state=house.states.get(role), **more)
        context.set_default_timeout(15_000)
        opened.append(context)
        return watch.follow(context.new_page())

    yield open_for
    for context in opened:
        context.close()
    assert watch.complaints == []


@pytest.fixture
def visitor(open_browser: Callable[..., Page]) -> Page:
    """Somebody who opens the site for the first time."""
    return open_browser()


def _sign_in(browser: Browser, house: House, role: str) -> Any:
    """Sign in once for each role: a code works once, and the next one is half a minute away."""
    account = house.account(role)
    context = browser.new_context(base_url=house.url)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(account["email"])
    page.get_by_label("Password").fill(account["password"])
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    if account["totp_secret"]:
        page.get_by_label("Code").fill(totp_code(account["totp_secret"]))
        page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_text(account["name"]).first.wait_for()
    state = context.storage_state()
    context.close()
    return state
