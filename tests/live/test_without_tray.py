"""A desktop without a tray, such as GNOME's: everything is reached from the menu of programs, by a key of the
desktop, by a command and by links, and nothing that comes by a link does more than open a screen.

The entry in the menu is the one of the package, with the program of this tree in the place of the installed
one; it is started by the tools that desktops and browsers use (xdg-open, gio).
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from selfhelp.core.deep_links import SCREENS
from tests.conftest import LOOPS
from tests.live.desk import Desk
from tests.live.eyes import Eyes
from tests.live.hands import Hands
from tests.live.office import APP, MARKS, OPENBOX, written
from tests.people import ROOT, Person

NEEDED = ("xdg-open", "xdg-mime", "gio", "update-desktop-database")
pytestmark = [
    *MARKS,
    pytest.mark.skipif(not all(map(shutil.which, NEEDED)), reason=f"needs {NEEDED}"),
]
ENTRY = ROOT / "installer" / "linux" / "selfhelp.desktop"
INSTALLED = "/usr/lib/selfhelp/selfhelp"
KEYS = """
<keybind key="W-h"><action name="Execute"><command>{program} open emergency</command></action></keybind>
"""
HEADINGS = {
    "home": "What's wrong?",
    "ask": "Get help",
    "tickets": "My tickets",
    "outbox": "Outbox",
    "receipts": "Sent items",
    "journal": "History",
    "health": "Computer health",
    "checklist": "Set up a new computer",
    "privacy": "What IT can see and do",
    "settings": "Settings",
    "remote": "Get remote help",
    "emergency": "I can't work at all",
    "suspicious-mail": "Suspicious email",
    "lost-device": "Lost or stolen device",
    "help": "Help",
    "welcome": "How it works",
    "about": "About",
}
SOME = SCREENS if LOOPS >= 240 else ("ask", "lost-device", "privacy")


@pytest.fixture
def hands(desk: Desk) -> Iterator[Hands]:
    """The user's hands, and their eyes for as long as the test lasts."""
    with closing(Eyes(desk)) as eyes:
        yield Hands(desk, eyes, "en")


@pytest.fixture
def desk(alice: Person) -> Iterator[Desk]:
    """The user's desktop: a window manager, no tray, and the entry of the package in their menu of
    programs."""
    program = alice.owns(written(alice.home / "selfhelp", f'#!/bin/sh\nexec {" ".join(APP)} "$@"\n'))
    program.chmod(0o755)
    keys = OPENBOX.read_text().replace("<keyboard>", "<keyboard>" + KEYS.format(program=program))
    rc = alice.owns(written(alice.home / "rc.xml", keys))
    extra = {"LANG": "en_GB.UTF-8", "LANGUAGE": "en", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    with Desk(person=alice, manager=("openbox", "--config-file", str(rc)), extra=extra) as made:
        made.environment.pop("LC_ALL", None)
        made.environment["PATH"] = f"{Path(sys.executable).parent}:/usr/bin:/bin"
        install(made, alice, program)
        yield made
        end(made)


def install(desk: Desk, person: Person, program: Path) -> None:
    """Put the entry where a package puts it, and let the desktop know it."""
    folder = desk.home / "data_home" / "applications"
    folder.mkdir()
    entry = ENTRY.read_text()
    assert INSTALLED in entry
    written(folder / "selfhelp.desktop", entry.replace(INSTALLED, str(program)))
    for path in (folder, folder / "selfhelp.desktop"):
        person.owns(path)
    assert desk.run(["update-desktop-database", str(folder)]).returncode == 0


def end(desk: Desk) -> None:
    """End the program that the desktop started, by its own number."""
    lock = desk.home / "runtime_dir" / "selfhelp" / "app.lock"
    if lock.exists():
        number = lock.read_text().split()[0]
        desk.run(["kill", number])


def test_the_menu_of_programs_opens_it_and_everything_is_in_it(desk: Desk, hands: Hands) -> None:
    desk.spawn(["gio", "launch", str(desk.home / "data_home" / "applications" / "selfhelp.desktop")])
    hands.window()
    hands.sees("What's wrong?", "text")
    for name, heading in (("tickets", "My tickets"), ("journal", "History"), ("about", "About")):
        hands.choose("More", heading)
        hands.sees(HEADINGS[name], "label")
        hands.click("Back")
    hands.sees("I can't work at all", "button")  # contact
    hands.click("Get help")
    hands.sees("Screenshot", "button")


@pytest.mark.parametrize("screen", SOME)
def test_a_link_opens_a_screen(desk: Desk, hands: Hands, screen: str) -> None:
    told = desk.run(["xdg-mime", "query", "default", "x-scheme-handler/selfhelp"])
    assert told.stdout.strip() == b"selfhelp.desktop"
    desk.spawn(["xdg-open", f"selfhelp://open/{screen}"])
    hands.window()
    hands.sees(HEADINGS[screen])


def test_a_link_goes_to_the_window_that_is_open_and_only_preselects(desk: Desk, hands: Hands) -> None:
    desk.spawn(["xdg-open", "selfhelp://open/settings"])
    hands.window()
    hands.sees("Settings", "label")
    desk.spawn(["xdg-open", "selfhelp://fix/print-stuck-queue"])
    hands.sees("Cancel stuck print jobs", "button")
    assert not hands.shows("Checking for stuck documents…"), "it is not begun"
    assert len(desk.windows("Self-help")) == 1
    desk.spawn(["xdg-open", "selfhelp://run/print-stuck-queue?agree=yes"])
    hands.sees("What's wrong?", "text")
    assert not list(desk.home.rglob("journal/*.jsonl"))


@pytest.mark.parametrize("screen", SOME)
def test_a_command_opens_a_screen(desk: Desk, hands: Hands, screen: str) -> None:
    desk.spawn([*APP, "open", screen])
    hands.window()
    hands.sees(HEADINGS[screen])


def test_a_key_of_the_desktop_opens_a_screen(desk: Desk, hands: Hands) -> None:
    desk.run(["xdotool", "key", "super+h"])
    hands.window()
    hands.sees("I can't work at all", "label")


def test_every_screen_that_can_be_opened_has_a_heading_here() -> None:
    assert set(HEADINGS) == set(SCREENS)
