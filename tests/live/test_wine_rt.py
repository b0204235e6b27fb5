"""The Windows app under Wine and a real Request Tracker: what is sent by keyboard arrives whole, and once.

The window's side is ``tests/windows/test_rt_journey.py``, in one run of `tools/wine.sh`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from tests.desks.rt import RtStand
from tests.desks.server import Asked
from tests.desks.stand import Held
from tests.fingers import box_of
from tests.packages.wine import path_of
from tests.people import ROOT

NEEDED = ("wine", "osslsigncode", "x86_64-w64-mingw32-gcc", "Xvfb")
JOURNEY = "tests/windows/test_rt_journey.py"
PRINTER = "the big label printer in the hall eats my labels"
DOOR = "the sliding door of the archive jams again"
"""What is typed into the window."""

SECTIONS = 20
"""At least so many sections of the report must be there: Wine lacks what some need."""

ADDRESS = "alice@example.test"
LIMIT = 900
"""Seconds; it takes a minute on two processors, and more beside others."""

pytestmark = [
    pytest.mark.live,
    pytest.mark.slow,
    pytest.mark.soak,
    pytest.mark.timeout(LIMIT + 600),
    pytest.mark.skipif(os.geteuid() != 0, reason="starting the server takes root"),
    pytest.mark.skipif(not all(map(shutil.which, NEEDED)), reason="needs Wine: tools/setup.sh windows"),
]


@dataclass(frozen=True, slots=True)
class Journey:
    """What was done at the window: the server behind its front, and the notes of the other side."""

    stand: RtStand
    folder: Path

    def note(self, name: str) -> Mapping[str, str]:
        """Return the mark and the number of a ticket, as the app knows them."""
        told: Mapping[str, str] = json.loads((self.folder / f"{name}.json").read_text("utf-8"))
        return told

    def arrived(self, name: str) -> Held:
        """Return the one ticket that carries a mark; the app knows it by its number."""
        note = self.note(name)
        (held,) = self.stand.tickets(note["ref"])
        assert held.number == note["number"]
        return held

    def requests(self, name: str) -> int:
        """Return how often the server was asked to create a ticket with a mark."""
        mark = self.note(name)["ref"].encode()
        return sum(asked.writes and mark in asked.body for asked in self.stand.server.asked)


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    """Both tickets, sent from the window. The other side says when the connection is cut."""
    folder = tmp_path_factory.mktemp("desk")

    def is_cut(asked: Asked) -> bool:
        return asked.writes and (folder / "cut").exists()

    stand = RtStand(folder)
    with stand:
        stand.server.lose_answer(is_cut)
        facts = {"url": stand.server.url, "token": stand.facts["token_alice"], "address": ADDRESS}
        (folder / "desk.json").write_text(json.dumps(facts), "utf-8")
        more = {"SELFHELP_TEST_DESK": path_of(folder), "SELFHELP_WINE_LIMIT": str(LIMIT)}
        done = subprocess.run(
            [ROOT / "tools" / "wine.sh", "-m", "pytest", "-q", JOURNEY],
            env={**os.environ, "PYTHON": sys.executable, **more},
            stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace",
            timeout=LIMIT + 180, check=False,
        )  # fmt: skip
        assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
        assert stand.server.left() == 0, "the connection was not cut"
        yield Journey(stand, folder)


def test_description_report_and_picture_arrive_once(journey: Journey) -> None:
    held = journey.arrived("whole")
    assert held.subject == PRINTER
    assert PRINTER in held.body
    assert held.requester == "alice"
    assert set(held.files) == {"report.html", "report.json", "screenshot-1.png"}
    assert PRINTER in held.files["report.html"].decode()
    assert len(json.loads(held.files["report.json"])["sections"]) > SECTIONS
    picture = QImage.fromData(held.files["screenshot-1.png"])
    red = box_of(picture, QColor("#c00020"))
    assert (red.width(), red.height()) == (320, 240), "the window of another program is on it"
    assert journey.requests("whole") == 1


def test_after_a_cut_connection_it_is_looked_up_and_not_sent_again(journey: Journey) -> None:
    held = journey.arrived("cut")
    assert DOOR in held.body
    assert set(held.files) == {"report.html", "report.json"}
    assert journey.requests("cut") == 1
