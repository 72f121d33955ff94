"""Pages and jobs do all their work by the web's role: load files, sign people in, do jobs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.project.small_house import House, copy_of

WORK = """
import json
from serai.commons.accounts import services as accounts
word = "correct-horse-battery"
accounts.create_account(actor="tests", email="reader@example.org", name="R", roles=["reader"], password=word)
from serai.project.installation import as_web, open_store
as_web(home)
from pathlib import Path
from django.db import connection
from django.test import Client
from serai.commons.jobs import services as jobs
from serai.commons.partnership import services
from serai.components.statistics import api as room
from serai.engine import api
from serai.project.demo import partnership_folder
done = dict()
with connection.cursor() as cursor:
    cursor.execute("select current_user")
    done["role"] = cursor.fetchone()[0]
report = services.load_partnership(partnership_folder(), actor="tests")
done["refused"] = report.refused
store = open_store(home)
receipt = api.load(store, partnership_folder() / "figures.csv", "headline_figures")
done["rows"] = receipt.accepted > 100
api.publish_reported(store, "headline_figures")
room.register(store)
jobs.run_worker(once=True)
done["ticks"] = [line for line in jobs.tick() if "failed" in line]
client = Client(SERVER_NAME="localhost")
done["home"] = client.get("/").status_code
form = dict(login="reader@example.org", password=word)
done["signed_in"] = client.post("/accounts/login/", form).status_code
print(json.dumps(done))
"""


@pytest.fixture(scope="module")
def house(django_db_setup: None) -> Iterator[House]:
    from django.db import connection

    folder = Path(tempfile.mkdtemp(prefix="serai-web-"))
    made = House(folder / "home", folder / "keys")
    copy_of(connection.settings_dict["TEST"]["TEMPLATE"], made)
    yield made
    shutil.rmtree(folder)


def test_the_webs_role_does_what_pages_and_jobs_need(house: House) -> None:
    done = house.python(WORK)
    assert done == {
        "role": "serai_web",
        "refused": 0,
        "rows": True,
        "ticks": [],
        "home": 200,
        "signed_in": 302,
    }


def test_doctor_looks_at_the_keys_and_says_what_is_weaker(house: House) -> None:
    assert "ok   keys of the vaults" in house.serai("doctor").stderr
    house.keys.chmod(0o755)
    assert "BAD  keys of the vaults: others can read the folder of keys" in house.serai("doctor").stderr
    house.keys.chmod(0o700)
    refused = house.serai("keys", "state", SERAI_KEYS=str(house.home / "keys"))
    assert refused.returncode == 6
    assert "inside the data folder" in refused.stderr
