"""The steps recorder on real Wayland (sway): the right windows, nothing private, the bar in sight."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from selfhelp.steps.document import parse_stored_recording
from selfhelp.steps.recording import MissingImageReason, Recording, Step, StepKind
from tests.live.desk import wait_for
from tests.live.sway import NEEDED, Sway
from tests.live.test_steps import CHROMIUM, COLOURS, EMAIL, FORM, LAUNCHER, SECRET, WINDOWS, middle
from tests.people import ALICE, Person, person, product

pytestmark = [
    pytest.mark.live,
    pytest.mark.gui,
    pytest.mark.skipif(
        not all(map(shutil.which, (*NEEDED, "foot", "chromium"))) or not LAUNCHER.exists(),
        reason="needs foot, chromium, at-spi2-core, " + ", ".join(NEEDED),
    ),
]

PLANTED = {"WHO": EMAIL, "WHERE": "the second floor", "SECRET": SECRET}
SPOKEN = {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "ACCESSIBILITY_ENABLED": "1", "NO_AT_BRIDGE": ""}


@pytest.fixture
def user(people: None) -> Iterator[Person]:
    with person(ALICE) as somebody:
        yield somebody


@pytest.fixture
def sway(user: Person) -> Iterator[Sway]:
    """One monitor, the interface for screen readers, and the user's address in the settings."""
    folder = user.home / "config" / "selfhelp"
    folder.mkdir(parents=True)
    (folder / "preferences.json").write_text(json.dumps({"email": EMAIL}))
    for path in (folder.parent, folder, folder / "preferences.json"):
        user.owns(path)
    with Sway(user, ["resolution 1280x800 position 0 0 scale 1 background #223344 solid_color"]) as made:
        made.environment.pop("NO_AT_BRIDGE")
        made.spawn([str(LAUNCHER), "--launch-immediately"])
        asked = ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus"]
        asked += ["/org/freedesktop/DBus", "org.freedesktop.DBus.NameHasOwner", "string:org.a11y.Bus"]
        wait_for(lambda: "true" in made.run(asked).stdout)
        yield made


class Recorder:
    """The recorder as the command line starts it, with its bar."""

    def __init__(self, sway: Sway, user: Person) -> None:
        self._sway, self.folder = sway, user.home / "data" / "selfhelp" / "steps"
        self.child = sway.spawn(product("--record-steps", "en"), QT_QPA_PLATFORM="wayland")
        wait_for(lambda: named(sway, "Recording steps"), 20)
        time.sleep(0.7)

    def read(self) -> Recording:
        """Return what is on the disk now."""
        (found,) = self.folder.glob("*/recording.json")
        return parse_stored_recording(found.read_bytes())

    def wait_for_steps(self, count: int) -> None:
        """Wait until so many steps are on the disk."""
        wait_for(lambda: list(self.folder.glob("*/recording.json")) and len(self.read().steps) >= count, 15)

    def finish(self) -> Recording:
        """End it as Done does."""
        os.kill(self.child.pid, 15)
        assert self.child.wait(60) == 0, self._sway.log_of(self.child)
        return self.read()

    def picture(self, step: Step) -> QImage:
        """Return the picture of a step."""
        (path,) = self.folder.glob(f"*/{step.picture}")
        return QImage(str(path))


def named(sway: Sway, start: str) -> list[dict[str, Any]]:
    """Return the windows whose title begins so."""
    return [window for window in sway.windows() if str(window["name"]).startswith(start)]


def form(sway: Sway, program: str, title: str, password: str) -> None:
    """Open a window with the user's name, and perhaps a password field."""
    command = [sys.executable, "-c", FORM, program, title, password]
    sway.spawn(command, QT_QPA_PLATFORM="wayland", **PLANTED, **SPOKEN)
    wait_for(lambda: named(sway, title), 20)
    time.sleep(1.8)


def test_thirty_steps_each_with_the_right_window_and_none_of_ours(sway: Sway, user: Person) -> None:
    sway.spawn([sys.executable, "-c", WINDOWS, *COLOURS], QT_QPA_PLATFORM="wayland", **PLANTED)
    sway.spawn(["foot", "--title=Terminal", "--override=colors.background=446688", "sleep", "300"])
    page = "data:text/html,<title>Intranet</title><body style='background:%23446688'>Welcome"
    flags = [*CHROMIUM, "--ozone-platform=wayland", "--password-store=basic"]
    sway.spawn(["chromium", *flags, f"--user-data-dir={user.home}/chromium", "--new-window", page], **SPOKEN)
    wait_for(lambda: len(named(sway, "Window ")) == len(COLOURS) and named(sway, "Terminal"), 20)
    wait_for(lambda: named(sway, "Intranet"), 40)
    sway.tell('[title="^Intranet"] move to workspace 2')
    time.sleep(2)
    recorder = Recorder(sway, user)
    recorder.wait_for_steps(1)
    names = [*(f"Window {number}" for number in range(len(COLOURS))), "Terminal", "Intranet"]
    for number in range(29):
        sway.tell(f'[title="^{names[number % len(names)]}"] focus')
        if number % 5 == 2:  # as who looks at the bar: no step
            time.sleep(0.6)
            sway.tell('[title="^Recording steps"] focus')
            time.sleep(0.3)
        recorder.wait_for_steps(number + 2)
    (bar,) = named(sway, "Recording steps")
    recording = recorder.finish()
    assert [step.kind for step in recording.steps] == [StepKind.WINDOW] * 30
    assert all(bar["rect"][side] >= 0 for side in "xy")
    assert bar["rect"]["y"] + bar["rect"]["height"] <= 800
    for number, step in enumerate(recording.steps[1:]):
        title = names[number % len(names)]
        assert step.title.startswith(title), (number, step.title)
        assert EMAIL not in step.title
        assert step.picture, (title, step.withheld)
        if title.startswith("Window"):
            assert middle(recorder.picture(step)) == COLOURS[number % len(names)], number
        elif title == "Terminal":
            assert middle(recorder.picture(step)) == "#446688"


def test_planted_passwords_private_windows_and_our_own_are_left_out(sway: Sway, user: Person) -> None:
    recorder = Recorder(sway, user)
    for program, title, password in (
        ("writer", f"Letter of {EMAIL}", "none"),
        ("signin", "Sign in", "focused"),
        ("account", "Account", "there"),
        ("org.keepassxc.KeePassXC", "Vault", "there"),
    ):
        form(sway, program, title, password)
    page = "data:text/html,<title>secret-page</title><h1>secret-page</h1>"
    flags = [*CHROMIUM, "--ozone-platform=wayland", "--password-store=basic", "--incognito"]
    sway.spawn(["chromium", *flags, f"--user-data-dir={user.home}/chromium", page], **SPOKEN)
    wait_for(lambda: named(sway, "secret-page"), 40)
    time.sleep(3)
    recording = recorder.finish()
    steps = [step for step in recording.steps if step.kind in {StepKind.WINDOW, StepKind.DIALOG}]
    assert [step.withheld for step in steps][:4] == [
        MissingImageReason.NO, MissingImageReason.PASSWORD,
        MissingImageReason.UNCHECKED, MissingImageReason.EXCLUDED,
    ]  # fmt: skip
    assert {step.withheld for step in steps[4:]} <= {MissingImageReason.PRIVATE, MissingImageReason.UNMARKED}
    assert len(recording.steps_with_images) == 1
    told = b"".join(path.read_bytes() for path in recorder.folder.glob("*/*.json"))
    for word in (EMAIL, SECRET, "Vault", "KeePass", "secret-page", "Recording steps"):
        assert word.encode() not in told, word


def test_the_bar_is_over_a_window_that_fills_the_screen(sway: Sway, user: Person) -> None:
    sway.spawn(["foot", "--title=Terminal", "--override=colors.background=446688", "sleep", "300"])
    wait_for(lambda: named(sway, "Terminal"))
    sway.tell('[title="^Terminal"] floating disable')
    recorder = Recorder(sway, user)
    sway.tell('[title="^Terminal"] focus')
    recorder.wait_for_steps(1)
    picture = user.home / "seen.png"
    sway.run(["grim", str(picture)])
    (bar,) = named(sway, "Recording steps")
    seen, place = QImage(str(picture)), bar["rect"]
    assert seen.pixelColor(place["x"] + 20, place["y"] + place["height"] // 2).name() != "#446688"
    (step,) = recorder.finish().steps_with_images
    shown = recorder.picture(step)
    assert shown.pixelColor(place["x"] + 20, place["y"] + 20).name() == "#000000", "the bar is covered"


def test_without_grim_the_user_is_told_how_steps_get_images(sway: Sway, user: Person, tmp_path: Path) -> None:
    """Titles are recorded as before; *Add step* asks the desktop for the image."""
    code = "import selfhelp.machine.capture.grim as g; g.is_grim_installed = lambda: False; "
    code += "from selfhelp.ui.steps.recording_process import main; main(['en'])"
    sway.spawn(["foot", "--title=Terminal", "sleep", "300"])
    wait_for(lambda: named(sway, "Terminal"))
    child = sway.spawn([sys.executable, "-c", code], QT_QPA_PLATFORM="wayland")
    wait_for(lambda: named(sway, "Recording steps"), 20)
    time.sleep(2)
    os.kill(child.pid, 15)
    child.wait(60)
    (found,) = (user.home / "data" / "selfhelp" / "steps").glob("*/recording.json")
    (step,) = parse_stored_recording(found.read_bytes()).steps
    assert (step.title, step.withheld) == ("Terminal", MissingImageReason.BY_HAND)
