"""What nobody expected: a line in the log and one calm sentence, never a traceback on the terminal."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.people import ROOT

pytestmark = pytest.mark.slow

PROGRAM = """
import sys, threading
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from selfhelp.core.paths import AppPaths
from selfhelp.core.paths import detect_platform
from selfhelp.core.text import Translator
from selfhelp.ui.main import AppSession
from selfhelp.ui.navigation import HomePage

class Painted(QWidget):
    def paintEvent(self, event):
        raise ValueError("in a paintEvent")

class Cleaned:
    def __del__(self):
        raise ValueError("in a clean-up")

def fail(where):
    raise ValueError(where)

def in_a_slot():
    for number in range(5):
        QTimer.singleShot(0, lambda: fail("in a slot"))

def in_a_job():
    session.jobs.start_job(lambda progress: fail("in a job"), None, lambda error: heard.append(error.message))

def in_a_thread():
    threading.Thread(target=fail, args=("in a thread",)).start()

def in_a_thread_that_exits():
    threading.Thread(target=sys.exit, args=("not a fault",)).start()

def in_a_virtual_method():
    painted.resize(100, 100)
    painted.show()

def in_a_clean_up():
    Cleaned()

def from_qt():
    from PySide6.QtCore import qWarning
    qWarning("a warning of Qt")

heard = []
app = QApplication([])
app.setQuitOnLastWindowClosed(False)
session = AppSession(app, AppPaths.create_for_current_user(detect_platform()), Translator("en"))
session.open(HomePage())
session.window.show_message = lambda text: heard.append(text)
painted = Painted()
QTimer.singleShot(300, globals()[sys.argv[1]])
QTimer.singleShot(1500, app.quit)
app.exec()
dialogs = [w for w in app.topLevelWidgets() if w.isVisible() and w not in (session.window, painted)]
print(len(heard), len(dialogs), heard[-1].template if heard else "", flush=True)
session.shut_down()
"""
CASES = {
    "in_a_slot": ("in a slot", True),
    "in_a_job": ("in a job", True),
    "in_a_thread": ("in a thread", True),
    "in_a_thread_that_exits": ("", False),
    "in_a_virtual_method": ("in a paintEvent", True),
    "in_a_clean_up": ("in a clean-up", False),
    "from_qt": ("a warning of Qt", False),
}
"""What goes wrong: what the log says, and whether the user is told."""


@pytest.mark.spread(2)
@pytest.mark.parametrize("case", CASES)
def test_an_unexpected_error(case: str, own_home: Path) -> None:
    line, told = CASES[case]
    env = {"HOME": str(own_home), "QT_QPA_PLATFORM": "offscreen", "PATH": "/usr/bin:/bin"}
    env |= {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    argv = [sys.executable, "-c", PROGRAM, case]
    done = subprocess.run(argv, env=env, capture_output=True, text=True, timeout=60, cwd=own_home)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr  # Qt and PySide print lines of their own
    assert "ValueError" not in done.stderr
    said, dialogs, sentence = done.stdout.split(" ", 2)
    assert int(dialogs) == 0
    assert sentence.startswith("Something went wrong in this app.") is told
    assert (int(said) > 0) is told
    log = "".join(file.read_text() for file in own_home.rglob("selfhelp.log"))
    assert line in log
    assert ("ERROR" in log) is bool(line and case != "from_qt")
