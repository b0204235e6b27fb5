"""What a report never holds by default: arguments, environment, browser addresses, names of Wi-Fi networks.

Canaries are planted where programs of this person keep such things; then the whole report is searched.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from selfhelp.catalog.catalog import Catalog
from selfhelp.core.model import FactTable, Platform, PrivacyClass, Snapshot
from selfhelp.core.progress import Progress
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.policy.policy import Policy
from selfhelp.report import report_files, snapshot

CANARY = "canary7c1f"
"""Looks like nothing that a redactor would know: it has to be left out, not replaced."""

FORBIDDEN = ("argument", "command line", "environment", "ssid", "url", "history", "bookmark", "cookie")


@pytest.fixture
def taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Snapshot]:
    """The report of a person who has canaries everywhere, before any redaction."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / f".{name.lower()}"))
    monkeypatch.setenv("MY_TOKEN", f"{CANARY}environment")
    monkeypatch.setenv("https_proxy", f"http://anna:{CANARY}password@proxy.example:8080")
    _plant(tmp_path)
    argv = [sys.executable, "-c", "import time\nwhile True: pass", f"--password={CANARY}argument"]
    with subprocess.Popen(argv) as busy:  # the busiest program is surely listed
        time.sleep(0.3)
        collectors = Catalog(Policy(), Platform.LINUX).collectors.values()
        chosen = [collector for collector in collectors if not collector.private]
        yield snapshot.take_snapshot(LocalMachine(Platform.LINUX), chosen, progress=Progress())
        busy.kill()


def _plant(home: Path) -> None:
    for place, text in {
        ".config/chromium/Default/History": f"https://{CANARY}history.example/",
        ".config/autostart/x.desktop": f"[Desktop Entry]\nName=X\nExec=/usr/bin/x --key={CANARY}startup\n",
        ".mozilla/firefox/a.default/prefs.js": f'user_pref("x", "{CANARY}preference");\n',
        ".cert/private.pem": f"-----BEGIN PRIVATE KEY-----\n{CANARY}key\n-----END PRIVATE KEY-----\n",
        ".bash_history": f"mysql -p{CANARY}shell\n",
        ".profile": f"export https_proxy=http://anna:{CANARY}profile@proxy.example:8080\n",
    }.items():
        path = home / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_no_canary_is_in_a_report(taken: Snapshot) -> None:
    text = report_files.render_json(replace(taken, redacted=True)).decode()
    places = [text[max(0, at - 60) : at + 30] for at in range(len(text)) if text.startswith(CANARY, at)]
    assert places == []
    assert '"X"' in text, "the planted start-up program was not seen at all"
    assert json.loads(text)["sections"]["processes"]["status"] == "ok"


def test_no_section_has_a_place_for_such_things(taken: Snapshot) -> None:
    for section in taken.sections:
        for item in section.items:
            for part in item.columns if isinstance(item, FactTable) else (item,):
                assert part.reveals is not PrivacyClass.COMMAND, (section.id, part.name)
                assert not any(word in part.name.casefold() for word in FORBIDDEN), (section.id, part.name)
