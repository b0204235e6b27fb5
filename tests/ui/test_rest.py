"""The app at rest in the tray has loaded what the sign and the first click need, and nothing more."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from selfhelp.core.paths import AppPaths, Platform, current_platform
from selfhelp.core.text import Translator
from selfhelp.policy.policy import Policy
from selfhelp.ui import main
from selfhelp.ui.tray.tray_icon import TrayIcon
from tests.people import ROOT

SCRIPT = """
import json, os, sys, threading, time

def told():
    wanted = {"selfhelp.ui.screens.home", "selfhelp.ui.background.daily_check"}
    while not wanted <= set(sys.modules):
        time.sleep(0.1)
    time.sleep(0.5)
    print(json.dumps([sorted(sys.modules), list(sys.modules["linecache"].cache)]), flush=True)
    os._exit(0)

threading.Thread(target=told, daemon=True).start()
from selfhelp import __main__
__main__.main(["--tray"])
"""

NOT_AT_REST = {
    *("_hashlib", "ctypes", "html.entities", "ipaddress", "locale", "mimetypes", "platformdirs", "plistlib"),
    *("urllib.parse", "selfhelp.app.branding", "selfhelp.app.composition", "selfhelp.engine.journal"),
    *("selfhelp.core.foreign_functions", "selfhelp.machine.local", "selfhelp.policy.policy"),
}
"""What costs from 0.1 MiB (`mimetypes`) to 4 MiB (`_hashlib`, with libcrypto)."""


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
    loaded, sources = json.loads(done.stdout.splitlines()[-1])
    assert "selfhelp.ui.screens.home" in loaded  # it is noticed at all
    assert NOT_AT_REST & set(loaded) == set()
    assert not [name for name in sources if "/selfhelp/" in name and not name.endswith("plain_imports.py")]


@pytest.mark.skipif(current_platform() is not Platform.LINUX, reason="elsewhere the system is asked as well")
@pytest.mark.parametrize("where", ["machine_policy", "config"])
@pytest.mark.parametrize("name", ["policy.toml", "policy.d"])
def test_a_policy_is_looked_for_where_one_may_be(places: AppPaths, where: str, name: str) -> None:
    folder: Path = getattr(places, where)
    assert not main._may_have_policy(places)
    folder.mkdir(parents=True, exist_ok=True)
    assert not main._may_have_policy(places)
    (folder / name).mkdir()
    assert main._may_have_policy(places)


@pytest.mark.skipif(current_platform() is not Platform.LINUX, reason="elsewhere the system is asked as well")
def test_a_policy_that_cannot_be_seen_counts_as_one(places: AppPaths) -> None:
    places.machine_policy.parent.mkdir(parents=True, exist_ok=True)
    places.machine_policy.write_text("not a folder")
    assert main._may_have_policy(places)


def test_without_a_policy_the_tray_is_as_the_policy_would_have_it(qapp: object) -> None:
    policy, tray = Policy(), TrayIcon(Translator("en"))
    wanted = {"picture": policy.evidence.screenshots, "steps": policy.steps.enabled, "quit": policy.app.quit}
    assert {name: tray._actions[name].isVisible() for name in wanted} == wanted
    assert policy.branding.name == ""
    assert not policy.branding.text_overrides
