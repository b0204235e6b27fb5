"""A reminder in a real notifier, answered there: "In an hour" is kept, "Do it now" leads somewhere."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.live.desk import Desk, wait_for
from tests.live.sni import TrayHost

pytestmark = [
    pytest.mark.live,
    pytest.mark.gui,
    pytest.mark.skipif(not shutil.which("Xvfb") or not shutil.which("dunst"), reason="needs Xvfb and dunst"),
]
PICTURES = Path(__file__).parents[2] / "build" / "screens"
TRAY = """
import sys
import selfhelp.ui.background.daily_check as daily_check
daily_check.FIRST_MS, daily_check.SPREAD_MS = 500, 1
begin = daily_check.DailyCheckScheduler.__init__
def an_hour_ago(self, *given):
    begin(self, *given)
    self._started -= 3600
daily_check.DailyCheckScheduler.__init__ = an_hour_ago
from selfhelp.__main__ import main
sys.exit(main(["--tray"]))
"""
"""The app as it is an hour after sign-in."""


@pytest.fixture
def desk() -> Iterator[Desk]:
    """A desktop with a tray, and a computer that is to be returned in ten days."""
    with Desk() as desk:
        tray = TrayHost(desk.environment["DBUS_SESSION_BUS_ADDRESS"])
        folder = desk.home / "config_home" / "selfhelp"
        folder.mkdir(parents=True)
        day = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
        (folder / "policy.toml").write_text(f'[foresight]\nreturn_date = "{day}"\n')
        yield desk
        tray.close()


def start_notifier(desk: Desk, answer: str) -> None:
    """Start dunst; who asks it for a menu of the answers gets this one chosen."""
    menu = desk.home / "menu.sh"
    menu.write_text(f'#!/bin/sh\ngrep -m1 -F "{answer}"\n')
    menu.chmod(0o755)
    settings = desk.home / "dunstrc"
    stays = '[stay]\nappname = "*"\ntimeout = 0\n'  # a busy computer may need longer than the app allows
    settings.write_text(f"[global]\ndmenu = {menu}\n{stays}")
    desk.spawn(["dunst", "-conf", str(settings)])
    wait_for(lambda: desk.run(["dunstctl", "count", "displayed"]).stdout.strip() == b"0")


def displayed(desk: Desk) -> int:
    return int(desk.run(["dunstctl", "count", "displayed"]).stdout or 0)


def book(desk: Desk) -> dict[str, Any]:
    file = desk.home / "data_home" / "selfhelp" / "reminders.json"
    entries: dict[str, Any] = json.loads(file.read_text())["entries"] if file.exists() else {}
    return entries


def test_in_an_hour_is_answered_in_the_notification_and_kept(desk: Desk) -> None:
    start_notifier(desk, "In an hour")
    app = desk.spawn([sys.executable, "-c", TRAY])
    wait_for(lambda: displayed(desk) == 1, seconds=90)
    desk.shot(PICTURES / "live-reminder.png")
    assert "until" not in book(desk)["device-return"]
    desk.run(["dunstctl", "context"])
    wait_for(lambda: "until" in book(desk).get("device-return", {}), seconds=20)
    entry = book(desk)["device-return"]
    wait = datetime.fromisoformat(entry["until"]) - datetime.fromisoformat(entry["asked"])
    assert wait == timedelta(hours=1)
    assert desk.windows("Self-help") == [], "no window for that"
    desk.run(["dunstctl", "close-all"])
    time.sleep(0.5)
    (told,) = json.loads(desk.run(["dunstctl", "history"]).stdout)["data"][0]
    assert told["body"]["data"] == "This computer is due to be replaced in 10 days."
    assert app.poll() is None


def test_do_it_now_opens_the_form_with_the_words(desk: Desk) -> None:
    start_notifier(desk, "Do it now")
    desk.spawn([sys.executable, "-c", TRAY])
    wait_for(lambda: displayed(desk) == 1, seconds=90)
    desk.run(["dunstctl", "context"])
    wait_for(lambda: desk.windows("Self-help"), seconds=60)
    time.sleep(1.5)
    desk.shot(PICTURES / "live-reminder-now.png")
    assert "until" not in book(desk)["device-return"]


def test_the_answer_survives_a_restart_of_the_app(desk: Desk) -> None:
    start_notifier(desk, "Don't remind me about this")
    app = desk.spawn([sys.executable, "-c", TRAY])
    wait_for(lambda: displayed(desk) == 1, seconds=90)
    desk.run(["dunstctl", "context"])
    wait_for(lambda: "muted" in book(desk).get("device-return", {}), seconds=20)
    assert desk.run([sys.executable, "-m", "selfhelp", "--quit"]).returncode == 0
    wait_for(lambda: app.poll() is not None)
    (desk.home / "data_home" / "selfhelp" / "outlook.json").unlink()
    (desk.home / "data_home" / "selfhelp" / "health.json").unlink()
    desk.run(["dunstctl", "close-all"])
    desk.spawn([sys.executable, "-c", TRAY])
    wait_for(lambda: (desk.home / "data_home" / "selfhelp" / "outlook.json").exists(), seconds=90)
    time.sleep(3)
    assert displayed(desk) == 0
