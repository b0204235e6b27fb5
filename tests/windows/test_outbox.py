"""Tickets survive the end of the program at any moment: none is lost, none is torn, none arrives twice."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from selfhelp.core.paths import AppPaths, detect_platform
from selfhelp.tickets.outbox.outbox import Outbox
from tests.windows.children import child, line

SEALS = (
    "import sys; from pathlib import Path; from selfhelp.tickets.letter import Letter, build_attachments\n"
    "from selfhelp.tickets.outbox.outbox import Outbox\n"
    "box = Outbox(Path(sys.argv[1]))\n"
    "while True:\n"
    "    files = [('évidence.txt', b'e' * 200_000), ('two.txt', b'2')]\n"
    "    letter = Letter('Störung', 'it is stuck', 'r', files=build_attachments(files))\n"
    "    print(box.save_ticket(letter), flush=True)\n"
)
ROUNDS = 6 if int(os.environ.get("SELFHELP_TEST_LOOPS", "100")) > 5 else 2
"""As often as there is time for: twice before every change."""


def selfhelp(*words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "selfhelp", *words, "--json"]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)


def told(*words: str) -> dict[str, list[dict[str, str]]]:
    out, _ = selfhelp(*words).communicate(timeout=60)
    found: dict[str, list[dict[str, str]]] = json.loads(out)
    return found


def sealed(folder: Path, dice: random.Random) -> set[str]:
    """Have tickets saved and the program killed, several times; return those that it said were saved."""
    said: set[str] = set()
    for _ in range(ROUNDS):
        with child(SEALS, str(folder)) as program:
            said.add(line(program))
            time.sleep(dice.random() / 20)
            program.kill()
            assert program.stdout is not None
            said.update(whole.strip() for whole in program.stdout if whole.endswith("\n"))
    return said


def test_what_was_said_to_be_saved_is_there_and_whole(tmp_path: Path) -> None:
    said = sealed(tmp_path / "outbox", random.Random(1))
    box = Outbox(tmp_path / "outbox")
    kept = {item.report for item in box.list_items()}
    assert said <= kept
    assert len(kept - said) <= ROUNDS  # saved, and killed before it was said
    assert {ref: box.list_damaged_files(ref) for ref in kept if box.list_damaged_files(ref)} == {}
    for ref in kept:
        assert sorted(
            (file.name, file.size) for file in box.list_item_files(ref) if "vidence" in file.name
        ) == [("évidence.txt", 200_000)]
    box.close()


def test_sending_goes_on_after_a_kill_and_each_arrives_once() -> None:
    dice, places = random.Random(2), AppPaths.create_for_current_user(detect_platform())
    kept = sealed(places.data / "outbox", dice)
    for _ in range(ROUNDS):
        sender = selfhelp("outbox", "retry")
        time.sleep(2.5 * dice.random())
        sender.kill()
        sender.communicate(timeout=20)
    end = time.monotonic() + 90
    while (waiting := told("outbox", "list")["items"]) and time.monotonic() < end:
        told("outbox", "retry")
    assert waiting == []
    arrived = Counter(ticket["report"] for ticket in told("tickets", "list")["tickets"])
    assert kept <= arrived.keys()
    assert set(arrived.values()) == {1}
    numbers = [ticket["ticket"] for ticket in told("tickets", "list")["tickets"]]
    on_desk = [folder.name for folder in (places.data / "desk").iterdir() if not folder.name.startswith(".")]
    assert len(on_desk) == len(set(numbers)) == len(arrived)
