"""The window is killed while she writes; what starts next has her draft, picture included."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.people import ROOT

WINDOW = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from selfhelp.places import Places
from selfhelp.ui.jobs import Jobs
from selfhelp.ui.pixels import to_png
from selfhelp.ui.window import Window
from tests.ui.desk_window import make_app, picture
application = QApplication([])
names = ("config", "data", "cache", "log", "run", "machine")
window = Window(make_app(Places(*(Path(sys.argv[1], name) for name in names))), Jobs())
window.show()
window.open("ask")
form = window.current()

def pause(ms):  # QTest.qWait would hold up the threads that read and save
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()

def until(so):
    for _ in range(800):
        if so():
            return
        pause(50)
    sys.exit("it did not happen")
"""
WRITES = (
    WINDOW
    + """
until(lambda: form._keeper._looked)
QTest.keyClicks(form.words, "Nothing prints")
form.can_work.buttons["no"].click()
form.case.add_screenshot(to_png(picture()))
form._have_files()
folder = Path(sys.argv[1], "data", "draft")
until(lambda: list(folder.glob("*.png")) and b"Nothing prints" in (folder / "draft.json").read_bytes())
print("kept", flush=True)
while True:
    QTest.keyClicks(form.words, "!")
    pause(10)
"""
)
READS = (
    WINDOW
    + """
until(lambda: form.words.toPlainText())
print(form.words.toPlainText().rstrip("!"), form.can_work.chosen(), len(form.case.added()), flush=True)
window.context.jobs.stop(5000)
"""
)


def started(script: str, folder: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script, str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment)


def test_a_killed_window_loses_less_than_a_second(tmp_path: Path) -> None:
    writer = started(WRITES, tmp_path)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "kept\n"
    writer.send_signal(signal.SIGKILL)
    writer.communicate(timeout=30)
    said, _ = started(READS, tmp_path).communicate(timeout=60)
    assert said == "Nothing prints no 1\n"
