"""``python -m tests.ui.robot SCREEN SEED N``: SCREEN may be ``all``; ends with 1 where it found something."""

from __future__ import annotations

import faulthandler
import os
import sys
import tempfile
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
for _name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "SSH_AUTH_SOCK", "SELFHELP_TOKEN"):
    os.environ.pop(_name, None)

from PySide6.QtWidgets import QApplication  # noqa: E402 - Qt reads what is set above

from selfhelp.ui.background import idle_collector  # noqa: E402
from tests.ui.robot.room import SCREENS_OF_ROBOTS  # noqa: E402
from tests.ui.robot.runner import robots  # noqa: E402


def main() -> int:
    """Read the three words, and let the robot loose."""
    faulthandler.enable()
    screen, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with tempfile.TemporaryDirectory(prefix="robot-home-") as home:
        os.environ["HOME"] = os.environ["XDG_RUNTIME_DIR"] = home
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = str(Path(home) / name.lower())
        application = QApplication(sys.argv[:1])
        idle_collector.IdleCollector(application)
        reports = robots(SCREENS_OF_ROBOTS if screen == "all" else (screen,), seed, count, application)
        return int(any(report.wrong for report in reports))


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)  # a thread that hangs is a finding already
