"""A technician is let in: a stand-in for the company's tool is started by a click, its id reaches the ticket.

The tool is a real program that only root can change, with a window of its own; Alice is unprivileged, and
the window is the real one. The user's words come from the ticket as the help desk has it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.desk import STALONETRAY, Desk, wait_for
from tests.live.eyes import Eyes
from tests.live.hands import Hands
from tests.live.office import APP
from tests.people import Person

NEEDED = ("Xvfb", "xdotool", "stalonetray", "openbox", "dbus-send", "xmessage")
MISSING = [name for name in NEEDED if not shutil.which(name)]
pytestmark = [
    pytest.mark.live,
    pytest.mark.gui,
    pytest.mark.slow,
    pytest.mark.skipif(os.geteuid() != 0, reason="needs root: it installs a program"),
    pytest.mark.skipif(bool(MISSING), reason=f"needs {MISSING}"),
]
ID = "1 234 567 890"
TOOL = f"""#!/bin/sh
if [ "$1" = --get-id ]; then echo "{ID}"; exit; fi
echo "$@" > "$HOME/started"
exec xmessage -name company-helper "A technician may look now."
"""


@pytest.fixture
def tool() -> Iterator[Path]:
    folder = Path("/opt") / f"selfhelp-remote-live-{os.getpid()}"
    folder.mkdir(mode=0o755)
    try:
        program = folder / "helper"
        program.write_text(TOOL)
        program.chmod(0o755)
        yield program
    finally:
        shutil.rmtree(folder)


def sit_down(desk: Desk, tool: Path, person: Person) -> Path:
    """Give the user a policy and a ticket; return the ticket's folder at the desk."""
    config = desk.home / "config_home" / "selfhelp"
    config.mkdir(mode=0o700)
    line = f"helper|Acme Helper|linux={tool}|arguments=--note={{ticket}}|id=--get-id"
    (config / "policy.toml").write_text(f'[remote]\ntools = ["{line}"]\n[desk]\nemail = "a@example.com"\n')
    for path in (config, config / "policy.toml"):
        person.owns(path)
    words = ("--subject", "No sound", "--body", "Nothing can be heard.", "--no-snapshot", "--wait", "30")
    sent = desk.run([*APP, "send", *words, "--json"], 60)
    assert json.loads(sent.stdout)["ticket"] == "LOCAL-0001", sent.stderr
    return desk.home / "data_home" / "selfhelp" / "desk" / "LOCAL-0001"


def test_from_the_call_to_the_ticket(alice: Person, tool: Path) -> None:
    extra = {"LANG": "en_GB.UTF-8", "LANGUAGE": "en", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    with Desk(person=alice, tray=STALONETRAY, extra=extra) as desk:
        desk.environment.pop("LC_ALL", None)
        ticket = sit_down(desk, tool, alice)
        said = re.search(r"Verification words: (\w+ \w+) / ", (ticket / "message.txt").read_text("utf-8"))
        assert said, "the help desk has the words"
        eyes = Eyes(desk)
        try:
            app = desk.spawn([*APP, "--tray"])
            wait_for(lambda: (desk.home / "runtime_dir" / "selfhelp" / "app.socket").exists(), 20)
            desk.run(APP)
            hands = Hands(desk, eyes, "en")
            hands.window()
            hands.click("More", "button menu")
            hands.press("Down", "Down", "Return")  # a menu is no part of the window: my tickets, then this
            hands.sees("Get remote help")
            hands.sees(said[1])
            hands.reads(".*never asks for your password.*")
            hands.shot("remote-01-caller")
            assert not (desk.home / "started").exists(), "looking starts nothing"
            hands.click("I agree: start Acme Helper")
            wait_for(lambda: desk.windows("company-helper"), 15)
            assert (desk.home / "started").read_text().strip() == "--note=LOCAL-0001"
            hands.sees("1 2 3 4 5 6 7 8 9 0")
            hands.window()
            desk.run(["xdotool", "windowactivate", desk.windows("Self-help")[0]])
            hands.click("Add the ID to ticket LOCAL-0001")
            wait_for(lambda: "Its id is 1234567890." in everything(ticket), 30)
            hands.sees("Added to your ticket")
            hands.shot("remote-02-told")
            log = desk.log_of(app)
            assert "Traceback" not in log, log
        finally:
            eyes.close()


def everything(ticket: Path) -> str:
    """Return all that the help desk has of a ticket."""
    return "\n".join(path.read_text("utf-8", "replace") for path in ticket.rglob("*") if path.is_file())
