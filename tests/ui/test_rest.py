"""The app at rest in the tray has loaded what the sign and the first click need, and nothing more."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from selfhelp.core.text import Translator
from selfhelp.policy.policy import Policy
from selfhelp.ui.tray.tray_icon import TrayIcon
from tests.people import ROOT

SCRIPT = """
import json, os, sys, threading, time

def told():
    wanted = {"selfhelp.ui.screens.home", "selfhelp.ui.background.daily_check"}
    while not wanted <= set(sys.modules):
        time.sleep(0.1)
    time.sleep(0.5)
    qt = [name for part in ("Core", "Gui", "Widgets") for name in vars(sys.modules["PySide6.Qt" + part])]
    print(json.dumps([sorted(sys.modules), list(sys.modules["linecache"].cache), qt]), flush=True)
    os._exit(0)

threading.Thread(target=told, daemon=True).start()
from selfhelp import __main__
__main__.main(["--tray"])
"""

NOT_AT_REST = {
    *("_hashlib", "ctypes", "html.entities", "ipaddress", "locale", "mimetypes", "platformdirs", "plistlib"),
    *("urllib.parse", "selfhelp.app.branding", "selfhelp.app.composition", "selfhelp.engine.journal"),
    *("selfhelp.tickets.form.form", "selfhelp.ui.images.image_file", "selfhelp.ui.widgets.dropdown"),
    *("selfhelp.core.foreign_functions", "selfhelp.machine.local_machine", "selfhelp.machine.powershell"),
}
"""What costs from 0.1 MiB (`mimetypes`) to 4 MiB (`_hashlib`, with libcrypto)."""

NO_CLASS_AT_REST = {"QGestureEvent", "QTouchEvent", "QWheelEvent", "QDesktopServices", "QUrl"}
"""Qt's classes that PySide creates with every other event, 0.8 MiB in all, and those for links."""


@pytest.mark.slow
def test_nothing_waits_in_memory_that_no_one_needs_yet(own_home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
        env={
            **os.environ,
            "LANG": "C.UTF-8",
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": str(ROOT),
            "XDG_RUNTIME_DIR": str(own_home),
        },
    )
    assert done.returncode == 0, done.stderr
    loaded, sources, classes = json.loads(done.stdout.splitlines()[-1])
    assert "selfhelp.ui.screens.home" in loaded  # it is noticed at all
    assert NOT_AT_REST & set(loaded) == set()
    assert "QAction" in classes  # it is noticed at all
    assert NO_CLASS_AT_REST & set(classes) == set()
    assert [name for name in sources if not name.endswith("plain_imports.py")] == []


CHILD = """
import json, linecache, runpy, sys
sys.argv[1:] = json.loads(sys.argv[1])
try:
    runpy.run_module("selfhelp", run_name="__main__")
finally:
    print(json.dumps(sorted(linecache.cache)))
"""


@pytest.mark.parametrize(
    "arguments", [["--grab", "--monitor", "99"], ["--record-steps"], ["--export-steps", "none", "none", "en"]]
)
def test_a_child_with_qt_keeps_no_sources_either(own_home: Path, arguments: list[str]) -> None:
    """They cost 4 MiB."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, json.dumps(arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(own_home)},
    )
    sources = [name for name in json.loads(done.stdout.splitlines()[-1]) if "/selfhelp/" in name]
    assert [Path(name).name for name in sources if not name.endswith("__main__.py")] in (
        [],
        ["plain_imports.py"],
    )


def test_without_a_policy_the_tray_is_as_the_policy_would_have_it(qapp: object) -> None:
    policy, tray = Policy(), TrayIcon(Translator("en"))
    wanted = {"picture": policy.evidence.screenshots, "steps": policy.steps.enabled, "quit": policy.app.quit}
    assert {name: tray._actions[name].isVisible() for name in wanted} == wanted
    assert policy.branding.name == ""
    assert not policy.branding.text_overrides
