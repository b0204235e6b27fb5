"""The first window loads what it shows, and no more: PySide names whole classes at a touch."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.people import ROOT

SCRIPT = """
import enum, json, sys, time
from selfhelp.ui.application import Application
from selfhelp.ui.main import AppSession
from selfhelp.core.paths import AppPaths
from selfhelp.core.paths import detect_platform
from selfhelp.core.text import Translator

def named(kind=enum.Enum):
    return [kind.__name__, *(name for more in kind.__subclasses__() for name in named(more))]

application = Application(sys.argv[:1])
places = AppPaths.create_for_current_user(detect_platform())
session = AppSession(application, places, Translator("en"))
from selfhelp.ui.navigation import AboutPage, HomePage
session.open(HomePage())
while session.window.get_current_screen()._answers.index is None:
    application.processEvents()
    time.sleep(0.005)
first = named()
session.open(AboutPage())
more = len(named()) - len(first)
application.setStyleSheet("")  # it hides the style's name
print(json.dumps([first, more, application.style().name()]), flush=True)
session.shut_down()
"""


CLICK = """
import json, sys, threading
from selfhelp.ui.background.preloading import MODULES
from selfhelp.ui.application import Application
from selfhelp.ui.main import AppSession
from selfhelp.core.paths import AppPaths
from selfhelp.core.paths import detect_platform
from selfhelp.core.text import Translator

waited = []
class Watch:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if threading.current_thread() is threading.main_thread():
            waited.append(name)
sys.meta_path.insert(0, Watch)

application = Application(sys.argv[:1])
places = AppPaths.create_for_current_user(detect_platform())
places.runtime.mkdir(parents=True, exist_ok=True)
before = sorted(set(MODULES) & set(sys.modules))
session = AppSession(application, places, Translator("en"))
while not set(MODULES) <= set(sys.modules):
    application.processEvents()
ahead = list(waited)
from selfhelp.ui.navigation import HomePage
session.open(HomePage())
application.processEvents()
print(json.dumps([before, ahead, waited[len(ahead):]]), flush=True)
session.shut_down()
"""


@pytest.mark.slow
def test_the_first_window_names_no_class_that_it_does_not_use(own_home: Path) -> None:
    first, more, style = told(SCRIPT)
    assert "StandardKey" in first  # it is noticed at all
    assert "StandardPixmap" not in first, "the style is handed to Python"
    assert "WizardPixmap" not in first, "every class is loaded"
    assert more < 60, "looking for the next stop of Tab loads every class"
    assert style == "fusion"


@pytest.mark.slow
def test_a_click_waits_for_no_code_that_could_have_been_loaded_before_it(own_home: Path) -> None:
    before, ahead, waited = told(CLICK)
    assert before == [], "the start itself waits for it"
    assert "selfhelp.ui.screens.home" in ahead  # it is noticed at all
    known = {"PySide6.QtSvg"}  # see `selfhelp.ui.background.preloading`
    assert {name for name in waited if name.startswith(("selfhelp.ui", "PySide6"))} <= known


def told(script: str) -> list[Any]:
    """Return what a program of its own printed last."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
        env={
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "QT_STYLE_OVERRIDE": "windows",
            "PYTHONPATH": str(ROOT),
        },
    )
    assert done.returncode == 0, done.stderr
    said: list[Any] = json.loads(done.stdout.splitlines()[-1])
    return said
