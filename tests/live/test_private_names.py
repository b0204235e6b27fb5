"""Names on a real screen: told by the interface for screen readers, to the letter, and never waited for."""

# mypy: disable-error-code="assignment"

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.desk import Desk, wait_for

LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(
        shutil.which("Xvfb") is None or not LAUNCHER.exists(), reason="needs Xvfb, at-spi2-core"
    ),
]

WINDOW_SCRIPT = """
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

app = QApplication([])
window = QWidget()
window.setWindowTitle("letter")
column = QVBoxLayout(window)
column.addWidget(QLabel("Signed in as mcurie"))
column.addWidget(QTextEdit("Dear all,<br>this is Marie Curie speaking.<br>Bye"))
column.addWidget(QPlainTextEdit("Dear all,\\nthis is ws-0042 speaking.\\nBye"))
window.setGeometry(200, 150, 500, 300)
window.show()
app.exec()
"""

LOOK = """
import json, time
from selfhelp.report import private_areas

taken = []
while not taken or min(taken) > 3 and len(taken) < 3:  # a busy neighbour is not there each time
    begin = time.monotonic()
    found = private_areas.find_areas_on_screen(["Marie Curie", "mcurie", "ws-0042", "nobody-here"])
    taken.append(time.monotonic() - begin)
print(json.dumps([min(taken), [[a.word, a.x, a.y, a.width, a.height, a.source] for a in found]]))
"""


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk(extra={"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}) as made:
        yield made


@pytest.fixture
def letter(desk: Desk) -> subprocess.Popen[bytes]:
    """The user's window with names in it, on a desktop that has the interface for screen readers."""
    desk.spawn([str(LAUNCHER), "--launch-immediately"])
    wait_for(lambda: b"true" in desk.run([*OWNED, "string:org.a11y.Bus"]).stdout)
    child = desk.spawn([sys.executable, "-c", WINDOW_SCRIPT])
    wait_for(lambda: desk.windows("letter"), 15)
    wait_for(lambda: len(look(desk)[1]) == 3, 15)
    return child


OWNED = ("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus")
OWNED += ("org.freedesktop.DBus.NameHasOwner",)


def look(desk: Desk) -> tuple[float, list[list[object]]]:
    done = desk.run([sys.executable, "-c", LOOK])
    assert done.returncode == 0, done.stderr
    seconds, found = json.loads(done.stdout)
    return seconds, found


@pytest.mark.usefixtures("letter")
def test_a_name_in_a_text_is_found_to_the_letter(desk: Desk) -> None:
    from PySide6.QtGui import QImage

    _, found = look(desk)
    places = {str(word): [int(str(n)) for n in place] for word, *place, _source in found}
    assert set(places) == {"Marie Curie", "mcurie", "ws-0042"}
    x, y, width, height = places["Marie Curie"]
    assert 40 < width < 140, "the two words alone, not the line"
    assert 200 < x < 700
    assert 150 < y < 450
    desk.shot(desk.home / "seen.png")
    cut = QImage(str(desk.home / "seen.png")).copy(x, y, width, height)
    dark = [cut.pixelColor(a, b).lightness() < 200 for a in range(width) for b in range(height)]
    assert sum(dark) > 40, "there are letters"
    assert places["ws-0042"][2] > 300, "a program that is wrong about places: its whole field"


def test_a_program_that_hangs_is_not_waited_for(desk: Desk, letter: subprocess.Popen[bytes]) -> None:
    os.kill(letter.pid, signal.SIGSTOP)
    try:
        seconds, found = look(desk)
    finally:
        os.kill(letter.pid, signal.SIGCONT)
    assert seconds < 3
    assert found == []


def test_where_there_is_none_none_is_started(desk: Desk) -> None:
    seconds, found = look(desk)
    assert found == []
    assert seconds < 3
    assert b"false" in desk.run([*OWNED, "string:org.a11y.Bus"]).stdout


EDITOR = """
import json, os, sys
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from selfhelp.app.composition import App
from selfhelp.machine.capture import ocr as picture_text
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.report import private_areas
from selfhelp.ui import theme
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.navigation import AskPage, EditorPage
from selfhelp.ui.window import AppWindow

reader = sys.argv[1]
if reader:
    picture_text.PROGRAMS = {Platform.LINUX: tuple(reader.split())}
private_areas.read_known_names = lambda machine: ["Marie Curie", "mcurie", "ws-0042"]
application = QApplication([])
theme.apply_theme(application, "light")
places = AppPaths.create_for_current_user(Platform.LINUX)
window = AppWindow(App(LocalMachine(Platform.LINUX), places, {}, "en"), JobRunner())
window.show()
window.open(AskPage(words="x"))
form = window.get_current_screen()
form._computer.cancel_collecting()
QTest.qWait(1500)
form._pictures.whole.click()
for _ in range(600):
    QTest.qWait(20)
    editor = window._screens.get(EditorPage)
    if editor is not None and editor.private.isVisible():
        break
bar, picture = editor.private, editor.canvas.picture
words = bar._words.text()
if not reader:
    for _ in range(1500):  # until the picture is read as well
        QTest.qWait(20)
        if bar._job is not None and not bar._job.running:
            break
left = list(bar._left)
def black():
    spots = [bar._map_area_to_image(area).center() for area in left]
    return [picture.image.pixelColor(spot).name() for spot in spots]
before, marks = black(), len(picture.annotations)
bar.redact_all_areas()
answer = {"words": words, "found": [[a.word, a.source] for a in left], "marks": marks}
print(json.dumps({**answer, "before": before, "after": black()}), flush=True)
os._exit(0)
"""


@pytest.mark.usefixtures("letter")
@pytest.mark.parametrize("reader", ["", "/bin/false", "/bin/sleep 60", "/bin/cat /proc/self/maps"])
def test_from_the_button_to_the_question_in_the_editor(desk: Desk, reader: str) -> None:
    """The user's names are offered, nothing is covered before they say so, whatever the reading program
    does."""
    if not reader and shutil.which("tesseract") is None:
        pytest.skip("needs tesseract")
    done = desk.run([sys.executable, "-c", EDITOR, reader], 90)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout.splitlines()[-1])
    assert {"Marie Curie", "mcurie", "ws-0042"} <= {word for word, _source in answer["found"]}
    assert "may be private" in answer["words"]
    assert answer["marks"] == 0
    assert answer["after"] == ["#000000"] * len(answer["found"])
    assert answer["before"] != answer["after"]
