"""A ticket from the Windows app under Wine, written by keyboard, arrives in a real Request Tracker once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping

import pytest
import requests

from tests.desks.rt import ADMINISTRATOR
from tests.people import ROOT

NEEDED = ("wine", "osslsigncode", "x86_64-w64-mingw32-gcc", "Xvfb")
WORDS = "the big label printer in the hall eats my labels"
LIMIT = 420

pytestmark = [
    pytest.mark.windows,
    pytest.mark.skipif(not all(map(shutil.which, NEEDED)), reason="needs Wine: tools/setup.sh windows"),
]


@pytest.fixture(scope="module")
def facts() -> Mapping[str, str]:
    """Where the server is, and the tokens of its people."""
    script = ROOT / "tests" / "live" / "servers" / "rt.sh"
    done = subprocess.run([script], capture_output=True, text=True, check=True, timeout=900)
    return dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)


def found(url: str) -> list[str]:
    """Return the tickets with these words in the subject."""
    with requests.Session() as session:
        session.trust_env = False
        query = {"query": f"Subject LIKE '{WORDS}'"}
        reply = session.get(f"{url}/REST/2.0/tickets", params=query, auth=ADMINISTRATOR, timeout=60)
    reply.raise_for_status()
    return [str(row["id"]) for row in reply.json()["items"]]


def test_it_arrives_once(facts: Mapping[str, str]) -> None:
    before = found(facts["base_url"])
    names = {"SELFHELP_JOURNEY_RT": facts["base_url"], "SELFHELP_TOKEN": facts["token_employee"]}
    done = subprocess.run(
        [ROOT / "tools" / "wine.sh", "-m", "pytest", "-q", "tests/windows/test_journey.py"],
        env={**os.environ, "PYTHON": sys.executable, **names},
        stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace",
        timeout=LIMIT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    assert len(found(facts["base_url"])) == len(before) + 1
