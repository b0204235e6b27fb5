"""Links that the system hands to the program that runs: they open a screen, whatever is in them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib

import pytest

from selfhelp.core.deep_links import HOME, SCREENS
from selfhelp.ui.macos_links import parse_own_link
from tests.core.test_deep_links import HOSTILE
from tests.people import ROOT

SCRIPT = """
import json, sys
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from selfhelp.ui.macos_links import LinkApplication
application, led = LinkApplication(sys.argv[:1]), []
application.led.connect(lambda where: led.append([where.screen, where.fix]))
for link in json.load(sys.stdin):
    taken = application.sendEvent(application, QFileOpenEvent(QUrl(link)))
    assert taken or not QUrl(link).isValid(), link
application.sendEvent(application, QFileOpenEvent("/tmp/report.png"))
print(json.dumps(led))
"""


def test_only_valid_macos_links_open_a_screen() -> None:
    links = ["selfhelp://open/tickets", "selfhelp://fix/net-vpn", *HOSTILE]
    sendable = [link for link in links if len(link) < 10_000]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        input=json.dumps(sendable),
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    first, second, *rest = json.loads(done.stdout)
    assert first == ["tickets", ""]
    assert second == ["home", "net-vpn"]
    assert len(rest) > 15
    for screen, fix in rest:  # Qt may have put it right; what comes out is a screen or a fix's id at most
        assert screen in SCREENS
        assert fix == "" or screen == "home"


@pytest.mark.parametrize("link", HOSTILE, ids=lambda link: link[:40])
def test_foreign_links_are_ignored(link: str) -> None:
    assert parse_own_link(link) in (None, HOME)
    if not link.casefold().startswith("selfhelp:"):
        assert parse_own_link(link) is None


def test_links_are_registered_on_every_system() -> None:
    desktop = (ROOT / "installer/linux/selfhelp.desktop").read_text("utf-8").splitlines()
    assert "MimeType=x-scheme-handler/selfhelp;" in desktop
    assert any(line.startswith("Exec=") and line.endswith(" %u") for line in desktop), (
        "one link, one argument"
    )
    spec = (ROOT / "installer/freeze/selfhelp.spec").read_text("utf-8")
    macos = (ROOT / "installer/macos/information.py").read_text("utf-8")
    assert "info_plist=information()" in spec
    assert '"CFBundleURLSchemes": ["selfhelp"]' in macos
    name = tomllib.loads((ROOT / "installer/product.toml").read_text("utf-8"))["name"]
    assert f'{name}w.exe" "%1"' in (ROOT / "docs/admin.md").read_text("utf-8")
