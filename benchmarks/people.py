"""Two hundred people signed in at once, each turning pages, against one running demonstration.

The house is started as a stranger starts it, with a small register. Each person has an account, a session
and a connection of their own and asks for the next page as soon as the last has come, which is harder than
people who read. Counted are errors (there may be none), answers per second and the time until an answer
has come whole; the floor is the same crowd asking for the page that says whether the house is well, which
knows no account. Quote the ratio: answers per second of pages against those of the floor.

    .venv/bin/python benchmarks/people.py [--people 200] [--rounds 2]
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter, defaultdict
from pathlib import Path

FLOOR = "/healthz"
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
# run inside the house: accounts that may read everything a reader may, and a session for each
SESSIONS = """
import sys
from serai.project.installation import house
with house():
    from importlib import import_module
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.db import transaction
    from serai.commons.accounts import services
    store = import_module(settings.SESSION_ENGINE)
    with transaction.atomic():
        for number in range(int(sys.argv[1])):
            user = services.create_account(actor="command line", email=f"crowd-{number}@example.org",
                                           name=f"Crowd {number}", roles=["reader"])
            session = store.SessionStore()
            session[SESSION_KEY] = str(user.pk)
            session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
            session[HASH_SESSION_KEY] = user.get_session_auth_hash()
            session.create()
            print(session.session_key)
"""


def main() -> int:
    """Start, ask, print; ends with 1 when any answer was an error."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--people", type=int, default=200)
    options.add_argument("--rounds", type=int, default=2)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    home = Path(tempfile.mkdtemp(prefix="serai-people-"))
    environment = {**os.environ, "SERAI_HOME": str(home)}
    environment.pop("DATABASE_URL", None)
    port = _free_port()
    server = _start(home, port, environment)
    try:
        keys = _sessions(given.people, environment)
        floor = _crowd(port, keys, (FLOOR,), 5)
        pages = _crowd(port, keys, PAGES, given.rounds)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)
        shutil.rmtree(home, ignore_errors=True)
    return _report(given.people, floor, pages, as_json=given.json)


class Crowd:
    """What came back: seconds by address, faults, and how long all of it took."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = defaultdict(list)
        self.faults: Counter[str] = Counter()
        self.seconds = 0.0

    @property
    def rate(self) -> float:
        return sum(map(len, self.taken.values())) / self.seconds


def _crowd(port: int, keys: list[str], pages: tuple[str, ...], rounds: int) -> Crowd:
    """Everybody starts at once and at another page."""
    crowd, start = Crowd(), threading.Barrier(len(keys) + 1)
    threads = [
        threading.Thread(target=_person, args=(port, key, pages, rounds, number, start, crowd))
        for number, key in enumerate(keys)
    ]
    for thread in threads:
        thread.start()
    start.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    crowd.seconds = time.perf_counter() - begun
    return crowd


def _person(
    port: int,
    key: str,
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
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
            line.request("GET", page, headers={"Cookie": f"sessionid={key}", "Accept-Encoding": "gzip"})
            answer = line.getresponse()
            answer.read()
            line.close()
            fault = "" if answer.status == 200 else str(answer.status)
        except OSError as error:
            fault = type(error).__name__
        crowd.taken[page].append(time.perf_counter() - begun)
        if fault:
            crowd.faults[f"{page} {fault}"] += 1


def _report(people: int, floor: Crowd, pages: Crowd, *, as_json: bool) -> int:
    print(
        f"{people} people, {sum(map(len, pages.taken.values()))} pages, faults: {dict(pages.faults) or 'none'}"
    )
    print(f"floor {floor.rate:8.1f} answers/s; pages {pages.rate:8.1f}; ratio {pages.rate / floor.rate:.3f}")
    for page in PAGES:
        times = sorted(pages.taken[page])
        worst = times[int(len(times) * 0.95)]
        print(f"  {page:40} median {statistics.median(times):6.2f} s   95 % within {worst:6.2f} s")
    if as_json:
        print(json.dumps({"faults": dict(pages.faults), "floor": floor.rate, "pages": pages.rate}))
    return 1 if pages.faults or floor.faults else 0


def _sessions(people: int, environment: dict[str, str]) -> list[str]:
    command = [sys.executable, "-c", SESSIONS, str(people)]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.split()


def _start(home: Path, port: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    from serai.project.demo import REGISTER
    from serai.project.register import write_crossings

    (home / "register").mkdir()
    write_crossings(home / "register" / REGISTER, people=3_000)
    command = [sys.executable, "-m", "serai", "demo", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _second in range(600):
        if server.poll() is not None:
            sys.exit("the demonstration stopped")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return server
        except OSError:
            time.sleep(1)
    sys.exit("the demonstration did not answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
