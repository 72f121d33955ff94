"""Two hundred people signed in at once, each turning pages, against one running demonstration.

The house is made as a stranger makes it, with a small register, and served by the command's own server with
as many processes as it has by itself; one address is added to it, an empty page for people signed in. Each
person has an account, a session and a token of the API, and asks for the next page as soon as the last has
come, which is harder than people who read: what one of them waits is about their number times what a page
costs the machine. Before anything is measured every page is asked once and has to know the person.

Counted are errors (there may be none: every answer is 200), answers per second, and the time until an
answer has come whole: median and 95th percentile for each page, and their ratio to the empty page that the
same crowd asked for behind the same middleware in the same run. Quote ratios, and only from a machine that
does nothing else: its load before and after is printed. Ends with 1 when any answer was an error.

    .venv/bin/python benchmarks/people.py                      # all of it: about ten minutes
    .venv/bin/python benchmarks/people.py --people 5 --rounds 1 --home /tmp/people
                       # quickly; the folder is kept and saves the making of the house the next time
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from serving import free_port, wait_for

EMPTY = "/empty/"
PAGES = (
    "/",
    "/desk/",
    "/partnership/activities/",
    "/partnership/activities/SE01/",
    "/partnership/states/",
    "/ar/partnership/calendar/2017/",
    "/statistics/",
    "/statistics/DF_REPORTED_FIGURES/",
    "/news/",
    "/fa-af/search/?q=Istanbul",
    "/people/",
    "/api/v1/partnership/activities",
)
# run inside the house: readers, a session and a token for each
PEOPLE = """
import json, sys
from serai.project.installation import house
with house():
    from datetime import timedelta
    from importlib import import_module
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.db import transaction
    from django.utils import timezone
    from serai.commons.accounts import services
    from serai.commons.accounts.models import User
    from serai.web.api.access import SCOPES
    from serai.web.api.services import end_tokens, make_token
    store = import_module(settings.SESSION_ENGINE)
    with transaction.atomic():
        for number in range(int(sys.argv[1])):
            mail = f"crowd-{number}@example.org"
            user = User.objects.filter(email=mail).first() or services.create_account(
                actor="command line", email=mail, name=f"Crowd {number}", roles=["reader"])
            session = store.SessionStore()
            session[SESSION_KEY] = str(user.pk)
            session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
            session[HASH_SESSION_KEY] = user.get_session_auth_hash()
            session.create()
            end_tokens(user.pk)
            _made, words = make_token(actor=user, name="crowd", scopes=[scope.code for scope in SCOPES],
                                      expires=timezone.localdate() + timedelta(1))
            print(json.dumps({"name": user.name, "session": session.session_key, "token": words}))
"""
# the server of the command, with one page more
SERVE = """
import sys, types
from serai.project.installation import as_web, house
with house() as home:
    from django.conf import settings
    from django.http import HttpResponse
    from django.urls import path
    from serai.commons.access import signed_in
    from serai.project import serve, urls

    @signed_in
    def empty(request):
        return HttpResponse(f"<!doctype html><title>{request.user.name}</title>")

    addresses = types.ModuleType("crowd_urls")
    addresses.urlpatterns = [path("empty/", empty, name="empty"), *urls.urlpatterns]
    for name in ("handler400", "handler403", "handler404", "handler500"):
        if hasattr(urls, name):
            setattr(addresses, name, getattr(urls, name))
    sys.modules["crowd_urls"] = addresses
    settings.ROOT_URLCONF = "crowd_urls"
    as_web(home)
    serve.serve("127.0.0.1", int(sys.argv[1]))
"""


@dataclass(frozen=True)
class Person:
    """Somebody signed in, in one browser and with one program."""

    name: str
    session: str
    token: str

    def headers(self, page: str) -> dict[str, str]:
        if page.startswith("/api/"):
            return {"Authorization": f"Bearer {self.token}", "Accept-Encoding": "gzip"}
        return {"Cookie": f"sessionid={self.session}", "Accept-Encoding": "gzip"}


def main() -> int:
    """Make the house, ask, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--people", type=int, default=200)
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--home", type=Path, help="data folder that is kept for the next time")
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    home = given.home or Path(tempfile.mkdtemp(prefix="serai-people-"))
    try:
        return _measure(home.resolve(), given.people, given.rounds, as_json=given.json)
    finally:
        if given.home is None:
            for folder in (home, home.with_name(f"{home.name}-keys")):
                shutil.rmtree(folder, ignore_errors=True)


def _measure(home: Path, number: int, rounds: int, *, as_json: bool) -> int:
    environment = {**os.environ, "SERAI_HOME": str(home), "SERAI_LOG_LEVEL": "ERROR"}
    for name in ("DATABASE_URL", "SERAI_WEB_DATABASE_URL", "SERAI_KEYS"):
        environment.pop(name, None)
    before = os.getloadavg()[0]
    _make(home, environment)
    port, log = free_port(), home / "people.log"
    with log.open("w") as stream:
        command = [sys.executable, "-c", SERVE, str(port)]
        server = subprocess.Popen(command, env=environment, stdout=stream, stderr=stream)
    try:
        wait_for(server, port, log)
        people = _people(number, environment)
        _known(port, people[0])
        empty = _crowd(port, people, (EMPTY,), 5)
        pages = _crowd(port, people, PAGES, rounds)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)
    if pages.faults or empty.faults:
        print(log.read_text()[-4000:], file=sys.stderr)
    loads = before, os.getloadavg()[0]
    return _report(number, empty, pages, loads, as_json=as_json)


class Crowd:
    """What came back: seconds by address, faults, and how long all of it took."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = defaultdict(list)
        self.faults: Counter[str] = Counter()
        self.seconds = 0.0

    @property
    def rate(self) -> float:
        return sum(map(len, self.taken.values())) / self.seconds

    def of(self, page: str) -> tuple[float, float]:
        """Median and 95th percentile."""
        times = sorted(self.taken[page])
        return statistics.median(times), times[int((len(times) - 1) * 0.95)]


def _crowd(port: int, people: list[Person], pages: tuple[str, ...], rounds: int) -> Crowd:
    """Everybody starts at once and at another page."""
    crowd, start = Crowd(), threading.Barrier(len(people) + 1)
    threads = [
        threading.Thread(target=_turn_pages, args=(port, person, pages, rounds, number, start, crowd))
        for number, person in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    start.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    crowd.seconds = time.perf_counter() - begun
    return crowd


def _turn_pages(
    port: int,
    person: Person,
    pages: tuple[str, ...],
    rounds: int,
    number: int,
    start: threading.Barrier,
    crowd: Crowd,
) -> None:
    start.wait()
    for turn in range(rounds * len(pages)):
        page = pages[(turn + number) % len(pages)]
        begun = time.perf_counter()
        try:
            status, _body = _ask(port, person, page)
            fault = "" if status == 200 else str(status)
        except (OSError, http.client.HTTPException) as error:
            fault = type(error).__name__
        crowd.taken[page].append(time.perf_counter() - begun)
        if fault:
            crowd.faults[f"{page} {fault}"] += 1


def _ask(port: int, person: Person, page: str) -> tuple[int, bytes]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    try:
        line.request("GET", page, headers=person.headers(page))
        answer = line.getresponse()
        return answer.status, answer.read()
    finally:
        line.close()


def _known(port: int, person: Person) -> None:
    """Each page is there and says who reads it; the API says so at its own place."""
    for page in (EMPTY, *PAGES, "/api/v1/me"):
        status, body = _ask(port, person, page)
        if status != 200:
            sys.exit(f"{page} answers {status}")
        text = (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode()
        if person.name not in text and not page.startswith("/api/v1/partnership/"):
            sys.exit(f"{page} does not know the person")


def _report(people: int, empty: Crowd, pages: Crowd, loads: tuple[float, float], *, as_json: bool) -> int:
    floor, faults = empty.of(EMPTY), dict(empty.faults + pages.faults)
    told = {
        "people": people,
        "errors": faults,
        "load": {"before": loads[0], "after": loads[1], "processors": os.cpu_count()},
        "answers_per_second": {"empty": empty.rate, "pages": pages.rate, "ratio": pages.rate / empty.rate},
        "empty": {"median": floor[0], "within_95": floor[1]},
        "pages": {
            page: {
                "median": median,
                "within_95": worst,
                "ratio": median / floor[0],
                "ratio_95": worst / floor[1],
            }
            for page, (median, worst) in ((page, pages.of(page)) for page in PAGES)
        },
    }
    if as_json:
        print(json.dumps(told))
        return 1 if faults else 0
    count = sum(map(len, pages.taken.values()))
    print(f"{people} people at once, {count} pages in {pages.seconds:.0f} s; errors: {faults or 'none'}")
    print(f"load of the machine {loads[0]:.1f} before, {loads[1]:.1f} after; {os.cpu_count()} processors")
    print(
        f"answers per second: empty page {empty.rate:.1f}, pages {pages.rate:.1f},"
        f" ratio {empty.rate / pages.rate:.1f} x"
    )
    print(f"{'':40} {'median':>9} {'':>7} {'95 % within':>12}")
    print(f"{'empty signed-in page':40} {floor[0]:7.2f} s {'':>7} {floor[1]:10.2f} s")
    for page in PAGES:
        median, worst = pages.of(page)
        print(
            f"{page:40} {median:7.2f} s {median / floor[0]:5.1f} x {worst:10.2f} s {worst / floor[1]:5.1f} x"
        )
    return 1 if faults else 0


def _people(number: int, environment: dict[str, str]) -> list[Person]:
    command = [sys.executable, "-c", PEOPLE, str(number)]
    said = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [Person(**json.loads(line)) for line in said.splitlines() if line.startswith("{")]


def _make(home: Path, environment: dict[str, str]) -> None:
    """The demonstration with a small register; what an earlier time made is left alone."""
    from serai.project.demo import REGISTER
    from serai.project.register import write_crossings

    (home / "register").mkdir(parents=True, exist_ok=True)
    if not (home / "register" / REGISTER).exists():
        write_crossings(home / "register" / REGISTER, people=3_000)
    command = [sys.executable, "-m", "serai", "demo", "--no-serve", "--json"]
    made = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        sys.exit(f"the demonstration was not made:\n{made.stderr[-3000:]}")


if __name__ == "__main__":
    sys.exit(main())
