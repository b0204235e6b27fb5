"""The steps recorder on a real X11 desktop: the right windows, nothing private, nothing lost, little cost."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil
import pytest
from PySide6.QtGui import QColor, QImage

from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.machine.capture.ocr import recognise_text_lines
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.report import private_areas
from selfhelp.steps.document import parse_stored_recording
from selfhelp.steps.recording import MissingImageReason, Recording, Step, StepKind
from tests.live.desk import Desk, wait_for
from tests.people import ROOT

LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(
        shutil.which("Xvfb") is None or not LAUNCHER.exists(), reason="needs Xvfb, at-spi2-core"
    ),
]

EMAIL = "marie.curie@example.com"
SECRET = "Tulip-Kettle-77"

CHROMIUM = ("--no-sandbox", "--disable-gpu", "--no-first-run")

COLOURS = ("#aa0000", "#00aa00", "#0000bb", "#aa00aa", "#008888")

WINDOWS = """
import os, sys
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QWidget

class Plain(QWidget):
    def __init__(self, number, colour):
        super().__init__()
        self._colour = colour
        self.setWindowTitle(f"Window {number} of {os.environ['WHO']}")
        self.setGeometry(40 + 150 * number, 60 + 40 * number, 420, 260)
    def paintEvent(self, event):
        QPainter(self).fillRect(self.rect(), QColor(self._colour))

app = QApplication(["painter"])
kept = [Plain(n, c) for n, c in enumerate(sys.argv[1:])]
for window in kept:
    window.show()
app.exec()
"""

FORM = """
import os, sys
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget

app = QApplication([sys.argv[1]])
app.setDesktopFileName(sys.argv[1])  # its name under Wayland
app.setFont(QFont("DejaVu Sans", 14))
window = QWidget()
window.setWindowTitle(sys.argv[2])
column = QVBoxLayout(window)
column.addWidget(QLabel(f"Signed in as {os.environ['WHO']} on {os.environ['WHERE']}"))
column.addWidget(QLabel("The printer on the third floor is ready"))
password = QLineEdit(os.environ["SECRET"])
password.setEchoMode(QLineEdit.EchoMode.Password)
shown = QLineEdit("Invoice 118")
column.addWidget(shown)
if sys.argv[3] != "none":
    column.addWidget(password)
window.setGeometry(300, 200, 640, 240)
window.show()
(password if sys.argv[3] == "focused" else shown).setFocus()
app.exec()
"""


@pytest.fixture
def desk() -> Iterator[Desk]:
    """A desktop with the interface for screen readers, and the user's address in the settings."""
    planted = {"WHO": EMAIL, "WHERE": socket.gethostname(), "SECRET": SECRET}
    with Desk(extra={"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "PYTHONPATH": str(ROOT), **planted}) as made:
        made.spawn([str(LAUNCHER), "--launch-immediately"])
        asked = ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus"]
        asked += ["/org/freedesktop/DBus", "org.freedesktop.DBus.NameHasOwner", "string:org.a11y.Bus"]
        wait_for(lambda: b"true" in made.run(asked).stdout)
        folder = made.home / "config_home" / "selfhelp"
        folder.mkdir(parents=True)
        (folder / "preferences.json").write_text(json.dumps({"email": EMAIL}))
        yield made


class Recorder:
    """The recorder as the command line starts it, with its bar."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.folder = desk.home / "data_home" / "selfhelp" / "steps"
        self.child = desk.spawn([sys.executable, "-m", "selfhelp", "--record-steps", "en"])
        wait_for(lambda: desk.windows("Recording steps"), 20)
        time.sleep(0.7)

    def press(self, key: str) -> None:
        """Press a key on the bar, then give the front back."""
        (bar,) = self.desk.windows("Recording steps")
        self.desk.run(["xdotool", "windowactivate", "--sync", bar, "key", key])
        time.sleep(0.4)

    def read(self) -> Recording:
        """Return what is on the disk now."""
        files = sorted(self.folder.glob("*/recording.json"))
        return parse_stored_recording(files[-1].read_bytes())

    def wait_for_steps(self, count: int) -> Recording:
        """Wait until so many steps are on the disk."""
        wait_for(lambda: list(self.folder.glob("*/recording.json")) and len(self.read().steps) >= count, 15)
        return self.read()

    def finish(self) -> Recording:
        """End it as Done does."""
        self.child.send_signal(signal.SIGTERM)
        assert self.child.wait(60) == 0, self.desk.log_of(self.child)
        return self.read()

    def picture(self, step: Step) -> QImage:
        """Return the picture of a step."""
        (path,) = self.folder.glob(f"*/{step.picture}")
        return QImage(str(path))

    def export(self, folder: Path) -> None:
        """Export it with names hidden."""
        done = self.desk.run([sys.executable, "-m", "selfhelp", "steps", "export", "-o", str(folder)], 120)
        assert done.returncode == 0, done.stderr


def activate(desk: Desk, title: str) -> None:
    """Bring a window to the front, as a task bar does."""
    (window,) = desk.windows(f"^{title}")
    desk.run(["xdotool", "windowactivate", "--sync", window])


def form(desk: Desk, program: str, title: str, password: str) -> subprocess.Popen[bytes]:
    """Open a window with the user's name, and perhaps a password field."""
    child = desk.spawn([sys.executable, "-c", FORM, program, title, password])
    wait_for(lambda: desk.windows(title), 15)
    return child


def middle(picture: QImage) -> str:
    """Return the colour of most of a picture."""
    points = [
        (x, y) for x in range(20, picture.width() - 20, 15) for y in range(40, picture.height() - 20, 15)
    ]
    colours = [picture.pixelColor(*point).name() for point in points]
    return max(set(colours), key=colours.count)


def texts(folder: Path) -> bytes:
    """Return everything in a folder that is no picture, as bytes."""
    return b"".join(
        path.read_bytes() for path in folder.rglob("*") if path.suffix in {".json", ".html", ".txt"}
    )


def read_names(picture: bytes, names: Sequence[str]) -> Sequence[str]:
    """Return the names that the project's engine reads in a picture."""
    found = private_areas.find_private_areas(LocalMachine(Platform.LINUX), picture, names, Progress())
    return [area.word for area in found]


# -- the right windows -----------------------------------------------------------------------------


def test_thirty_steps_each_with_the_right_window(desk: Desk) -> None:
    painter = desk.spawn([sys.executable, "-c", WINDOWS, *COLOURS])
    wait_for(lambda: len(desk.windows("^Window ")) == len(COLOURS), 15)
    desk.spawn(
        ["xmessage", "-name", "notice", "-title", "Notice", "-geometry", "300x90+700+600", "Paper jam"]
    )
    wait_for(lambda: desk.windows("^Notice"))
    (desk.home / "config_home" / "selfhelp" / "policy.toml").write_text("[steps]\nunmarked_browsers = true\n")
    page = "data:text/html,<title>Intranet</title><body style='background:%23446688'>Welcome"
    desk.spawn(["chromium", *CHROMIUM, f"--user-data-dir={desk.home}/chromium", "--new-window", page])
    wait_for(lambda: desk.windows("^Intranet"), 30)
    time.sleep(3)
    recorder = Recorder(desk)
    recorder.wait_for_steps(1)
    names = [*(f"Window {number}" for number in range(len(COLOURS))), "Notice", "Intranet"]
    wanted = []
    for number in range(29):
        place = number % len(names)
        title = names[place]
        activate(desk, title)
        wanted.append(place)
        recorder.wait_for_steps(number + 2)
    recording = recorder.finish()
    painter.kill()
    steps = [step for step in recording.steps if step.kind in {StepKind.WINDOW, StepKind.DIALOG}]
    assert len(steps) == 30
    for step, place in zip(steps[1:], wanted, strict=True):
        assert step.title.startswith(names[place]), (step.title, names[place])
        assert EMAIL not in step.title
        shown = recorder.picture(step)
        if place < len(COLOURS):
            assert middle(shown) == QColor(COLOURS[place]).name(), step.number
            assert 418 <= shown.width() <= 430


def test_dialogs_hung_programs_and_ends_are_steps(desk: Desk) -> None:
    recorder = Recorder(desk)
    child = desk.spawn([sys.executable, "-c", DIALOG])
    wait_for(lambda: desk.windows("^Could not print"), 15)
    recorder.wait_for_steps(1)
    time.sleep(1)
    desk.spawn(["xmessage", "-name", "notice", "-title", "Notice", "wait"])
    wait_for(lambda: desk.windows("^Notice"))
    child.send_signal(signal.SIGSTOP)
    activate(desk, "Could not print")
    time.sleep(0.8)
    activate(desk, "Notice")
    wait_for(lambda: StepKind.HUNG in [step.kind for step in recorder.read().steps], 12)
    child.send_signal(signal.SIGCONT)
    wait_for(lambda: StepKind.ANSWERS in [step.kind for step in recorder.read().steps], 12)
    child.kill()
    wait_for(lambda: StepKind.ENDED in [step.kind for step in recorder.read().steps], 12)
    kinds = [step.kind for step in recorder.finish().steps]
    assert StepKind.DIALOG in kinds
    assert kinds.index(StepKind.HUNG) < kinds.index(StepKind.ANSWERS) < kinds.index(StepKind.ENDED)


DIALOG = """
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QVBoxLayout, QWidget
app = QApplication(["writer"])
window = QWidget()
window.setWindowTitle("Letter")
window.resize(400, 300)
window.show()
dialog = QDialog(window)
dialog.setWindowTitle("Could not print")
QVBoxLayout(dialog).addWidget(QLabel("The printer does not answer"))
dialog.resize(300, 120)
dialog.open()
app.exec()
"""


def test_what_another_program_has_over_a_window_is_not_in_its_picture(desk: Desk) -> None:
    desk.spawn([sys.executable, "-c", WINDOWS, COLOURS[0]])
    wait_for(lambda: desk.windows("^Window 0"), 15)
    desk.spawn([sys.executable, "-c", OVER])
    wait_for(lambda: desk.windows("^Chat"), 15)
    recorder = Recorder(desk)
    recorder.wait_for_steps(1)
    activate(desk, "Window 0")
    time.sleep(1)
    recording = recorder.finish()
    (step,) = [step for step in recording.steps if step.title.startswith("Window 0")][-1:]
    shown = recorder.picture(step)
    names = {shown.pixelColor(x, y).name() for x in range(shown.width()) for y in range(0, shown.height(), 3)}
    assert "#ffee00" not in names, "the other program's window, which stays on top"
    assert "#000000" in names, "it is covered"


OVER = """
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QWidget
class Plain(QWidget):
    def paintEvent(self, event):
        QPainter(self).fillRect(self.rect(), QColor("#ffee00"))
app = QApplication(["chat"])
window = Plain(None, Qt.WindowType.WindowStaysOnTopHint)
window.setWindowTitle("Chat")
window.setGeometry(100, 120, 150, 100)
window.show()
app.exec()
"""


# -- nothing private -------------------------------------------------------------------------------


def test_planted_names_and_passwords_are_nowhere(desk: Desk, tmp_path: Path) -> None:
    recorder = Recorder(desk)
    forms = (
        ("writer", f"Letter of {EMAIL}", "none"),
        ("signin", f"Sign in {EMAIL}", "focused"),
        ("account", f"Account {EMAIL}", "there"),
        ("KeePassXC", f"Vault {EMAIL}", "there"),
    )
    for number, (program, title, password) in enumerate(forms, 1):
        form(desk, program, title, password)
        time.sleep(1.6)
        recorder.wait_for_steps(number)
    recorder.press("a")
    recording = recorder.finish()
    windows = {step.kind: step for step in recording.steps}
    assert StepKind.MANUAL in windows
    shown = [step for step in recording.steps if step.kind is StepKind.WINDOW]
    assert [step.withheld for step in shown] == [
        MissingImageReason.NO, MissingImageReason.PASSWORD,
        MissingImageReason.NO, MissingImageReason.EXCLUDED,
    ]  # fmt: skip
    assert windows[StepKind.MANUAL].withheld is MissingImageReason.EXCLUDED, "not even by hand"
    recorder.export(tmp_path / "out")
    for folder in (recorder.folder, tmp_path / "out"):
        told = texts(folder).replace(b'"word": "' + EMAIL.encode() + b'"', b"")  # what a box hides
        for word in (EMAIL, "marie.curie", "KeePass", "Vault", SECRET):
            assert word.encode() not in told, (folder, word)
    pictures = [path.read_bytes() for path in (tmp_path / "out").glob("*.png")]
    assert len(pictures) == 2
    for data in pictures:
        assert read_names(data, [EMAIL, socket.gethostname(), SECRET]) == []
        words = [
            word.text for line in recognise_text_lines(LocalMachine(Platform.LINUX), data) for word in line
        ]
        assert "printer" in words, "what is not private can be read"
        assert "curie" not in "".join(words).lower()


def test_a_password_field_that_is_not_in_use_is_covered(desk: Desk) -> None:
    recorder = Recorder(desk)
    form(desk, "account", "Account", "there")
    time.sleep(2)
    recorder.wait_for_steps(1)
    (step,) = recorder.finish().steps_with_images
    shown = recorder.picture(step)
    black = [y for y in range(shown.height()) if shown.pixelColor(shown.width() // 2, y).name() == "#000000"]
    assert len(black) >= 20, "a field's height"


def test_a_private_browser_window_and_one_that_may_be(desk: Desk, tmp_path: Path) -> None:
    page = "data:text/html,<title>secret-page</title><h1>secret-page</h1>"
    recorder = Recorder(desk)
    desk.spawn(["chromium", *CHROMIUM, f"--user-data-dir={tmp_path}/chromium", "--incognito", page])
    wait_for(lambda: desk.windows("secret-page"), 30)
    time.sleep(2)
    recorder.wait_for_steps(1)
    recording = recorder.finish()
    reasons = {step.withheld for step in recording.steps if step.kind is StepKind.WINDOW}
    assert MissingImageReason.UNMARKED in reasons
    assert reasons <= {MissingImageReason.UNMARKED, MissingImageReason.EXCLUDED}, (
        "the keyring may ask for its password as well"
    )
    assert b"secret-page" not in texts(recorder.folder)
    assert recording.steps_with_images == []


def test_a_browser_that_tells_screen_readers_is_recorded_but_for_its_private_windows(desk: Desk) -> None:
    """Both windows are of one process, with the same class, role and title; the accessible name differs."""
    desk.environment |= {"ACCESSIBILITY_ENABLED": "1"}
    desk.environment.pop("NO_AT_BRIDGE")
    page = "data:text/html,<title>Same page</title><h1>Welcome</h1>"
    browser = ["chromium", *CHROMIUM, "--password-store=basic", f"--user-data-dir={desk.home}/chromium"]
    desk.spawn([*browser, "--new-window", page])
    wait_for(lambda: desk.windows("Same page"), 30)
    (public,) = desk.windows("Same page")
    time.sleep(2)
    recorder = Recorder(desk)
    recording = recorder.wait_for_steps(1)
    assert [(step.title, bool(step.picture)) for step in recording.steps] == [("Same page - Chromium", True)]
    desk.spawn([*browser, "--incognito", page.replace("Welcome", "secret-page")])
    recorder.wait_for_steps(2)
    desk.run(["xdotool", "windowactivate", "--sync", public])
    recorder.wait_for_steps(3)
    recorder.press("a")
    steps = [step for step in recorder.finish().steps if step.kind is not StepKind.COMPUTER]
    assert steps[1].withheld is MissingImageReason.PRIVATE
    assert {step.withheld for step in steps[2:]} <= {
        MissingImageReason.PRIVATE,
        MissingImageReason.UNMARKED,
    }, "by title alone"
    assert all(not step.picture and not step.title for step in steps[1:])


# -- nothing lost, nothing left --------------------------------------------------------------------


@pytest.mark.spread
@pytest.mark.parametrize("steps", [0, 1, 3])
@pytest.mark.parametrize("later", [0.0, 0.2, 0.45])
def test_killed_at_any_stage_nothing_is_lost(desk: Desk, steps: int, later: float) -> None:
    desk.spawn([sys.executable, "-c", WINDOWS, *COLOURS])
    wait_for(lambda: len(desk.windows("^Window ")) == len(COLOURS), 15)
    recorder = Recorder(desk)
    for number in range(steps):
        activate(desk, f"Window {number}")
        recorder.wait_for_steps(number + 1)
    before = len(recorder.read().steps) if steps else 0
    activate(desk, "Window 4")
    time.sleep(later)
    os.kill(recorder.child.pid, signal.SIGKILL)
    recorder.child.wait()
    listed = desk.run([sys.executable, "-m", "selfhelp", "steps", "list", "--json"])
    (found,) = json.loads(listed.stdout)["recordings"]
    assert found["steps"] >= before
    assert not found["finished"]
    told = desk.run([sys.executable, "-m", "selfhelp", "steps", "list"]).stdout
    assert b"interrupted" in told
    deleted = desk.run([sys.executable, "-m", "selfhelp", "steps", "delete", found["id"]])
    assert deleted.returncode == 0, deleted.stderr
    assert {path.name for path in recorder.folder.iterdir()} == {"recorder.lock"}


def test_discarded_nothing_is_left(desk: Desk) -> None:
    desk.spawn([sys.executable, "-c", WINDOWS, *COLOURS])
    wait_for(lambda: len(desk.windows("^Window ")) == len(COLOURS), 15)
    recorder = Recorder(desk)
    for number in range(3):
        activate(desk, f"Window {number}")
        recorder.wait_for_steps(number + 1)
    (bar,) = desk.windows("Recording steps")
    desk.run(["xdotool", "windowactivate", "--sync", bar])
    place = desk.run(["xdotool", "getwindowgeometry", "--shell", bar]).stdout.decode()
    told = dict(line.split("=") for line in place.split() if "=" in line)
    x, y = int(told["X"]) + int(told["WIDTH"]) - 130, int(told["Y"]) + int(told["HEIGHT"]) // 2
    desk.run(["xdotool", "mousemove", str(x), str(y), "click", "1"])
    time.sleep(0.6)
    desk.run(["xdotool", "windowactivate", "--sync", bar, "key", "shift+Tab", "key", "space"])
    assert recorder.child.wait(60) == 1, desk.log_of(recorder.child)
    assert {path.name for path in recorder.folder.iterdir()} == {"recorder.lock"}


def test_the_bar_s_keys_add_pause_and_finish(desk: Desk) -> None:
    form(desk, "writer", "Letter", "none")
    recorder = Recorder(desk)
    recorder.wait_for_steps(1)
    recorder.press("a")
    recorder.wait_for_steps(2)
    recorder.press("c")
    desk.run(["xdotool", "type", "It does not print"])
    desk.run(["xdotool", "key", "Return"])
    recorder.wait_for_steps(3)
    time.sleep(0.8)
    recorder.press("p")
    activate(desk, "Letter")
    time.sleep(0.8)
    recorder.press("p")
    recorder.press("d")
    assert recorder.child.wait(60) == 0
    recording = recorder.read()
    assert [step.kind for step in recording.steps] == [
        StepKind.WINDOW, StepKind.MANUAL, StepKind.COMMENT, StepKind.PAUSED, StepKind.RESUMED,
    ]  # fmt: skip
    assert recording.steps[2].note == "It does not print"
    assert all(step.title == "Letter" for step in recording.steps[:3]), "of the window, not of the bar"
    assert all(step.picture for step in recording.steps[:3])


# -- cost ------------------------------------------------------------------------------------------


def test_it_costs_next_to_nothing_while_nothing_happens(desk: Desk) -> None:
    recorder = Recorder(desk)
    process = psutil.Process(recorder.child.pid)
    before = process.cpu_times()
    time.sleep(5)
    after = process.cpu_times()
    assert (after.user + after.system) - (before.user + before.system) <= 0.05, "5 s, at most 1 %"
    recorder.finish()


def test_a_hidden_area_is_black_from_then_on_wherever_its_window_goes(desk: Desk) -> None:
    desk.spawn([sys.executable, "-c", WINDOWS, COLOURS[0]])
    wait_for(lambda: desk.windows("^Window 0"), 15)
    recorder = Recorder(desk)
    recorder.wait_for_steps(1)
    recorder.press("h")
    wait_for(lambda: desk.windows("Draw a rectangle"), 10)
    time.sleep(0.5)
    drag = "mousemove 120 150 mousedown 1 mousemove 160 180 mousemove 219 229 mouseup 1"
    desk.run(["xdotool", *drag.split()])
    wait_for(lambda: not desk.windows("Draw a rectangle"), 10)
    (window,) = desk.windows("^Window 0")
    desk.run(["xdotool", "windowmove", "--sync", window, "500", "300"])
    time.sleep(0.5)
    recorder.press("a")
    wait_for(lambda: len(recorder.read().steps_with_images) == 2)
    recording = recorder.finish()
    before, after = (recorder.picture(step) for step in recording.steps_with_images)
    black = [
        (x, y)
        for x in range(5, after.width() - 5)
        for y in range(30, after.height() - 5)
        if after.pixelColor(x, y).name() == "#000000"
    ]
    assert 90 * 70 <= len(black) <= 110 * 90, "about 100 × 80 pixels"
    assert before.pixelColor(*black[len(black) // 2]).name() == COLOURS[0]
